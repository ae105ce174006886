"""What proves who gives a command (guarantee 5): the reply key, the sender's server, or a one-time answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from maild.desk.incoming.case import Case
    from maild.desk.office import Office

Need = Literal["either", "both"]
Evidence = frozenset[Literal["key", "sender", "confirmed"]]

CONFIRMATION_LASTS = timedelta(hours=12)
COMMAND_LASTS = timedelta(days=3)


def evidence_of(case: Case, number: int | None) -> Evidence:
    """Return what proves that the staff member in From wrote this mail; nothing does when its domain disowns it."""
    found, proofs = case.found, set[Literal["key", "sender", "confirmed"]]()
    if case.mail.proof.kind == "failed":
        return frozenset()
    if found is not None and found.how == "key" and found.addressed:
        proofs.add("key")
    if case.mail.proof.kind == "sender":
        proofs.add("sender")
    if proofs and case.person is not None and number is not None:
        since = case.now - CONFIRMATION_LASTS
        if case.ledger.work.confirmed_since(number, case.person.id, since):
            proofs.add("confirmed")
    return frozenset(proofs)


def is_known(case: Case) -> bool:
    """Tell whether the sender of a mail about no ticket is proven, by their server or by the key of a letter to them.

    That is enough to ask the desk something: the answer goes to the address on file.
    """
    if case.mail.proof.kind == "failed":
        return False
    return case.mail.proof.kind == "sender" or case.answered is not None


def suffices(evidence: Evidence, need: Need, office: Office) -> bool:
    """Tell whether this proves enough; an office without proven senders may count the key alone."""
    if need == "either":
        return bool(evidence)
    if "confirmed" in evidence or {"key", "sender"} <= evidence:
        return True
    return office.commands == "key" and "key" in evidence


def is_stale(case: Case) -> bool:
    """Tell whether a mail is too old, or dated too far ahead, for its commands to be obeyed; or not dated at all.

    Without a Date nothing tells a mail from its copies.
    """
    written_at = case.mail.message.date
    return written_at is None or abs(case.now - written_at) > COMMAND_LASTS
