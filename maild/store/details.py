"""One ticket, mail or letter with all that is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from maild.desk import views
from maild.desk.promises.retold import link_views, target_views
from maild.desk.showing.judgement_views import answer_view, diagnosis_views
from maild.store import rows
from maild.store.handling import reports_of
from maild.store.lookups import known_targets, known_tickets, survey_answer, words
from maild.store.queries import LETTERS, MAILS, QUARANTINED, TICKETS
from maild.store.tables import events, journal, messages, outbox, quarantine, tickets, triage_hits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Select

    from maild.desk.records import StoredMessage
    from maild.store.database import Database

_events = select(events).where(events.c.ticket == bindparam("asked")).order_by(events.c.sequence)
_hits = (
    select(triage_hits.c.rule, triage_hits.c.file, triage_hits.c.line, triage_hits.c.because)
    .where(triage_hits.c.ticket == bindparam("asked"))
    .order_by(triage_hits.c.id)
)
_messages = select(messages).where(messages.c.ticket == bindparam("asked")).order_by(messages.c.at, messages.c.id)
_letters = select(outbox).where(outbox.c.ticket == bindparam("asked")).order_by(outbox.c.created_at, outbox.c.id)


class Details:
    """Single things of the desk; each answer is one state of the database, None when there is no such thing."""

    def __init__(self, database: Database, desk_address: str) -> None:
        self._database = database
        # Letters are shown as coming from here: their own return paths carry a key that proves a bounce.
        self._desk_address = desk_address

    def ticket(self, number: int, now: datetime) -> views.TicketDetail | None:
        """Return a ticket as it stands at this moment."""
        with self._database.reading() as connection:
            row = connection.execute(TICKETS.where(tickets.c.number == number)).one_or_none()
            if row is None:
                return None
            history = [rows.event_of(event) for event in connection.execute(_events, {"asked": number})]
            stands = known_tickets(connection, [number])[number]
            said = words(connection, number)
            return views.TicketDetail(
                ticket=views.TicketView(*row),
                messages=_conversation(connection, number, self._desk_address),
                events=tuple(map(views.EventView.of, history)),
                targets=target_views(known_targets(connection, [number]).get(number, ()), history, now),
                links=link_views(history, reports_of(connection, number)),
                fields=(said.fields if said else None) or {},
                symptoms=said.symptoms if said else None,
                cause=said.cause if said else None,
                analysis=said.analysis if said else None,
                solution=said.solution if said else None,
                tags=stands.tags,
                confidential=stands.confidential,
                undelivered=stands.undelivered,
                stage=stands.stage,
                in_charge=stands.in_charge,
                diagnoses=diagnosis_views(history),
                answer=answer_view(stands, history, survey_answer(connection, number), _stored(connection, number)),
                hits=tuple(views.HitView(*hit) for hit in connection.execute(_hits, {"asked": number})),
            )

    def mail(self, wanted: int | str) -> views.MailDetail | None:
        """Return a mail by its number in the list, or the last one taken in with this Message-ID."""
        if isinstance(wanted, int):
            query = MAILS.where(journal.c.id == wanted)
        else:
            query = (
                MAILS.where(messages.c.message_id.in_([wanted, f"<{wanted}>"])).order_by(journal.c.id.desc()).limit(1)
            )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            mail = views.MailView(*row)
            held = _one(connection, QUARANTINED.where(quarantine.c.id == mail.quarantine))
            stored = _one(connection, select(messages).where(messages.c.id == mail.message))
        if stored is None:
            return views.MailDetail(mail, raw=held.raw if held is not None else None)
        message = rows.message_of(stored)
        return views.MailDetail(
            mail, _message(message), message.origin, message.proof, message.language, message.folded, message.raw
        )

    def letter(self, number: int) -> views.OutboxView | None:
        """Return a letter of the outbox."""
        with self._database.reading() as connection:
            row = _one(connection, LETTERS.where(outbox.c.id == number))
        return None if row is None else views.OutboxView(*row)

    def quarantined(self, number: int) -> views.QuarantineView | None:
        """Return a mail that is or was in quarantine."""
        with self._database.reading() as connection:
            row = _one(connection, QUARANTINED.where(quarantine.c.id == number))
        return None if row is None else views.QuarantineView(*row)


def _one(connection: Connection, query: Select[*tuple[Any, ...]]) -> rows.Result | None:
    return connection.execute(query).one_or_none()


def _conversation(connection: Connection, number: int, desk_address: str) -> tuple[views.MessageView, ...]:
    """Return all that was said on a ticket: what is stored of it, and the letters that nothing else is stored of."""
    stored = _stored(connection, number)
    said = [_message(message) for message in stored]
    known = {message.message_id for message in stored}
    said += [letter for letter in _posted(connection, number, desk_address) if letter.message_id not in known]
    return tuple(sorted(said, key=lambda message: message.at))


def _stored(connection: Connection, number: int) -> list[StoredMessage]:
    return [rows.message_of(row) for row in connection.execute(_messages, {"asked": number})]


def _posted(connection: Connection, number: int, desk_address: str) -> Iterator[views.MessageView]:
    for row in connection.execute(_letters, {"asked": number}):
        yield views.MessageView(
            direction="out",
            visibility="public" if row.contact is not None else "internal",
            sender=desk_address,
            to=(row.address,),
            subject=row.subject,
            text=row.text,
            at=row.created_at,
            message_id=row.message_id,
        )


def _message(message: StoredMessage) -> views.MessageView:
    return views.MessageView(
        direction=message.direction,
        visibility=message.visibility,
        sender=message.sender,
        to=message.to,
        subject=message.subject,
        text=message.text,
        at=message.at,
        message_id=message.message_id,
        attachments=tuple(map(views.AttachmentView.of, message.attachments)),
    )
