"""Every button of a digest, a work list and an alert does what it says when its reader presses it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from maild.desk.digest.digests import Digests
from maild.desk.digest.worklists import WorkLists
from maild.desk.letters.notify import Notifier
from maild.desk.promises.warnings import Warnings
from maild.store.desk_store import DeskStore
from maild.store.numbers import SqlNumbers
from tests.support.at_work import at_work, moment, rules, told
from tests.support.desk import KEYRING, MONA, OFFICE, OMAR, RITA, Desk, mail
from tests.support.stores import empty

if TYPE_CHECKING:
    from maild.desk.office import Office
    from maild.desk.records import OutboxRow
    from maild.policy.people import People
    from maild.store.database import Database

KEY_IS_ENOUGH = replace(OFFICE, commands="key")
WITHOUT_PLUS = replace(KEY_IS_ENOUGH, plus="")
ANSWERS = {"#lihat": "ticket_shown", "#daftar": "ticket_list", "#kpi": "indicators"}
PROOFS = pytest.mark.parametrize(
    ("office", "proven"),
    [
        pytest.param(OFFICE, True, id="key and sender"),
        pytest.param(KEY_IS_ENOUGH, False, id="the key is enough"),
        pytest.param(WITHOUT_PLUS, False, id="the key in the text"),
    ],
)


@pytest.fixture
def store(sqlite_database: Database) -> DeskStore:
    empty(sqlite_database)
    return DeskStore(sqlite_database)


def reporting(store: DeskStore, office: Office = OFFICE) -> Desk:
    """A desk whose first day of work with two tickets is over, with the letters of the next morning."""
    desk = at_work(store, office=office)
    desk.rulebook = replace(rules(), policy=replace(rules().policy, people=_at_the_desk()))
    desk.open("Printer di ruang 204 macet.", sender=f"Rita Sari <{RITA}>", proven=True)
    desk.clock.pass_(days=3)
    notifier, numbers = Notifier(office, KEYRING, desk.renderer), SqlNumbers(store.database)
    for job in (WorkLists, Digests):
        job(desk.store, numbers, notifier, lambda: desk.rulebook, office).send_due(desk.clock())
    Warnings(desk.store, notifier, lambda: desk.rulebook, office).give(desk.clock())
    desk.clock.pass_(minutes=1)
    return desk


def _at_the_desk() -> People:
    people = rules().policy.people
    return replace(
        people,
        people=tuple(replace(one, groups=("meja-layanan",)) if one.id == "omar" else one for one in people.people),
    )


def buttons(letter: OutboxRow) -> list[str]:
    return list(dict.fromkeys(re.findall(r'href="(mailto:[^"]+)"', letter.html)))


def pressed(desk: Desk, letter: OutboxRow, button: str, *, proven: bool, sender: str = "") -> str:
    """Send what a mail client writes when a button is pressed; return the command."""
    link = urlsplit(button.replace("&amp;", "&"))
    asked = parse_qs(link.query)
    (text,) = asked["body"]
    subject = asked.get("subject", [""])[0]
    outcome = desk.receive(
        mail(
            text.replace("\r\n", "\n").replace("\n", "\r\n"),
            sender=sender or f"{letter.name} <{letter.address}>",
            to=unquote(link.path),
            subject=subject,
            proven=proven,
            date=moment(desk),
        )
    )
    assert outcome == ["noted"], (text, outcome)
    return text.split("\r\n")[0].strip()


@PROOFS
@pytest.mark.parametrize(("notice", "address"), [("digest", MONA), ("work_list", OMAR), ("alert", OMAR)])
def test_every_button_is_answered_or_done(
    store: DeskStore, office: Office, notice: str, address: str, *, proven: bool
) -> None:
    desk = reporting(store, office)
    letter = told(desk, address, notice)
    found = buttons(letter)
    assert len(found) > 3
    for button in found:
        before = len(desk.outbox(address))
        command = pressed(desk, letter, button, proven=proven)
        answer = desk.outbox(address)[before]
        name, _, argument = command.partition(" ")
        assert answer.notice == ANSWERS.get(name, "command_receipt"), (command, answer.text)
        if argument and name != "#daftar":
            assert f"TIKET-{argument.removeprefix('TIKET-')}" in answer.subject
    assert len(desk.tickets()) == 2


@PROOFS
def test_a_button_acts_on_the_ticket_it_names_and_on_no_other(
    store: DeskStore, office: Office, *, proven: bool
) -> None:
    desk = reporting(store, office)
    letter = told(desk, OMAR, "work_list")
    assert letter.ticket is None
    take = next(one for one in buttons(letter) if "TIKET-2" in unquote(one))
    assert pressed(desk, letter, take, proven=proven) == "#ambil TIKET-2"
    assert [ticket.assignee for ticket in desk.tickets()] == ["", "omar"]


def test_a_command_written_to_a_digest_by_hand_names_its_ticket_too(store: DeskStore) -> None:
    desk = reporting(store, KEY_IS_ENOUGH)
    letter = told(desk, MONA, "digest")
    hand = buttons(letter)[0].split("?", 1)[0] + "?body=" + "%23tugaskan%20%5BTIKET-2%5D%20tariq"
    pressed(desk, letter, hand, proven=False)
    assert desk.ticket(2).assignee == "tariq"


def test_where_the_sender_is_missing_the_person_on_file_is_asked_about_the_named_ticket(store: DeskStore) -> None:
    desk = reporting(store)
    letter = told(desk, MONA, "digest")
    button = next(one for one in buttons(letter) if "eskalasi" in unquote(one))
    pressed(desk, letter, button, proven=False)
    assert [row.notice for row in desk.outbox(MONA)][-1] == "confirm"
    held = desk.letter(MONA, "confirm")
    assert held.ticket in (1, 2)
    desk.receive(mail("ya", sender=MONA, to=dict(held.headers)["Reply-To"].rpartition("<")[2].rstrip(">")))
    assert desk.ticket(held.ticket or 0).group != "meja-layanan"


def test_the_key_of_a_digest_proves_nobody_else(store: DeskStore) -> None:
    desk = reporting(store, KEY_IS_ENOUGH)
    letter = told(desk, OMAR, "work_list")
    take = next(one for one in buttons(letter) if "TIKET-2" in unquote(one))
    before = len(desk.outbox())
    link = urlsplit(take)
    desk.receive(mail("#ambil TIKET-2", sender=MONA, to=unquote(link.path), date=moment(desk)))
    assert desk.ticket(2).assignee == ""
    assert all(row.notice != "command_receipt" for row in desk.outbox()[before:])


def test_the_key_of_a_digest_is_good_for_a_month(store: DeskStore) -> None:
    desk = reporting(store, KEY_IS_ENOUGH)
    letter = told(desk, OMAR, "work_list")
    take = next(one for one in buttons(letter) if "TIKET-2" in unquote(one))
    desk.clock.pass_(days=30)
    link = urlsplit(take)
    desk.receive(mail("#ambil TIKET-2", sender=OMAR, to=unquote(link.path), date=moment(desk)))
    assert desk.ticket(2).assignee == ""
