"""What the desk may rely on: the same on the store in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from maild.desk.numbers import SentLetter
from maild.desk.records import (
    Baseline,
    Changes,
    Conflict,
    Contact,
    Death,
    JobRun,
    JournalEntry,
    KnownContent,
    OutboxStep,
    Participant,
    Thread,
    TicketWords,
    Told,
)
from maild.tickets.events import Event, NoteAdded
from tests.support.samples import NOW, digest, held, letter, opened, place, raw_mail

if TYPE_CHECKING:
    from collections.abc import Callable

    from maild.desk.ports import Store, Work
    from maild.desk.records import OutboxRow, OutboxState

SECOND = timedelta(seconds=1)


def write(store: Store, make: Callable[[Work], Changes]) -> Changes:
    """Write and commit what is made inside a transaction; return it."""
    with store.begin() as work:
        changes = make(work)
        work.write(changes)
        work.commit()
    return changes


def post(store: Store, **given: object) -> OutboxRow:
    return write(store, lambda work: Changes(outbox=(letter(work, **given),))).outbox[0]


def step(row: OutboxRow, state: str, **given: object) -> Changes:
    moved = OutboxStep(row.id, state, row.attempts + 1, NOW, NOW, "", "daemon-1")
    return Changes(outbox_steps=(replace(moved, **given),))


# --- what is written is read again -----------------------------------------------------------------------------------


def test_what_was_committed_is_read_again_as_it_was_written(store: Store) -> None:
    written = write(store, lambda work: opened(work, 1))
    ticket, message, contact = written.tickets[0], written.messages[0], written.contacts[0]
    with store.begin() as work:
        assert work.journalled([place(1), place(2)]) == {place(1): "opened"}
        assert work.contents([message.content, "other"]) == {message.content: KnownContent(message.id, ticket.number)}
        assert work.threads([message.message_id, "<other@x>"]) == {message.message_id: written.threads[0]}
        assert work.tickets([ticket.number, 99]) == {ticket.number: ticket}
        assert set(work.targets([ticket.number])[ticket.number]) == set(written.targets)
        assert work.contacts(["RITA@example.com", "x@y.example"]) == {"rita@example.com": contact}
        assert work.participants(ticket.number) == (contact,)
        assert work.outbox_row(written.outbox[0].id) == written.outbox[0]
        assert work.words(ticket.number) == written.words[0]
    assert store.message(message.id) == message
    assert store.events(ticket.number) == list(written.events)
    assert store.raw(written.raws[0].id) == written.raws[0].octets


def test_what_is_not_there_is_just_not_there(store: Store) -> None:
    with store.begin() as work:
        assert work.journalled([]) == {}
        assert work.targets([1]) == {}
        assert work.participants(1) == ()
        assert work.conversation(1, "rita@example.com") == ()
        assert work.outbox_row(1) is None
        assert work.words(1) is None
        assert work.last_run("digest") is None
        assert work.told("disk") is None
    assert store.message(1) is None
    assert store.baseline("desk", "INBOX") is None
    assert list(store.quarantined()) == []
    with pytest.raises(KeyError):
        store.raw(1)


def test_more_keys_than_one_statement_takes_can_be_asked_for(store: Store) -> None:
    write(store, lambda work: opened(work, 1200))
    with store.begin() as work:
        assert work.journalled(place(uid) for uid in range(3000)) == {place(1200): "opened"}
        assert set(work.threads(f"<{uid}@example.com>" for uid in range(3000))) == {"<1200@example.com>"}


def test_a_decision_sees_what_was_written_before_it_in_the_same_transaction(store: Store) -> None:
    with store.begin() as work:
        changes = opened(work, 1)
        work.write(changes)
        assert work.journalled([place(1)]) == {place(1): "opened"}
        assert work.tickets([1]) == {1: changes.tickets[0]}
        work.write(opened(work, 2, contact=changes.contacts[0]))
        assert work.tickets_since(NOW, changes.contacts[0].id) == 2


def test_text_that_a_database_cannot_hold_is_kept_readable(store: Store) -> None:
    def strange(work: Work) -> Changes:
        changes = opened(work, 1)
        row = replace(changes.messages[0], subject="nul \x00 and half \ud83d", attachments=(), to=("a\x00b",))
        return replace(changes, messages=(row,), words=(TicketWords(1, subject="nul \x00 and half \ud83d"),))

    write(store, strange)
    subject = store.message(1).subject
    assert subject.startswith("nul ")
    assert subject.endswith(("\ud83d", "\ufffd"))


def test_a_raw_mail_of_many_chunks_comes_back_whole(store: Store) -> None:
    octets = os.urandom(2_500_000) + b"\r\n" * 100_000
    written = write(store, lambda work: held(work, 1, octets))
    assert store.raw(written.raws[0].id) == octets


def test_an_empty_raw_mail_is_a_raw_mail(store: Store) -> None:
    written = write(store, lambda work: held(work, 1, b""))
    assert store.raw(written.raws[0].id) == b""


def test_a_raw_mail_is_kept_once_whoever_refers_to_it(store: Store) -> None:
    first = write(store, lambda work: held(work, 1, b"same"))
    write(store, lambda work: held(work, 2, b"same") + held(work, 3, b"same"))
    assert {row.raw for row in store.quarantined()} == {first.raws[0].id}


def test_all_letters_about_a_ticket_are_found_and_no_others(store: Store) -> None:
    written = write(store, lambda work: opened(work, 1) + opened(work, 2, "other@example.com"))
    more = write(store, lambda work: Changes(outbox=(letter(work, "omar@example.com", 1), letter(work))))
    wanted = [written.outbox[0].id, more.outbox[0].id]
    assert [row.id for row in store.letters_of(1)] == wanted
    with store.begin() as work:
        assert [row.id for row in work.letters_of(1)] == wanted


def test_letters_that_have_left_are_found_by_their_notice(store: Store) -> None:
    def posted(work: Work) -> Changes:
        rows = tuple(letter(work, "tariq@example.com", 1, notice="escalation") for _ in range(3))
        states: tuple[OutboxState, ...] = ("sent", "failed")
        steps = tuple(OutboxStep(row.id, state, 1, NOW, NOW) for row, state in zip(rows, states, strict=False))
        return opened(work, 1) + Changes(outbox=rows, outbox_steps=steps)

    write(store, posted)
    with store.begin() as work:
        assert work.letters_sent([1, 2], ["escalation", "question"]) == [SentLetter(1, "escalation", NOW)]
        assert work.letters_sent([1], []) == []
        assert work.letters_sent([2], ["escalation"]) == []


def test_a_raw_mail_can_be_read_by_whoever_writes_it(store: Store) -> None:
    with store.begin() as work:
        written = opened(work, 1)
        work.write(written)
        assert work.raw(written.raws[0].id) == written.raws[0].octets
        with pytest.raises(KeyError):
            work.raw(written.raws[0].id + 1)


def test_the_later_row_of_a_ticket_replaces_the_earlier(store: Store) -> None:
    written = write(store, lambda work: opened(work, 1))
    taken = replace(written.tickets[0], status="in_progress", assignee="tariq", sequence=2)
    met = replace(written.targets[0], met_at=NOW, running_since=None, next_at=None)
    write(store, lambda _: Changes(tickets=(written.tickets[0], taken), targets=(met,)))
    with store.begin() as work:
        assert work.tickets([1]) == {1: taken}
        assert met in work.targets([1])[1]


def test_words_that_are_not_given_stay_as_they_are(store: Store) -> None:
    write(store, lambda work: opened(work, 1))
    write(store, lambda _: Changes(words=(TicketWords(1, solution="kabel diganti"), TicketWords(1, cause="kabel"))))
    with store.begin() as work:
        words = work.words(1)
    assert words == TicketWords(
        1, "Internet lambat", cause="kabel", solution="kabel diganti", fields={"ruang": "Lantai 2"}
    )


def test_the_requester_is_the_first_of_the_public_side(store: Store) -> None:
    mona = Contact(1, "mona@example.com", "Mona")
    write(store, lambda work: Changes(contacts=(replace(mona, id=work.next("contact")),)))
    written = write(store, lambda work: opened(work, 1))
    write(store, lambda _: Changes(participants=(Participant(1, mona.id, "participant"),)))
    with store.begin() as work:
        assert work.participants(1) == (written.contacts[0], mona)


def test_a_contact_without_an_address_shares_it_with_nobody(store: Store) -> None:
    unnamed = (Contact(1, "", "Pak Budi"), Contact(2, "", "Bu Sri"))
    write(store, lambda _: Changes(contacts=unnamed))
    with store.begin() as work:
        assert work.contacts(["", "x@example.com"]) == {}


def test_another_address_of_a_contact_leads_to_the_contact(store: Store) -> None:
    rita, home = Contact(1, "rita@example.com", "Rita"), Contact(2, "Rita@rumah.example")
    write(store, lambda _: Changes(contacts=(rita, home)))
    with store.begin() as work:
        assert work.contacts([home.address]) == {"rita@rumah.example": home}
    write(store, lambda _: Changes(contacts=(replace(home, same_as=1),)))
    with store.begin() as work:
        assert work.contacts([home.address, rita.address]) == dict.fromkeys(("rita@rumah.example", rita.address), rita)


# --- all or nothing --------------------------------------------------------------------------------------------------


def test_leaving_without_commit_leaves_nothing_and_uses_up_no_number(store: Store) -> None:
    with store.begin() as work:
        work.write(opened(work, 1))
        work.journalled([place(1)])
    with store.begin() as work:
        assert work.journalled([place(1)]) == {}
        assert work.next("ticket") == 1


def test_a_mistake_inside_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.begin() as work:
        work.write(opened(work, 1))
        raise ZeroDivisionError
    with store.begin() as work:
        assert work.tickets([1]) == {}


def test_numbers_go_on_after_a_commit(store: Store) -> None:
    with store.begin() as work:
        assert [work.next("ticket"), work.next("ticket"), work.next("outbox")] == [1, 2, 1]
        work.commit()
    with store.begin() as work:
        assert work.next("ticket") == 3


def test_a_decision_that_failed_gives_its_numbers_back(store: Store) -> None:
    with store.begin() as work:
        work.next("ticket")
        mark = work.mark()
        work.next("ticket")
        work.next("message")
        work.back_to(mark)
        assert work.next("ticket") == 2
        assert work.next("message") == 1


def again(changes: Changes, work: Work) -> Changes:
    """Return the same ticket as it would be written by somebody who does not know of the first."""
    fresh = opened(work, 50, contact=changes.contacts[0])
    return replace(fresh, contacts=())


TAKEN = {
    "a place (rule 1)": lambda first, second: replace(
        second, journal=(replace(second.journal[0], place=first.journal[0].place),)
    ),
    "a content (rule 2)": lambda first, second: replace(
        second, messages=(replace(second.messages[0], content=first.messages[0].content),)
    ),
    "a Message-ID of a thread (rule 4)": lambda first, second: replace(
        second, threads=(Thread(first.threads[0].message_id, second.tickets[0].number),)
    ),
    "an event (rule 10)": lambda first, second: replace(second, events=first.events),
    "a Message-ID of a letter (rule 12)": lambda first, second: replace(
        second, outbox=(replace(second.outbox[0], message_id=first.outbox[0].message_id),)
    ),
    "an address": lambda first, second: replace(second, contacts=(Contact(77, first.contacts[0].address.upper()),)),
}


@pytest.mark.parametrize("key", TAKEN)
def test_a_key_that_is_taken_is_a_conflict_that_leaves_nothing(store: Store, key: str) -> None:
    first = write(store, lambda work: opened(work, 1))
    with pytest.raises(Conflict), store.begin() as work:
        work.write(TAKEN[key](first, again(first, work)))
        work.commit()
    with store.begin() as work:
        assert work.tickets([2]) == {}
        assert work.next("ticket") == 2
    assert store.events(1) == list(first.events)


# --- threads (rule 4) ------------------------------------------------------------------------------------------------


def test_a_parent_that_comes_after_its_reply_fills_in_who_sent_it(store: Store) -> None:
    write(store, lambda work: opened(work, 1))
    write(store, lambda _: Changes(threads=(Thread("<parent@x>", 1),)))
    arrived = Thread("<parent@x>", 1, "rita@example.com", "2026-11-20T01:00:00+00:00")
    write(store, lambda _: Changes(threads=(arrived,)))
    with store.begin() as work:
        assert work.threads(["<parent@x>"]) == {"<parent@x>": arrived}


def test_the_first_bearer_of_a_message_id_stays_its_bearer(store: Store) -> None:
    written = write(store, lambda work: opened(work, 1))
    first = written.threads[0]
    write(store, lambda _: Changes(threads=(replace(first, sender="other@example.com"), Thread(first.message_id, 1))))
    with store.begin() as work:
        assert work.threads([first.message_id]) == {first.message_id: first}


# --- the outbox ------------------------------------------------------------------------------------------------------


def test_letters_that_are_due_come_oldest_first(store: Store) -> None:
    late = post(store, next_attempt_at=NOW)
    early = post(store, next_attempt_at=NOW - SECOND)
    post(store, next_attempt_at=NOW + SECOND)
    with store.begin() as work:
        assert work.due_letters(NOW, 10) == [early, late]
        assert work.due_letters(NOW, 1) == [early]


@pytest.mark.parametrize(
    ("state", "goes"), [("unsure", True), ("claimed", False), ("sent", False), ("failed", False), ("dropped", False)]
)
def test_only_what_is_not_settled_goes_again(store: Store, state: str, goes: bool) -> None:
    row = post(store)
    write(store, lambda _: step(row, state))
    with store.begin() as work:
        assert bool(work.due_letters(NOW, 10)) is goes


def test_a_step_moves_a_letter_on(store: Store) -> None:
    row = post(store)
    write(store, lambda _: step(row, "waiting", next_attempt_at=NOW + SECOND, last_error="451 later", holder=""))
    moved = replace(row, attempts=1, next_attempt_at=NOW + SECOND, last_error="451 later")
    with store.begin() as work:
        assert work.outbox_row(row.id) == moved


def test_letters_of_a_holder_that_died_are_found_by_when_it_claimed_them(store: Store) -> None:
    row, other = post(store), post(store)
    write(store, lambda _: step(row, "claimed") + step(other, "claimed", at=NOW + 2 * SECOND))
    with store.begin() as work:
        assert [found.id for found in work.claimed_letters(NOW + SECOND)] == [row.id]


def test_a_withdrawn_letter_proves_nothing_any_more(store: Store) -> None:
    row = post(store)
    write(store, lambda _: Changes(withdrawals=(row.id,)))
    with store.begin() as work:
        assert work.outbox_row(row.id).withdrawn


def test_a_conversation_names_both_sides_and_learned_ids_oldest_first(store: Store) -> None:
    written = write(store, lambda work: opened(work, 1))
    later = post(store, ticket=1, created_at=NOW + SECOND)
    post(store, ticket=1, address="omar@example.com")
    write(store, lambda _: step(later, "sent", learned_message_id="<rewritten@provider.example>"))
    with store.begin() as work:
        assert work.conversation(1, "RITA@example.com") == (
            written.messages[0].message_id,
            written.outbox[0].message_id,
            "<rewritten@provider.example>",
        )


def test_a_conversation_ends_with_its_last_twenty_ids(store: Store) -> None:
    write(store, lambda work: opened(work, 1))
    letters = [post(store, ticket=1, created_at=NOW + number * SECOND) for number in range(1, 26)]
    with store.begin() as work:
        assert work.conversation(1, "rita@example.com") == tuple(row.message_id for row in letters[-20:])


def test_receipts_to_unproven_senders_are_counted_by_address_domain_and_in_all(store: Store) -> None:
    post(store, address="Rita@Example.com", budget="unproven")
    post(store, address="tariq@example.com", budget="unproven")
    post(store, address="x@other.example", budget="unproven")
    post(store, address="rita@example.com", budget="unproven", created_at=NOW - SECOND)
    post(store, address="rita@example.com")
    with store.begin() as work:
        assert work.receipts_since(NOW) == 3
        assert work.receipts_since(NOW, domain="example.COM") == 2
        assert work.receipts_since(NOW, address="rita@example.com") == 1
        assert work.receipts_since(NOW - SECOND, address="rita@example.com") == 2


def test_receipts_that_wait_for_their_budget_are_found_by_address_and_count_against_none(store: Store) -> None:
    first = post(store, budget="later")
    second = post(store, budget="later")
    post(store, budget="later", address="tariq@example.com")
    gone = post(store, budget="later")
    write(store, lambda _work: step(gone, "dropped"))
    with store.begin() as work:
        assert [row.id for row in work.postponed_receipts("Rita@example.com", 10)] == [first.id, second.id]
        assert [row.id for row in work.postponed_receipts("rita@example.com", 1)] == [first.id]
        assert work.receipts_since(NOW - SECOND) == 0


def test_letters_that_did_not_arrive_are_counted_by_address(store: Store) -> None:
    row = post(store)
    post(store)
    write(store, lambda _work: step(row, "failed"))
    with store.begin() as work:
        assert work.failures_since(NOW, "RITA@example.com") == 1
        assert work.failures_since(NOW + SECOND, "rita@example.com") == 0
        assert work.failures_since(NOW, "tariq@example.com") == 0


def test_tickets_of_a_contact_are_counted_from_a_moment(store: Store) -> None:
    written = write(store, lambda work: opened(work, 1))
    contact = written.contacts[0].id
    with store.begin() as work:
        assert work.tickets_since(NOW, contact) == 1
        assert work.tickets_since(NOW + SECOND, contact) == 0
        assert work.tickets_since(NOW, contact + 1) == 0


# --- targets ---------------------------------------------------------------------------------------------------------


def test_targets_whose_moment_has_come_are_found_the_longest_waiting_first(store: Store) -> None:
    response, resolution = write(store, lambda work: opened(work, 1)).targets
    with store.begin() as work:
        assert work.due_targets(NOW, 10) == []
        assert work.due_targets(response.next_at, 10) == [response]
        assert work.due_targets(resolution.next_at, 10) == [response, resolution]
        assert work.due_targets(resolution.next_at, 1) == [response]


def test_a_target_that_is_met_or_has_nothing_left_to_watch_is_not_due(store: Store) -> None:
    response, resolution = write(store, lambda work: opened(work, 1)).targets
    write(store, lambda _: Changes(targets=(replace(response, met_at=NOW), replace(resolution, next_at=None))))
    with store.begin() as work:
        assert work.due_targets(NOW + timedelta(days=9), 10) == []


# --- the journal, quarantine, deaths ---------------------------------------------------------------------------------


def test_a_mail_from_quarantine_is_judged_again(store: Store) -> None:
    row = write(store, lambda work: held(work, 1)).quarantine[0]
    second = JournalEntry(row.place, NOW, NOW + SECOND, "ignored", "a vacation notice", quarantine=row.id)
    write(store, lambda _: Changes(rejudged=(second,), quarantine=(replace(row, state="released", retried=1),)))
    with store.begin() as work:
        assert work.journalled([row.place]) == {row.place: "ignored"}
        assert work.quarantined(row.id) == replace(row, state="released", retried=1)
        assert work.quarantined(row.id + 1) is None
    assert list(store.quarantined()) == []
    assert list(store.quarantined("released")) == [replace(row, state="released", retried=1)]


def test_a_death_is_counted_until_it_is_survived(store: Store) -> None:
    write(store, lambda _: Changes(deaths=(Death(place(1), 1, NOW), Death(place(2), 1, NOW + SECOND))))
    write(store, lambda _: Changes(deaths=(Death(place(1), 2, NOW),)))
    assert store.deaths() == [Death(place(1), 2, NOW), Death(place(2), 1, NOW + SECOND)]
    write(store, lambda _: Changes(survived=(place(1),)))
    assert store.deaths() == [Death(place(2), 1, NOW + SECOND)]


def test_the_baseline_of_a_folder_is_kept(store: Store) -> None:
    first = Baseline("desk", "INBOX", 7, 100, NOW)
    write(store, lambda _: Changes(baselines=(first,)))
    write(store, lambda _: Changes(baselines=(replace(first, uidvalidity=8),)))
    assert store.baseline("desk", "INBOX") == replace(first, uidvalidity=8)
    assert store.baseline("desk", "Sent") is None


def test_a_start_after_an_unclean_end_is_known(store: Store) -> None:
    assert not store.started("desk", NOW)
    assert store.started("desk", NOW)
    store.ended("desk", NOW)
    assert not store.started("desk", NOW)
    assert not store.started("another", NOW)


def test_the_administrator_is_told_once_until_it_is_over(store: Store) -> None:
    write(store, lambda _: Changes(told=(Told("disk", NOW),)))
    with store.begin() as work:
        assert work.told("disk") == NOW
    write(store, lambda _: Changes(told=(Told("disk", NOW, closed=True),)))
    with store.begin() as work:
        assert work.told("disk") is None


def test_the_last_run_of_a_job_is_kept(store: Store) -> None:
    write(store, lambda _: Changes(jobs=(JobRun("digest", NOW),)))
    write(store, lambda _: Changes(jobs=(JobRun("digest", NOW + SECOND),)))
    with store.begin() as work:
        assert work.last_run("digest") == NOW + SECOND


def test_the_letters_of_a_ticket_say_of_which_event_they_tell(store: Store) -> None:
    first = write(store, lambda work: opened(work, 1)).outbox
    with store.begin() as work:
        told = replace(letter(work), ticket=1, event=7)
        work.write(Changes(outbox=(told, letter(work))))
        work.commit()
    with store.begin() as work:
        assert work.letters_of(1) == [*first, told]


def test_what_somebody_said_on_a_ticket_is_counted_from_a_moment_on(store: Store) -> None:
    write(store, lambda work: opened(work, 1))
    said = [
        Event(1, 2 + number, NOW + number * SECOND, actor, "mail", NoteAdded("public", True))
        for number, actor in enumerate(("contact:1", "contact:1", "contact:2", "contact:1"))
    ]
    write(store, lambda _: Changes(events=tuple(said)))
    with store.begin() as work:
        assert work.notes_since(NOW, 1, "contact:1") == 3
        assert work.notes_since(NOW + SECOND, 1, "contact:1") == 2
        assert work.notes_since(NOW, 2, "contact:1") == 0


def test_a_history_comes_in_order(store: Store) -> None:
    first = write(store, lambda work: opened(work, 1)).events[0]
    notes = [Event(1, number, NOW, "maild", "mail", NoteAdded("public", True)) for number in (2, 3)]
    write(store, lambda _: Changes(events=tuple(reversed(notes))))
    assert store.events(1) == [first, *notes]


def test_mail_that_was_stored_for_no_ticket_is_known_by_its_content(store: Store) -> None:
    def ignored(work: Work) -> Changes:
        raw = raw_mail(work, b"vacation")
        changes = opened(work, 1)
        message = replace(changes.messages[0], ticket=None, raw=raw.id, content=digest("vacation"))
        return Changes(raws=(raw,), messages=(message,))

    written = write(store, ignored)
    with store.begin() as work:
        assert work.contents([digest("vacation")]) == {digest("vacation"): KnownContent(written.messages[0].id, None)}
