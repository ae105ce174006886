"""Attacks on the desk by mail: each comes to nothing but a note and, where it matters, one alert."""

from __future__ import annotations

import html
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from maild.desk.office import Limits
from maild.mail.reading import read
from tests.support.at_work import SARI, at_work, moment, omar, rita, tariq, told, write
from tests.support.desk import (
    BUDI,
    DESK,
    MONA,
    OFFICE,
    OMAR,
    RITA,
    STRANGER,
    TARIQ,
    Desk,
    bounce_of,
    desk_on,
    mail,
    receipts,
    reply_to,
)

if TYPE_CHECKING:
    from maild.desk.ports import Store
    from maild.desk.records import OutboxRow
    from maild.tickets.ticket import Ticket

PASSED = "Authentication-Results: mx.office.example; dmarc=pass header.from=example.com"
FAILED = "Authentication-Results: mx.office.example; dmarc=fail (p=none) header.from=example.com"
DISOWNED = "Authentication-Results: mx.office.example; dmarc=fail (p=reject) header.from=example.com"
SERVICE = "no-reply@layanan.example"
GUARDED = replace(OFFICE, limits=Limits(5, 100, 300, 60))


def escalated(store: Store | None = None, **given: Any) -> Desk:
    """Return a desk whose ticket 1 is with the technician."""
    desk = at_work(store, **given)
    omar(desk, "#eskalasi jaringan")
    return desk


def stands(desk: Desk, number: int = 1) -> Ticket:
    """Return a ticket but for the notes on it."""
    return replace(desk.ticket(number), sequence=0)


def obeyed(desk: Desk) -> list[OutboxRow]:
    return desk.outbox(TARIQ, "command_receipt")


def key_address(letter: OutboxRow) -> str:
    return dict(letter.headers)["Reply-To"].rpartition("<")[2].rstrip(">")


def with_fields(raw: bytes, *, above: str = "", below: str = "") -> bytes:
    """Return a mail with header fields above and below its own."""
    head, body = raw.split(b"\r\n\r\n", 1)
    top, bottom = (f"{lines}\r\n".encode() if lines else b"" for lines in (above, below))
    return top + head + b"\r\n" + bottom + b"\r\n" + body


def told_to(rows: list[OutboxRow], *addresses: str) -> str:
    """Return all that letters say to these people."""
    return "\n".join(row.subject + row.text + row.html for row in rows if row.address in addresses)


# --- who wrote it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(b"From: evil@lain.example\rFrom: tariq@example.com", id="a bare CR before a second From"),
        pytest.param(b"From: tariq@example.com\r <evil@lain.example>", id="a bare CR within"),
        pytest.param(b"From: tariq@example.com\0 <evil@lain.example>", id="NUL"),
        pytest.param(b"X-Any: b\vFrom: evil@lain.example\r\nFrom: tariq@example.com", id="a vertical tab"),
        pytest.param(b"From: tariq@example.com\r\nFrom: evil@lain.example", id="two fields"),
        pytest.param(b"From : evil@lain.example\r\nFrom: tariq@example.com", id="one with a blank before its colon"),
        pytest.param(b"From: tariq@example.com, evil@lain.example", id="two mailboxes"),
        pytest.param(b"From:\r\n tariq@example.com,\r\n evil@lain.example", id="two mailboxes on two lines"),
        pytest.param(b"From: Kami: tariq@example.com, evil@lain.example;", id="a group"),
        pytest.param(b'From: "tariq@example.com" <evil@lain.example>', id="an address as a name"),
        pytest.param(b"From: =?utf-8?q?tariq=40example=2Ecom?= <evil@lain.example>", id="an encoded address as a name"),
        pytest.param(b"From: <@example.com:evil@lain.example>", id="a route"),
        pytest.param(b"From: <tariq@example.com>evil@lain.example", id="something behind the address"),
        pytest.param(b"From: <evil@lain.example> <tariq@example.com>", id="two addresses in a mailbox"),
        pytest.param(b'From: "tariq@example.com"@lain.example', id="an address as a local part"),
        pytest.param(b"From: evil@lain.example\r\nSender: tariq@example.com", id="Sender"),
    ],
)
def test_a_from_that_can_be_read_in_two_ways_gives_no_command(header: bytes) -> None:
    desk = escalated()
    before = stands(desk)
    raw = reply_to(told(desk, TARIQ, "escalation"), "#prioritas 3", proven=True, date=moment(desk))
    own = b"From: Tariq Hidayat <tariq@example.com>"
    assert own in raw
    desk.receive(raw.replace(own, header))
    assert stands(desk) == before
    assert obeyed(desk) == []


