"""The morning's rounds: the readers of one calendar get their mail together, when their own day has begun.

Every calendar of the office has its round, whether anybody goes by it or not, so that whoever begins to do so is not
told of days that were never theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maild.desk.digest.plan import due
from maild.desk.hours import hours_named, hours_of
from maild.desk.records import Changes, JobRun

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, time

    from maild.desk.digest.plan import Plan
    from maild.desk.hours import Hours
    from maild.desk.office import Office
    from maild.desk.ports import Store, Work
    from maild.desk.rulebook import Rulebook
    from maild.policy.model import Person


@dataclass(frozen=True, slots=True)
class Round:
    """One round that is due: whose hours they are, what is to be told, and how it is recorded that it was made.

    `last` is when this very round was made before, None for the first time.
    """

    job: str
    hours: Hours
    plan: Plan
    now: datetime
    last: datetime | None

    @property
    def run(self) -> Changes:
        """The record that it was made."""
        return Changes(jobs=(JobRun(self.job, self.now),))

    def is_open(self, work: Work) -> bool:
        """Tell whether nobody has made it meanwhile."""
        return work.last_run(self.job) == self.last

    def readers(self, persons: Iterable[Person], rulebook: Rulebook) -> list[Person]:
        """Return those of these people who go by its hours."""
        return [one for one in persons if hours_of(one.id, rulebook, self.hours.office).name == self.hours.name]


def rounds_due(job: str, at: time, now: datetime, store: Store, rulebook: Rulebook, office: Office) -> list[Round]:
    """Return the rounds of a job whose hour has come; a calendar that is new goes on from the desk's own."""
    jobs = {name: f"{job} {name}" for name in rulebook.calendars} | {rulebook.desk_calendar_name: job}
    with store.begin() as work:
        lasts = {name: work.last_run(each) for name, each in jobs.items()}
    rounds = []
    for name, last in lasts.items():
        hours = hours_named(name, rulebook, office)
        plan = due(now, last or lasts[rulebook.desk_calendar_name], hours.calendar, hours.office, at)
        if plan is not None:
            rounds.append(Round(jobs[name], hours, plan, now, last))
    return rounds
