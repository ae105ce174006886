"""The jobs that keep time and tell numbers: calendars that changed, outages, warnings, work lists, digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.daemon.timetable import Job
from maild.desk import outage_watch
from maild.desk.digest import digests, worklists
from maild.desk.promises import recalendaring, warnings
from maild.store import retention
from maild.store.numbers import SqlNumbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from maild.desk.letters.notify import Notifier
    from maild.desk.office import Office
    from maild.desk.rulebook import Rulebook
    from maild.store.database import Database
    from maild.store.desk_store import DeskStore
    from maild.store.retention import Terms


def digests_of(
    store: DeskStore, notifier: Notifier, rulebook: Callable[[], Rulebook], office: Office
) -> digests.Digests:
    """Return what makes and sends digests."""
    return digests.Digests(store, SqlNumbers(store.database), notifier, rulebook, office)


def time_jobs(
    store: DeskStore, notifier: Notifier, rulebook: Callable[[], Rulebook], office: Office
) -> tuple[Job, ...]:
    """Return the jobs in the order in which they are asked: what is late comes before what is told of it."""
    calendars = recalendaring.Recalendaring(store, rulebook)
    outages = outage_watch.OutageWatch(store, notifier, rulebook)
    warning = warnings.Warnings(store, notifier, rulebook, office)
    lists = worklists.WorkLists(store, SqlNumbers(store.database), notifier, rulebook, office)
    digest = digests_of(store, notifier, rulebook, office)
    return (
        Job(recalendaring.JOB, lambda now: _ignored(calendars.apply(now))),
        Job(outage_watch.JOB, lambda now: _ignored(outages.look(now))),
        Job(warnings.JOB, lambda now: _ignored(warning.give(now))),
        Job(worklists.JOB, lambda now: _ignored(lists.send_due(now))),
        Job(digests.JOB, lambda now: _ignored(digest.send_due(now))),
    )


def retention_job(database: Database, terms: Terms) -> Job:
    """Return the job that ends the keeping of what the office keeps no longer."""
    keeping = retention.Retention(database, terms)
    return Job(retention.JOB, lambda now: _ignored(keeping.run(now)))


def _ignored(_: object) -> None:
    """Forget what a job returns."""