@pytest.mark.parametrize(
    ("above", "below"),
    [
        pytest.param(PASSED, FAILED, id="the real one last"),
        pytest.param(FAILED, PASSED, id="the real one first"),
        pytest.param(
            f"{PASSED}\r\n" + "\r\n".join(["X-Filler: x"] * 1200), FAILED, id="the real one behind 1200 fields"
        ),
        pytest.param(PASSED, FAILED.replace("fail (p=none)", "none"), id="a verdict of none"),
        pytest.param(PASSED, f"no field at all\r\n{FAILED}", id="the real one behind a line that is no field"),
        pytest.param(PASSED.replace("mx.office", "mx.lain"), "", id="another server"),
        pytest.param(PASSED.replace("office.example;", "office.example.lain;"), "", id="a longer name"),
        pytest.param(
            PASSED.replace(" mx.office.example;", " (mx.office.example) mx.lain.example;"), "", id="a comment"
        ),
        pytest.param(PASSED.replace("=example.com", "=lain.example header.from=example.com"), "", id="two domains"),
        pytest.param(f"X-{PASSED}", f"ARC-{PASSED}", id="fields of other names"),
        pytest.param(f"X-Any: a\r{PASSED}", "", id="hidden behind a bare CR"),
        pytest.param("", f"\r\n{PASSED}", id="in the body"),
        pytest.param(
            "Authentication-Results: mx.office.example; spf=pass smtp.mailfrom="
            '"x; dmarc=pass header.from=example.com"@lain.example; dmarc=fail header.from=example.com',
            "",
            id="in the sender's own words",
        ),
    ],
)
def test_forged_authentication_results_prove_nothing(above: str, below: str) -> None:
    desk = escalated()
    before = stands(desk)
    raw = mail("#prioritas 3", sender=TARIQ, subject="[TIKET-1]", date=moment(desk))
    desk.receive(with_fields(raw, above=above, below=below))
    assert stands(desk) == before
    assert obeyed(desk) == []


def test_a_mail_that_its_own_domain_disowns_gives_no_command_by_a_stolen_key() -> None:
    desk = escalated()
    before = stands(desk)
    raw = reply_to(told(desk, TARIQ, "escalation"), "#prioritas 3", date=moment(desk))
    desk.receive(with_fields(raw, above=DISOWNED))
    assert stands(desk) == before
    assert len(desk.outbox(OMAR, "flagged_note")) == 1


# --- the same mail again ---------------------------------------------------------------------------------------------


def test_a_signed_command_mail_sent_again_under_another_message_id_does_nothing(store: Store) -> None:
    desk = escalated(store)
    letter, date = told(desk, TARIQ, "escalation"), moment(desk)
    desk.receive(reply_to(letter, "#prioritas 3", proven=True, date=date))
    tariq(desk, "#prioritas 1")
    before = stands(desk)
    desk.receive(reply_to(letter, "#prioritas 3", proven=True, date=date))
    assert stands(desk) == before


