"""What need not be kept loses its words when its time is over, and nothing else does."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from maild.desk.knowledge.articles import article_from
from maild.desk.knowledge.diagnosis import document_of
from maild.desk.records import Changes, JournalEntry, Participant, TicketWords
from maild.desk.views import MailFilter
from maild.policy.loader import load
from maild.shipped import shipped
from maild.store import retention
from maild.store.check import check
from maild.store.queries import Lists
from maild.store.retention import Retention, Terms
from maild.tickets.events import Event, TicketClosed
from maild.tickets.ticket import folded
from tests.support.samples import NOW, digest, held, letter, opened, place, raw_mail

if TYPE_CHECKING:
    from maild.desk.ports import Work
    from maild.desk.records import OutboxRow
    from maild.store.database import Database
    from maild.store.desk_store import DeskStore

MARKER = "xyzzyplugh"
POLICY = load(shipped("rules"))
QUARTER, YEAR = timedelta(days=90), timedelta(days=365)
LATER = NOW + timedelta(days=400)


def ignored(work: Work, uid: int, days: int = 0) -> Changes:
    """Return all that a mail writes of which nobody makes a ticket."""
    (first,), at = opened(work, 900 + uid).messages, NOW + timedelta(days=days)
    raw = raw_mail(work, f"From: machine@example.com\r\n\r\n{MARKER} {uid}".encode())
    message = replace(
        first,
        id=work.next("message"),
        content=digest(f"ignored {uid}"),
        raw=raw.id,
        ticket=None,
        at=at,
        sender="machine@example.com",
        subject=MARKER,
        text=MARKER,
        because="auto_reply",
    )
    entry = JournalEntry(place(uid), at, at, "ignored", "auto_reply: Auto-Submitted", message.id)
    return Changes(journal=(entry,), raws=(raw,), messages=(message,))


def closed(changes: Changes, days: int = 0) -> Changes:
    """Return a ticket with the marker in all its words, closed so many days after it began."""
    (event,), (message,), (row,) = changes.events, changes.messages, changes.outbox
    end = Event(event.ticket, 2, NOW + timedelta(days=days), "maild", "mail", TicketClosed("requester"))
    over = folded([event, end])
    said = replace(message, subject=MARKER, text=MARKER, sender_name=MARKER)
    told = replace(row, subject=MARKER, text=MARKER, html=MARKER, name=MARKER, state="sent")
    words = TicketWords(event.ticket, MARKER, MARKER, MARKER, MARKER, f"kabel {MARKER}", {"ruang": MARKER})
    hits = tuple(replace(hit, because=MARKER) for hit in changes.hits)
    return replace(
        changes, events=(event, end), tickets=(over,), messages=(said,), outbox=(told,), words=(words,), hits=hits
    )


def write(store: DeskStore, *several: object) -> list[Changes]:
    written = []
    with store.begin() as work:
        for make in several:
            changes = make(work)  # type: ignore[operator]  # functions of the work, each
            work.write(changes)
            written.append(changes)
        work.commit()
    return written


def end(database: Database, now: object = LATER, **terms: timedelta) -> int:
    return Retention(database, Terms(**terms)).run(now)  # type: ignore[arg-type]  # a moment


def letters(store: DeskStore) -> list[OutboxRow]:
    with store.begin() as work:
        rows = [work.outbox_row(number) for number in range(1, work.mark()["outbox"] + 1)]
    return [row for row in rows if row is not None]


# --- mail that became no ticket ------------------------------------------------------------------------------------


def test_an_ignored_mail_loses_its_octets_and_words_and_its_line_stays(sql_store: DeskStore) -> None:
    (written,) = write(sql_store, lambda work: ignored(work, 1))
    assert end(sql_store.database, ignored_mail=QUARTER) == 1
    with pytest.raises(KeyError):
        sql_store.raw(written.raws[0].id)
    message = sql_store.message(written.messages[0].id)
    assert message is not None
    assert MARKER not in repr(message)
    (line,) = Lists(sql_store.database).mails(MailFilter())
    assert (line.disposition, line.because) == ("ignored", "auto_reply: Auto-Submitted")


def test_an_ignored_mail_is_still_known_when_it_comes_again(sql_store: DeskStore) -> None:
    write(sql_store, lambda work: ignored(work, 1))
    end(sql_store.database, ignored_mail=QUARTER)
    with sql_store.begin() as work:
        assert work.contents([digest("ignored 1")]).keys() == {digest("ignored 1")}
        assert work.journalled([place(1)]) == {place(1): "ignored"}


def test_a_mail_that_is_not_so_old_stays(sql_store: DeskStore) -> None:
    (written,) = write(sql_store, lambda work: ignored(work, 1, days=320))
    assert end(sql_store.database, ignored_mail=QUARTER) == 0
    assert MARKER.encode() in sql_store.raw(written.raws[0].id)


def test_what_was_dropped_from_quarantine_is_emptied_and_what_is_held_stays(sql_store: DeskStore) -> None:
    dropped, kept = write(
        sql_store, lambda work: held(work, 1, MARKER.encode()), lambda work: held(work, 2, b"\x00 other")
    )
    write(sql_store, lambda _: Changes(quarantine=(replace(dropped.quarantine[0], state="dropped"),)))
    assert end(sql_store.database, ignored_mail=QUARTER) == 1
    (row,) = sql_store.quarantined("dropped")
    assert (sql_store.raw(row.raw), row.reason) == (b"", "ValueError: broken")
    assert sql_store.raw(kept.raws[0].id) == b"\x00 other"
    assert [line.because for line in Lists(sql_store.database).mails(MailFilter())] == ["ValueError: broken"] * 2


def test_a_mail_out_of_quarantine_that_is_on_a_ticket_stays_there(sql_store: DeskStore) -> None:
    (ticket,) = write(sql_store, lambda work: opened(work, 1))
    octets = ticket.raws[0].octets
    (was_held,) = write(sql_store, lambda work: held(work, 2, octets))
    released = replace(was_held.quarantine[0], raw=ticket.raws[0].id, state="released")
    write(sql_store, lambda _: Changes(quarantine=(released,)))
    end(sql_store.database, ignored_mail=QUARTER)
    assert sql_store.raw(ticket.raws[0].id) == octets


# --- letters --------------------------------------------------------------------------------------------------------


def test_an_old_letter_loses_its_words_and_the_file_that_nothing_else_refers_to(sql_store: DeskStore) -> None:
    def posted(work: Work) -> Changes:
        form = raw_mail(work, b"a form")
        shared = ((form.id, "2"),)
        old = letter(work, text=MARKER, state="sent", attachments=shared)
        young = letter(work, state="sent", created_at=NOW + timedelta(days=390), attachments=shared)
        return Changes(raws=(form,), outbox=(old, young))

    (written,) = write(sql_store, posted)
    assert end(sql_store.database, sent_letters=YEAR) == 1
    old, young = letters(sql_store)
    assert (old.text, old.html, old.headers, old.attachments) == ("", "", (), ())
    assert old.message_id == written.outbox[0].message_id
    assert young.text
    assert sql_store.raw(written.raws[0].id) == b"a form"
    assert end(sql_store.database, LATER + YEAR, sent_letters=YEAR) == 1
    with pytest.raises(KeyError):
        sql_store.raw(written.raws[0].id)


def test_a_letter_that_waits_and_the_file_of_a_case_stay(sql_store: DeskStore) -> None:
    def posted(work: Work) -> Changes:
        file = raw_mail(work, b"a case")
        kept = letter(work, state="sent", notice="case_archive", attachments=((file.id, "2"),))
        return Changes(raws=(file,), outbox=(kept, letter(work)))

    write(sql_store, posted)
    assert end(sql_store.database, sent_letters=YEAR) == 0
    assert all(row.text for row in letters(sql_store))


# --- tickets --------------------------------------------------------------------------------------------------------


@pytest.fixture
def over(sql_store: DeskStore) -> DeskStore:
    """Ticket 1 was closed a year ago, with an article, a document and a case file; ticket 2 is open, of the same."""

    def begun(work: Work) -> Changes:
        first = closed(opened(work, 1, "rita@example.com"))
        second = opened(work, 2, contact=first.contacts[0])
        (ticket,), (words,) = first.tickets, first.words
        _, article = article_from(
            replace(ticket, status="resolved"),
            TicketWords(1, solution="Ganti kabel."),
            POLICY,
            "omar",
            NOW,
            title="Kabel",
        )
        file = raw_mail(work, MARKER.encode() * 3)
        enclosed = {"notice": "case_archive", "state": "sent", "attachments": ((file.id, "2"),)}
        archive = letter(work, "omar@example.com", 1, **enclosed)
        document = document_of(replace(ticket, status="resolved"), words, first.messages, POLICY)
        return first + second + article + Changes(raws=(file,), outbox=(archive,), documents=(document,))

    write(sql_store, begun)
    return sql_store


def test_a_ticket_is_kept_for_ever_unless_the_office_says_otherwise(over: DeskStore) -> None:
    assert end(over.database, ignored_mail=QUARTER, sent_letters=None) == 0  # type: ignore[arg-type]
    dossier = over.dossier(1)
    assert dossier is not None
    assert dossier.words.subject == MARKER


def test_a_ticket_that_has_been_closed_for_long_has_no_words_left(over: DeskStore) -> None:
    from maild.store.tables import metadata

    before = over.events(1)
    assert end(over.database, closed_tickets=YEAR) == 1
    with over.database.reading() as connection:
        rows = [row for table in metadata.sorted_tables for row in connection.execute(table.select())]
    assert MARKER not in repr(rows)
    assert over.events(1) == before
    dossier = over.dossier(1)
    assert dossier is not None
    assert (dossier.ticket.category, dossier.words.subject) == ("Jaringan", None)
    assert [row.address for row in letters(over) if row.ticket == 1] == ["", ""]
    with pytest.raises(KeyError):
        over.raw(1)


def test_a_ticket_that_is_open_keeps_its_words_and_its_people(over: DeskStore) -> None:
    end(over.database, closed_tickets=YEAR)
    dossier = over.dossier(2)
    assert dossier is not None
    assert (dossier.words.subject, dossier.requester.address) == ("Internet lambat", "rita@example.com")
    assert all(message.text for message in dossier.messages)


def test_somebody_whose_tickets_are_all_over_is_forgotten(sql_store: DeskStore) -> None:
    def begun(work: Work) -> Changes:
        first = closed(opened(work, 1, "rita@example.com"))
        second = closed(opened(work, 2, "budi@example.com"), days=399)
        return first + second + Changes(participants=(Participant(1, second.contacts[0].id, "participant"),))

    write(sql_store, begun)
    end(sql_store.database, closed_tickets=YEAR)
    with sql_store.begin() as work:
        assert work.contacts(["rita@example.com", "budi@example.com"]).keys() == {"budi@example.com"}


def test_articles_stay_and_search_finds_the_ticket_no_more(over: DeskStore) -> None:
    end(over.database, closed_tickets=YEAR)
    with over.begin() as work:
        assert work.article(1) is not None
        assert {document.kind for document in work.best({"kabel": 1.0}, 5)} == {"article"}


def test_the_database_is_sound_afterwards(over: DeskStore) -> None:
    write(over, lambda work: ignored(work, 5))
    assert end(over.database, ignored_mail=QUARTER, sent_letters=QUARTER, closed_tickets=QUARTER) > 2
    assert list(check(over.database)) == []


def test_a_reopened_ticket_that_is_closed_again_loses_what_came_after(over: DeskStore) -> None:
    end(over.database, closed_tickets=YEAR)

    def later(work: Work) -> Changes:
        (first,) = opened(work, 77).messages
        octets = b"From: rita@example.com\r\n\r\nlagi"
        raw = replace(raw_mail(work, octets), digest=hashlib.sha256(octets).hexdigest())
        note = replace(first, id=work.next("message"), ticket=1, raw=raw.id, text=MARKER, content=digest("lagi"))
        return Changes(raws=(raw,), messages=(note,))

    write(over, later)
    assert end(over.database, LATER + timedelta(days=1), closed_tickets=YEAR) == 1
    dossier = over.dossier(1)
    assert dossier is not None
    assert {message.text for message in dossier.messages} == {""}


# --- the job --------------------------------------------------------------------------------------------------------


def test_it_is_done_once_a_day(sql_store: DeskStore) -> None:
    assert end(sql_store.database, ignored_mail=QUARTER) == 0
    write(sql_store, lambda work: ignored(work, 1))
    assert end(sql_store.database, LATER + timedelta(hours=23), ignored_mail=QUARTER) == 0
    assert end(sql_store.database, LATER + timedelta(hours=24), ignored_mail=QUARTER) == 1


def test_what_is_too_much_for_one_turn_goes_on_at_the_next(
    sql_store: DeskStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "PORTION", 2)
    monkeypatch.setattr(retention, "MOST_PORTIONS", 2)
    write(sql_store, *((lambda work, uid=uid: ignored(work, uid)) for uid in range(1, 8)))
    minutes = [LATER + timedelta(minutes=minute) for minute in range(4)]
    assert [end(sql_store.database, now, ignored_mail=QUARTER) for now in minutes] == [4, 3, 0, 0]
    assert list(check(sql_store.database)) == []


def test_nothing_is_done_twice_by_two_daemons(sql_store: DeskStore) -> None:
    write(sql_store, lambda work: ignored(work, 1))
    first, second = (Retention(sql_store.database, Terms(ignored_mail=QUARTER)) for _ in range(2))
    assert (first.run(LATER), second.run(LATER)) == (1, 0)


def test_an_office_that_keeps_everything_is_left_alone(sql_store: DeskStore) -> None:
    write(sql_store, lambda work: ignored(work, 1))
    assert end(sql_store.database) == 0
    with sql_store.begin() as work:
        assert work.last_run(retention.JOB) is None
