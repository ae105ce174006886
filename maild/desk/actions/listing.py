"""Lists of tickets by mail: the inventory (TRG-3), a single ticket, a search among them (OKI-11), its promises."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from maild.desk.actions.inquiry import Answer, may_see
from maild.desk.actions.task import Refused
from maild.desk.knowledge.diagnosis import holding
from maild.desk.outages.reports import is_hidden
from maild.desk.showing.judgement_views import judgement_values
from maild.desk.showing.said import conversation
from maild.desk.stages import is_turn_of
from maild.desk.views import TicketFilter
from maild.mail.commands import plain
from maild.notices.values import LineView, TargetView
from maild.tickets.targets import latest, state_of, used

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from maild.desk.actions.inquiry import Inquiry
    from maild.desk.views import TicketView
    from maild.policy.model import Person
    from maild.tickets.targets import Target

MOST_LISTED = 50
MOST_SAID = 30

_SCOPES: Mapping[str, str] = {
    "saya": "mine", "mine": "mine", "me": "mine", "grup": "group", "group": "group", "terlambat": "late",
    "telat": "late", "late": "late", "overdue": "late", "semua": "all", "all": "all", "": "all",
}  # fmt: skip


def list_tickets(inquiry: Inquiry) -> Answer:
    """Return the open tickets: a requester's own, or the staff's, all, mine, my groups' or the late ones."""
    person = inquiry.giver.person
    if person is None:
        wanted = TicketFilter(requester=inquiry.giver.contact.address, open=True)
        return _list(inquiry, "own", _listed(inquiry, wanted))
    scope = _SCOPES.get(plain(inquiry.said))
    if scope is None:
        raise Refused("unknown_name", likely=("saya", "grup", "terlambat"))
    everything = TicketFilter(open=True)
    lists: Mapping[str, Callable[[], list[TicketView]]] = {
        "all": lambda: _listed(inquiry, everything),
        "mine": lambda: _mine(inquiry, person, everything),
        "group": lambda: [one for group in person.groups for one in _listed(inquiry, replace(everything, group=group))],
        "late": lambda: [one for one in _listed(inquiry, everything) if _is_late(one, inquiry)],
    }
    return _list(inquiry, scope, lists[scope]())


def search(inquiry: Inquiry) -> Answer:
    """Return the tickets in which all these words stand, in solved ones with any affixes, and the solutions."""
    words = plain(inquiry.said).split()
    if not words:
        raise Refused("incomplete")
    solved = holding(inquiry.said, inquiry.ledger.work, inquiry.policy, MOST_LISTED)
    numbers = list(dict.fromkeys([*solved, *inquiry.ledger.work.found(words, MOST_LISTED)]))[:MOST_LISTED]
    tickets = (ticket for number in numbers if (ticket := inquiry.ledger.ticket(number)) is not None)
    seen = [one.number for one in tickets if may_see(one, inquiry.giver, inquiry.ledger, inquiry.policy)]
    lines = tuple(_found_line(number, inquiry) for number in seen)
    return Answer("ticket_list", {"scope": "search", "asked": inquiry.said, "lines": lines, "more": 0})


def show(inquiry: Inquiry) -> Answer:
    """Return a ticket with all that was said on it."""
    ticket = inquiry.ticket()
    words = inquiry.ledger.words(ticket.number)
    said = inquiry.ledger.work.messages_of(ticket.number)
    record = {name: getattr(words, name) or "" for name in ("symptoms", "cause", "analysis", "solution")}
    name = inquiry.office.ticket_name
    ties = {
        "outage": name(ticket.part_of) if ticket.part_of is not None else "",
        "reports": tuple(name(one.number) for one in inquiry.ledger.reports_of(ticket.number)),
    }
    judged = judgement_values(ticket, inquiry.ledger, inquiry.policy, inquiry.giver.language)
    values = {**ties, **judged, "record": record, "messages": conversation(said)[-MOST_SAID:]}
    return Answer("ticket_shown", values, ticket)


