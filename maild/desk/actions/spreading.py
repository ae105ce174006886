"""What is done to an outage is done to every report of it: tied, answered, solved, closed, and taken back.

Each reporter hears of it in the own thread under the own number, and never of another; the staff hear of the outage
alone. What is asked of one of them, and what one of them says, stays on that ticket.
"""

from __future__ import annotations

import types
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from maild.desk.actions.absorbed import told_to_absorbed
from maild.desk.actions.record import named
from maild.desk.actions.undoing import dropped_of
from maild.desk.incoming.leaving_text import fit_to_leave
from maild.desk.ledger import together
from maild.desk.outages.reports import OUTAGE, may_be_part
from maild.desk.recording import Cause, followed, written
from maild.desk.records import Changes, TicketWords
from maild.tickets import events
from maild.tickets.transitions import WORKED_ON
from maild.tickets.undo import effective

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from maild.desk.happening import Happening
    from maild.desk.letters.notify import Notifier
    from maild.desk.office import Office
    from maild.desk.recording import Recorded
    from maild.tickets.events import Event, Fact
    from maild.tickets.targets import Target
    from maild.tickets.ticket import Ticket

SAID = (events.OutageDeclared, events.NoteAdded, events.TicketResolved)
TO_ALL = (events.OutageDeclared, events.NoteAdded)
"""Of these, somebody with several reports hears once."""


def spread(happenings: Iterable[Happening], notifier: Notifier, office: Office) -> Changes:
    """Return what becomes of the reports of an outage by what happened to it, and the letters to their reporters."""
    changes = Changes()
    reports: dict[int, Part] = {}
    for happening in happenings:
        reached = {happening.recorded.ticket.requester}
        for report in _concerned(happening, reports):
            done = report.go_on(happening)
            heard = type(happening.recorded.event.fact) in TO_ALL and report.ticket.requester in reached
            reached.add(report.ticket.requester)
            changes += report.changes(done, happening)
            told = [report.told(one, happening) for one in done]
            changes += told_to_absorbed(told, notifier, office)
            if told and not heard:
                changes += notifier.letters(*told)
    return changes


def _concerned(happening: Happening, known: dict[int, Part]) -> list[Part]:
    """Return the reports that this happening is about, as it found them or as others before it left them."""
    outage, fact, ledger = happening.recorded.ticket, happening.recorded.event.fact, happening.ledger
    if type(fact) not in _FOLLOWS or (outage.outage != "declared" and not isinstance(fact, events.ActionUndone)):
        return []
    if isinstance(fact, events.OutageDeclared):
        named_now = (ledger.ticket(number) for number in fact.reports)
        found = [ticket for ticket in named_now if ticket is not None and may_be_part(ticket)]
    else:
        found = ledger.reports_of(outage.number)
    for ticket in found:
        known.setdefault(ticket.number, Part(ticket, ledger.targets(ticket.number), ledger.words(ticket.number)))
    return [known[ticket.number] for ticket in found]


@dataclass(slots=True)
class Part:
    """One report of an outage, as it stands while what happened to the outage goes on in it."""

    ticket: Ticket
    targets: tuple[Target, ...]
    words: TicketWords
    filled: TicketWords | None = None
    text: str = ""
    added: tuple[Event, ...] = ()

    def go_on(self, happening: Happening) -> list[Recorded]:
        """Record what follows here from what happened to the outage."""
        event, number = happening.recorded.event, self.ticket.number
        self.text, self.filled = self.fit_to_leave(_said_to_all(happening), happening), None
        cause = Cause(happening.now, event.actor, OUTAGE, event.message)
        done: list[Recorded] = []
        for fact in _FOLLOWS[type(event.fact)](self, happening):
            history = self.history(happening) if isinstance(fact, events.ActionUndone) else ()
            following = followed(happening.rulebook, number, self.ticket, self.targets, fact, cause, history)
            self.ticket, self.targets = following[-1].ticket, following[-1].targets
            self.added += tuple(one.event for one in following)
            done += following
        return done

    def fit_to_leave(self, text: str, happening: Happening) -> str:
        """Return what of a text this reporter may read."""
        return fit_to_leave(text, self.ticket.number, self.words, happening.ledger)[0]

    def fill(self, happening: Happening) -> tuple[Fact, ...]:
        """Let the record tell what was found out and done, but for what others reported."""
        known = _record_of(happening)
        found = {"cause": known.cause, "analysis": known.analysis, "solution": self.text or known.solution}
        new = {name: text for name, text in found.items() if text and not getattr(self.words, name)}
        if not new:
            return ()
        self.filled = replace(TicketWords(self.ticket.number), **new)  # type: ignore[arg-type]  # they are texts
        self.words = together(self.words, self.filled)
        return (events.RecordFilled(named(self.filled)),)

    def history(self, happening: Happening) -> tuple[Event, ...]:
        """Return all that happened to it so far."""
        return (*happening.ledger.history(self.ticket.number), *self.added)

    def changes(self, done: list[Recorded], happening: Happening) -> Changes:
        """Return what is to be written of it; letters about what was taken back are not sent if they still wait."""
        undone = {one.event.fact.undoes for one in done if isinstance(one.event.fact, events.ActionUndone)}
        letters = happening.ledger.letters_of(self.ticket.number) if undone else []
        about = (row for row in letters if row.event in undone)
        dropped = dropped_of(about, happening.recorded.event.actor, happening.now)
        return written(done) + Changes(words=(self.filled,) if self.filled else (), outbox_steps=dropped)

    def told(self, one: Recorded, happening: Happening) -> Happening:
        """Return what its reporter may have to be told of."""
        return replace(
            happening, recorded=one, text=self.text, words=self.words, outage=happening.recorded.ticket, because=""
        )


