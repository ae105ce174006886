"""The policy in force with its calendars worked out: what use cases ask for once a batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maild.desk.stages import stage_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maild.policy.model import Policy
    from maild.tickets.targets import Calendar, TargetRule
    from maild.tickets.ticket import Ticket

COPY = "copy"
"""The channel of what was written to somebody else, with the desk in Cc."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One policy and its calendars, swapped as a whole when the rule files change."""

    policy: Policy
    calendars: Mapping[str, Calendar]

    @property
    def desk_calendar(self) -> Calendar:
        """The desk's own working time, by which procedures count: the first that the office wrote."""
        return self.calendars[self.desk_calendar_name]

    @property
    def desk_calendar_name(self) -> str:
        """The name of the desk's own calendar."""
        return next(iter(self.calendars))

    def facts(self, ticket: Ticket) -> dict[str, str]:
        """Return what rules may ask about a ticket, as text."""
        return {
            "type": ticket.type,
            "status": ticket.status,
            "category": ticket.category,
            "detail": ticket.detail,
            "service": ticket.service,
            "urgency": ticket.urgency,
            "impact": ticket.impact,
            "priority": str(ticket.priority),
            "group": ticket.group,
            "channel": ticket.channel,
            "confidential": "true" if ticket.confidential else "false",
            "unit": ticket.unit,
            **self._stage_facts(ticket),
        }

    def _stage_facts(self, ticket: Ticket) -> dict[str, str]:
        stage = stage_of(ticket, self.policy)
        if stage is None:
            return {}
        return {"stage": stage.id, "archives": "true" if stage.archives else "false"}

    def target_rules(self, ticket: Ticket) -> tuple[TargetRule, ...]:
        """Return the rule for each target of this ticket: of every name the first that fits (MAD-8)."""
        facts = self.facts(ticket)
        chosen: dict[str, TargetRule] = {}
        for rule in self.policy.targets:
            # Who wrote to somebody else was promised nothing, unless the office says so.
            if ticket.channel == COPY and "channel" not in rule.when:
                continue
            if all(facts.get(name) in values for name, values in rule.when.items()):
                chosen.setdefault(rule.name, rule)
        return tuple(rule for rule in chosen.values() if ticket.priority in rule.within)
