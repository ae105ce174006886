"""Links in our letters: how they are made, and to whom and how far they lead.

A link is good for one purpose, one ticket and one reader. It never says more than its letter: nothing of a
confidential ticket, nothing to anybody but the requester and the office's own people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from maild import tokens
from maild.desk.finding import claim_of

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.office import Office
    from maild.desk.ports import Store
    from maild.desk.records import Dossier, OutboxRow
    from maild.desk.rulebook import Rulebook
    from maild.tickets.ticket import Ticket
    from maild.tokens import Keyring

LASTS_FOR = timedelta(days=180)
LASTS_AFTER_CLOSING = timedelta(days=30)

LinkPurpose = Literal["survey", "page"]
_PATHS: dict[LinkPurpose, str] = {"survey": "survey", "page": "ticket"}


def survey_link(office: Office, keyring: Keyring, row: OutboxRow) -> str:
    """Return the address of the survey for the reader of this letter, "" when there is none for them."""
    return _link(office, keyring, row, "survey") if row.role == "requester" else ""


def page_link(office: Office, keyring: Keyring, row: OutboxRow) -> str:
    """Return the address of the ticket's page for the reader of this letter, "" when there is none for them."""
    return _link(office, keyring, row, "page") if row.role == "requester" or row.person else ""


def link_values(office: Office, keyring: Keyring, row: OutboxRow, *, confidential: bool) -> dict[str, str]:
    """Return the links as a letter's template names them; a confidential ticket has none."""
    if confidential:
        return {"survey_url": "", "page_url": ""}
    return {"survey_url": survey_link(office, keyring, row), "page_url": page_link(office, keyring, row)}


def _link(office: Office, keyring: Keyring, row: OutboxRow, purpose: LinkPurpose) -> str:
    if not office.base_url or row.ticket is None:
        return ""
    return f"{office.base_url}/{_PATHS[purpose]}/{tokens.sign(keyring, claim_of(row, purpose, office))}"


@dataclass(frozen=True, slots=True)
class Visit:
    """A link that somebody followed: the letter it stood in, what it leads to, who reads and in which language."""

    letter: OutboxRow
    dossier: Dossier
    staff: bool
    language: str

    @property
    def ticket(self) -> Ticket:
        """The ticket it leads to."""
        return self.dossier.ticket


class Doorkeeper:
    """Lets in who comes with a link, and nobody else."""

    def __init__(self, office: Office, keyring: Keyring, store: Store) -> None:
        self._office = office
        self._keyring = keyring
        self._store = store

    def visit(self, token: str, purpose: LinkPurpose, rulebook: Rulebook, now: datetime) -> Visit | None:
        """Return where a link leads, None when it leads nowhere (any more); why is nobody's business."""
        parsed = tokens.parse(token)
        letter = self._store.letter(parsed.row) if parsed is not None and parsed.purpose == purpose else None
        if letter is None or letter.ticket is None:
            return None
        if not tokens.verify(self._keyring, token, claim_of(letter, purpose, self._office)):
            return None
        dossier = self._store.dossier(letter.ticket)
        if dossier is None or dossier.ticket.confidential or is_dead(letter, dossier.ticket, now):
            return None
        return self._let_in(letter, dossier, rulebook)

    def _let_in(self, letter: OutboxRow, dossier: Dossier, rulebook: Rulebook) -> Visit | None:
        if letter.person:
            person = rulebook.policy.people.person(letter.person)
            return Visit(letter, dossier, True, person.language) if person is not None and person.roles else None
        if letter.contact != dossier.requester.id:
            return None
        return Visit(letter, dossier, False, dossier.requester.language or self._office.language)


def is_dead(letter: OutboxRow, ticket: Ticket, now: datetime) -> bool:
    """Tell whether what proved this letter's reader proves nothing any more: withdrawn, too old, or closed for long."""
    closed_for_long = ticket.closed_at is not None and now > ticket.closed_at + LASTS_AFTER_CLOSING
    return letter.withdrawn or now > letter.created_at + LASTS_FOR or closed_for_long
