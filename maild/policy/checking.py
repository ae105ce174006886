"""Everything that can be said against a folder of rule files, with the tests written beside the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.policy.calendar import holidays_unknown
from maild.policy.facts import Facts
from maild.policy.findings import Finding
from maild.policy.loader import examined
from maild.policy.triage import triage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from maild.policy.model import Policy
    from maild.policy.rules import Example


def check(folder: Path) -> tuple[Finding, ...]:
    """Return all findings about a folder, by file and line; tests are run when the files can be read at all."""
    policy, findings = examined(folder)
    if policy is None:
        return findings
    return tuple(sorted([*findings, *unknown_holidays(policy), *failed_tests(policy)]))


def unknown_holidays(policy: Policy) -> Iterator[Finding]:
    """Yield a finding for each calendar whose public holidays nobody knows: the daemon could not use it."""
    for facts in policy.calendars.values():
        if (error := holidays_unknown(facts)) is not None:
            file, _, line = facts.source.rpartition(":")
            yield Finding(file, int(line), 1, error.what, "leave them out and name the days off under `closed`")


def failed_tests(policy: Policy) -> Iterator[Finding]:
    """Yield a finding for each test beside the rules that does not come out as written."""
    for example in policy.triage.examples:
        for field, values in example.expected.items():
            got = outcome_of(example, policy, field)
            if got not in values:
                message = f'the test "{example.name}" wants {field} {" or ".join(values)} and gets {got or "none"}'
                yield Finding(example.file, example.line, 1, message, "try it with `maild rules test`")


def outcome_of(example: Example, policy: Policy, field: str) -> str:
    """Return what the rules decide on one field of a made-up mail, as text."""
    mail = example.mail
    sender = mail.get("from", "")
    facts = Facts(
        subject=mail.get("subject", ""),
        text=mail.get("text", ""),
        sender=sender.lower(),
        unit=policy.people.unit_of(sender) if sender else "",
        proven=mail.get("proven") == "True",
    )
    value = getattr(triage(policy, facts), field)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, tuple) else str(value)