def test_a_signed_command_mail_moves_no_other_ticket(store: Store) -> None:
    desk = escalated(store)
    desk.open("Wifi aula mati total", subject="Wifi mati", proven=True)
    common: dict[str, Any] = {"sender": TARIQ, "subject": "Re: Internet", "proven": True, "date": moment(desk)}
    desk.receive(mail("#ambil", In_Reply_To=told(desk, TARIQ, "escalation").message_id, **common))
    before = stands(desk, 2)
    desk.receive(mail("#ambil", In_Reply_To=told(desk, OMAR, "new_ticket").message_id, **common))
    assert stands(desk, 2) == before


def test_a_command_mail_without_a_date_could_be_its_own_copy_and_does_nothing() -> None:
    desk = escalated()
    before = stands(desk)
    desk.receive(mail("#prioritas 3", sender=TARIQ, subject="[TIKET-1]", proven=True, date=None))
    assert stands(desk) == before
    assert len(desk.outbox(TARIQ, "command_refused")) == 1


def test_a_message_id_used_by_somebody_else_brings_nobody_onto_the_ticket() -> None:
    desk = escalated()
    desk.open("Printer macet", message_id="<sama@example.com>", proven=True)
    assert desk.receive(mail("Halo", sender=STRANGER, message_id="<sama@example.com>")) == ["opened"]
    assert desk.receive(mail("Halo lagi", message_id="<sama@example.com>")) == ["noted"]
    assert [message.visibility for message in desk.messages(2)] == ["public", "internal"]


def test_a_thread_claimed_beforehand_catches_nobody() -> None:
    desk = escalated()
    desk.open("Lihat ini", sender=STRANGER, subject="Halo", References="<nanti@example.com>")
    desk.open("Sandi saya bocor", sender=BUDI, message_id="<nanti@example.com>", proven=True)
    assert desk.ticket(3).requester != desk.ticket(2).requester
    assert "Sandi saya bocor" not in told_to(desk.outbox(), STRANGER)


# --- keys and ids in other hands -------------------------------------------------------------------------------------


def test_a_forged_technician_with_a_stolen_thread_id_does_nothing() -> None:
    desk = escalated()
    before = stands(desk)
    stolen = told(desk, TARIQ, "escalation").message_id
    desk.receive(mail("#ambil", sender=TARIQ, In_Reply_To=stolen, date=moment(desk)))
    assert stands(desk) == before
    assert obeyed(desk) == []
    assert len(desk.outbox(OMAR, "flagged_note")) == 1


@pytest.mark.parametrize("text", ["#balas Kirim sandi Anda ke sini", "#selesai"])
@pytest.mark.parametrize("sender", ["vendor@vendor.example", OMAR])
def test_a_forwarded_notice_commands_nothing_for_whoever_answers_it(sender: str, text: str) -> None:
    desk = escalated()
    before, letters = stands(desk), len(desk.outbox(RITA))
    letter = told(desk, TARIQ, "escalation")
    desk.receive(reply_to(letter, text, sender=sender, proven=True, date=moment(desk)))
    assert stands(desk) == before
    assert len(desk.outbox(RITA)) == letters
    assert len(desk.outbox(TARIQ, "key_renewed")) == 1


def test_a_requesters_key_gives_nobody_a_command_of_the_staff() -> None:
    desk = escalated()
    before = stands(desk)
    for sender in (RITA, TARIQ):
        desk.receive(reply_to(told(desk, RITA, "receipt"), "#eskalasi aplikasi", sender=sender, date=moment(desk)))
    assert stands(desk) == before


def test_a_link_that_makes_the_technicians_own_client_write_ends_nothing() -> None:
    desk = escalated()
    for text, subject in (("#selesai", "[TIKET-1]"), ("", "#selesai"), ("unsubscribe\n#selesai", "[TIKET-1]")):
        desk.receive(mail(text, sender=TARIQ, subject=subject, proven=True, date=moment(desk)))
    assert (desk.ticket().status, desk.ticket().proposed_at) == ("in_progress", None)


