"""The sent folder of a real mailbox: an answer from the webmail is heard, and stays where it is."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

import pytest

from maild import bootstrap
from maild.config import load
from maild.daemon.inbound import Inbound
from maild.desk.health import Health
from maild.transport.imap import ImapMailbox
from maild.transport.settings import ImapSettings
from tests.support.at_once import AtOnce, OwnTurn
from tests.support.desk import DESK, OFFICE, RITA, desk_on, mail
from tests.support.small_office import small_office

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.dovecot import Account, Dovecot

WATCHED = replace(OFFICE, sent_folders=frozenset({("desk", "Sent")}))


@pytest.mark.needs("dovecot")
def test_an_answer_in_the_sent_folder_is_heard_once_and_stays_there(dovecot: Dovecot, account: Account) -> None:
    desk = desk_on(office=WATCHED)
    desk.open(message_id="<asked@example.com>")
    answer = {"sender": f"Layanan TI <{DESK}>", "to": RITA, "In_Reply_To": "<asked@example.com>"}
    settings = ImapSettings(
        dovecot.host,
        dovecot.imap_port,
        "none",
        account.address,
        lambda: account.password,
        folder="Sent",
        read_only=True,
    )
    mailbox = ImapMailbox("desk", settings)
    worker = AtOnce(desk.intake)
    reader = Inbound(mailbox, "Sent", OwnTurn(), desk.intake, desk.store, worker, Health(), desk.clock)
    dovecot.append(account, mail("Dari tahun lalu.", **answer), folder="Sent")
    reader.read(Event())
    dovecot.append(account, mail("Kami datang pukul sepuluh.", **answer), folder="Sent")
    assert [reader.read(Event()), reader.read(Event())] == [1, 0]
    reader.close()
    assert [reader.read(Event()), desk.messages(1)[-1].text] == [0, "Kami datang pukul sepuluh."]
    reader.close()
    assert desk.ticket().responded_at == desk.clock()
    assert len(dovecot.mails(account, "Sent")) == 2


def test_an_office_that_names_its_sent_folder_has_it_watched_beside_the_inbox(tmp_path: Path) -> None:
    config = small_office(tmp_path)
    config.write_text(config.read_text("utf-8").replace("[smtp]", 'sent_folder = "Sent"\n[smtp]'), "utf-8")
    desk = bootstrap.desk_of(load(config, {}))
    assert [inbound.name for inbound in desk.inbounds] == ["mailbox desk", "sent mail of desk"]
    assert desk.office.sent_folders == {("desk", "Sent")}
