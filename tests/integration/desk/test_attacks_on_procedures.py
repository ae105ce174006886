"""Attacks through what procedures do by mail: stages, outages, new addresses, forms, archives and judgements."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.support.at_work import at_work, letter_from, moment, rita, told, write
from tests.support.desk import BUDI, RITA, Desk, desk_on, mail

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
