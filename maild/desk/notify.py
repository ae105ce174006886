"""Who is told what: the office's table turns what happened into letters for the outbox, in the same transaction.

A letter is one mail to one person under one Message-ID. The values that templates see are built in `values.py`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from maild import tokens
from maild.desk.budgets import unproven_receipt_at
from maild.desk.finding import claim_of
from maild.desk.recipients import Recipient, recipients_of
from maild.desk.records import Changes, OutboxRow, Thread
from maild.desk.values import desk_view, reply_view, values_of
from maild.mail.builder import letter_headers
from maild.mail.message import Address
from maild.notices.renderer import TemplateError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from maild.desk.happening import Happening
    from maild.desk.ledger import Ledger
    from maild.desk.office import Office
    from maild.notices.renderer import Renderer
    from maild.notices.values import ReplyView
    from maild.policy.model import NoticeRule
    from maild.tokens import Keyring, Purpose

RECEIPT, FIXED_RECEIPT, TEMPLATE_BAD = "receipt", "receipt_fixed", "template_bad"
CARRIED: tuple[Purpose, ...] = ("thread", "reply", "bounce")
# These answer what somebody wrote (RFC 3834, section 5); all others report something.
ANSWERS = frozenset({RECEIPT, FIXED_RECEIPT})

log = logging.getLogger(__name__)


class Notifier:
    """Writes the letters that follow from what happened."""

    def __init__(self, office: Office, keyring: Keyring, renderer: Renderer) -> None:
        self._office = office
        self._keyring = keyring
        self._renderer = renderer

    def letters(self, happening: Happening) -> Changes:
        """Return a letter for everybody whom the office wants told, nobody twice and never the one who did it."""
        rows: list[OutboxRow] = []
        reached: set[str] = set()
        for rule in self._rules(happening):
            for recipient in recipients_of(rule.to, happening, self._office):
                if recipient.address.lower() not in reached:
                    reached.add(recipient.address.lower())
                    rows.extend(self._letters(rule, recipient, happening))
        return _posted(rows, happening.recorded.ticket.number)

    def to_admin(self, notice: str, values: Mapping[str, object], ledger: Ledger, now: datetime) -> Changes:
        """Return the letter that tells the administrator of something, nothing when there is no administrator."""
        if not self._office.admin:
            return Changes()
        recipient = Recipient(self._office.admin, "", self._office.language, "admin")
        sealed = self._sealed(notice, recipient, None, ledger, now)
        return _posted([self._written(sealed, recipient, values)], None)

    def _rules(self, happening: Happening) -> tuple[NoticeRule, ...]:
        recorded = happening.recorded
        fact = recorded.event.fact
        facts = happening.rulebook.facts(recorded.ticket)
        facts |= {name: _text(getattr(fact, name)) for name in fact.__dataclass_fields__}
        facts["stranger"] = _text(happening.linked_to is not None)
        return happening.rulebook.policy.notices_for(type(fact).__name__, facts)

    def _letters(self, rule: NoticeRule, recipient: Recipient, happening: Happening) -> Iterator[OutboxRow]:
        template, moment, budget = rule.template, happening.now, ""
        if template == RECEIPT:
            form = self._receipt_form(happening)
            if form == "none":
                return
            if form == "fixed":
                template, budget = FIXED_RECEIPT, "unproven"
                moment = unproven_receipt_at(recipient.address, happening.ledger, self._office.limits, moment)
        number = happening.recorded.ticket.number
        sealed = self._sealed(template, recipient, number, happening.ledger, happening.now)
        written = self._written(sealed, recipient, values_of(happening, recipient, self._office))
        references = _references(happening, recipient)
        yield replace(
            written,
            next_attempt_at=moment,
            budget=budget,
            reply=rule.reply,
            headers=self._headers(sealed, references),
        )

    def _receipt_form(self, happening: Happening) -> Literal["full", "fixed", "none"]:
        """Guarantee 4: words come back only to a proven sender, machines and forged addresses are not answered."""
        mail = happening.mail
        if mail is None:
            return "full"
        if not mail.reading.origin.may_answer or mail.proof.kind == "failed" or mail.message.from_doubt:
            return "none"
        return "full" if happening.proven else "fixed"

    def _sealed(self, notice: str, recipient: Recipient, ticket: int | None, ledger: Ledger, now: datetime) -> _Sealed:
        """Give a letter its row, its Message-ID, and the addresses at which its answer or its bounce proves itself."""
        row = OutboxRow(
            id=ledger.work.next("outbox"),
            ticket=ticket,
            notice=notice,
            address=recipient.address,
            name=recipient.name,
            role=recipient.role,
            message_id="",
            subject="",
            text="",
            html="",
            headers=(),
            sender=self._office.address,
            created_at=now,
            next_attempt_at=now,
            contact=recipient.contact,
            person=recipient.person,
        )
        thread, key, bounce = (
            tokens.sign(self._keyring, claim_of(row, purpose, self._office))
            for purpose in ("thread", "reply", "bounce")
        )
        message_id = f"<maild.{thread}@{self._office.domain}>"
        row = replace(row, message_id=message_id, sender=self._office.with_detail(bounce))
        return _Sealed(row, reply_view(self._office, ticket, thread, key))

    def _written(self, sealed: _Sealed, recipient: Recipient, values: Mapping[str, object]) -> OutboxRow:
        """Render a letter; a template that fails never holds a notice back (rule 12)."""
        row = sealed.row
        given = {**values, "desk": desk_view(self._office), "reply": sealed.reply}
        try:
            rendered = self._renderer.render(row.notice, recipient.language, given)
        except TemplateError as error:
            log.error("a template failed, a plain notice goes instead notice=%s error=%s", row.notice, error.what)
            rendered = self._renderer.plain(row.notice, recipient.language, given)
        return replace(
            row,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            headers=self._headers(sealed, ()),
        )

    def _headers(self, sealed: _Sealed, references: Sequence[str]) -> tuple[tuple[str, str], ...]:
        return letter_headers(
            reply_to=Address(self._office.name, sealed.reply.address),
            references=references,
            automatic="auto-replied" if sealed.row.notice in ANSWERS else "auto-generated",
        )


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A letter with its identifiers, not yet written, and how its reader answers."""

    row: OutboxRow
    reply: ReplyView


def _posted(rows: Iterable[OutboxRow], ticket: int | None) -> Changes:
    """Rule 4: the Message-IDs that we send belong to the ticket too."""
    letters = tuple(rows)
    if ticket is None:
        return Changes(outbox=letters)
    threads = (Thread(row.message_id, ticket, row.sender, row.created_at.isoformat()) for row in letters)
    return Changes(outbox=letters, threads=tuple(threads))


def _references(happening: Happening | None, recipient: Recipient) -> tuple[str, ...]:
    if happening is None:
        return ()
    number = happening.recorded.ticket.number
    known = happening.ledger.work.conversation(number, recipient.address)
    mail = happening.mail
    own = mail.message.message_id if mail is not None and mail.sender == recipient.address.lower() else None
    return (*known, own) if own and own not in known else known


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
