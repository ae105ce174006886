"""Making a help article of a solution (MAD-21): what helped one person helps the next one sooner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.task import Deed, Refused
from maild.desk.knowledge.articles import NoArticle, article_from

if TYPE_CHECKING:
    from maild.desk.actions.task import Task


def publish(task: Task) -> Deed:
    """Keep the solution as an article, under the title behind the command; what else is said is a note as always."""
    assert task.giver.person is not None, "the staff write articles"
    person, title = task.giver.person.id, task.on_line
    try:
        fact, changes = article_from(task.ticket, task.words, task.policy, person, task.now, title=title)
    except NoArticle as none:
        raise Refused(f"article.{none.code}") from none
    return Deed("article", (fact,), {"title": changes.articles[0].title}, changes=changes)
