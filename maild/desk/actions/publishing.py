"""Making a help article of a solution (MAD-21): what helped one person helps the next one sooner.

An article is found at once. The knowledge manager is shown those of others, and keeps them or takes them back (MAD-22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions.task import Deed, Refused
from maild.desk.knowledge.articles import ARTICLE, NoArticle, article_from, undecided
from maild.tickets.events import ActionUndone, ApprovalGiven, ApprovalRefused

if TYPE_CHECKING:
    from maild.desk.actions.task import Decision, Task


def publish(task: Task) -> Deed:
    """Keep the solution as an article, under the title behind the command; what else is said is a note as always."""
    assert task.giver.person is not None, "the staff write articles"
    person, title = task.giver.person.id, task.on_line
    try:
        fact, changes = article_from(task.ticket, task.words, task.policy, person, task.now, title=title)
    except NoArticle as none:
        raise Refused(f"article.{none.code}") from none
    return Deed("article", (fact,), {"title": changes.articles[0].title}, changes=changes)


def decided(task: Task, decision: Decision) -> Deed | None:
    """Return what the knowledge manager's yes or no does to an article of somebody else, None when none waits."""
    written = undecided(task.ledger.history(task.ticket.number)) if task.giver.has("knowledge") else None
    if written is None or written.actor == task.giver.actor:
        return None
    if decision is ApprovalGiven:
        return Deed("approve.article", (ApprovalGiven(ARTICLE),), internal=task.remarks)
    if not task.remarks:
        raise Refused("incomplete")
    facts = (ApprovalRefused(ARTICLE), ActionUndone(written.sequence))
    return Deed("reject.article", facts, internal=task.remarks, keeps_text=False)
