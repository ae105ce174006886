"""Attacks through what procedures do by mail: stages, outages, new addresses, forms, archives and judgements."""

from __future__ import annotations

import base64
import time
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from maild.desk.decide import Judge
from maild.policy.model import NoticeRule
from maild.policy.people import Absence, People, Person
from maild.store.desk_store import DeskStore
from maild.store.retention import Retention, Terms
from tests.support.at_work import at_work, letter_from, moment, omar, rita, tariq, told, write
from tests.support.desk import (
    ADMIN,
    BUDI,
    DESK,
    NOW,
    OFFICE,
    OMAR,
    RITA,
    STRANGER,
    TRUSTED,
    Desk,
    desk_on,
    mail,
    receipts,
    reply_to,
)
from tests.support.example_offices import address_of, answer, desk_of
from tests.support.outages import REPORT as SLOW
from tests.support.outages import REPORTERS, declared, in_trouble, look, statuses
from tests.support.outages import TEXT as SWITCH
from tests.support.stores import empty

if TYPE_CHECKING:
    from datetime import datetime

    from maild.desk.ledger import Ledger
    from maild.desk.ports import Store
    from maild.desk.prepared import Prepared
    from maild.desk.records import Changes, QuarantineRow
    from maild.desk.rulebook import Rulebook
    from maild.store.database import Database

FAILED = f"{TRUSTED}; dmarc=fail (p=reject) header.from=kamisandi.example"

# --- whose an address is ---------------------------------------------------------------------------------------------


def opens_a_ticket_as(desk: Desk, address: str, number: int) -> bool:
    """Let somebody write from an address, and tell whether that is another person than who asked for ticket 1."""
    text = "Layar laptop saya pecah."
    assert desk.receive(letter_from(address, text, subject="Layar", date=moment(desk))) == ["opened"]
    return desk.ticket(number).requester != desk.ticket(1).requester


def test_nobody_takes_an_address_by_writing_in_its_name_with_the_own_key(store: Store) -> None:
    """Rita forges a mail from Budi with the key of her own letter, and says that his address is hers."""
    desk = at_work(store)
    write(desk, RITA, "Ini alamat saya juga.", sender=BUDI, proven=False)
    rita(desk, "ya")
    assert BUDI not in told(desk, RITA).text
    assert opens_a_ticket_as(desk, BUDI, 2)
    assert "Layar" not in "".join(row.subject + row.text for row in desk.outbox(RITA))


def test_nobody_takes_the_address_of_somebody_whom_they_made_write_to_their_key(store: Store) -> None:
    """Rita passes a letter of ours on, and Budi, who has tickets of his own, answers to the address in it."""
    desk = at_work(store)
    desk.open("Monitor saya mati.", subject="Monitor", sender=BUDI, proven=True)
    write(desk, RITA, "Bu Rita, ini saya.", "receipt", sender=BUDI)
    rita(desk, "ya")
    assert opens_a_ticket_as(desk, BUDI, 3)


def test_nobody_takes_an_address_whose_owner_has_asked_the_desk_meanwhile(store: Store) -> None:
    desk = at_work(store)
    write(desk, RITA, "Bu Rita, ini saya.", sender=BUDI)
    desk.open("Monitor saya mati.", subject="Monitor", sender=BUDI, proven=True)
    write(desk, RITA, "ya", "key_renewed")
    assert opens_a_ticket_as(desk, BUDI, 3)


# --- the letter to the owner of an asset -----------------------------------------------------------------------------

OWNER = "hendra@dinsos.example"


def drafted(addressee: str = OWNER) -> Desk:
    """Return the security office with a letter that waits for its check."""
    desk = desk_of("security", "Website dinas sosial diretas sejak subuh.", "Situs diretas")
    answer(desk, "omar", "#ambil")
    answer(desk, "omar", "#selesai\nGejala: beranda berubah")
    answer(desk, "sari", f"#selesai\nKepada: {addressee}\n\nSitus Bapak diretas.", "stage")
    return desk


def approved(desk: Desk) -> Desk:
    answer(desk, "kartika", "#setuju", "stage")
    answer(desk, "mona", "#setuju\n#pic tariq", "stage")
    return desk


