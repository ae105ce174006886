"""What is kept of a person is handed over whole, and is nowhere in the database once it is erased."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from maild.desk.knowledge.articles import article_from
from maild.desk.knowledge.diagnosis import document_of
from maild.desk.person import as_json
from maild.desk.records import Changes, Contact, Participant, SurveyAnswer, TicketWords, Told
from maild.policy.loader import load
from maild.shipped import shipped
from maild.store.check import check
from maild.store.erasure import erase
from maild.store.person import People
from tests.support.samples import DESK, NOW, digest, held, letter, opened, raw_mail

if TYPE_CHECKING:
    from maild.desk.ports import Work
    from maild.desk.records import StoredMessage
    from maild.store.database import Database
    from maild.store.desk_store import DeskStore

RITA, BUDI = "Rita@Example.com", "budi@example.com"
MARKER = "xyzzyplugh"
POLICY = load(shipped("rules"))


def marked(work: Work, uid: int, address: str = RITA, **given: object) -> Changes:
    """Return a ticket in which the marker stands wherever words can stand."""
    changes = opened(work, uid, address, **given)
    (message,), (row,) = changes.messages, changes.outbox
    raw = raw_mail(work, f"From: {address}\r\nSubject: {MARKER} {uid}\r\n\r\n{MARKER}\r\n".encode())
    said = replace(
        message, raw=raw.id, subject=MARKER, text=f"{MARKER} lambat", folded=f"> {MARKER}", sender_name=f"Rita {MARKER}"
    )
    told = replace(row, subject=MARKER, text=MARKER, html=f"<p>{MARKER}</p>", name=MARKER)
    words = replace(changes.words[0], subject=MARKER, symptoms=MARKER, solution=f"kabel {MARKER}", fields={"r": MARKER})
    hits = tuple(replace(hit, because=f'"{MARKER}"') for hit in changes.hits)
    return replace(changes, raws=(raw,), messages=(said,), outbox=(told,), words=(words,), hits=hits)


def note(work: Work, ticket: int, sender: str, text: str, **given: object) -> StoredMessage:
    (first,) = opened(work, 900 + ticket).messages
    number = work.next("message")
    said = replace(
        first, id=number, content=digest(f"note {number}"), raw=None, ticket=ticket, sender=sender, text=text
    )
    return replace(said, **{"to": (DESK,), "message_id": f"<n{number}@example.com>", **given})


@pytest.fixture
def used(sql_store: DeskStore) -> Database:
    """Ticket 1 is Rita's, ticket 2 is Budi's with Rita on its public side; a mail of hers is in quarantine."""
    with sql_store.begin() as work:
        first = marked(work, 1)
        work.write(first)
        second = opened(work, 2, BUDI)
        work.write(second)
        (rita,) = first.contacts
        (ticket,) = first.tickets
        solved = replace(ticket, status="resolved")
        document = document_of(solved, first.words[0], first.messages, POLICY)
        assert MARKER in document.terms
        quoted = raw_mail(work, b"Content-Transfer-Encoding: base64\r\n\r\neHl6enlwbHVnaA==")
        work.write(
            Changes(
                raws=(quoted,),
                participants=(Participant(2, rita.id, "participant"),),
                documents=(document,),
                survey_answers=(SurveyAnswer(1, rita.id, NOW, MARKER, MARKER, MARKER, MARKER, MARKER, MARKER, RITA),),
                messages=(
                    note(work, 2, RITA, MARKER),
                    note(
                        work, 2, BUDI, "Sudah saya coba.", raw=quoted.id, folded=f"> {MARKER} menurut rita@example.com"
                    ),
                    note(work, 1, "omar@example.com", f"Ibu Rita: {MARKER}", visibility="internal"),
                ),
                told=(Told(f"circuit:{RITA.lower()}", NOW),),
                outbox=(
                    letter(work, "omar@example.com", 1, text=f"{MARKER} dari {RITA}", person="omar"),
                    letter(work, "mona@example.com", None, text=f"TIKET-1 {MARKER}", state="sent", person="mona"),
                    letter(
                        work,
                        "omar@example.com",
                        None,
                        subject="Daftar",
                        text="TIKET-12 printer",
                        state="sent",
                        person="omar",
                    ),
                ),
            )
        )
        work.write(held(work, 3, f"From: {RITA}\r\n\r\n{MARKER}".encode()))
        work.commit()
    return sql_store.database


def whole(database: Database) -> bytes:
    """Return every octet of the database: the file itself, or all that its tables say."""
    if database.path is not None:
        database.close()
        with sqlite3.connect(database.path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return b"".join(path.read_bytes() for path in database.path.parent.glob(f"{database.path.name}*"))
    from maild.store.tables import metadata

    with database.reading() as connection:
        rows = [row for table in metadata.sorted_tables for row in connection.execute(table.select())]
    return repr(rows).encode()


# --- handing over ----------------------------------------------------------------------------------------------------


def test_all_that_is_kept_of_a_person_is_handed_over(used: Database) -> None:
    people = People(used)
    kept = people.kept("rita@example.com")
    told = as_json(kept, internal=True)
    assert told["contact"]["name"] == "Rita"
    assert [ticket["number"] for ticket in told["tickets"]] == [1]
    assert told["took_part_in"] == [2]
    assert [message["ticket"] for message in told["messages"]] == [2]
    assert [one["ticket"] for one in told["letters"]] == [1]
    assert told["tickets"][0]["survey"]["suggestions"] == MARKER
    assert [people.mail(raw).startswith(b"From: Rita@Example.com") for raw in kept.mails(internal=True)] == [True]


def test_internal_notes_can_be_left_out(used: Database) -> None:
    kept = People(used).kept(RITA)
    messages = [as_json(kept, internal=internal)["tickets"][0]["messages"] for internal in (True, False)]
    assert [[one["visibility"] for one in some] for some in messages] == [["public", "internal"], ["public"]]


def test_another_address_of_a_person_is_handed_over_and_goes_its_own_way_when_she_is_erased(
    used: Database, sql_store: DeskStore
) -> None:
    with sql_store.begin() as work:
        rita = work.contacts([RITA])[RITA.lower()]
        home = Contact(work.next("contact"), "rita@rumah.example", same_as=rita.id)
        work.write(Changes(contacts=(home,)))
        work.commit()
    assert as_json(People(used).kept(RITA), internal=True)["other_addresses"] == ["rita@rumah.example"]
    erase(used, RITA)
    with sql_store.begin() as work:
        assert work.contacts([home.address]) == {home.address: replace(home, same_as=None)}


def test_of_somebody_unknown_nothing_is_kept(used: Database) -> None:
    assert People(used).kept("nobody@example.com").is_empty


# --- erasing ---------------------------------------------------------------------------------------------------------


def test_an_erased_person_is_nowhere_in_the_database(used: Database) -> None:
    before = whole(used).lower()
    assert MARKER.encode() in before
    assert b"rita@example.com" in before
    erased = erase(used, "rita@EXAMPLE.com")
    assert (erased.contacts, erased.tickets, erased.mails) == (1, 1, 3)
    after = whole(used).lower()
    assert MARKER.encode() not in after
    assert b"rita@example.com" not in after


def test_a_form_that_went_along_with_a_letter_to_an_erased_person_is_gone(used: Database, sql_store: DeskStore) -> None:
    with sql_store.begin() as work:
        form = raw_mail(work, b"From: desk@office.example\r\n\r\na form that is drawn, not written")
        closure = letter(work, RITA, 1, attachments=((form.id, "2"),), state="sent")
        work.write(Changes(raws=(form,), outbox=(closure,)))
        work.commit()
    assert erase(used, RITA).mails == 4
    with sql_store.begin() as work:
        row = work.outbox_row(closure.id)
    assert row is not None
    assert row.attachments == ()


def test_the_file_of_a_case_of_others_in_which_an_erased_person_is_named_is_gone(
    used: Database, sql_store: DeskStore
) -> None:
    with sql_store.begin() as work:
        file = raw_mail(work, b"From: desk@office.example\r\n\r\na case that is packed, not written")
        archive = letter(work, "omar@example.com", 2, notice="case_archive", attachments=((file.id, "2"),))
        work.write(Changes(raws=(file,), outbox=(archive,)))
        work.commit()
    erase(used, RITA)
    with pytest.raises(KeyError):
        sql_store.raw(file.id)


def test_the_database_is_sound_after_an_erasing(used: Database) -> None:
    erase(used, RITA)
    assert list(check(used)) == []


def test_what_happened_stays_without_a_word_of_it(used: Database, sql_store: DeskStore) -> None:
    before = sql_store.events(1)
    erase(used, RITA)
    assert sql_store.events(1) == before
    dossier = sql_store.dossier(1)
    assert dossier is not None
    assert (dossier.ticket.category, dossier.words.subject) == ("Jaringan", None)
    assert {message.text for message in dossier.messages} == {""}


def test_others_keep_what_they_said_themselves(used: Database, sql_store: DeskStore) -> None:
    erase(used, RITA)
    dossier = sql_store.dossier(2)
    assert dossier is not None
    assert dossier.requester.address == BUDI
    assert dossier.words.subject == "Internet lambat"
    kept = {message.text: message.raw for message in dossier.messages}
    assert kept["Sudah saya coba."] is None, "that mail quoted her"
    assert sql_store.raw(kept["Sejak pagi internet lambat."]).endswith(b"Internet lambat 2")


def test_nothing_is_sent_to_an_erased_person(used: Database, sql_store: DeskStore) -> None:
    erase(used, RITA)
    with sql_store.begin() as work:
        assert "rita" not in {row.address.lower().partition("@")[0] for row in work.due_letters(NOW, 50)}


def test_a_list_that_named_the_tickets_goes_and_one_that_named_others_stays(
    used: Database, sql_store: DeskStore
) -> None:
    erase(used, RITA)
    with sql_store.begin() as work:
        texts = [row.text for number in range(1, work.mark()["outbox"] + 1) if (row := work.outbox_row(number))]
    assert "TIKET-12 printer" in texts
    assert not any(MARKER in text for text in texts)


def test_an_erased_persons_tickets_are_not_found_by_search(used: Database, sql_store: DeskStore) -> None:
    erase(used, RITA)
    with sql_store.begin() as work:
        assert work.rarity([MARKER, "lambat"]) == (0, {})


@pytest.mark.parametrize(("text", "stays"), [("Ganti kabel.", True), ("Bu Rita: ganti kabel.", False)])
def test_an_article_stays_unless_it_names_the_person(
    used: Database, sql_store: DeskStore, text: str, stays: bool
) -> None:
    with sql_store.begin() as work:
        ticket = replace(work.tickets([1])[1], status="resolved")
        _, changes = article_from(ticket, TicketWords(1, solution=text), POLICY, "omar", NOW, title="Kabel")
        work.write(changes)
        work.commit()
    erase(used, RITA)
    with sql_store.begin() as work:
        assert (work.article(1) is not None) is stays
        assert bool(work.best({"kabel": 1.0}, 5)) is stays


def test_an_erased_address_can_begin_anew(used: Database, sql_store: DeskStore) -> None:
    erase(used, RITA)
    with sql_store.begin() as work:
        assert work.contacts([RITA]) == {}
        work.write(opened(work, 50, RITA))
        work.commit()
    assert list(check(used)) == []


def test_a_mail_that_was_erased_is_still_known_when_it_comes_again(used: Database, sql_store: DeskStore) -> None:
    erase(used, RITA)
    with sql_store.begin() as work:
        assert work.contents([digest("content 1")])[digest("content 1")].ticket == 1


def test_to_erase_twice_or_nobody_changes_nothing(used: Database) -> None:
    erase(used, RITA)
    assert erase(used, RITA).is_empty
    assert erase(used, "nobody@example.com").is_empty