def _said_to_all(happening: Happening) -> str:
    """Return the words that were meant for the public side; those beside other facts are the staff's own."""
    return happening.text if isinstance(happening.recorded.event.fact, SAID) else ""


def _record_of(happening: Happening) -> TicketWords:
    return happening.words or happening.ledger.words(happening.recorded.ticket.number)


Follows = tuple["Fact", ...]


def _tied(_part: Part, happening: Happening) -> Follows:
    return events.TicketLinked(happening.recorded.ticket.number, OUTAGE), events.OutageAnnounced()


def _untied(_part: Part, happening: Happening) -> Follows:
    return (events.TicketUnlinked(happening.recorded.ticket.number, OUTAGE),)


def _answered(part: Part, happening: Happening) -> Follows:
    said_by_staff = "answered" in events.signs_of(happening.recorded.event.fact)
    return (events.NoteAdded("public"),) if said_by_staff and part.ticket.status != "closed" else ()


def _resolved(part: Part, happening: Happening) -> Follows:
    """Who reported it first and needs it no more has solved nothing for the others."""
    if happening.recorded.event.fact == events.TicketResolved("requester") or part.ticket.status not in WORKED_ON:
        return ()
    confirmed = () if part.ticket.confirmed_at else (events.TriageConfirmed(),)
    return (*part.fill(happening), *confirmed, events.TicketResolved("staff"))


def _closed(part: Part, happening: Happening) -> Follows:
    """What was solved ends too, but silence is consent only where the solution has arrived; the rest is solved now."""
    fact, ticket = happening.recorded.event.fact, part.ticket
    assert isinstance(fact, events.TicketClosed)
    if fact.by == "requester" or ticket.status == "closed":
        return ()
    if ticket.status in WORKED_ON:
        part.text = part.fit_to_leave(part.words.solution or _record_of(happening).solution or "", happening)
        return _resolved(part, happening)
    unheard = fact.by == "silence" and ticket.undelivered
    return () if unheard else (*part.fill(happening), fact)


def _hidden(part: Part, happening: Happening) -> Follows:
    return _untied(part, happening) if happening.recorded.ticket.confidential else ()


def _taken_back(part: Part, happening: Happening) -> Follows:
    """Take back here what followed from the same mail, and let go of everybody where it was no outage after all."""
    fact, ledger = happening.recorded.event.fact, happening.ledger
    assert isinstance(fact, events.ActionUndone)
    undone = ledger.history(happening.recorded.ticket.number)[fact.undoes - 1]
    if isinstance(undone.fact, events.OutageDeclared):
        return _untied(part, happening)
    return tuple(
        events.ActionUndone(event.sequence)
        for event in reversed(effective(part.history(happening)))
        if event.message == undone.message is not None and type(event.fact) is type(undone.fact)
    )


_FOLLOWS: Mapping[type, Callable[[Part, Happening], Follows]] = types.MappingProxyType(
    {
        events.OutageDeclared: _tied,
        events.NoteAdded: _answered,
        events.TicketResolved: _resolved,
        events.TicketClosed: _closed,
        events.ConfidentialityChanged: _hidden,
        events.ActionUndone: _taken_back,
    }
)
