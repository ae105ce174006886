"""The public side of a ticket for its requester, and the forms that are printed from it (UNM-2, UNM-3).

Shown is what the requester and the desk said to each other, what was promised, and the record once it is solved;
nothing internal, and no words of anybody else who writes about the ticket.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from maild import tokens
from maild.desk.claims import claim_of
from maild.desk.showing.said import reported
from maild.desk.showing.survey_views import Judged, notes_of
from maild.desk.showing.values import LABELLED, desk_view, person_view
from maild.notices.page_values import PromiseView, RecordView, StepView
from maild.notices.values import FileView, ReplyView, TicketView
from maild.tickets import events
from maild.tickets.targets import latest, state_of
from maild.tickets.transitions import SOLVED
from maild.tickets.undo import effective

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from maild.desk.links import Doorkeeper, Visit
    from maild.desk.office import Office
    from maild.desk.ports import Clock
    from maild.desk.records import Dossier, StoredMessage, TicketWords
    from maild.desk.rulebook import Rulebook
    from maild.policy.model import Policy
    from maild.tokens import Keys

Form = Literal["ticket", "documentation", "closure", "evaluation"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be shown: `kind` is what it says, `template` how it looks."""

    kind: str
    language: str
    values: Mapping[str, object] = field(default_factory=dict)
    template: str = ""


class PageMaker:
    """What all pages of a desk have in common; `languages` are those that its templates speak."""

    def __init__(self, office: Office, keyring: Keys, languages: Sequence[str]) -> None:
        self._office = office
        self._keyring = keyring
        self._languages = tuple(languages)

    def language(self, wanted: str) -> str:
        """Return this language if the pages speak it, else the office's."""
        return wanted if wanted in self._languages else self._office.language

    def bare(self, kind: str, template: str, language: str = "") -> Page:
        """Return a page that speaks of nothing but itself."""
        language = self.language(language)
        return Page(kind, language, {"desk": desk_view(self._office), "languages": (), "kind": kind}, template)

    def values(self, visit: Visit, policy: Policy, language: str) -> dict[str, object]:
        """Return what every page of a ticket may speak of."""
        return {
            "desk": desk_view(self._office),
            "languages": tuple(one for one in self._languages if one != language),
            "ticket": self._ticket(visit, policy, language),
            "requester": person_view(visit.dossier.requester, policy),
            "reader": "staff" if visit.staff else "requester",
            "reply": self._reply(visit),
        }

    def _ticket(self, visit: Visit, policy: Policy, language: str) -> TicketView:
        ticket = visit.ticket
        labels = {kind: policy.label(kind, str(getattr(ticket, kind)), language) for kind in LABELLED}
        return TicketView(
            number=self._office.ticket_name(ticket.number),
            title=visit.dossier.words.subject or "",
            opened_at=ticket.opened_at,
            **labels,
            detail=ticket.detail,
            response_within=None,
            response_due_at=None,
            confidential=False,
        )

    def _reply(self, visit: Visit) -> ReplyView:
        """Return how to write about this ticket: the thread id finds it and proves nothing, so it may stand here."""
        letter = visit.letter
        thread = tokens.sign(self._keyring, claim_of(letter, "thread", self._office))
        subject = f"Re: {self._office.tag(visit.ticket.number)}"
        return ReplyView(self._office.address, subject, thread, key=thread)