def test_was_it_you_quotes_nothing_of_what_it_asks_about() -> None:
    desk = escalated()
    raw = reply_to(told(desk, TARIQ, "escalation"), "#balas Klik http://lain.example", date=moment(desk))
    desk.receive(raw.replace(b"Subject: Re:", b"Subject: MENANG UNDIAN"))
    asked = desk.letter(TARIQ, "confirm")
    assert "lain.example" not in told_to([asked], TARIQ)
    assert "UNDIAN" not in told_to([asked], TARIQ)


def test_whoever_knows_a_thread_id_cannot_fill_a_mailbox_with_answers() -> None:
    desk = escalated(office=GUARDED)
    thread, before = told(desk, RITA, "receipt").message_id, len(desk.outbox(RITA))
    for minute in range(30):
        date = f"Fri, 20 Nov 2026 08:{minute:02}:00 +0700"
        desk.receive(mail("#status", subject="Halo", In_Reply_To=thread, date=date))
    assert 0 < len(desk.outbox(RITA)) - before <= GUARDED.limits.receipts_unproven_per_address_day


# --- what was written by somebody else -------------------------------------------------------------------------------

QUOTES = {
    "a line of dashes": "-----Original Message-----\r\nFrom: Desk\r\nSent: x\r\nTo: y\r\nSubject: z\r\n\r\n#lepas",
    "an attribution": f"On Fri, 20 Nov 2026 at 09:00, Layanan TI <{DESK}> wrote:\r\n#lepas",
    "a header block": f"{'_' * 32}\r\nFrom: Desk <{DESK}>\r\nSent: Friday\r\nTo: T\r\nSubject: z\r\n\r\n#lepas",
    "marks": "> #lepas\r\n> Salam\r\nSaya cek dulu.",
    "a broken line": f"On Fri, 20 Nov 2026 at 09:00, Layanan TI <{DESK}> wrote:\r\n> Kata beliau: ketik\r\n#lepas",
    "a forward": "---------- Forwarded message ---------\r\nFrom: R <r@lain.example>\r\nSubject: a\r\n\r\n#lepas",
    "a signature": "-- \r\n#lepas",
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES.keys())
def test_what_is_quoted_passed_on_or_signed_commands_nothing(quote: str) -> None:
    desk = escalated()
    before = stands(desk)
    letter = told(desk, TARIQ, "escalation")
    desk.receive(reply_to(letter, quote, quoted=False, proven=True, date=moment(desk)))
    assert stands(desk) == before


@pytest.mark.parametrize("top", ["#prioritas 3", f"On Fri, Layanan TI <{DESK}> wrote:\r\n> Halo\r\n\r\n#prioritas 3"])
def test_a_command_above_or_below_a_marked_quote_is_obeyed(top: str) -> None:
    desk = escalated()
    tariq(desk, top, quoted=False)
    assert len(obeyed(desk)) == 1


def test_a_line_break_encoded_in_a_subject_makes_no_command() -> None:
    desk = escalated()
    before = stands(desk)
    subject = "=?utf-8?q?Re=3A_halo=0D=0A=23lepas?="
    letter = told(desk, TARIQ, "escalation")
    desk.receive(reply_to(letter, "", quoted=False, proven=True, date=moment(desk), subject=subject))
    assert stands(desk) == before


# --- what leaves the desk --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("machine", [{}, {"Auto_Submitted": "auto-generated"}])
def test_the_code_of_another_service_sent_to_a_tickets_address_never_leaves(machine: dict[str, Any]) -> None:
    desk = escalated()
    desk.receive(
        mail(
            "Kode Anda 480921",
            sender=SERVICE,
            to=key_address(told(desk, RITA, "receipt")),
            subject="Kode verifikasi 480921",
            proven=True,
            **machine,
        )
    )
    for text in ("#status", "#daftar"):
        rita(desk, text, notice="receipt")
    omar(desk, "#balas Ada lagi?", notice="new_ticket")
    assert "480921" not in told_to(desk.outbox(), RITA, SERVICE)