@pytest.mark.parametrize(
    ("sender", "key_of", "given"),
    [
        pytest.param("kartika", "sari", {"proven": False}, id="the approver's name, the drafter's key"),
        pytest.param("kartika", "sari", {"proven": True}, id="the approver by a letter that was passed on"),
        pytest.param("kartika", "kartika", {"proven": False}, id="a stolen key alone"),
        pytest.param("kartika", "kartika", {"Authentication_Results": FAILED}, id="a stolen key and a disowned mail"),
        pytest.param("kartika", "kartika", {"proven": True, "date": None}, id="no date"),
        pytest.param("sari", "sari", {"proven": True}, id="the drafter of the letter"),
        pytest.param("mona", "omar", {"proven": True}, id="whose turn it is not yet"),
        pytest.param("tariq", "kartika", {"proven": True}, id="a colleague with the approver's key"),
    ],
)
def test_nobody_approves_a_letter_but_who_has_the_turn(sender: str, key_of: str, given: dict[str, Any]) -> None:
    desk = drafted()
    letter = told(desk, address_of(desk, key_of), "stage")
    fields = {"sender": address_of(desk, sender), "date": moment(desk), **given}
    assert desk.receive(reply_to(letter, "#setuju", **fields)) == ["noted"]
    assert desk.ticket().stage == "periksa"


def test_an_approval_sent_again_approves_no_other_letter() -> None:
    desk = drafted()
    letter, date = told(desk, address_of(desk, "kartika"), "stage"), moment(desk)
    desk.receive(reply_to(letter, "#setuju", proven=True, date=date))
    answer(desk, "mona", "#tolak Alamatnya keliru.", "stage")
    answer(desk, "sari", f"#selesai\nKepada: {STRANGER}\n\nSitus Bapak diretas.", "stage")
    desk.receive(reply_to(letter, "#setuju", proven=True, date=date))
    assert desk.ticket().stage == "periksa"
    assert desk.outbox(STRANGER) == []


@pytest.mark.parametrize("proven", [False, True])
def test_a_forged_draft_chooses_nobody_to_write_to(proven: bool) -> None:
    desk = drafted()
    answer(desk, "kartika", "#tolak Perbaiki.", "stage")
    before = desk.ticket().stage
    text = f"#selesai\nKepada: {STRANGER}\n\nKlik di sini."
    sender = STRANGER if proven else None
    desk.receive(reply_to(told(desk, address_of(desk, "sari"), "stage"), text, sender=sender, proven=proven))
    assert desk.ticket().stage == before
    assert len(desk.outbox(address_of(desk, "kartika"), "stage")) == 1


@pytest.mark.parametrize(
    "named",
    [
        pytest.param('"Hendra\x07\u202e" <hendra@dinsos.example>', id="control and bidi characters"),
        pytest.param("=?utf-8?q?a=0D=0ABcc=3A_x=40lain.example?= <hendra@dinsos.example>", id="an encoded line break"),
        pytest.param("hendra@dinsos.example\rBcc: orang@lain.example", id="a bare CR"),
        pytest.param("hendra@dinsos.example\vBcc: orang@lain.example", id="a vertical tab"),
        pytest.param("hendra@dinsos.example, orang@lain.example", id="two addresses"),
        pytest.param("hendra@dinsos.example <orang@lain.example>", id="an address as a name"),
        pytest.param("<b>Hendra</b> &lt;hendra@dinsos.example&gt;", id="markup"),
    ],
)
def test_a_letter_goes_to_the_one_address_that_its_approvers_have_read(named: str) -> None:
    desk = approved(drafted(named))
    letters = [letter for letter in desk.send() if b"Situs Bapak diretas" in letter.octets]
    to_owner = [letter for letter in letters if OWNER.encode() in letter.octets.partition(b"\r\n\r\n")[0]]
    assert len(to_owner) == 1
    head = message_from_bytes(to_owner[0].octets, policy=default)
    assert [one.addr_spec for one in head["To"].addresses] == [OWNER]
    assert (head["Cc"], head["Bcc"]) == (None, None)
    assert "\u202e" not in head["To"]
    assert OWNER in told(desk, address_of(desk, "mona"), "stage").text
    assert desk.outbox(STRANGER) == []


def test_whom_a_letter_was_for_commands_nothing_and_sees_nothing() -> None:
    desk = approved(drafted())
    letter = desk.letter(OWNER)
    before = desk.ticket().stage
    for text in ("#selesai", "#status", "#daftar", "#lihat 1", "#setuju", "#tutup", "ya"):
        assert desk.receive(reply_to(letter, text, proven=True, date=moment(desk))) == ["noted"]
    assert desk.ticket().stage == before
    assert [row.notice for row in desk.outbox(OWNER)] == ["notification_letter"]
    assert {one.visibility for one in desk.messages(1)[-7:]} == {"internal"}


