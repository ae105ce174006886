"""How a letter is written: its row, its Message-ID, the addresses at which its answer or its bounce proves itself, and
only then its words.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from maild import tokens
from maild.desk.claims import claim_of
from maild.desk.links import link_values
from maild.desk.records import Changes, OutboxRow, RawMail, Thread
from maild.desk.showing.values import desk_view, reply_view
from maild.mail.builder import letter_headers
from maild.mail.message import Address
from maild.notices.renderer import TemplateError
from maild.notices.values import TicketView

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from maild.desk.files import Files
    from maild.desk.ledger import Ledger
    from maild.desk.office import Office
    from maild.desk.recipients import Recipient
    from maild.notices.renderer import Renderer
    from maild.notices.values import Rendered, ReplyView
    from maild.tickets.events import Visibility
    from maild.tokens import Keys, Purpose

# These answer what somebody wrote (RFC 3834, section 5); all others report something.
ANSWERS = frozenset(
    {
        "receipt",
        "receipt_fixed",
        "too_big",
        "command_receipt",
        "command_refused",
        "command_offered",
        "confirm",
        "help",
        "form",
        "quarantine_answered",
        "status",
        "ticket_list",
        "ticket_shown",
        "sla_explained",
        "indicators",
    }
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """A letter that is wanted: the notice, for whom, on which ticket; `at` is when it may leave at the earliest.

    `references` are Message-IDs that this very reader has seen; `budget` and `reply` are those of the row; `key` is
    what an answer to it proves; `event` is the sequence of the event it tells of.
    """

    notice: str
    recipient: Recipient
    now: datetime
    ticket: int | None = None
    at: datetime | None = None
    references: tuple[str, ...] = ()
    budget: str = ""
    reply: Visibility = "internal"
    key: Purpose = "reply"
    attachments: Files = ()
    event: int | None = None


class Post:
    """Letters written for one reason, files made for them, and the templates that failed meanwhile by their files."""

    def __init__(self) -> None:
        self.rows: list[OutboxRow] = []
        self.raws: list[RawMail] = []
        self.failures: dict[str, tuple[str, TemplateError]] = {}

    def changes(self) -> Changes:
        """Return the rows with their files, and the Message-IDs that now belong to their tickets (rule 4)."""
        threads = tuple(thread_of(row) for row in self.rows if row.ticket)
        return Changes(raws=tuple(self.raws), outbox=tuple(self.rows), threads=threads)


class LetterWriter:
    """Writes letters of one desk."""

    def __init__(self, office: Office, keyring: Keys, renderer: Renderer) -> None:
        self._office = office
        self._keyring = keyring
        self._renderer = renderer

    def write(self, order: Order, values: Mapping[str, object], ledger: Ledger, post: Post) -> OutboxRow:
        """Write a letter and put it to the post."""
        row, reply = self._sealed(order, ledger)
        ticket = values.get("ticket")
        secret = isinstance(ticket, TicketView) and ticket.confidential
        links = link_values(self._office, self._keyring, row, confidential=secret)
        rendered = self._rendered(order, {**values, **links, "desk": desk_view(self._office), "reply": reply}, post)
        headers = letter_headers(
            reply_to=Address(self._office.name, reply.address),
            references=order.references,
            automatic="auto-replied" if order.notice in ANSWERS else "auto-generated",
        )
        row = replace(row, subject=rendered.subject, text=rendered.text, html=rendered.html, headers=headers)
        post.rows.append(row)
        return row

    def _sealed(self, order: Order, ledger: Ledger) -> tuple[OutboxRow, ReplyView]:
        recipient = order.recipient
        row = OutboxRow(
            id=ledger.work.next("outbox"),
            ticket=order.ticket,
            notice=order.notice,
            address=recipient.address,
            name=recipient.name,
            role=recipient.role,
            message_id="",
            subject="",
            text="",
            html="",
            headers=(),
            sender=self._office.address,
            created_at=order.now,
            next_attempt_at=order.at or order.now,
            contact=recipient.contact,
            person=recipient.person,
            reply=order.reply,
            budget=order.budget,
            attachments=order.attachments,
            event=order.event,
        )
        purposes: tuple[Purpose, ...] = ("thread", order.key, "bounce")
        thread, key, bounce = (tokens.sign(self._keyring, claim_of(row, purpose, self._office)) for purpose in purposes)
        message_id = f"<maild.{thread}@{self._office.domain}>"
        row = replace(row, message_id=message_id, sender=self._office.with_detail(bounce))
        return row, reply_view(self._office, order.ticket, thread, key)

    def _rendered(self, order: Order, given: Mapping[str, object], post: Post) -> Rendered:
        """Render a letter; a template that fails never holds a notice back (rule 12)."""
        notice, language = order.notice, order.recipient.language
        try:
            return self._renderer.render(notice, language, given)
        except TemplateError as error:
            log.error("a template failed, a plain notice goes instead notice=%s error=%s", notice, error.what)
            post.failures[error.file] = (notice, error)
            return self._renderer.plain(notice, language, given)


def thread_of(row: OutboxRow, message_id: str = "") -> Thread:
    """Return that the Message-ID of a letter, or the one a provider gave it, belongs to its ticket."""
    assert row.ticket is not None
    return Thread(message_id or row.message_id, row.ticket, row.sender, row.created_at.isoformat())