def test_somebody_in_cc_or_reply_to_of_a_forged_mail_gets_nothing() -> None:
    desk = escalated()
    fields: dict[str, Any] = dict.fromkeys(
        ("Cc", "Reply_To", "Sender", "Errors_To", "Disposition_Notification_To"), STRANGER
    )
    desk.receive(mail("#status", subject="[TIKET-1]", **fields))
    desk.receive(mail("Printer rusak lagi", subject="Printer", **fields))
    assert desk.outbox(STRANGER) == []


SECRET = "Kata sandi modem adalah hunter2, jangan bilang siapa pun"


def test_an_answer_that_holds_a_line_of_any_internal_notice_leaves_without_it() -> None:
    desk = escalated()
    tariq(desk, f"#catat {SECRET}")
    omar(desk, f"Sudah kami cek, Bu.\n{SECRET}", notice="new_ticket", quoted=False)
    said = told_to(desk.outbox(), RITA)
    assert "Sudah kami cek" in said
    assert "hunter2" not in said
    assert len(desk.outbox(OMAR, "lines_left_out")) == 1


def test_an_answer_of_nothing_but_internal_lines_stays_inside() -> None:
    desk = escalated()
    tariq(desk, f"#catat {SECRET}")
    before = len(desk.outbox(RITA))
    omar(desk, SECRET, notice="new_ticket", quoted=False)
    assert len(desk.outbox(RITA)) == before


def test_a_reply_command_that_quotes_an_internal_notice_leaves_without_it() -> None:
    desk = escalated()
    tariq(desk, f"#catat {SECRET}")
    omar(desk, f"#balas Sudah kami cek, Bu.\n>> {SECRET.upper()}", notice="new_ticket", quoted=False)
    assert "hunter2" not in told_to(desk.outbox(), RITA).lower()


def test_an_internal_letter_that_a_client_attaches_does_not_leave_with_the_answer() -> None:
    desk = escalated()
    tariq(desk, f"#catat {SECRET}")
    letter = told(desk, OMAR, "new_ticket")
    raw = reply_to(letter, "@", quoted=False, proven=True, date=moment(desk))
    parts = (
        "Content-Type: text/plain\r\n\r\n#balas Sudah kami cek, Bu.",
        f"Content-Type: message/rfc822\r\n\r\nFrom: {DESK}\r\nSubject: [TIKET-1] Catatan\r\n\r\n{SECRET}",
        "Content-Type: application/pdf; name=hasil.pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF-1.4",
    )
    body = "".join(f"--edge\r\n{part}\r\n" for part in parts) + "--edge--"
    desk.receive(
        raw.replace(b"@\r\n", b"").replace(b"text/plain; charset=utf-8\r\n", b'multipart/mixed; boundary="edge"\r\n', 1)
        + body.encode()
    )
    desk.send()
    (sent,) = [
        one.octets for one in desk.mailer.taken if b"Sudah kami cek, Bu." in one.octets and one.recipient == RITA
    ]
    assert b"hasil.pdf" in sent
    assert b"hunter2" not in sent


def test_a_forged_operator_puts_no_words_into_the_mailbox_of_others() -> None:
    desk = escalated(office=GUARDED)
    desk.receive(mail("#untuk korban@lain.example\nBELI OBAT http://jual.example", sender=OMAR, subject="Obat"))
    (letter,) = desk.outbox("korban@lain.example")
    assert "obat" not in told_to([letter], "korban@lain.example").lower()


# --- what nobody outside the circle may know -------------------------------------------------------------------------


def confidential() -> Desk:
    desk = escalated()
    tariq(desk, "#rahasia")
    assert desk.ticket().confidential
    return desk


