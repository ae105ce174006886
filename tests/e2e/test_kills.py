"""Not a mail lost, not a ticket doubled, however often the daemon is killed on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.kills import account, generated, run_and_kill
from tests.support.office import Office
from tests.support.smtp_sink import SmtpSink

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.dovecot import Dovecot
    from tests.support.postgres import Postgres

UNLIMITED = (
    "receipts_unproven_per_address_day = 0\nreceipts_unproven_per_domain_hour = 0\nreceipts_unproven_per_hour = 0"
)
MAILS, KILLS = 150, 5


@pytest.mark.needs("dovecot")
def test_a_daemon_that_is_killed_again_and_again_accounts_for_every_mail_once(dovecot: Dovecot, tmp_path: Path) -> None:
    desk = dovecot.account("desk")
    mails = generated(MAILS, 7, desk.address)
    with SmtpSink() as sink:
        office = Office(tmp_path).lay_out()
        office.configure(
            desk.address,
            imap_port=dovecot.imap_port,
            smtp_port=sink.port,
            password=desk.password,
            mailbox='start = "all"',
            limits=UNLIMITED,
        )
        run_and_kill([office], dovecot, desk, mails, KILLS, seed=7)
        outcome = account(office, dovecot, desk, sink, MAILS)
    assert outcome.mistakes == ()
    assert outcome.dispositions["opened"] > MAILS / 2


@pytest.mark.needs("dovecot", "postgres")
def test_two_daemons_on_one_database_account_for_every_mail_once(
    dovecot: Dovecot, postgres: Postgres, tmp_path: Path
) -> None:
    desk = dovecot.account("desk")
    mails = generated(MAILS, 11, desk.address)
    database = postgres.fresh_url()
    with SmtpSink() as sink:
        offices = []
        for name in ("one", "two"):
            folder = tmp_path / name
            folder.mkdir()
            office = Office(folder).lay_out()
            office.configure(
                desk.address,
                imap_port=dovecot.imap_port,
                smtp_port=sink.port,
                password=desk.password,
                database=database,
                mailbox='start = "all"',
                desk='keys_file = "../maild.keys"',
                limits=UNLIMITED,
            )
            offices.append(office)
        run_and_kill(offices, dovecot, desk, mails, KILLS, seed=11)
        outcome = account(offices[0], dovecot, desk, sink, MAILS)
    assert outcome.mistakes == ()
