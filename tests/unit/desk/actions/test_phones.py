"""Technicians with nothing but a phone: replies as their clients write them, and files on the way."""

from __future__ import annotations

import pytest

from tests.support.at_work import at_work, moment, omar, rita, said, told
from tests.support.desk import OMAR, RITA, TARIQ, Desk, mail

# How clients answer: capitalised words, a footer, and the whole letter quoted below.
CLIENTS = {
    "Gmail for Android": "{text}\n\nPada Jum, 20 Nov 2026 09.00, Layanan TI <desk@office.example> menulis:\n\n{quoted}",
    "iOS Mail": (
        "{text}\n\nDikirim dari iPhone saya\n\n"
        "> Pada 20 Nov 2026, pukul 09.00, Layanan TI <desk@office.example> menulis:\n>\n{quoted}"
    ),
    "Outlook for phones": (
        "{text}\n\nDapatkan Outlook untuk Android<https://aka.ms/AAb9ysg>\n________________________________\n"
        "From: Layanan TI <desk@office.example>\nSent: Friday, November 20, 2026 9:00:00 AM\n"
        "To: Tariq <tariq@example.com>\nSubject: [TIKET-1] Internet lambat\n\n{plain}"
    ),
    "Yahoo": (
        "{text}\n\nDikirim dari Yahoo Mail di Android\n\n"
        "  Pada Jum, 20 Nov 2026 pada 9:00, Layanan TI<desk@office.example> menulis:   {plain}"
    ),
}
FILE = """\
{head}Content-Type: multipart/mixed; boundary=edge

--edge
Content-Type: text/plain

{text}
--edge
Content-Type: image/jpeg; name=foto.jpg
Content-Disposition: attachment; filename=foto.jpg
Content-Transfer-Encoding: base64

/9j/4AAQSkZJRgABAQ==
--edge--
"""


def answer(desk: Desk, client: str, text: str, notice: str) -> list[str]:
    letter = told(desk, TARIQ, notice)
    quoted = "".join(f"> {line}\n" for line in letter.text.splitlines())
    body = CLIENTS[client].format(text=text, quoted=quoted, plain=letter.text)
    address = dict(letter.headers)["Reply-To"].rpartition("<")[2].rstrip(">")
    return desk.receive(
        mail(
            body.replace("\n", "\r\n"),
            sender=f"Tariq <{TARIQ}>",
            to=address.upper(),
            subject=f"RE: {letter.subject}",
            proven=True,
            date=moment(desk),
        )
    )


@pytest.mark.parametrize("client", CLIENTS)
def test_a_technician_takes_asks_and_resolves_in_three_replies_from_a_phone(client: str) -> None:
    desk = at_work()
    omar(desk, "#eskalasi jaringan")
    answer(desk, client, "Ambil", "escalation")
    assert desk.kinds()[-1] == "TicketTaken"
    answer(desk, client, "#Tunggu\nApa warna lampu modemnya?", "escalation")
    assert desk.ticket().status == "waiting"
    assert "Apa warna lampu modemnya?" in said(desk, RITA, "question")
    answer(desk, client, "#Selesai\nSolusi: Modem diganti.\nPenyebab: modem rusak", "escalation")
    assert desk.ticket().proposed_at is not None
    with desk.store.begin() as work:
        assert (work.words(1).solution, work.words(1).cause) == ("Modem diganti.", "modem rusak")


def with_photo(desk: Desk, to: str, sender: str, text: str, number: int = 1, *, written: str = FILE) -> list[str]:
    letter = told(desk, sender)
    head = "".join(
        f"{name}: {value}\n"
        for name, value in {
            "Authentication-Results": "mx.office.example; dmarc=pass header.from=example.com",
            "From": sender,
            "To": to or dict(letter.headers)["Reply-To"].rpartition("<")[2].rstrip(">"),
            "Subject": f"Re: {letter.subject}",
            "Message-ID": f"<photo{number}@example.com>",
            "Date": moment(desk),
            "MIME-Version": "1.0",
        }.items()
    )
    return desk.receive(written.format(head=head, text=text).replace("\n", "\r\n").encode())


def test_mad_12_the_files_of_a_ticket_go_along_with_its_escalation() -> None:
    desk = at_work()
    with_photo(desk, "", RITA, "Ini foto modemnya.")
    omar(desk, "#eskalasi jaringan", notice="new_ticket")
    assert len(desk.letter(TARIQ, "escalation").attachments) == 1
    assert desk.letter(OMAR, "command_receipt").attachments == ()
    assert b"foto.jpg" in next(letter for letter in desk.send() if letter.recipient == TARIQ).octets


def test_a_file_of_a_plain_answer_reaches_the_client() -> None:
    desk = at_work()
    rita(desk, "Apakah caranya begini?")
    with_photo(desk, "", OMAR, "Silakan ikuti gambar ini, Bu.")
    answer = desk.letter(RITA, "new_note")
    assert "ikuti gambar" in answer.text
    assert len(answer.attachments) == 1


def test_the_file_of_an_internal_note_stays_inside() -> None:
    desk = at_work()
    omar(desk, "#eskalasi jaringan")
    with_photo(desk, "", TARIQ, "Foto rak, untuk kita sendiri.")
    assert [row.notice for row in desk.outbox(RITA)] == ["receipt"]
    assert all(row.attachments == () for row in desk.outbox())


def test_the_logo_in_a_signature_does_not_go_along() -> None:
    desk = at_work()
    rita(desk, "Apakah caranya begini?")
    logo = FILE.replace("multipart/mixed", "multipart/related").replace(
        "Disposition: attachment", "Disposition: inline"
    )
    with_photo(desk, "", OMAR, "Ya, betul, Bu.", written=logo)
    assert desk.letter(RITA, "new_note").attachments == ()


def test_a_file_of_an_answer_reaches_the_client() -> None:
    desk = at_work()
    with_photo(desk, "", OMAR, "#balas Silakan ikuti gambar ini, Bu.")
    answer = desk.letter(RITA, "new_note")
    assert len(answer.attachments) == 1
