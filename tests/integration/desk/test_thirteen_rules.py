"""The thirteen rules of intake, each on every store: not a mail lost, not a ticket doubled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING

import pytest

from maild.daemon.inbound import Inbound
from maild.desk.decide import Judge
from maild.desk.health import Health
from maild.desk.records import Conflict, Place
from maild.errors import PermanentError, TemporaryError
from tests.support.at_once import AtOnce, OwnTurn
from tests.support.desk import ADMIN, DESK, NOW, OMAR, RITA, Desk, FrozenClock, desk_on, mail, receipts
from tests.support.fake_mailbox import FakeMailbox
from tests.support.fake_mailer import Killed

if TYPE_CHECKING:
    from maild.desk.ledger import Ledger
    from maild.desk.ports import Store
    from maild.desk.prepared import Prepared
    from maild.desk.records import Changes
    from maild.desk.rulebook import Rulebook

PARENT = "<parent@example.com>"


class Stumbling(Judge):
    """Decides as always, and fails on a mail that says so, after all is decided."""

    def decide(self, mail: Prepared, ledger: Ledger, rulebook: Rulebook, now: FrozenClock) -> Changes:
        changes = super().decide(mail, ledger, rulebook, now)
        if "stumble" in mail.text:
            raise ZeroDivisionError("a mistake of ours")
        return changes


# --- 1, 2, 3: what was there before --------------------------------------------------------------------------------


def test_a_mail_whose_place_is_journalled_is_only_filed_again(desk: Desk) -> None:
    """Rule 1."""
    fetched = desk.fetched(mail())
    assert desk.intake.receive([fetched]) == {fetched.place: "opened"}
    written = desk.count("ticket", "message", "outbox", "journal")
    assert desk.intake.receive([fetched]) == {fetched.place: "opened"}
    assert desk.intake.known([fetched.place, desk.place()]) == {fetched.place: "opened"}
    assert desk.count("ticket", "message", "outbox", "journal") == written


def test_a_mail_delivered_twice_is_a_duplicate_and_nobody_is_told_again(desk: Desk) -> None:
    """Rule 2: what a server wrote above it on the way makes no other mail of it."""
    raw = mail()
    assert desk.receive(raw) == ["opened"]
    letters = len(desk.outbox())
    assert desk.receive(b"Received: from elsewhere by mx\r\n" + raw, raw) == ["duplicate", "duplicate"]
    assert len(desk.tickets()) == 1
    assert len(desk.outbox()) == letters


def test_both_copies_of_a_mail_in_one_batch_open_one_ticket(desk: Desk) -> None:
    """Rule 2, within a batch."""
    raw = mail()
    assert desk.receive(raw, raw) == ["opened", "duplicate"]


@pytest.mark.parametrize("missing", ["message_id", "date"])
def test_scans_that_say_the_same_open_a_ticket_each_unless_every_octet_is_the_same(desk: Desk, missing: str) -> None:
    """Rule 2: without Message-ID or Date only the octets tell."""
    given = {"message_id": "<scan@example.com>", missing: None}
    first = mail("Hasil pindaian terlampir, printer macet.", X_Scan="1", **given)
    second = mail("Hasil pindaian terlampir, printer macet.", X_Scan="2", **given)
    assert desk.receive(first, second, first) == ["opened", "opened", "duplicate"]


def test_the_same_mail_with_a_footer_of_a_list_is_a_note_and_gets_no_receipt(desk: Desk) -> None:
    """Rule 3."""
    desk.receive(mail("Printer macet.", message_id=PARENT))
    answered = receipts(desk.outbox())
    assert desk.receive(mail("Printer macet.\r\n-- \r\nMilis pegawai", message_id=PARENT)) == ["noted"]
    assert receipts(desk.outbox()) == answered


def test_the_copy_of_a_stranger_s_mail_stays_on_the_ticket_that_the_first_copy_opened(desk: Desk) -> None:
    """Rule 3 goes before References, which would open another ticket beside the first."""
    desk.receive(mail(message_id=PARENT))
    words = {"sender": "orang@lain.example", "message_id": "<s@lain.example>", "References": PARENT}
    assert desk.receive(mail("Saya juga, printer macet.", **words)) == ["opened"]
    assert desk.receive(mail("Saya juga, printer macet. Milis pegawai", **words)) == ["noted"]
    assert [message.ticket for message in desk.messages()] == [1, 2, 2]


def test_a_message_id_used_again_at_another_date_makes_a_mail_of_its_own(desk: Desk) -> None:
    """Rule 3: scanners number from one after every start."""
    desk.receive(mail(message_id="<1@scanner>"))
    assert desk.receive(mail(message_id="<1@scanner>", date="Fri, 20 Nov 2026 10:00:00 +0700")) == ["opened"]


def test_a_message_id_used_again_without_any_date_makes_a_mail_of_its_own(desk: Desk) -> None:
    """Rule 3: what has no Date cannot be told to be the same."""
    desk.receive(mail("Printer satu macet.", message_id="<1@scanner>", date=None))
    assert desk.receive(mail("Printer dua macet.", message_id="<1@scanner>", date=None)) == ["opened"]


# --- 4: ids --------------------------------------------------------------------------------------------------------


def test_a_parent_that_arrives_after_its_reply_meets_it_on_one_ticket(desk: Desk) -> None:
    """Rule 4."""
    desk.receive(mail("Tambahan: juga tidak bisa memindai.", In_Reply_To=PARENT, proven=True))
    assert desk.receive(mail(message_id=PARENT, proven=True)) == ["noted"]
    assert [message.ticket for message in desk.messages()] == [1, 1]


def test_ids_received_referenced_and_sent_belong_to_the_ticket(desk: Desk) -> None:
    """Rule 4."""
    desk.receive(mail(message_id=PARENT, References="<older@example.com> <old@example.com>"))
    sent = desk.outbox(RITA)[0].message_id
    names = [PARENT, "<older@example.com>", "<old@example.com>", sent]
    with desk.store.begin() as work:
        assert {thread.ticket for thread in work.threads(names).values()} == {1}
        assert len(work.threads(names)) == 4


def test_the_first_ticket_that_claims_an_id_keeps_it(desk: Desk) -> None:
    """Rule 4: a mail that was put apart leaves the ids that it refers to where they are."""
    desk.receive(mail(message_id=PARENT))
    desk.receive(mail(sender="orang@lain.example", References=PARENT))
    with desk.store.begin() as work:
        assert work.threads([PARENT])[PARENT].ticket == 1


# --- 5, 6: before and inside the transaction ------------------------------------------------------------------------


def test_dns_is_asked_before_the_transaction_begins(store: Store) -> None:
    """Rule 5."""
    asked: list[bool] = []
    desk = desk_on(store)

    def txt(_name: str) -> None:
        asked.append(desk.store.inside)

    desk.txt = txt
    desk.wire()
    desk.intake._preparer = replace(desk.intake._preparer, trust=replace(desk.intake._preparer.trust, authserv_ids=()))
    signature = (
        "v=1; a=rsa-sha256; d=example.com; s=k1; h=from:to:subject:date:message-id:content-type; bh=AA==; b=AA=="
    )
    desk.receive(mail(sender=f"Omar <{OMAR}>", DKIM_Signature=signature))
    assert asked == [False]


def test_a_batch_is_decided_in_the_order_of_its_uids(desk: Desk) -> None:
    """Rule 6: and each decision sees those before it."""
    parent, reply = desk.fetched(mail(message_id=PARENT)), desk.fetched(mail(In_Reply_To=PARENT, proven=True))
    assert desk.intake.receive([reply, parent]) == {parent.place: "opened", reply.place: "noted"}
    assert desk.store.commits == 1


def test_a_mail_that_raises_leaves_nothing_but_its_quarantine(store: Store) -> None:
    """Rule 6: the mails around it are numbered without a gap, and the administrator hears of it once."""
    desk = desk_on(store, judge=Stumbling)
    assert desk.receive(mail("Printer satu macet."), mail("Please stumble here."), mail("Printer dua macet.")) == [
        "opened",
        "quarantined",
        "opened",
    ]
    assert [ticket.number for ticket in desk.tickets()] == [1, 2]
    assert [message.ticket for message in desk.messages()] == [1, 2]
    assert desk.held() == ["it could not be handled: ZeroDivisionError: a mistake of ours"]
    assert [row.notice for row in desk.outbox(ADMIN)] == ["quarantine_held"]


def test_a_mail_in_quarantine_keeps_its_octets_and_is_taken_in_when_the_mistake_is_mended(store: Store) -> None:
    """Rule 6: nothing is lost, nobody is told twice."""
    desk = desk_on(store, judge=Stumbling)
    raw = mail("Please stumble: printer macet.")
    fetched = desk.fetched(raw)
    desk.intake.receive([fetched])
    (row,) = desk.store.quarantined()
    assert desk.store.raw(row.raw) == raw
    assert desk.intake.retry(row) == "quarantined"
    assert [row.retried for row in desk.store.quarantined()] == [1]
    desk.judge = Judge
    desk.wire()
    assert desk.intake.retry(row) == "opened"
    assert list(desk.store.quarantined()) == []
    assert desk.intake.known([fetched.place]) == {fetched.place: "opened"}
    assert len(desk.outbox(ADMIN)) == 1


def test_what_a_rule_has_put_into_quarantine_comes_out_when_somebody_wants_it(desk: Desk) -> None:
    """The rule that held it is not asked again."""
    judged = desk.intake._preparer
    fetched = desk.fetched(mail())

    class Holding:
        def prepare(self, one: object, policy: object) -> Prepared:
            prepared = judged.prepare(one, policy)
            return replace(prepared, triaged=replace(prepared.triaged, disposition="quarantine"))

    desk.intake._preparer = Holding()
    assert desk.intake.receive([fetched]) == {fetched.place: "quarantined"}
    (row,) = desk.store.quarantined()
    assert desk.intake.retry(row) == "opened"


# --- 7: one commit --------------------------------------------------------------------------------------------------


def test_a_batch_and_all_it_causes_is_one_commit(desk: Desk) -> None:
    """Rule 7: when it fails nothing is there, when it succeeds everything is."""
    batch = [desk.fetched(mail()), desk.fetched(mail())]
    desk.store.troubles = [TemporaryError("the disk is full")]
    with pytest.raises(TemporaryError):
        desk.intake.receive(batch)
    assert desk.count("ticket", "message", "outbox", "journal", "raw") == [0, 0, 0, 0, 0]
    desk.intake.receive(batch)
    assert desk.store.commits == 1
    assert len(desk.tickets()) == 2


def test_when_another_daemon_was_first_the_batch_is_decided_again(desk: Desk) -> None:
    """Rule 7."""
    batch = [desk.fetched(mail()), desk.fetched(mail())]
    desk.store.troubles = [Conflict("somebody else"), Conflict("again")]
    assert set(desk.intake.receive(batch).values()) == {"opened"}
    assert [ticket.number for ticket in desk.tickets()] == [1, 2]


def test_a_conflict_that_persists_puts_only_the_one_mail_aside_that_fails_alone(desk: Desk) -> None:
    """Rule 7."""
    batch = [desk.fetched(mail()), desk.fetched(mail()), desk.fetched(mail())]
    desk.store.troubles = [*[Conflict("x")] * 5, None, *[Conflict("x")] * 5, None]
    assert list(desk.intake.receive(batch).values()) == ["opened", "quarantined", "opened"]
    assert desk.held() == ["it conflicts with what another daemon wrote, again and again"]


def test_data_that_the_database_refuses_puts_only_its_own_mail_aside(desk: Desk) -> None:
    """Rule 7."""
    batch = [desk.fetched(mail()), desk.fetched(mail())]
    desk.store.troubles = [PermanentError("no such character"), None, PermanentError("no such character")]
    assert list(desk.intake.receive(batch).values()) == ["opened", "quarantined"]
    assert desk.held() == ["the database refused it: no such character"]


def test_a_database_that_is_away_is_never_a_mail_s_fault(desk: Desk) -> None:
    """Rule 7: also where mails go singly, the mail waits."""
    fetched = desk.fetched(mail())
    for _ in range(4):
        desk.store.troubles = [TemporaryError("locked")]
        with pytest.raises(TemporaryError):
            desk.intake.receive([fetched])
        # The attempt is written down, and then the decision fails.
        desk.store.troubles = [None, TemporaryError("locked")]
        with pytest.raises(TemporaryError):
            desk.intake.receive_with_care([fetched])
    assert desk.intake.receive_with_care([fetched]) == {fetched.place: "opened"}
    assert desk.held() == []


# --- 8: deadly mails ------------------------------------------------------------------------------------------------


def die_of(desk: Desk, raw: bytes, place: Place, times: int = 1) -> None:
    """Let the process die while it decides on this mail, and start anew."""

    class Deadly(Judge):
        def decide(self, mail: Prepared, *rest: object) -> Changes:
            if "deadly" in mail.text:
                raise Killed
            return super().decide(mail, *rest)

    for _ in range(times):
        desk.judge = Deadly
        desk.wire()
        with pytest.raises(Killed):
            desk.intake.receive_with_care([desk.fetched(raw, place)])
    desk.wire()


def test_the_mail_on_which_the_daemon_died_three_times_is_put_aside_unread(desk: Desk) -> None:
    """Rule 8."""
    raw, place = mail("A deadly mail."), desk.place()
    die_of(desk, raw, place, times=3)
    other = desk.fetched(mail())
    outcome = desk.intake.receive_with_care([desk.fetched(raw, place), other])
    assert outcome == {place: "quarantined", other.place: "opened"}
    assert desk.held() == ["the daemon died 3 times while it was reading this mail"]


def test_a_mail_survived_is_forgotten_by_the_count_of_deaths(desk: Desk) -> None:
    """Rule 8: each attempt is committed before it begins, and taken back after it went well."""
    place = desk.place()
    die_of(desk, mail("A deadly mail."), place, times=2)
    assert [death.attempts for death in desk.store.deaths()] == [2]
    desk.judge = Judge
    desk.wire()
    assert desk.intake.receive_with_care([desk.fetched(mail("A deadly mail."), place)]) == {place: "opened"}
    assert desk.store.deaths() == []


def test_a_deadly_mail_is_tried_once_more_after_the_next_clean_hour(desk: Desk) -> None:
    """Rule 8."""
    raw, place = mail("A deadly mail: printer macet."), desk.place()
    die_of(desk, raw, place, times=3)
    desk.intake.receive_with_care([desk.fetched(raw, place)])
    assert desk.intake.retry_deadly(desk.clock()) == 0
    desk.clock.pass_(hours=1)
    with pytest.raises(Killed):
        desk.intake.retry_deadly(desk.clock())
    desk.judge = Judge
    desk.wire()
    desk.clock.pass_(hours=1)
    assert desk.intake.retry_deadly(desk.clock()) == 0
    assert len(desk.held()) == 1


def test_a_mail_that_is_deadly_no_more_opens_its_ticket_after_the_clean_hour(desk: Desk) -> None:
    """Rule 8."""
    raw, place = mail("A deadly mail: printer macet."), desk.place()
    die_of(desk, raw, place, times=3)
    desk.intake.receive_with_care([desk.fetched(raw, place)])
    desk.judge = Judge
    desk.wire()
    desk.clock.pass_(hours=1)
    assert desk.intake.retry_deadly(desk.clock()) == 1
    assert len(desk.tickets()) == 1
    assert desk.held() == []
    assert desk.store.deaths() == []


# --- 9: what was there before the desk ------------------------------------------------------------------------------


def inbound(desk: Desk, mailbox: FakeMailbox, start: str = "new") -> Inbound:
    worker, health = AtOnce(desk.intake), Health()
    return Inbound(mailbox, "INBOX", OwnTurn(), desk.intake, desk.store, worker, health, desk.clock, start=start)


def test_mail_from_before_the_first_start_stays_where_it_is(desk: Desk) -> None:
    """Rule 9: never read, never answered."""
    mailbox = FakeMailbox()
    mailbox.deliver(mail("Lama"), NOW - timedelta(days=1))
    inbound(desk, mailbox).read(Event())
    mailbox.deliver(mail("Baru: printer macet"), NOW)
    inbound(desk, mailbox).read(Event())
    assert [message.text for message in desk.messages()] == ["Baru: printer macet"]
    assert len(mailbox.inbox) == 1


def test_after_a_change_of_uidvalidity_the_moment_tells_old_from_new(desk: Desk) -> None:
    """Rule 9: nothing old is answered, nothing new is lost, nothing taken in is taken in twice."""
    mailbox = FakeMailbox()
    mailbox.deliver(mail("Lama"), NOW - timedelta(days=1))
    inbound(desk, mailbox).read(Event())
    mailbox.deliver(mail("Satu: printer macet"), NOW + timedelta(seconds=1))
    mailbox.lose_answer_of("fetch")
    with pytest.raises(TemporaryError):
        inbound(desk, mailbox).read(Event())
    mailbox.renumber()
    inbound(desk, mailbox).read(Event())
    mailbox.put_back()
    mailbox.renumber()
    inbound(desk, mailbox).read(Event())
    assert [message.text for message in desk.messages()] == ["Satu: printer macet"]
    assert [one.raw for one in mailbox.filed["processed"]] != []
    assert len(mailbox.inbox) == 1


def test_a_desk_that_starts_with_all_takes_in_what_was_there(desk: Desk) -> None:
    """Rule 9: `start = "all"`."""
    mailbox = FakeMailbox()
    mailbox.deliver(mail("Lama: printer macet"), NOW - timedelta(days=1))
    inbound(desk, mailbox, start="all").read(Event())
    assert len(desk.tickets()) == 1


# --- 10, 11: two who write -------------------------------------------------------------------------------------------


def test_numbers_and_events_follow_without_a_gap_whatever_was_rolled_back(desk: Desk) -> None:
    """Rule 10."""
    for _ in range(3):
        fetched = desk.fetched(mail(proven=True, message_id=PARENT))
        desk.store.troubles = [Conflict("x")]
        desk.intake.receive([fetched])
        desk.receive(mail("Tambahan.", In_Reply_To=PARENT, proven=True))
    assert [ticket.number for ticket in desk.tickets()] == [1]
    assert [event.sequence for event in desk.events()] == [1, 2, 3, 4, 5]


def test_of_two_daemons_that_take_the_same_mail_one_opens_the_ticket(desk: Desk) -> None:
    """Rules 10 and 11: the unique keys decide, also where nobody holds a lock."""
    fetched = desk.fetched(mail())
    other = Desk(desk.store)

    def first() -> None:
        other.intake.receive([fetched])

    if desk.store.store.__class__.__name__ == "FakeStore":
        desk.store.before_commit = first
    else:
        first()
    assert desk.intake.receive([fetched]) == {fetched.place: "opened"}
    assert len(desk.tickets()) == 1
    assert len(receipts(desk.outbox())) == 1


# --- 12, 13: letters --------------------------------------------------------------------------------------------------


def test_every_letter_has_one_recipient_and_a_message_id_of_its_own(desk: Desk) -> None:
    """Rule 12."""
    desk.open()
    rows = desk.outbox()
    assert {row.address for row in rows} == {RITA, OMAR}
    assert len({row.message_id for row in rows}) == len(rows)
    assert all(row.subject and row.text and row.html for row in rows)


def test_a_letter_goes_again_with_the_same_octets_after_its_sender_died(desk: Desk) -> None:
    """Rule 13: claimed is committed before the first octet; of a dead holder nobody knows, so it goes again."""
    desk.open()
    desk.mailer.die_after = 1
    with pytest.raises(Killed):
        desk.send()
    assert {row.state for row in desk.outbox()} == {"claimed"}
    desk.mailer.die_after = None
    desk.clock.pass_(minutes=11)
    assert desk.dispatch.take_over(desk.clock()) == 2
    assert {row.state for row in desk.outbox()} == {"unsure"}
    desk.send()
    assert {row.state for row in desk.outbox()} == {"sent"}
    first, *rest = desk.mailer.taken
    (again,) = (letter for letter in rest if letter.recipient == first.recipient)
    assert again.octets == first.octets
    assert DESK.encode() in first.octets
