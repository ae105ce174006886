"""Kill the daemon at random moments while it reads a real mailbox, and account for every mail and letter.

    python bench/kills.py [--mails 1000] [--kills 20] [--seed 1] [--postgres] [CORPORA]

Needs Dovecot (and PostgreSQL). CORPORA, else $MAILD_CORPORA, is a folder whose sub-folders parse, auto and bounce hold
real mails; without it only generated mails are used. With --postgres two daemons share one database.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.dovecot import Dovecot
from tests.support.kills import account, generated, run_and_kill
from tests.support.office import Office
from tests.support.postgres import Postgres
from tests.support.smtp_sink import SmtpSink

UNLIMITED = (
    "receipts_unproven_per_address_day = 0\nreceipts_unproven_per_domain_hour = 0\nreceipts_unproven_per_hour = 0"
)


def real_mails(corpora: Path | None) -> list[bytes]:
    """Return the real mails of the corpora, as an IMAP server takes them."""
    if corpora is None:
        return []
    files = (file for task in ("parse", "auto", "bounce") for file in sorted((corpora / task).iterdir()))
    mails = (file.read_bytes() for file in files if file.is_file() and file.suffix != ".jsonl")
    return [mail for mail in mails if mail]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="?", type=Path, default=os.environ.get("MAILD_CORPORA"))
    parser.add_argument("--mails", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        dovecot, sink = stack.enter_context(Dovecot()), stack.enter_context(SmtpSink())
        desk = dovecot.account("desk")
        mails = [
            *generated(options.mails, options.seed, desk.address),
            *real_mails(options.corpora and Path(options.corpora)),
        ]
        # Strings of NULs are refused by IMAP itself (RFC 3501, section 9), so they never lie in a mailbox.
        mails = [mail.replace(b"\0", b" ") for mail in mails]
        url = stack.enter_context(Postgres()).fresh_url() if options.postgres else "sqlite:///maild.db"
        top = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        offices = []
        for name in ("one", "two") if options.postgres else ("one",):
            (top / name).mkdir()
            office = Office(top / name).lay_out()
            offices.append(office)
            office.configure(
                desk.address,
                imap_port=dovecot.imap_port,
                smtp_port=sink.port,
                password=desk.password,
                database=url,
                mailbox='start = "all"',
                desk='keys_file = "../maild.keys"',
                limits=UNLIMITED,
            )
        begun = time.monotonic()
        run_and_kill(offices, dovecot, desk, mails, options.kills, options.seed)
        outcome = account(offices[0], dovecot, desk, sink, len(mails))
        print(f"{len(mails)} mails, {options.kills} kills, seed {options.seed}, {time.monotonic() - begun:.0f} s")
        print(f"dispositions: {dict(outcome.dispositions)}")
        print(f"letters: {outcome.letters}, sent again after a kill under the same Message-ID: {outcome.repeated}")
        for mistake in outcome.mistakes:
            print("MISTAKE", mistake)
        sys.exit(1 if outcome.mistakes else 0)


if __name__ == "__main__":
    main()
