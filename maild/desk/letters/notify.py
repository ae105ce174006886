"""Who is told what: the office's table turns what happened into letters for the outbox, in the same transaction.

A letter is one mail to one person under one Message-ID. The values that templates see are built in `values.py`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from itertools import chain
from typing import TYPE_CHECKING

from maild.desk.letters.case_archive import NOTICE as CASE_ARCHIVE
from maild.desk.letters.case_archive import CaseArchives
from maild.desk.letters.closure_form import ClosureForms
from maild.desk.letters.evaluation_form import EvaluationForms
from maild.desk.letters.printing import Printer
from maild.desk.letters.receipts import RECEIPT, Form, form_of
from maild.desk.letters.writing import LetterWriter, Order, Post
from maild.desk.recipients import Recipient, reader_of, recipients_of
from maild.desk.records import Changes, Told
from maild.desk.rulebook import COPY
from maild.desk.showing.hints import article_offers, similar_views
from maild.desk.showing.values import REQUESTERS, brief_view, side_of, values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from maild.desk.files import Files
    from maild.desk.happening import Happening
    from maild.desk.ledger import Ledger
    from maild.desk.letters.case_archive import Archive
    from maild.desk.office import Office
    from maild.desk.records import OutboxRow
    from maild.desk.showing.values import Side
    from maild.notices.renderer import Renderer
    from maild.policy.model import NoticeRule
    from maild.tickets.ticket import Ticket
    from maild.tokens import Keys

    ValuesOf = Callable[[str, Side], Mapping[str, object]]

COLLECTED, KEY_RENEWED, LINES_LEFT_OUT, TEMPLATE_BAD = (
    "receipts_collected",
    "key_renewed",
    "lines_left_out",
    "template_bad",
)


class Notifier:
    """Writes the letters that follow from what happened."""

    def __init__(self, office: Office, keyring: Keys, renderer: Renderer) -> None:
        self._office = office
        self._writer = LetterWriter(office, keyring, renderer)
        printer = Printer(office, renderer)
        self._forms = (ClosureForms(office, printer), EvaluationForms(office, printer))
        self._archives = CaseArchives(office, renderer)

    def letters(self, *happenings: Happening) -> Changes:
        """Return a letter for everybody whom the office wants told, nobody twice and never the one who did it.

        Of several things that happened at once, everybody is told the first that concerns them.
        """
        post = Post()
        reached: set[str] = set()
        for happening in happenings:
            # Readers of one language on one side of the desk are told the same, so it is gathered once.
            hints = cache(partial(similar_views, happening, self._office))
            values = cache(partial(values_of, happening, self._office, hints))
            archive = cache(partial(self._archives.made, happening, happenings, post))
            for rule in self._rules(happening):
                for recipient in recipients_of(rule.to, happening, self._office):
                    if recipient.address.lower() not in reached:
                        reached.add(recipient.address.lower())
                        self._write(rule, recipient, happening, values, archive, post)
        return self._posted(post, happenings[0].ledger, happenings[0].now) if happenings else Changes()

    def to_admin(self, notice: str, values: Mapping[str, object], ledger: Ledger, now: datetime) -> Changes:
        """Return the letter that tells the administrator of something, nothing when there is no administrator."""
        if not self._office.admin:
            return Changes()
        post = Post()
        recipient = Recipient(self._office.admin, "", self._office.language, "admin")
        self._writer.write(Order(notice, recipient, now), values, ledger, post)
        return post.changes() if notice == TEMPLATE_BAD else self._posted(post, ledger, now)

    def letter(
        self, order: Order, values: Mapping[str, object], ledger: Ledger, happenings: Iterable[Happening] = ()
    ) -> Changes:
        """Return one letter that was ordered for some other reason than an event, with the forms of what happened."""
        post = Post()
        forms = (self._enclosed(order.notice, one, order.recipient, post) for one in happenings)
        order = replace(order, attachments=(*order.attachments, *chain.from_iterable(forms)))
        self._writer.write(order, values, ledger, post)
        return self._posted(post, ledger, order.now)

    def renewed(self, letter: OutboxRow, ticket: Ticket, ledger: Ledger, now: datetime, used_from: str = "") -> Changes:
        """Return a letter with a fresh key to the person whose key somebody else has used (guarantee 5).

        It asks whether that address is theirs as well, when it is given.
        """
        order = Order(
            KEY_RENEWED,
            reader_of(letter, ledger, self._office),
            now,
            ticket.number,
            references=ledger.conversation(ticket.number, letter.address),
            reply=letter.reply,
        )
        return self.letter(order, {"ticket": brief_view(ticket, self._office), "used_from": used_from}, ledger)

    def left_out(
        self, lines: Sequence[str], letter: OutboxRow, ticket: Ticket, ledger: Ledger, now: datetime
    ) -> Changes:
        """Return the letter that tells a writer which lines of our own were kept from leaving the desk."""
        order = Order(LINES_LEFT_OUT, reader_of(letter, ledger, self._office), now, ticket.number)
        return self.letter(order, {"ticket": brief_view(ticket, self._office), "lines": tuple(lines)}, ledger)

    def collected(self, waiting: Sequence[OutboxRow], ledger: Ledger, now: datetime) -> Changes:
        """Return the one letter that stands for all receipts that wait for an address."""
        numbers = [row.ticket for row in waiting if row.ticket is not None]
        tickets = [ticket for number in numbers if (ticket := ledger.ticket(number)) is not None]
        views = tuple(brief_view(ticket, self._office, ledger.targets(ticket.number)) for ticket in tickets)
        order = Order(COLLECTED, reader_of(waiting[0], ledger, self._office), now, budget="unproven")
        return self.letter(order, {"tickets": views}, ledger)

    def _rules(self, happening: Happening) -> list[NoticeRule]:
        recorded = happening.recorded
        fact = recorded.event.fact
        facts = happening.rulebook.facts(recorded.ticket)
        facts |= {name: _text(getattr(fact, name)) for name in fact.__dataclass_fields__}
        facts["stranger"] = _text(happening.linked_to is not None)
        facts["copied"] = _text(recorded.ticket.channel == COPY)
        rules = happening.rulebook.policy.notices_for(type(fact).__name__, facts)
        return [rule for rule in rules if _goes_on(rule, happening)]

    def _write(
        self,
        rule: NoticeRule,
        recipient: Recipient,
        happening: Happening,
        values: ValuesOf,
        archive: Archive,
        post: Post,
    ) -> None:
        form: Form | None = Form(rule.template, happening.now)
        if rule.template == RECEIPT:
            form = form_of(happening, recipient.address, self._office.limits)
        if form is None:
            return
        said, files = values(recipient.language, side_of(recipient)), happening.files
        files += self._enclosed(form.template, happening, recipient, post)
        if form.template == RECEIPT and rule.offers:
            said = {**said, "offered": article_offers(happening)}
        if form.template == CASE_ARCHIVE:
            archived = self._archives.for_reader(recipient, happening, archive)
            said, files = {**said, "archive": archived.view}, files + archived.references
        order = Order(
            form.template,
            recipient,
            happening.now,
            happening.recorded.ticket.number,
            form.at,
            _references(happening, recipient),
            form.budget,
            rule.reply,
            attachments=files,
            event=happening.recorded.event.sequence,
        )
        self._writer.write(order, said, happening.ledger, post)

    def _enclosed(self, notice: str, happening: Happening, recipient: Recipient, post: Post) -> Files:
        forms = (one.enclosed(notice, happening, recipient, post) for one in self._forms)
        return tuple(chain.from_iterable(forms))

    def _posted(self, post: Post, ledger: Ledger, now: datetime) -> Changes:
        """Return what was written; the administrator hears once a day of a template that failed (rule 12)."""
        changes = post.changes()
        for file, (notice, error) in post.failures.items():
            key = f"template:{file}"
            if ledger.is_news(key, now):
                values = {"notice": notice, "error": error.what}
                changes += self.to_admin(TEMPLATE_BAD, values, ledger, now) + Changes(told=(Told(key, now),))
        return changes


def _goes_on(rule: NoticeRule, happening: Happening) -> bool:
    """A failed telling of a failure is not told of, nor are the staff told of each report of an outage.

    While a sender is held back only receipts are written.
    """
    if happening.failed is not None and happening.failed.notice == rule.template:
        return False
    if happening.outage is not None and rule.to not in REQUESTERS:
        return False
    return rule.template == RECEIPT or not happening.held_back


def _references(happening: Happening, recipient: Recipient) -> tuple[str, ...]:
    number = happening.recorded.ticket.number
    known = happening.ledger.conversation(number, recipient.address)
    mail = happening.mail
    own = mail.message.message_id if mail is not None and mail.sender == recipient.address.lower() else None
    return (*known, own) if own and own not in known else known


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