def test_a_confidential_ticket_has_one_fixed_subject() -> None:
    desk = confidential()
    before = len(desk.outbox())
    tariq(desk, "#tunggu\nSiapa yang melihatnya?", notice="escalation")
    rita(desk, "Hanya saya.")
    subjects = {row.subject for row in desk.outbox()[before:]}
    assert subjects == {"[TIKET-1] Tiket rahasia"}


def test_a_stranger_who_names_a_confidential_ticket_learns_and_shows_nothing_of_it() -> None:
    desk = confidential()
    before = len(desk.outbox())
    desk.receive(mail("Halo", sender=STRANGER, subject="[TIKET-1] Halo"))
    said = told_to(desk.outbox()[before:], STRANGER, OMAR, SARI)
    assert "Halo" in said
    assert "Internet lambat" not in said


def test_nothing_said_on_a_confidential_ticket_reaches_those_outside_its_circle() -> None:
    desk = confidential()
    before = len(desk.outbox())
    rita(desk, "Isi pribadi satu", notice="receipt")
    desk.receive(mail("Isi pribadi dua", subject="[TIKET-1]"))
    desk.receive(mail("Isi pribadi tiga", sender=OMAR, subject="[TIKET-1]", proven=True))
    tariq(desk, "#catat Isi pribadi empat", notice="escalation")
    tariq(desk, "#selesai Isi pribadi lima", notice="escalation")
    desk.receive(bounce_of(told(desk, RITA)))
    for question in ("#lihat 1", "#cari pribadi", "#daftar", "#sla 1"):
        desk.receive(mail(question, sender=SARI, subject="Tanya", proven=True, date=moment(desk)))
    said = told_to(desk.outbox()[before:], OMAR, SARI, MONA)
    assert "pribadi satu" not in said
    assert "Internet lambat" not in said
    assert not re.search(r"Isi pribadi", said)


def test_those_who_work_on_a_confidential_ticket_hear_of_what_nothing_proves() -> None:
    desk = confidential()
    desk.receive(mail("Isi pribadi", subject="[TIKET-1]"))
    assert len(desk.outbox(TARIQ, "flagged_note")) == 1
    assert desk.outbox(OMAR, "flagged_note") == []


def test_a_confidential_ticket_is_not_poured_into_one_of_another_circle() -> None:
    desk = confidential()
    desk.open("Wifi aula mati total", subject="Wifi", proven=True)
    write(desk, OMAR, "#tugaskan yusuf", "new_ticket")
    write(desk, "yusuf@example.com", "#rahasia", "escalation")
    assert desk.ticket(2).confidential
    tariq(desk, "#gabung 2", notice="escalation")
    assert desk.ticket(1).merged_into is None


def test_a_solution_of_a_confidential_ticket_helps_nobody_else() -> None:
    desk = confidential()
    tariq(desk, "#selesai\nGejala: lambat\nPenyebab: modem\nSolusi: Dapur rahasia modem", notice="escalation")
    before = len(desk.outbox())
    desk.open("Internet di ruang keuangan lambat sejak pagi.", subject="Internet lambat", sender=BUDI, proven=True)
    assert "Dapur rahasia" not in "".join(row.text for row in desk.outbox()[before:])


# --- machines and floods ---------------------------------------------------------------------------------------------


def test_a_forged_bounce_takes_nothing_back() -> None:
    desk = escalated()
    letter = told(desk, TARIQ, "escalation")
    desk.receive(
        bounce_of(letter, to=DESK),
        bounce_of(letter, recipient=STRANGER),
        bounce_of(letter, to=told(desk, RITA, "receipt").sender),
    )
    assert not desk.ticket().undelivered
    assert desk.outbox(OMAR, "undeliverable") == []


def test_a_forged_vacation_of_a_technician_moves_nothing() -> None:
    desk = escalated()
    before, letters = stands(desk), len(desk.outbox())
    stolen = told(desk, TARIQ, "escalation").message_id
    desk.receive(mail("Saya cuti.", sender=TARIQ, Auto_Submitted="auto-replied", In_Reply_To=stolen))
    assert stands(desk) == before
    assert len(desk.outbox()) == letters


