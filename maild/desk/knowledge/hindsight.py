"""Past tickets as the rules would meet them today, and what people made of them since."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from maild.mail.reading import read
from maild.policy.facts import facts_of
from maild.policy.replay import REPLAYED, Past
from maild.policy.suggest import Outcome
from maild.policy.triage import triage
from maild.tickets.events import TicketClassified, TicketOpened, TriageConfirmed
from maild.tickets.undo import effective

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from maild.desk.records import StoredMessage
    from maild.mail.origin import OwnSigns
    from maild.mail.parser import Limits
    from maild.policy.model import Policy
    from maild.tickets.events import Event


def past_of(
    history: Sequence[Event], message: StoredMessage, raw: bytes, policy: Policy, own: OwnSigns, limits: Limits
) -> Past:
    """Return a ticket as it came, its mail read anew, with what triage said then and what people say now."""
    fact = history[0].fact
    assert isinstance(fact, TicketOpened), "a history begins with the opening"
    proven = message.proof == "sender"
    own = replace(own, devices=policy.people.device_addresses)
    facts = facts_of(read(raw, own, limits), proven, message.at, policy.people.unit_of(message.sender))
    decided = {name: str(getattr(fact, name)) for name in REPLAYED if name != "disposition"} | {"disposition": "ticket"}
    return Past(history[0].ticket, facts, decided, corrected(history, decided))


def corrected(history: Sequence[Event], decided: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that a person has spoken on, with what they are; nothing where nobody looked at the guess."""
    facts = [event.fact for event in effective(history)]
    spoken: dict[str, str] = {}
    if any(isinstance(fact, TicketClassified | TriageConfirmed) for fact in facts):
        # Who corrects or confirms a guess has seen all of it: what is left as it was is right.
        spoken |= {name: value for name, value in decided.items() if name != "group"}
    for fact in facts:
        if isinstance(fact, TicketClassified):
            spoken |= {fact.field: fact.after, "priority": str(fact.priority)}
    return spoken


def outcomes(past: Iterable[tuple[str, Past]], policy: Policy, names: Sequence[str]) -> dict[str, list[Outcome]]:
    """Return for each field what people made of it, beside what today's rules would; tickets come with who asked."""
    found: dict[str, list[Outcome]] = {name: [] for name in names}
    for requester, one in past:
        today = triage(policy, one.facts)
        text = f"{one.facts.subject}\n{one.facts.text}"
        for name in names:
            if value := one.corrected.get(name):
                missed = str(getattr(today, name)) != value
                found[name].append(Outcome(one.number, requester, text, value, missed))
    return found