def test_whom_a_letter_was_for_fills_nobodys_mailbox() -> None:
    desk = approved(drafted())
    letter, in_charge = desk.letter(OWNER), address_of(desk, "tariq")
    desk.send()
    before = len(desk.outbox(in_charge))
    for number in range(40):
        desk.receive(reply_to(letter, f"Pertanyaan ke-{number}.", proven=True))
    assert len(desk.outbox(in_charge)) - before <= OFFICE.limits.notes_per_sender_hour + 1


def test_who_stands_in_for_an_approver_is_in_the_circle_that_he_is_told_of() -> None:
    desk = desk_of("security", "Website dinas sosial diretas sejak subuh.", "Situs diretas")
    policy = desk.rulebook.policy
    away = Absence(NOW.date(), NOW.date(), "luar")
    staff = [replace(one, absences=(away,)) if one.id == "kartika" else one for one in policy.people.people]
    luar = Person("luar", "Lukman Arif", ("lukman@kamisandi.example",), roles=frozenset({"technician"}))
    people = People((*staff, luar), policy.people.groups, policy.people.units)
    desk.rulebook = replace(desk.rulebook, policy=replace(policy, people=people))
    answer(desk, "omar", "#ambil")
    answer(desk, "omar", "#selesai\nGejala: beranda berubah")
    answer(desk, "sari", f"#selesai\nKepada: {OWNER}\n\nSitus Bapak diretas.", "stage")
    answer(desk, "luar", "#setuju", "stage")
    assert desk.ticket().stage == "putusan"


# --- commands that name a ticket -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["#balas TIKET-2 Printer Pak Budi siap.", "#tutup TIKET-2", "#selesai TIKET-2 Beres."])
def test_what_is_said_to_another_ticket_reaches_nobody_on_this_one(text: str) -> None:
    desk = at_work()
    letter = told(desk, OMAR, "new_ticket")
    desk.open("Printer macet.", subject="Printer", sender=BUDI, proven=True)
    letters = len(desk.outbox(RITA))
    desk.receive(reply_to(letter, text, proven=True, date=moment(desk)))
    assert [ticket.status for ticket in desk.tickets()] == ["new", "new"]
    assert len(desk.outbox(RITA)) == letters
    assert "menyebut TIKET-2" in told(desk, OMAR, "command_refused").text


@pytest.mark.parametrize("sender", [BUDI, STRANGER])
def test_naming_somebody_elses_ticket_neither_tells_of_it_nor_touches_it(sender: str) -> None:
    desk = at_work()
    before = replace(desk.ticket(), sequence=0)
    for text in ("#selesai TIKET-1", "#status TIKET-1", "#status 1", "#buka TIKET-1", "#lihat TIKET-1", "#daftar"):
        desk.receive(mail(text, sender=sender, subject="Halo", proven=True, date=moment(desk)))
    assert replace(desk.ticket(), sequence=0) == before
    assert not any("Internet lambat" in row.subject + row.text for row in desk.outbox(sender))


# --- what is held in quarantine --------------------------------------------------------------------------------------


class Stumbling(Judge):
    """Cannot decide a mail about something strange as long as it is in quarantine for the first time."""

    def decide(self, mail: Prepared, ledger: Ledger, rulebook: Rulebook, now: datetime) -> Changes:
        if mail.message.subject == "Aneh" and ledger.work.quarantined(1) is None:
            raise ValueError("that is strange")
        return super().decide(mail, ledger, rulebook, now)


def holding(store: Store | None = None) -> Desk:
    desk = desk_on(store, judge=Stumbling)
    assert desk.receive(mail("Monitor saya mati.", subject="Aneh")) == ["quarantined"]
    return desk


def wanted(desk: Desk) -> list[QuarantineRow]:
    return list(desk.store.quarantined("wanted"))