def test_a_disowned_vacation_and_a_disowned_yes_move_nothing_whatever_key_they_bear() -> None:
    desk = escalated()
    tariq(desk, "#selesai Modem diganti.", proven=False)
    before = stands(desk)
    vacation = reply_to(told(desk, TARIQ, "escalation"), "Saya sedang cuti.", Auto_Submitted="auto-replied")
    yes = reply_to(told(desk, TARIQ, "confirm"), "ya", date=moment(desk))
    desk.receive(*(with_fields(raw, above=DISOWNED) for raw in (vacation, yes)))
    assert stands(desk) == before


def test_a_thousand_forged_senders_in_an_hour_do_not_delay_the_answer_to_a_proven_one() -> None:
    desk = at_work(office=GUARDED)
    before = len(desk.outbox())
    for start in range(0, 1000, 50):
        desk.receive(
            *(mail(f"Palsu {n}", sender=f"k{n}@k{n % 7}.example", subject=f"P {n}") for n in range(start, start + 50))
        )
    at_once = [row for row in receipts(desk.outbox()[before:]) if row.next_attempt_at <= desk.clock()]
    assert len(at_once) <= GUARDED.limits.receipts_unproven_per_hour
    desk.open("Asli", sender=BUDI, subject="Printer", proven=True)
    assert told(desk, BUDI, "receipt").next_attempt_at <= desk.clock()


def test_a_hundred_forged_mails_on_a_ticket_are_a_hundred_notes_and_a_few_alerts() -> None:
    desk = escalated()
    for minute in range(100):
        desk.receive(mail(f"Palsu {minute}", subject="[TIKET-1]"))
    assert sum(message.text.startswith("Palsu") for message in desk.messages(1)) == 100
    assert len(desk.outbox(OMAR, "flagged_note")) == 5
    desk.receive(mail("Saya juga", sender=TARIQ, subject="[TIKET-1]"))
    desk.clock.pass_(days=1)
    desk.receive(mail("Masih lambat", subject="[TIKET-1]"))
    assert len(desk.outbox(OMAR, "flagged_note")) == 7


