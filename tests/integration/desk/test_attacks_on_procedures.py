"""Attacks through what procedures do by mail: stages, outages, new addresses, forms, archives and judgements."""

from __future__ import annotations

import base64
import time
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from maild.policy.model import NoticeRule
from tests.support.at_work import at_work, letter_from, moment, omar, rita, tariq, told, write
from tests.support.desk import BUDI, OMAR, RITA, Desk, desk_on, mail, reply_to

if TYPE_CHECKING:
    from maild.desk.ports import Store

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
        pytest.param(mail("Kepada: <\r\n" * 20_000), id="lines with somebody to write to"),
    ],
)
def test_what_is_made_to_be_slow_is_a_ticket_at_once(raw: bytes) -> None:
    desk = desk_on()
    began = time.perf_counter()
    assert desk.receive(raw) == ["opened"]
    assert time.perf_counter() - began < 5