@pytest.mark.parametrize(
    ("sender", "given"),
    [
        pytest.param(RITA, {"proven": True}, id="the requester with a letter that was passed on"),
        pytest.param(OMAR, {"proven": True}, id="an operator with it"),
        pytest.param(f'"{ADMIN}" <{STRANGER}>', {"proven": True}, id="the administrator's address as a name"),
        pytest.param(ADMIN, {}, id="the key alone"),
        pytest.param(ADMIN, {"proven": True, "to": DESK}, id="the administrator's server alone"),
        pytest.param(ADMIN, {"proven": True, "date": "Fri, 06 Nov 2026 09:00:00 +0700"}, id="an old mail"),
        pytest.param(ADMIN, {"proven": True, "date": None}, id="no date"),
    ],
)
def test_nothing_leaves_quarantine_by_a_forged_word(sender: str, given: dict[str, Any]) -> None:
    desk = holding()
    letter = desk.letter(ADMIN, "quarantine_held")
    fields = {"sender": sender, "date": moment(desk), "quoted": False, **given}
    desk.receive(reply_to(letter, "#lepas 1", **fields))
    assert wanted(desk) == []


def test_a_mail_that_two_daemons_let_go_at_once_is_one_ticket(store: Store) -> None:
    desk = holding(store)
    write(desk, ADMIN, "#lepas 1", "quarantine_held")
    (row,) = wanted(desk)
    assert [desk.intake.retry(row), desk.intake.retry(row)] == ["opened", "duplicate"]
    assert len(receipts(desk.outbox(RITA))) == 1
    assert wanted(desk) == []


def test_a_daemon_that_dies_on_a_mail_that_was_let_go_tries_it_once_and_keeps_it() -> None:
    desk = holding()
    write(desk, ADMIN, "#lepas 1", "quarantine_held")
    desk.store.troubles = [None, SystemExit()]
    with pytest.raises(SystemExit):
        desk.intake.retry_wanted()
    desk.wire()
    assert desk.intake.retry_wanted() == 0
    (row,) = desk.store.quarantined()
    assert (row.state, row.retried, desk.tickets()) == ("held", 1, [])
    assert desk.store.raw(row.raw)


# --- what is kept no longer ------------------------------------------------------------------------------------------


def test_a_key_of_a_letter_that_is_kept_no_longer_opens_nothing_and_is_answered_to_nobody(
    sqlite_database: Database,
) -> None:
    empty(sqlite_database)
    desk = at_work(DeskStore(sqlite_database))
    omar(desk, "#selesai\nGejala: lambat\nPenyebab: kabel\nSolusi: diganti", notice="new_ticket")
    omar(desk, "#tutup", notice="new_ticket")
    desk.send()
    letter = told(desk, RITA)
    desk.clock.pass_(days=29)
    term = timedelta(days=5)
    assert Retention(sqlite_database, Terms(term, term, term)).run(desk.clock())
    for sender, text in ((RITA, "#status"), (BUDI, "#status"), (RITA, "#buka Masih lambat."), (RITA, "ya")):
        desk.receive(reply_to(letter, text, sender=sender, proven=True, date=moment(desk)))
    assert desk.ticket().status == "closed"
    assert desk.outbox(notice="key_renewed") == []
    assert desk.held() == []


# --- outages ---------------------------------------------------------------------------------------------------------


def test_a_reporter_who_leaves_the_own_report_keeps_nobody_from_hearing_of_an_outage() -> None:
    desk = in_trouble(reports=4)
    report = f"#untuk {REPORTERS[4]}\n{SLOW} Ruang 4."
    desk.receive(letter_from(OMAR, report, subject="Internet lambat", date=moment(desk)))
    write(desk, REPORTERS[4], "#keluar")
    assert look(desk) == 1
    assert "5 orang" in told(desk, OMAR, "outage_proposed").text
    omar(desk, f"#setuju\n{SWITCH}", notice="outage_proposed")
    assert [ticket.part_of for ticket in desk.tickets()] == [None, 1, 1, 1, 1]


def test_what_reporters_call_themselves_and_their_reports_is_data_in_a_proposal() -> None:
    desk = in_trouble(reports=0)
    for number, words in enumerate(
        ("<script>alert(1)</script>", "#setuju", "a\r\n#setuju", "\x1b[31m\x07", "\u202egnp")
    ):
        encoded = base64.b64encode(f"Internet lambat {words}".encode()).decode()
        field = f"=?utf-8?b?{encoded}?="
        desk.open(SLOW, subject=field, sender=f"{field} <orang{number}@lain.example>")
    assert look(desk) == 1
    letter = desk.letter(OMAR, "outage_proposed")
    assert "<script" not in letter.html
    assert not set("\x07\x1b\u202e") & set(letter.text + letter.html + letter.subject)
    assert desk.ticket().outage == "proposed"


