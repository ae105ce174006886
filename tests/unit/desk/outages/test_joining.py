"""A report of what is known already becomes part of the outage, and wakes nobody."""

from __future__ import annotations

from maild.tickets.events import OutageAnnounced, TicketLinked
from tests.support.at_work import moment, said, told
from tests.support.desk import OMAR, mail, reply_to
from tests.support.outages import REPORT, REPORTERS, declared, proposed, reported, solved


def test_a_further_report_joins_by_itself_and_wakes_no_operator() -> None:
    desk = declared()
    before = len(desk.outbox(OMAR))
    desk.clock.pass_(minutes=10)
    ticket = reported(desk, 5, proven=True)
    assert ticket.part_of == 1
    assert len(desk.outbox(OMAR)) == before
    receipt = said(desk, REPORTERS[5], "receipt")
    assert "TIKET-6" in receipt
    assert "sudah kami ketahui dan sedang kami tangani" in receipt
    assert "Perkiraan pulih pukul 11." in receipt
    assert "menanggapi paling lambat" not in receipt
    assert ticket.responded_at == desk.clock()
    assert [type(event.fact) for event in desk.events(6)][-2:] == [TicketLinked, OutageAnnounced]


def test_an_unproven_report_that_joins_gets_the_fixed_receipt_with_our_words_only() -> None:
    desk = declared()
    reported(desk, 5)
    receipt = said(desk, REPORTERS[5], "receipt_fixed")
    assert "sudah kami ketahui" in receipt
    assert "ruang 5" not in receipt


def test_who_could_not_be_told_is_not_answered() -> None:
    desk = declared()
    raw = mail(REPORT, subject="Internet lambat", sender="hantu@example.com", Auto_Submitted="no")
    failed = raw.replace(b"From: hantu", b"Authentication-Results: mx.office.example; dmarc=fail (p=reject)"
                         b" header.from=example.com\r\nFrom: hantu")  # fmt: skip
    desk.receive(failed)
    assert desk.ticket(6).part_of == 1
    assert desk.ticket(6).responded_at is None


def test_nothing_joins_an_outage_that_is_over_or_long_ago() -> None:
    desk = solved()
    assert reported(desk, 5).part_of is None
    desk = declared()
    desk.clock.pass_(hours=25)
    assert reported(desk, 6).part_of is None


def test_other_faults_do_not_join() -> None:
    desk = declared()
    assert desk.open("Printer di ruang 204 macet.", subject="Printer macet", sender=REPORTERS[6]).part_of is None


def test_in_one_batch_the_later_report_joins_what_the_earlier_mail_declared() -> None:
    desk = proposed()
    yes = reply_to(told(desk, OMAR, "outage_proposed"), "#setuju", proven=True, date=moment(desk))
    desk.receive(yes, mail(REPORT, subject="Internet lambat", sender=f"Gita <{REPORTERS[6]}>", proven=True))
    assert desk.ticket(6).part_of == 1
