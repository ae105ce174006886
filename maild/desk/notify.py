"""Who is told what: the office's table turns what happened into letters for the outbox, in the same transaction.

A letter is one mail to one person under one Message-ID. The values that templates see are built in `values.py`.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from maild import tokens
from maild.desk.budgets import unproven_receipt_at
from maild.desk.finding import claim_of
from maild.desk.recipients import Recipient, recipients_of
from maild.desk.records import Changes, OutboxRow, Thread
from maild.desk.values import values_for
from maild.mail.builder import letter_headers
from maild.mail.message import Address
from maild.notices.renderer import Rendered, TemplateError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from maild.desk.happening import Happening
    from maild.desk.ledger import Ledger
    from maild.desk.office import Office
    from maild.desk.rulebook import Rulebook
    from maild.notices.renderer import Renderer
    from maild.policy.model import NoticeRule
    from maild.tokens import Keyring

RECEIPT, FIXED_RECEIPT, TEMPLATE_BAD = "receipt", "receipt_fixed", "template_bad"
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
        rendered = self._rendered(notice, recipient, {**values, "office": self._office, "recipient": recipient})
        return Changes(outbox=tuple(self._sealed(rendered, notice, recipient, None, ledger, now)))

    def replies_are_public(self, notice: str, rulebook: Rulebook) -> bool:
        """Tell whether the answer to this notice goes to the requester, as the office's table says."""
        return any(rule.template == notice and rule.reply == "public" for rule in rulebook.policy.notices)

    def _rules(self, happening: Happening) -> tuple[NoticeRule, ...]:
        recorded = happening.recorded
        fact = recorded.event.fact
        facts = happening.rulebook.facts(recorded.ticket)
        facts |= {name: _text(getattr(fact, name)) for name in fact.__dataclass_fields__}
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
        values = values_for(happening, recipient, self._office, reply=rule.reply)
        rendered = self._rendered(template, recipient, values)
        for row in self._sealed(rendered, template, recipient, happening, happening.ledger, happening.now):
            yield replace(row, next_attempt_at=moment, budget=budget)

    def _receipt_form(self, happening: Happening) -> Literal["full", "fixed", "none"]:
        """Guarantee 4: words come back only to a proven sender, machines and forged addresses are not answered."""
        mail = happening.mail
        if mail is None:
            return "full"
        if not mail.reading.origin.may_answer or mail.proof.kind == "failed":
            return "none"
        return "full" if mail.proof.kind == "sender" or happening.proven else "fixed"

    def _rendered(self, notice: str, recipient: Recipient, values: Mapping[str, object]) -> Rendered:
        """Rule 12: a template that fails never holds a notice back."""
        try:
            return self._renderer.render(notice, recipient.language, values)
        except TemplateError as error:
            log.error("a template failed, a plain notice goes instead notice=%s error=%s", notice, error.what)
            return self._renderer.plain(notice, recipient.language, values)

    def _sealed(
        self,
        rendered: Rendered,
        notice: str,
        recipient: Recipient,
        happening: Happening | None,
        ledger: Ledger,
        now: datetime,
    ) -> Iterator[OutboxRow]:
        """Give a letter its row, its Message-ID, and the addresses at which its answer or its bounce proves itself."""
        row = OutboxRow(
            id=ledger.work.next("outbox"),
            ticket=happening.recorded.ticket.number if happening else None,
            notice=notice,
            address=recipient.address,
            name=recipient.name,
            role=recipient.role,
            message_id="",
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            headers=(),
            sender=self._office.address,
            created_at=now,
            next_attempt_at=now,
            contact=recipient.contact,
            person=recipient.person,
        )
        token = {
            purpose: tokens.sign(self._keyring, claim_of(row, purpose, self._office))
            for purpose in ("thread", "reply", "bounce")
        }
        reply_to = Address(self._office.name, self._office.with_detail(token["reply"]))
        yield replace(
            row,
            message_id=f"<maild.{token['thread']}@{self._office.domain}>",
            sender=self._office.with_detail(token["bounce"]),
            headers=letter_headers(
                reply_to=reply_to,
                references=_references(happening, recipient),
                automatic="auto-replied" if notice in ANSWERS else "auto-generated",
            ),
            text=rendered.text if self._office.plus else f"{rendered.text}\n\n{token['reply']}",
        )


def _posted(rows: Iterable[OutboxRow], ticket: int) -> Changes:
    """Rule 4: the Message-IDs that we send belong to the ticket too."""
    letters = tuple(rows)
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