HOSTILE = {
    "attributions": "On Fri, 20 Nov 2026 at 09:00, " * 5000,
    "marks": "> " * 100_000,
    "hashes": "#" * 100_000,
    "labels": ("Gejala: " * 1000 + "\n") * 100,
    "header lines": "From: x\n" * 20_000,
    "rules": ("-" * 70 + "\n") * 5000,
    "keys": ("a" * 25 + " ") * 8000,
    "numbers": "#untuk " + "1 " * 50_000,
    "addresses": "#untuk " + "a@" * 50_000,
    "times": "#tunggu " + "1." * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_keeps_the_desk_busy(text: str) -> None:
    desk = escalated()
    began = time.perf_counter()
    read(mail(text))
    desk.receive(reply_to(told(desk, TARIQ, "escalation"), text, quoted=False, proven=True, date=moment(desk)))
    omar(desk, text, notice="new_ticket", quoted=False)
    assert time.perf_counter() - began < 3


@pytest.mark.parametrize("text", [f"#lihat {'9' * 30}", "#gabung 999999999", "#sla 0", f"#kpi {'9' * 9}-99"])
def test_no_number_is_too_big_to_be_refused(text: str) -> None:
    desk = escalated()
    assert tariq(desk, text, notice="escalation") == ["noted"]
    assert desk.held() == []
    assert len(desk.outbox(TARIQ, "command_refused")) == 1


# --- what people are shown -------------------------------------------------------------------------------------------

EVIL = "<img src=file:///etc/passwd onerror=alert(1)>{{ 7 * 7 }}{% include 'x' %}\x1b[31m\u202egnp"


def test_nothing_that_is_written_becomes_markup_template_or_control_in_a_letter() -> None:
    desk = escalated()
    desk.receive(mail(EVIL, sender=f'"<script>x</script>\u202e" <{STRANGER}>', subject=EVIL))
    tariq(desk, f"#catat {EVIL}", notice="escalation")
    omar(desk, f"#balas {EVIL}", notice="new_note")
    for row in desk.outbox():
        assert not {"\x1b", "\u202e"} & set(row.subject + row.text + row.html)
        assert "<img src=file" not in row.html
        assert "<script>x" not in row.html
    assert "{{ 7 * 7 }}" in told_to(desk.outbox(), OMAR)


def test_nothing_that_is_written_adds_a_header_to_a_letter() -> None:
    desk = desk_on()
    sender = f"=?utf-8?q?Rita=0D=0ABcc:_x=40lain.example?= <{RITA}>"
    desk.open("Halo", sender=sender, subject="=?utf-8?q?Halo=0D=0ABcc:_x=40lain.example?=", proven=True)
    for letter in desk.send():
        head = letter.octets.partition(b"\r\n\r\n")[0]
        assert not re.search(rb"^bcc", head, re.IGNORECASE | re.MULTILINE)
        assert b"\n" not in head.replace(b"\r\n", b"")


def test_words_of_a_report_reach_no_button() -> None:
    desk = escalated()
    words = "a&body=%23tutup%0A#tutup"
    desk.open(f"klik %0A#tutup <a href='mailto:x?body=#tutup'>{words}", subject=words, proven=True)
    for row in (told(desk, OMAR, "new_ticket"), told(desk, RITA, "receipt")):
        buttons = re.findall(r'href="(mailto:[^"]*)"', row.html)
        assert not any("tutup" in html.unescape(button) for button in buttons)


def test_an_attached_name_is_a_name_and_no_path() -> None:
    desk = desk_on()
    edge = 'multipart/mixed; boundary="edge"'
    names = (
        'filename="..\\..\\../../etc/cron.d/x"',
        "filename*=utf-8''%2e%2e%2f%2e%2e%2fa%00b%0d%0aX-Any%3a1%e2%80%aetxt.exe",
        'filename="/etc/passwd"',
    )
    parts = "".join(f"--edge\r\nContent-Disposition: attachment; {name}\r\n\r\nx\r\n" for name in names)
    raw = mail(f"{parts}--edge--", proven=True).replace(b"text/plain; charset=utf-8", edge.encode())
    desk.receive(raw)
    found = [attachment.filename for attachment in desk.messages()[-1].attachments]
    assert len(found) == len(names)
    for name in found:
        assert not set("/\\\r\n\0\u202e") & set(name)
        assert not name.startswith(".")


# --- the controls ----------------------------------------------------------------------------------------------------


def test_a_key_in_capitals_still_reaches_its_ticket() -> None:
    desk = escalated()
    letter = told(desk, RITA, "receipt")
    assert desk.receive(reply_to(letter, "Masih lambat", quoted=False, to=key_address(letter).upper())) == ["noted"]
    assert desk.messages(1)[-1].visibility == "public"


def test_a_reply_whose_ids_were_rewritten_still_reaches_its_ticket() -> None:
    desk = escalated()
    letter = told(desk, RITA, "receipt")
    raw = reply_to(letter, "Masih lambat", In_Reply_To="<lain@x.example>", References="<lain@x.example>")
    assert desk.receive(raw) == ["noted"]
    assert desk.messages(1)[-1].visibility == "public"


def test_a_reply_without_the_line_in_the_body_still_reaches_its_ticket() -> None:
    desk = escalated()
    assert rita(desk, "Masih lambat", notice="receipt", quoted=False, to=DESK, proven=False) == ["noted"]
    assert desk.messages(1)[-1].visibility == "public"


def test_a_command_of_the_real_technician_is_still_obeyed() -> None:
    desk = escalated()
    tariq(desk, "#selesai Modem diganti.")
    assert desk.ticket().proposed_at is not None