def explain(inquiry: Inquiry) -> Answer:
    """Return the promised times of a ticket, and how much of each is used up."""
    ticket = inquiry.ticket()
    rules = {rule.name: rule for rule in inquiry.rulebook.target_rules(ticket)}
    targets = latest(inquiry.ledger.targets(ticket.number))
    views = tuple(_target_view(one, rules[name].calendar, inquiry) for name, one in targets.items() if name in rules)
    return Answer("sla_explained", {"targets": views}, ticket)


def line_view(view: TicketView, inquiry: Inquiry) -> LineView:
    """Return a ticket as one line of a list, in the reader's language."""
    person = inquiry.policy.people.person(view.assignee)
    return LineView(
        number=inquiry.office.ticket_name(view.number),
        title=view.subject,
        status=inquiry.label("status", view.status),
        priority=inquiry.label("priority", str(view.priority)),
        requester=view.requester_name or view.requester,
        assignee=person.name if person else "",
        due_at=view.resolution_due_at,
        late=_is_late(view, inquiry),
        reports=_reports(view.number, inquiry),
    )


def _reports(number: int, inquiry: Inquiry) -> int:
    """Count the reports of the outage that a ticket stands for, its own among them; 0 where it stands for none."""
    ticket = inquiry.ledger.ticket(number)
    is_outage = inquiry.giver.person is not None and ticket is not None and ticket.outage == "declared"
    return 1 + len(inquiry.ledger.reports_of(number)) if is_outage else 0


def _mine(inquiry: Inquiry, person: Person, wanted: TicketFilter) -> list[TicketView]:
    """Return the tickets a person works on, and those in whose procedure it is their turn."""
    own = _listed(inquiry, replace(wanted, assignee=person.id))
    if not any(procedure.stages for procedure in inquiry.policy.procedures):
        return own
    others = [view for view in _listed(inquiry, wanted) if view.assignee != person.id]
    tickets = inquiry.ledger.work.tickets(view.number for view in others)
    today = inquiry.office.local(inquiry.now).date()
    return own + [view for view in others if is_turn_of(person, tickets[view.number], inquiry.policy, today)]


def _list(inquiry: Inquiry, scope: str, views: list[TicketView]) -> Answer:
    lines = tuple(line_view(view, inquiry) for view in views[:MOST_LISTED])
    values = {"scope": scope, "asked": "", "lines": lines, "more": max(0, len(views) - MOST_LISTED)}
    return Answer("ticket_list", values)


def _listed(inquiry: Inquiry, wanted: TicketFilter) -> list[TicketView]:
    """Return the tickets the asker may see; of confidential ones only the circle's own, of reports only the outage."""
    views = inquiry.ledger.work.listed(wanted)
    if inquiry.giver.person is None:
        return views
    tickets = inquiry.ledger.work.tickets(view.number for view in views)
    seen = (one for one in tickets.values() if may_see(one, inquiry.giver, inquiry.ledger, inquiry.policy))
    shown = {one.number for one in seen if not is_hidden(one, inquiry.ledger)}
    return [view for view in views if view.number in shown]


def _is_late(view: TicketView, inquiry: Inquiry) -> bool:
    due = view.resolution_due_at if view.responded_at else view.response_due_at or view.resolution_due_at
    return view.resolved_at is None and due is not None and due < inquiry.now


def _found_line(number: int, inquiry: Inquiry) -> LineView:
    ticket = inquiry.ledger.ticket(number)
    assert ticket is not None, "it was found a moment ago"
    words = inquiry.ledger.words(number)
    person = inquiry.policy.people.person(ticket.assignee)
    return LineView(
        number=inquiry.office.ticket_name(number),
        title=words.subject or "",
        status=inquiry.label("status", ticket.status),
        priority=inquiry.label("priority", str(ticket.priority)),
        assignee=person.name if person else "",
        solution=words.solution or "",
    )


def _target_view(target: Target, calendar: str, inquiry: Inquiry) -> TargetView:
    spent = used(target, inquiry.now, inquiry.rulebook.calendars[calendar])
    state = state_of(target, inquiry.now)
    return TargetView(target.name, state, target.within, spent, target.due_at, target.met_at)
