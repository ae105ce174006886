"""Links in our letters: how they are made, and to whom and how far they lead.

A link is good for one purpose, one ticket and one reader. It never says more than its letter: nothing of a
confidential ticket, nothing to anybody but the requester and the office's own people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from maild import tokens
from maild.desk.claims import claim_of, still_proves

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.office import Office
    from maild.desk.ports import Store
    from maild.desk.records import Dossier, OutboxRow
    from maild.desk.rulebook import Rulebook
    from maild.policy.people import People
    from maild.tickets.ticket import Ticket
    from maild.tokens import Keys

LinkPurpose = Literal["survey", "page"]
_PATHS: dict[LinkPurpose, str] = {"survey": "survey", "page": "ticket"}


def survey_link(office: Office, keyring: Keys, row: OutboxRow) -> str:
    """Return the address of the survey for the reader of this letter, "" when there is none for them."""
    return _link(office, keyring, row, "survey") if row.role == "requester" else ""


def page_link(office: Office, keyring: Keys, row: OutboxRow) -> str:
    """Return the address of the ticket's page for the reader of this letter, "" when there is none for them."""
    return _link(office, keyring, row, "page") if row.role == "requester" or row.person else ""


def link_values(office: Office, keyring: Keys, row: OutboxRow, *, confidential: bool) -> dict[str, str]:
    """Return the links as a letter's template names them; a confidential ticket has none."""
    if confidential:
        return {"survey_url": "", "page_url": ""}
    return {"survey_url": survey_link(office, keyring, row), "page_url": page_link(office, keyring, row)}


def _link(office: Office, keyring: Keys, row: OutboxRow, purpose: LinkPurpose) -> str:
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

    def __init__(self, office: Office, keyring: Keys, store: Store) -> None:
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
        policy = rulebook.policy
        if dossier is None or dossier.ticket.confidential or not still_proves(letter, dossier.ticket, policy, now):
            return None
        return self._let_in(letter, dossier, policy.people)

    def _let_in(self, letter: OutboxRow, dossier: Dossier, people: People) -> Visit | None:
        if (person := people.person(letter.person)) is not None:
            return Visit(letter, dossier, staff=True, language=person.language)
        if letter.contact != dossier.requester.id:
            return None
        return Visit(letter, dossier, staff=False, language=dossier.requester.language)
