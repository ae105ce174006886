"""Making a help article of a solution (MAD-21): what helped one person helps the next one sooner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.task import Deed, Refused
from maild.desk.articles import NoArticle, article_from

if TYPE_CHECKING:
    from maild.desk.actions.task import Task


def publish(task: Task) -> Deed:
    """Keep the solution as an article, under a title and in words of its own where the mail has them."""
    assert task.giver.person is not None, "the staff write articles"
    own_words = task.below
    try:
        fact, changes = article_from(
            task.ticket, task.words, task.policy, task.giver.person.id, task.now, own_words, task.on_line
        )
    except NoArticle as none:
        raise Refused(f"article.{none.code}") from none
    title = changes.articles[0].title
    return Deed("article", (fact,), {"title": title}, keeps_text=not own_words, changes=changes)
