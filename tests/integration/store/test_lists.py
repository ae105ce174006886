"""What people are shown: the keys of the JSON, the filters, and that reading is in nobody's way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from maild.desk.records import Changes, Participant, TicketWords
from maild.desk.views import MailFilter, OutboxFilter, TicketFilter
from maild.store.details import Details
from maild.store.queries import Lists
from maild.tickets.events import Event, TicketLinked
from tests.support.samples import DESK, NOW, SCAN, held, letter, opened

if TYPE_CHECKING:
    from maild.store.desk_store import DeskStore

SECOND = timedelta(seconds=1)
TICKET_KEYS = [
    "number",
    "type",
    "status",
    "category",
    "detail",
    "service",
    "urgency",
    "impact",
    "priority",
    "requester",
    "requester_name",
    "unit",
    "phone",
    "location",
    "assignee",
    "group",
    "channel",
    "subject",
    "opened_at",
    "response_due_at",
    "responded_at",
    "resolution_due_at",
    "resolved_at",
    "closed_at",
    "reopened",
    "survey",
]


@pytest.fixture
def lists(sql_store: DeskStore) -> Lists:
    """Two tickets of Rita and Tariq, the first closed, and a mail in quarantine."""
    with sql_store.begin() as work:
        first = opened(work, 1)
        closed = replace(first.tickets[0], status="closed", closed_at=NOW + SECOND)
        work.write(replace(first, tickets=(closed,)))
        work.write(opened(work, 2, "tariq@example.com"))
        work.write(held(work, 3, b"\x00 broken"))
        work.commit()
    return Lists(sql_store.database)


@pytest.fixture
def details(lists: Lists, sql_store: DeskStore) -> Details:
    return Details(sql_store.database, DESK)


# --- tickets ---------------------------------------------------------------------------------------------------------


def test_a_ticket_in_a_list_says_all_that_is_promised(lists: Lists) -> None:
    newest = next(lists.tickets(TicketFilter())).as_json()
    assert list(newest) == TICKET_KEYS
    assert newest["number"] == 2
    assert newest["requester"] == "tariq@example.com"
    assert newest["requester_name"] == "Rita"
    assert newest["subject"] == "Internet lambat"
    assert newest["opened_at"] == "2026-11-20T02:00:00.123456Z"
    assert newest["response_due_at"] == "2026-11-20T02:10:00.123456Z"
    assert newest["resolution_due_at"] == "2026-11-20T10:00:00.123456Z"
    assert newest["responded_at"] is None
    assert newest["survey"] is None


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (TicketFilter(), [2, 1]),
        (TicketFilter(limit=1), [2]),
        (TicketFilter(open=True), [2]),
        (TicketFilter(status=("closed", "resolved")), [1]),
        (TicketFilter(requester="RITA@example.com"), [1]),
        (TicketFilter(category="Jaringan", group="jaringan", priority=1, type="incident"), [2, 1]),
        (TicketFilter(category="Hardware"), []),
        (TicketFilter(assignee="tariq"), []),
        (TicketFilter(since=NOW), [2, 1]),
        (TicketFilter(since=NOW + SECOND), []),
        (TicketFilter(until=NOW), []),
    ],
    ids=str,
)
def test_tickets_are_filtered_and_the_newest_come_first(lists: Lists, wanted: TicketFilter, numbers: list[int]) -> None:
    assert [ticket.number for ticket in lists.tickets(wanted)] == numbers


def test_a_stage_entered_again_shows_its_latest_promise(lists: Lists, sql_store: DeskStore) -> None:
    with sql_store.begin() as work:
        first = next(target for target in work.targets([2])[2] if target.name == "response")
        work.write(Changes(targets=(replace(first, run=2, due_at=NOW + timedelta(days=1)),)))
        work.commit()
    assert next(lists.tickets(TicketFilter())).response_due_at == NOW + timedelta(days=1)


def test_a_long_list_is_read_while_others_write(lists: Lists, sql_store: DeskStore) -> None:
    listed = lists.letters(OutboxFilter())
    next(listed)
    with sql_store.begin() as work:
        work.write(Changes(outbox=tuple(letter(work) for _ in range(1200))))
        work.commit()
    assert len(list(listed)) == 1
    assert len(list(lists.letters(OutboxFilter()))) == 1202


def test_a_ticket_is_shown_with_all_that_belongs_to_it(details: Details) -> None:
    shown = details.ticket(2, NOW + timedelta(hours=1))
    assert shown is not None
    answer = shown.as_json()
    assert list(answer)[: len(TICKET_KEYS)] == TICKET_KEYS
    assert {"messages", "events", "targets", "fields", "solution", "links"} <= answer.keys()
    assert answer["fields"] == {"ruang": "Lantai 2"}
    assert answer["solution"] is None
    assert answer["tags"] == ["vip"]
    assert [hit["rule"] for hit in answer["hits"]] == ["internet-lambat"]


def test_what_was_said_is_shown_in_order_with_the_letters_of_the_desk(details: Details) -> None:
    said = details.ticket(2, NOW).as_json()["messages"]
    keys = ["direction", "visibility", "from", "to", "subject", "text", "at", "message_id", "attachments"]
    assert [list(message) for message in said] == [keys, keys]
    mail, receipt = said
    assert (mail["direction"], mail["visibility"], mail["from"]) == ("in", "public", "tariq@example.com")
    assert mail["message_id"] == "<2@example.com>"
    assert mail["to"] == [DESK, "omar@example.com"]
    assert mail["attachments"] == [
        {"filename": SCAN.filename, "content_type": "application/pdf", "size": 1234, "inline": False}
    ]
    assert (receipt["direction"], receipt["visibility"], receipt["from"]) == ("out", "public", DESK)
    assert receipt["to"] == ["tariq@example.com"]


def test_a_letter_that_is_stored_as_a_message_is_shown_once(details: Details, sql_store: DeskStore) -> None:
    with sql_store.begin() as work:
        answer = opened(work, 9, "mona@example.com")
        row = replace(answer.messages[0], ticket=2, raw=None, direction="out", message_id="<answer@office.example>")
        sent = letter(work, "tariq@example.com", 2, message_id=row.message_id)
        work.write(Changes(messages=(row,), outbox=(sent,)))
        work.commit()
    said = details.ticket(2, NOW).messages
    assert [message.message_id for message in said].count("<answer@office.example>") == 1


def test_a_letter_to_the_staff_is_internal(details: Details, sql_store: DeskStore) -> None:
    with sql_store.begin() as work:
        work.write(Changes(outbox=(letter(work, "omar@example.com", 2, person="omar", created_at=NOW + SECOND),)))
        work.commit()
    assert details.ticket(2, NOW).messages[-1].visibility == "internal"


def test_events_say_who_did_what_and_why(details: Details) -> None:
    (event,) = details.ticket(2, NOW).as_json()["events"]
    assert event == {
        "at": "2026-11-20T02:00:00.123456Z",
        "kind": "TicketOpened",
        "actor": "contact:2",
        "because": "mail",
        "data": event["data"],
    }
    assert event["data"]["detail"] == "Internet lambat"
    assert event["data"]["tags"] == ["vip"]


@pytest.mark.parametrize(("hours", "state"), [(0, "running"), (5, "at_risk"), (9, "breached")])
def test_targets_say_how_they_stand_now(details: Details, hours: int, state: str) -> None:
    shown = details.ticket(2, NOW + timedelta(hours=hours)).as_json()["targets"]
    resolution = next(target for target in shown if target["name"] == "resolution")
    assert resolution["state"] == state
    assert resolution["due_at"] == "2026-11-20T10:00:00.123456Z"
    assert resolution["met_at"] is None
    assert resolution["paused_for"] == 0


def test_linked_tickets_are_named(details: Details, sql_store: DeskStore) -> None:
    with sql_store.begin() as work:
        work.write(Changes(events=(Event(2, 2, NOW, "maild", "mail", TicketLinked(1, "stranger")),)))
        work.commit()
    assert details.ticket(2, NOW).as_json()["links"] == [{"ticket": 1, "relation": "stranger"}]


def test_the_record_of_a_ticket_is_shown(details: Details, sql_store: DeskStore) -> None:
    with sql_store.begin() as work:
        work.write(Changes(words=(TicketWords(2, cause="kabel putus", solution="kabel diganti"),)))
        work.write(Changes(participants=(Participant(2, 1, "participant"),)))
        work.commit()
    shown = details.ticket(2, NOW).as_json()
    assert (shown["cause"], shown["solution"]) == ("kabel putus", "kabel diganti")


def test_what_is_not_there_is_none(details: Details) -> None:
    assert details.ticket(99, NOW) is None
    assert details.mail(99) is None
    assert details.mail("nobody@example.com") is None
    assert details.letter(99) is None
    assert details.quarantined(99) is None


# --- mail, letters, quarantine ---------------------------------------------------------------------------------------

MAIL_KEYS = ["received_at", "mailbox", "folder", "uidvalidity", "uid", "message_id", "from", "subject", "disposition"]


def test_every_mail_is_accounted_for(lists: Lists) -> None:
    broken, second, first = (mail.as_json() for mail in lists.mails(MailFilter()))
    assert list(second)[: len(MAIL_KEYS)] == MAIL_KEYS
    assert {"ticket", "because"} <= second.keys()
    assert [mail["uid"] for mail in (broken, second, first)] == [3, 2, 1]
    assert (second["disposition"], second["ticket"], second["from"]) == ("opened", 2, "tariq@example.com")
    assert (broken["disposition"], broken["message_id"], broken["from"]) == ("quarantined", None, None)
    assert broken["because"] == "ValueError: broken"


@pytest.mark.parametrize(
    ("wanted", "uids"),
    [
        (MailFilter(disposition="quarantined"), [3]),
        (MailFilter(mailbox="other"), []),
        (MailFilter(ticket=1), [1]),
        (MailFilter(since=NOW + SECOND), []),
        (MailFilter(limit=2), [3, 2]),
    ],
    ids=str,
)
def test_mails_are_filtered(lists: Lists, wanted: MailFilter, uids: list[int]) -> None:
    assert [mail.uid for mail in lists.mails(wanted)] == uids


@pytest.mark.parametrize("name", [2, "<2@example.com>", "2@example.com"])
def test_a_mail_is_shown_by_its_number_or_message_id(details: Details, name: int | str) -> None:
    shown = details.mail(name).as_json()
    assert shown["text"] == "Sejak pagi internet lambat."
    assert shown["folded"] == "> kutipan"
    assert shown["origin"] == "person"
    assert [attachment["filename"] for attachment in shown["attachments"]] == ["surat.pdf"]


def test_a_mail_that_was_never_read_is_shown_with_its_reason(details: Details, sql_store: DeskStore) -> None:
    shown = details.mail(3).as_json()
    assert (shown["text"], shown["because"]) == (None, "ValueError: broken")
    assert sql_store.raw(shown["raw"]) == b"\x00 broken"


def test_a_letter_in_a_list_says_all_that_is_promised(lists: Lists, details: Details) -> None:
    newest = next(lists.letters(OutboxFilter())).as_json()
    keys = ["id", "ticket", "notice", "to", "message_id", "state", "attempts", "next_attempt_at", "last_error"]
    assert list(newest)[: len(keys)] == keys
    assert (newest["to"], newest["state"], newest["attempts"]) == ("tariq@example.com", "waiting", 0)
    assert details.letter(newest["id"]).as_json() == newest


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (OutboxFilter(state=("sent", "failed")), []),
        (OutboxFilter(state=("waiting",), limit=1), [2]),
        (OutboxFilter(ticket=1), [1]),
    ],
    ids=str,
)
def test_letters_are_filtered(lists: Lists, wanted: OutboxFilter, ids: list[int]) -> None:
    assert [row.id for row in lists.letters(wanted)] == ids


def test_mail_in_quarantine_is_listed_with_reason_and_size(lists: Lists, details: Details) -> None:
    (row,) = lists.quarantined()
    shown = row.as_json()
    assert (shown["uid"], shown["reason"], shown["size"], shown["state"]) == (3, "ValueError: broken", 8, "held")
    assert details.quarantined(row.id) == row
    assert list(lists.quarantined("dropped")) == []
    assert list(lists.quarantined("")) == [row]