class TicketPages:
    """The use case behind the ticket's link."""

    def __init__(
        self, doorkeeper: Doorkeeper, maker: PageMaker, rulebook: Callable[[], Rulebook], clock: Clock
    ) -> None:
        self._doorkeeper = doorkeeper
        self._maker = maker
        self._rulebook = rulebook
        self._clock = clock

    def show(self, token: str, form: Form = "ticket", language: str = "") -> Page | None:
        """Return the page of a ticket or one of its forms, None when the link leads nowhere.

        There is no closure form of a ticket that is not solved; what the office made of an answer is the staff's.
        """
        rulebook, now = self._rulebook(), self._clock()
        visit = self._doorkeeper.visit(token, "page", rulebook, now)
        if visit is None or (form == "closure" and visit.ticket.status not in SOLVED):
            return None
        spoken = self._maker.language(language or visit.language)
        policy, ticket, dossier = rulebook.policy, visit.ticket, visit.dossier
        judged = _judged(visit, policy, spoken)
        if form == "evaluation" and judged["survey"] is None:
            return None
        in_charge = policy.people.person(ticket.in_charge or ticket.assignee)
        values = self._maker.values(visit, policy, spoken) | {
            "status": ticket.status,
            "resolved_at": ticket.resolved_at,
            "closed_at": ticket.closed_at,
            "reopened": ticket.reopened,
            "promises": promises(dossier, now),
            "record": record(dossier.words) if visit.staff or ticket.status in SOLVED else RecordView(),
            "steps": tuple(steps(dossier, policy)),
            "text": reported(dossier.messages),
            "in_charge": in_charge.name if in_charge is not None else "",
            "printed_at": now,
            **judged,
        }
        return Page(form, spoken, values, form)


def promises(dossier: Dossier, now: datetime) -> dict[str, PromiseView]:
    """Return what was promised to the requester: when it is solved, only once a person confirmed the triage."""
    named = latest(dossier.targets)
    shown = ("response", "resolution") if dossier.ticket.confirmed_at is not None else ("response",)
    return {
        name: PromiseView(state_of(named[name], now), named[name].due_at, named[name].met_at)
        for name in shown
        if name in named
    }


def record(words: TicketWords) -> RecordView:
    """Return the record of a ticket as its forms print it."""
    return RecordView(
        symptoms=words.symptoms or "",
        cause=words.cause or "",
        analysis=words.analysis or "",
        solution=words.solution or "",
        note=(words.fields or {}).get("note", ""),
    )


def _judged(visit: Visit, policy: Policy, language: str) -> dict[str, object]:
    """Return the answer to the survey and what the office made of it, for the staff; None where there is none."""
    if not visit.staff:
        return {"survey": None, "evaluation": None}
    dossier = visit.dossier
    notes = notes_of(dossier.events, dossier.messages)
    judged = Judged(visit.ticket, dossier.events, dossier.answer, notes, policy)
    return {"survey": judged.survey(language), "evaluation": judged.evaluation()}


_STEPS: Mapping[type, Literal["opened", "begun", "waiting", "resolved", "closed", "reopened"]] = {
    events.TicketOpened: "opened",
    events.TicketTaken: "begun",
    events.TicketAssigned: "begun",
    events.TicketEscalated: "begun",
    events.WaitingBegan: "waiting",
    events.TicketResolved: "resolved",
    events.TicketClosed: "closed",
    events.TicketMerged: "closed",
    events.TicketReopened: "reopened",
}


# What is said comes before what it leads to, except that a ticket begins before anything is said.
_ORDER = {"opened": 0, "message": 1}


def steps(dossier: Dossier, policy: Policy) -> list[StepView]:
    """Return what happened to a ticket and what was said about it in public, the oldest first."""
    told = [*_turns(dossier), *_messages(dossier, policy)]
    return sorted(told, key=lambda step: (step.at, _ORDER.get(step.kind, 2)))


def _turns(dossier: Dossier) -> Iterator[StepView]:
    begun = False
    for event in effective(dossier.events):
        kind = _STEPS.get(type(event.fact))
        if kind is None or (kind == "begun" and begun):
            continue
        begun = begun or kind == "begun"
        yield StepView(kind, event.at)


def _messages(dossier: Dossier, policy: Policy) -> Iterator[StepView]:
    for message in dossier.messages:
        if message.visibility != "public":
            continue
        listed = policy.people.by_address(message.sender)
        own = message.sender.lower() == dossier.requester.address.lower()
        # Other people on the public side never read each other here.
        if own or listed is not None or message.direction == "out":
            author = dossier.requester.name if own else listed.name if listed is not None else ""
            yield StepView("message", message.at, author, own, message.text, _files(message))


def _files(message: StoredMessage) -> tuple[FileView, ...]:
    return tuple(FileView(one.filename, one.size) for one in message.attachments if not one.inline)
