"""Who is let in to a ticket that a mail has found, and as what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from maild.desk.recipients import ADDRESSEE
from maild.policy.people import STAFF_ROLES

if TYPE_CHECKING:
    from maild.desk.incoming.case import Case
    from maild.desk.incoming.finding import Found
    from maild.desk.prepared import Prepared

Standing = Literal["staff", "participant", "stranger"]
Entry = Literal["joined", "flagged", "inside", "heard", "apart"]

REQUESTERS = frozenset({"requester", "participants"})


@dataclass(frozen=True, slots=True)
class Admission:
    """How a mail comes to its ticket.

    `joined`: its text is a note; `flagged`: a note that says it is unproven; `inside`: an internal note, because
    somebody else's key was used; `heard`: an internal note of whom a letter of the procedure was for; `apart`: a ticket
    of its own, linked to the one it found.
    """

    entry: Entry
    standing: Standing
    because: str


def admit(case: Case, found: Found) -> Admission:
    """Return how a mail is let in to the ticket it has found; neither tag, References nor Cc admits anyone."""
    standing = _standing(case, found)
    if found.how == "key" and not found.addressed:
        return Admission("inside", standing, "the reply key belongs to somebody else than the sender")
    if standing == "stranger" and case.mail.proof.kind != "failed" and _answers_a_letter(found):
        return Admission("heard", standing, "it answers a letter of the procedure, which was for the sender")
    if standing == "stranger":
        return Admission("apart", standing, f"the sender is not on ticket {found.ticket}")
    proof = _proof(case.mail, found, standing)
    if proof:
        return Admission("joined", standing, proof)
    return Admission("flagged", standing, "the sender is known but nothing proves it is really them")


def _standing(case: Case, found: Found) -> Standing:
    """Return as what the sender writes: people of the office may be requesters too, where they answer as such."""
    sender, person = case.mail.sender, case.person
    writer = case.ledger.known_contact(sender)
    takes_part = bool(sender) and any(
        contact.address.lower() == sender or contact == writer for contact in case.ledger.participants(found.ticket)
    )
    is_staff = person is not None and bool(person.roles & STAFF_ROLES)
    answers_as_requester = found.row is not None and found.addressed and found.row.role in REQUESTERS
    if is_staff and not answers_as_requester:
        return "staff"
    return "participant" if takes_part or answers_as_requester else "stranger"


def _answers_a_letter(found: Found) -> bool:
    """Tell whether somebody answers by the key of the one letter of ours that was for them (SEC-2)."""
    return found.how == "key" and found.addressed and found.row is not None and found.row.role == ADDRESSEE


def _proof(mail: Prepared, found: Found, standing: Standing) -> str:
    if mail.proof.kind == "failed":
        # Keys are stolen; a domain that disowns the mail knows better.
        return ""
    if found.how == "key" and found.addressed:
        return "the reply key is the sender's own"
    if mail.proof.kind == "sender":
        return "the sender's server vouches for the address"
    if found.how == "thread" and found.addressed and standing == "participant":
        return "it answers a letter of ours to this very address"
    return ""
