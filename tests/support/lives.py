"""Lives of tickets by chance: any legal history, told step by step as the desk tells it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from maild.tickets import events as facts
from maild.tickets.events import Event, Fact, signs_of
from maild.tickets.replay import retold
from maild.tickets.targets import Moment, Target, TargetRule, stepped
from maild.tickets.ticket import Ticket, after, folded
from maild.tickets.transitions import allows

if TYPE_CHECKING:
    from random import Random

    from maild.tickets.targets import Calendar

MINUTE = timedelta(minutes=1)
WITHIN = {1: 480 * MINUTE, 2: 1440 * MINUTE, 3: 2880 * MINUTE}
STAGE = "perbaikan"


def promise(name: str, starts: str, **other: object) -> TargetRule:
    """Return a rule that promises working time, with warnings at a half and at three quarters of it."""
    given: dict[str, object] = {
        "when": {},
        "met_by": frozenset(),
        "revoked_by": frozenset(),
        "pauses": frozenset(),
        "restarts": False,
        "within": WITHIN,
        "calendar": "kantor",
        "warn_at": (0.5, 0.75),
    }
    return TargetRule(name=name, starts=starts, **{**given, **other})


RESPONSE = promise(
    "response",
    "TicketOpened",
    met_by=frozenset({"TicketTaken", "TriageConfirmed", "answered", "resolved"}),
    revoked_by=frozenset({"answer_failed"}),
    within={1: 10 * MINUTE, 2: 60 * MINUTE, 3: 240 * MINUTE},
)
RESOLUTION = promise(
    "resolution",
    "TicketOpened",
    met_by=frozenset({"resolved"}),
    revoked_by=frozenset({"reopened"}),
    pauses=frozenset({"waiting", "SolutionProposed"}),
)
REPAIR = promise(STAGE, f"entered:{STAGE}", met_by=frozenset({f"completed:{STAGE}"}), restarts=True)
RULES = (RESPONSE, RESOLUTION, REPAIR)


@dataclass
class Life:
    """A ticket that lives: its history, how it stands, and its promises."""

    calendar: Calendar
    rules: tuple[TargetRule, ...] = RULES
    history: list[Event] = field(default_factory=list)
    ticket: Ticket | None = None
    targets: dict[tuple[str, int], Target] = field(default_factory=dict)

    def tell(self, fact: Fact, at: datetime, actor: str = "person:omar") -> Event:
        """Let something happen; ValueError when it cannot."""
        event = Event(7, len(self.history) + 1, at, actor, "mail", fact)
        calendars = {"kantor": self.calendar}
        if isinstance(fact, facts.ActionUndone):
            stands = folded((*self.history, event))
            moved = retold((*self.history, event), lambda _: self.rules, calendars)
        else:
            stands = after(self.ticket, event)
            moment = Moment(7, at, signs_of(fact), stands.priority)
            moved = stepped(self.targets.values(), self.rules, calendars, moment)
        self.ticket = stands
        self.targets |= {(target.name, target.run): target for target in moved}
        self.history.append(replace(event, targets=moved))
        return self.history[-1]


def opening(priority: int = 2) -> facts.TicketOpened:
    return facts.TicketOpened(
        "incident", "Jaringan", "Internet lambat", "LAN", "tinggi", "menengah", priority, "jaringan", 3, "email"
    )


def any_fact(dice: Random, life: Life, at: datetime) -> Fact:
    """Return something that may happen next, or an attempt to take something back."""
    ticket = life.ticket
    assert ticket is not None
    priority = dice.randint(1, 3)
    answer_lost = ticket.answered_at is not None and ticket.stands_by(ticket.answered_at)
    possible: list[Fact] = [
        facts.NoteAdded("public", by_requester=True),
        facts.NoteAdded("internal"),
        facts.NoteAdded("public"),
        facts.NoticeFailed(1, 3, "5.1.1", True, answer_lost),
        facts.NoticeFailed(1, 3, "4.4.1", False),
        facts.TriageConfirmed(),
        facts.TicketClassified("urgency", ticket.urgency, dice.choice(("tinggi", "rendah")), priority),
        facts.TicketTaken(dice.choice(("tariq", "omar"))),
        facts.TicketReleased("omar"),
        facts.TicketAssigned("tariq"),
        facts.TicketEscalated("server", dice.choice(("", "tariq")), 2, dice.random() < 0.3),
        facts.EscalationReturned("jaringan", "wrong_group"),
        facts.PersonInChargeNamed("mona"),
        facts.WaitingBegan(dice.choice((None, at + timedelta(days=3)))),
        facts.RequesterReminded(),
        facts.WaitingEnded(),
        facts.WaitingEnded(),
        facts.SolutionProposed("tariq", at + timedelta(hours=4)),
        facts.TicketResolved(dice.choice(("staff", "requester"))),
        facts.TicketClosed(dice.choice(("staff", "requester", "silence"))),
        facts.TicketReopened(),
        facts.TicketReopened(),
        facts.StageEntered(STAGE, "tariq"),
        facts.StageCompleted(STAGE),
        facts.SurveyAnswered("kepuasan", (("1", dice.randint(1, 5)), ("2", 4)), "mail"),
        facts.ActionUndone(dice.randint(1, len(life.history))),
    ]
    if dice.random() < 0.05:
        possible.append(facts.TicketMerged(8))
    if ticket.proposed_at is not None:
        possible.append(facts.SolutionReturned("unclear"))
    if ticket.merged_into is not None:
        possible = [fact for fact in possible if not isinstance(fact, facts.TicketReopened)]
    return dice.choice([fact for fact in possible if allows(ticket.status, type(fact))])


def any_life(dice: Random, calendar: Calendar, begins: datetime, length: int) -> Life:
    """Return a ticket to which so many things happened, minutes to days apart; what cannot be taken back stays."""
    life = Life(calendar)
    at = begins
    life.tell(opening(dice.randint(1, 3)), at, "contact:3")
    for _ in range(length):
        at += dice.choice((0, 1, 30, 500, 3_000)) * MINUTE + dice.randrange(60) * MINUTE
        try:
            life.tell(any_fact(dice, life, at), at)
        except ValueError as error:
            assert "taken back" in str(error) or "cannot happen" in str(error) or "no solution" in str(error)
    return life
