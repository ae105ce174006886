"""Which ticket a mail is about: finding it is not being let in, admission decides that after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from maild import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from maild.desk.ledger import Ledger
    from maild.desk.office import Office
    from maild.desk.prepared import Prepared
    from maild.desk.records import OutboxRow
    from maild.policy.model import People
    from maild.tokens import Keyring, Purpose

How = Literal["key", "thread", "reference", "own", "tag"]


@dataclass(frozen=True, slots=True)
class Found:
    """The ticket a mail points at, and by what.

    `row` is the letter of ours whose key or thread id was valid; `addressed` tells that this letter went to the very
    person the mail says it is from.
    """

    ticket: int
    how: How
    row: OutboxRow | None = None
    addressed: bool = False


class Finder:
    """Looks for the ticket of a mail in every carrier, the surest first."""

    def __init__(self, office: Office, keyring: Keyring) -> None:
        self._office = office
        self._keyring = keyring
        self._order: tuple[Callable[[Prepared, Ledger, People], Found | None], ...] = (
            self._by_key,
            self._by_thread_id,
            self._by_reference,
            self._by_own_id,
            self._by_tag,
        )

    def find(self, mail: Prepared, ledger: Ledger, people: People) -> Found | None:
        """Return the ticket that the surest carrier of this mail names, if any does."""
        return next((found for look in self._order if (found := look(mail, ledger, people)) is not None), None)

    def bounced_letter(self, mail: Prepared, ledger: Ledger) -> OutboxRow | None:
        """Return the letter at whose own bounce address this mail arrived."""
        return next(self._letters(mail.carriers.bounce_keys, "bounce", ledger), None)

    def _by_key(self, mail: Prepared, ledger: Ledger, people: People) -> Found | None:
        letters = [row for row in self._letters(mail.carriers.keys, "reply", ledger) if not row.withdrawn]
        return _best(Found(row.ticket, "key", row, is_to(row, mail, people)) for row in letters if row.ticket)

    def _by_thread_id(self, mail: Prepared, ledger: Ledger, people: People) -> Found | None:
        letters = self._letters(mail.carriers.thread_ids, "thread", ledger)
        return _best(Found(row.ticket, "thread", row, is_to(row, mail, people)) for row in letters if row.ticket)

    def _by_reference(self, mail: Prepared, ledger: Ledger, _people: People) -> Found | None:
        threads = (ledger.thread(message_id) for message_id in mail.carriers.message_ids)
        return next((Found(thread.ticket, "reference") for thread in threads if thread), None)

    def _by_own_id(self, mail: Prepared, ledger: Ledger, _people: People) -> Found | None:
        """Rules 3 and 4: a parent that arrives after its reply, or the same mail with a list's footer below it."""
        own = ledger.thread(mail.message.message_id or "")
        if own is None or (own.sender is not None and (own.sender, own.date) != mail.identity):
            return None
        return Found(own.ticket, "own")

    def _by_tag(self, mail: Prepared, ledger: Ledger, _people: People) -> Found | None:
        numbers = mail.carriers.tag_numbers
        return next((Found(number, "tag") for number in numbers if ledger.ticket(number) is not None), None)

    def _letters(self, found: tuple[str, ...], purpose: Purpose, ledger: Ledger) -> Iterator[OutboxRow]:
        for token in found:
            parsed = tokens.parse(token)
            if parsed is None or parsed.purpose != purpose:
                continue
            row = ledger.work.outbox_row(parsed.row)
            if row is not None and tokens.verify(self._keyring, token, claim_of(row, purpose, self._office)):
                yield row


def claim_of(row: OutboxRow, purpose: Purpose, office: Office) -> tokens.Claim:
    """Return what a token of this letter says: one ticket, one person, one role, one purpose."""
    return tokens.Claim(
        desk=office.address.lower(),
        purpose=purpose,
        row=row.id,
        ticket=row.ticket or 0,
        person=f"person:{row.person}" if row.person else f"contact:{row.contact}",
        role=row.role,
    )


def is_to(row: OutboxRow, mail: Prepared, people: People) -> bool:
    """Tell whether a letter went to the person a mail says it is from, by any of that person's addresses."""
    sender = mail.message.from_address
    if sender is None or mail.message.from_doubt:
        return False
    if row.person:
        person = people.by_address(sender.address)
        return person is not None and person.id == row.person
    return row.address.lower() == sender.key


def _best(found: Iterator[Found]) -> Found | None:
    candidates = list(found)
    return next((one for one in candidates if one.addressed), candidates[0] if candidates else None)