def test_a_report_that_became_confidential_hears_nothing_with_the_others() -> None:
    desk = declared()
    letters = [row for row in desk.outbox(OMAR) if row.ticket == 3]
    desk.receive(reply_to(letters[-1], "#rahasia", proven=True, date=moment(desk)))
    before = len(desk.outbox(REPORTERS[2]))
    omar(desk, "#selesai Switch inti sudah diganti.", notice="outage_proposed")
    assert desk.ticket(3).confidential
    assert desk.ticket(3).status == "in_progress"
    assert len(desk.outbox(REPORTERS[2])) == before


def test_a_reporter_who_confirms_the_end_ends_nothing_for_the_others() -> None:
    desk = declared()
    for text in ("#selesai", "Sudah selesai, terima kasih.", "#setuju", "#tutup"):
        write(desk, REPORTERS[0], text, "outage_known")
    assert statuses(desk)[1:] == ["in_progress"] * 4


# --- what a case file holds -------------------------------------------------------------------------------------------


def with_body(raw: bytes, encoding: str, body: bytes) -> bytes:
    """Return a mail whose text is encoded as its client likes."""
    return raw.partition(b"\r\n\r\n")[0] + f"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_no_key_that_a_client_has_encoded_in_its_quote_is_in_the_file_of_a_case(encoding: str) -> None:
    desk = at_work()
    rule = NoticeRule(event="TicketTaken", to="operators", template="case_archive")
    policy = desk.rulebook.policy
    desk.rulebook = replace(desk.rulebook, policy=replace(policy, notices=(*policy.notices, rule)))
    omar(desk, "#eskalasi tariq")
    key = dict(told(desk, RITA).headers)["Reply-To"].rpartition("<")[2].rstrip(">").encode()
    said = b"Masih lambat.\r\n\r\n> Balas ke " + key + b" saja\r\n"
    body = base64.encodebytes(said) if encoding == "base64" else said.replace(key, key[:20] + b"=\r\n" + key[20:])
    raw = reply_to(told(desk, RITA), "", proven=True, date=moment(desk), quoted=False)
    desk.receive(with_body(raw, encoding, body))
    tariq(desk, "#ambil")
    (sent,) = [one for one in desk.send() if one.id == desk.letter(OMAR, "case_archive").id]
    (file,) = message_from_bytes(sent.octets, policy=default).iter_attachments()
    archive = ZipFile(BytesIO(file.get_content()))
    mails = [message_from_bytes(archive.read(name), policy=default) for name in archive.namelist() if "-in-" in name]
    texts = [mail.get_content() for mail in mails]
    assert any("Masih lambat." in text for text in texts)
    assert not any(key.decode() in text for text in texts)


# --- forms and signatures that are made to be slow -------------------------------------------------------------------

FORM = "<table><tr><td>Nama<td>a<tr><td>Unit<td>b<tr><td>Telepon<td>c</table>"
STARS = f"<tr><td>{'*' * 19_900}x"
COLONS = f"<tr><td>{': ' * 9_900}x"


def html_mail(markup: str) -> bytes:
    return mail(markup).replace(b"text/plain", b"text/html", 1)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(html_mail(f"{FORM}<table>{STARS * 40}</table>"), id="cells full of stars"),
        pytest.param(html_mail(f"{FORM}<table>{COLONS * 40}</table>"), id="cells full of colons"),
        pytest.param(html_mail(f"{FORM}<table>{'<tr><td>Nama<td>a' * 10_000}</table>"), id="ten thousand rows"),
        pytest.param(html_mail(FORM + "<table><tr><td>Nama<td>" * 5_000), id="table within table"),
        pytest.param(mail("Printer macet.\r\n-- \r\nhp\r\nhp" + "\t " * 995), id="a signature full of blanks"),
        pytest.param(mail("Printer macet.\r\n-- \r\n" + ("hp" + "\r\n\t" * 400) * 4), id="blanks behind each word"),
        pytest.param(mail(("_" * 70 + "\r\n") * 6_000), id="nothing but drawn lines"),
        pytest.param(mail("1" * 40_000), id="one figure"),
        pytest.param(mail("Kepada: <\r\n" * 20_000), id="lines with somebody to write to"),
    ],
)
def test_what_is_made_to_be_slow_is_a_ticket_at_once(raw: bytes) -> None:
    desk = desk_on()
    began = time.perf_counter()
    assert desk.receive(raw) == ["opened"]
    assert time.perf_counter() - began < 5
