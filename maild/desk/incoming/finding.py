"""Which ticket a mail is about: finding it is not being let in, admission decides that after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from maild import tokens
from maild.desk.claims import claim_of, still_proves
from maild.mail.commands import ticket_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from maild.desk.ledger import Ledger
    from maild.desk.office import Office
    from maild.desk.prepared import Prepared
    from maild.desk.records import OutboxRow
    from maild.policy.model import People, Policy
    from maild.tokens import Keys, Purpose

How = Literal["key", "thread", "reference", "own", "tag"]


@dataclass(frozen=True, slots=True)
class Found:
    """The ticket a mail points at, and by what.

    `row` is the letter of ours whose key or thread id was valid; `addressed` tells that this letter went to the very
    person the mail says it is from. It may be a letter about no ticket, which one of the staff answers by naming one.
    """

    ticket: int
    how: How
    row: OutboxRow | None = None
    addressed: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """A mail whose ticket is looked for."""

    mail: Prepared
    ledger: Ledger
    policy: Policy
    now: datetime

    @property
    def people(self) -> People:
        """Who works here."""
        return self.policy.people


class Finder:
    """Looks for the ticket of a mail in every carrier, the surest first."""

    def __init__(self, office: Office, keyring: Keys) -> None:
        self._office = office
        self._keyring = keyring
        self._order: tuple[Callable[[Search], Found | None], ...] = (
            self._by_key,
            self._by_key_to_any_ticket,
            self._by_thread_id,
            self._by_the_same_mail,
            self._by_reference,
            self._by_a_reply_that_came_first,
            self._by_tag,
        )

    def find(self, mail: Prepared, ledger: Ledger, policy: Policy, now: datetime) -> Found | None:
        """Return the ticket that the surest carrier of this mail names, if any does."""
        search = Search(mail, ledger, policy, now)
        return next((found for look in self._order if (found := look(search)) is not None), None)

    def bounced_letter(self, mail: Prepared, ledger: Ledger) -> OutboxRow | None:
        """Return the letter at whose own bounce address this mail arrived."""
        return next(self._letters(mail.carriers.bounce_keys, "bounce", ledger), None)

    def asking_letter(self, mail: Prepared, ledger: Ledger, people: People) -> OutboxRow | None:
        """Return the letter that may have asked the very sender of this mail whether another was theirs."""
        purposes: tuple[Purpose, ...] = ("confirm", "reply")
        letters = (row for purpose in purposes for row in self._letters(mail.carriers.keys, purpose, ledger))
        return next((row for row in letters if not row.withdrawn and is_to(row, mail, people, ledger)), None)

    def answered_letter(self, mail: Prepared, ledger: Ledger, policy: Policy, now: datetime) -> OutboxRow | None:
        """Return the letter about no ticket whose key its very reader has answered with: a digest, a list."""
        search = Search(mail, ledger, policy, now)
        letters = self._letters(mail.carriers.keys, "reply", ledger)
        own = (row for row in letters if row.ticket is None and is_to(row, mail, policy.people, ledger))
        return next((row for row in own if _is_good(row, search)), None)

    def _by_key(self, search: Search) -> Found | None:
        letters = self._letters(search.mail.carriers.keys, "reply", search.ledger)
        return _best(_found(row, "key", search) for row in letters if row.ticket and _is_good(row, search))

    def _by_key_to_any_ticket(self, search: Search) -> Found | None:
        """The key of a digest or a list proves one of the staff on the ticket that the mail names."""
        row = self.answered_letter(search.mail, search.ledger, search.policy, search.now)
        number = next(self._named(search), None)
        return Found(number, "key", row, addressed=True) if row is not None and row.person and number else None

    def _by_thread_id(self, search: Search) -> Found | None:
        letters = self._letters(search.mail.carriers.thread_ids, "thread", search.ledger)
        return _best(_found(row, "thread", search) for row in letters if row.ticket)

    def _by_the_same_mail(self, search: Search) -> Found | None:
        """Rule 3: the mail was there before, and a list has put its footer below it since; a Date must tell."""
        own = search.ledger.thread(search.mail.message.message_id or "")
        same = own is not None and own.date is not None and (own.sender, own.date) == search.mail.identity
        return Found(own.ticket, "own") if own is not None and same else None

    def _by_reference(self, search: Search) -> Found | None:
        threads = (search.ledger.thread(message_id) for message_id in search.mail.carriers.message_ids)
        return next((Found(thread.ticket, "reference") for thread in threads if thread), None)

    def _by_a_reply_that_came_first(self, search: Search) -> Found | None:
        """Rule 4: a parent that arrives after its reply meets it by its own id, so far only referenced."""
        own = search.ledger.thread(search.mail.message.message_id or "")
        return Found(own.ticket, "own") if own is not None and own.sender is None else None

    def _by_tag(self, search: Search) -> Found | None:
        return next((Found(number, "tag") for number in self._named(search)), None)

    def _named(self, search: Search) -> Iterator[int]:
        """Yield the tickets that a mail names to people's eyes: behind a command, then in its subject."""
        commands = search.mail.commands(bare=True)
        named = (ticket_named(command, self._office.ticket_prefix) for command in commands)
        numbers = (*(found[0] for found in named if found is not None), *search.mail.carriers.tag_numbers)
        return (number for number in numbers if search.ledger.ticket(number) is not None)

    def _letters(self, found: tuple[str, ...], purpose: Purpose, ledger: Ledger) -> Iterator[OutboxRow]:
        for token in found:
            parsed = tokens.parse(token)
            if parsed is None or parsed.purpose != purpose:
                continue
            row = ledger.work.outbox_row(parsed.row)
            if row is not None and tokens.verify(self._keyring, token, claim_of(row, purpose, self._office)):
                yield row


def is_to(row: OutboxRow, mail: Prepared, people: People, ledger: Ledger) -> bool:
    """Tell whether a letter went to the person a mail says it is from, by any of that person's addresses."""
    sender = mail.message.from_address
    if sender is None or mail.message.from_doubt:
        return False
    person = people.by_address(sender.address)
    if row.person:
        return person is not None and person.id == row.person
    writer = ledger.known_contact(sender.key)
    return (
        row.address.lower() == sender.key
        or (person is not None and people.by_address(row.address) is person)
        or (writer is not None and writer.id == row.contact)
    )


def _is_good(row: OutboxRow, search: Search) -> bool:
    return still_proves(row, search.ledger.ticket(row.ticket or 0), search.policy, search.now)


def _found(row: OutboxRow, how: How, search: Search) -> Found:
    assert row.ticket is not None
    return Found(row.ticket, how, row, is_to(row, search.mail, search.people, search.ledger))


def _best(found: Iterator[Found]) -> Found | None:
    candidates = list(found)
    return next((one for one in candidates if one.addressed), candidates[0] if candidates else None)
