"""The morning's work lists: what waits for each technician and operator, one mail a person, none when nothing waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.digest.decisions import Scene, by_due, line_of
from maild.desk.digest.figures import Span, is_open
from maild.desk.digest.rounds import rounds_due
from maild.desk.hours import midnight
from maild.desk.ledger import Ledger
from maild.desk.letters.writing import Order
from maild.desk.numbers import is_late
from maild.desk.recipients import Recipient, circle_of
from maild.desk.records import Changes, Conflict, merged
from maild.desk.stages import is_turn_of
from maild.notices.report_values import ListView, WorkListView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date, datetime

    from maild.desk.digest.rounds import Round
    from maild.desk.letters.notify import Notifier
    from maild.desk.numbers import History, Numbers
    from maild.desk.office import Office
    from maild.desk.ports import Store
    from maild.desk.rulebook import Rulebook
    from maild.policy.model import Person

JOB = "work lists"
WORK_LIST = "work_list"
SHOWN = 15
WORKERS = frozenset({"operator", "technician"})


class WorkLists:
    """The job that writes the morning's work lists."""

    def __init__(
        self, store: Store, numbers: Numbers, notifier: Notifier, rulebook: Callable[[], Rulebook], office: Office
    ) -> None:
        self._store = store
        self._numbers = numbers
        self._notifier = notifier
        self._rulebook = rulebook
        self._office = office

    def send_due(self, now: datetime) -> int:
        """Send the lists whose hour has come, once; return how many letters were written."""
        rulebook = self._rulebook()
        rounds = rounds_due(JOB, rulebook.policy.reports.work_list_at, now, self._store, rulebook, self._office)
        return sum(self._send(one, rulebook) for one in rounds)

    def _send(self, turn: Round, rulebook: Rulebook) -> int:
        now, people = turn.now, rulebook.policy.people.people
        workers = [one for one in people if one.roles and one.available(turn.plan.day)]
        readers = turn.readers(workers, rulebook)
        everything = self._numbers.histories(now, now) if readers else ()
        unsolved = tuple(one for one in everything if is_open(one) or one.ticket.stage)
        today = midnight(turn.plan.day, self._office)
        scene = Scene(unsolved, rulebook, self._office, rulebook.desk_calendar, Span(today, now), now)
        try:
            with self._store.begin() as work:
                if not turn.is_open(work):
                    return 0
                letters = merged(self._letters(readers, turn.plan.day, scene, Ledger(work)))
                work.write(letters + turn.run)
                work.commit()
        except Conflict:
            return 0
        return len(letters.outbox)

    def _letters(self, readers: Iterable[Person], day: date, scene: Scene, ledger: Ledger) -> Iterator[Changes]:
        for person in readers:
            lists = tuple(one for one in lists_of(person, scene) if one.count)
            if lists:
                role = next((f"{one}s" for one in ("operator", "technician") if one in person.roles), "actor")
                reader = Recipient(person.address, person.name, person.language, role, person=person.id)
                order = Order(WORK_LIST, reader, scene.now)
                yield self._notifier.letter(order, {"work": WorkListView(day, lists)}, ledger)


def lists_of(person: Person, scene: Scene) -> Iterator[ListView]:
    """Yield what waits for a person: own tickets that are late or not, solutions to send on, and what nobody took.

    Whoever does none of this work has only the procedures in which it is their turn.
    """
    policy, today = scene.rulebook.policy, scene.office.local(scene.now).date()
    turns = [one for one in scene.histories if is_turn_of(person, one.ticket, policy, today)]
    yield _list("turn", turns, scene)
    if not person.roles & WORKERS:
        return
    visible = [one for one in scene.worked_on if one not in turns and _may_see(person, one, scene)]
    mine = [one for one in visible if one.ticket.assignee == person.id and one.ticket.status != "waiting"]
    late = [one for one in mine if is_late(one, scene.now)]
    yield _list("breached", late, scene)
    yield _list("mine", (one for one in mine if one not in late), scene)
    if "operator" in person.roles:
        proposed = (one for one in visible if one.ticket.proposed_at is not None)
        yield _list("to_send", (one for one in proposed if one.ticket.assignee != person.id), scene)
    free = (one for one in visible if not one.ticket.assignee and one.ticket.group in person.groups)
    yield _list("group", (one for one in free if one.ticket.status != "waiting"), scene)


def _list(name: str, histories: Iterable[History], scene: Scene) -> ListView:
    lines = [line for _, line in by_due((one, line_of(one, scene)) for one in histories)]
    return ListView(name, len(lines), tuple(lines[:SHOWN]))


def _may_see(person: Person, history: History, scene: Scene) -> bool:
    return not history.ticket.confidential or person.id in circle_of(history.ticket, scene.rulebook.policy)
