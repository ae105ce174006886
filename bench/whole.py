"""The whole way: mail in a real mailbox becomes tickets and receipts; what one mail costs, and what rest costs.

    python bench/whole.py [--mails 1000] [--idle 10]

Needs Dovecot. CPU is that of the daemon alone, without its start; mails a second are of this machine and this moment.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.dovecot import Dovecot
from tests.support.kills import generated
from tests.support.office import Office
from tests.support.smtp_sink import SmtpSink

TICKS = os.sysconf("SC_CLK_TCK")
UNLIMITED = """\
receipts_unproven_per_address_day = 0
receipts_unproven_per_domain_hour = 0
receipts_unproven_per_hour = 0
tickets_per_sender_hour = 0"""


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int, name: str) -> int:
    """Return a figure of a process's memory in MB: VmRSS now, VmHWM at its highest."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=1000)
    parser.add_argument("--idle", type=float, default=10.0)
    options = parser.parse_args()
    with Dovecot() as dovecot, SmtpSink() as sink, tempfile.TemporaryDirectory() as folder:
        desk = dovecot.account("desk")
        office = Office(Path(folder)).lay_out()
        office.configure(
            desk.address,
            imap_port=dovecot.imap_port,
            smtp_port=sink.port,
            password=desk.password,
            mailbox='start = "all"',
            limits=UNLIMITED,
        )
        mails = generated(options.mails, 3, desk.address)
        pid = office.start().pid
        office.wait_until(lambda: "maild is running" in office.log())
        time.sleep(2)
        at_rest = cpu_seconds(pid)
        time.sleep(options.idle)
        idle = (cpu_seconds(pid) - at_rest) / options.idle
        resting = memory(pid, "VmRSS")
        office.stop()
        dovecot.append(desk, *mails)
        process = office.start()
        begun, started = time.monotonic(), 0.0
        while not started:
            if "maild is running" in office.log().rpartition("has stopped")[2]:
                started, begun = cpu_seconds(process.pid), time.monotonic()
            time.sleep(0.005)
        still, last, ended = 0, 0, begun
        while not last or still < 10:
            still = still + 1 if len(sink.letters) == last else 0
            if len(sink.letters) != last:
                ended = time.monotonic()
            last = len(sink.letters)
            time.sleep(0.1)
        spent = cpu_seconds(process.pid) - started
        taken, took = len(dovecot.mails(desk, "maild-processed")), ended - begun
        print(f"{taken} mails taken in, {len(sink.letters)} letters sent, {took:.1f} s")
        print(f"{taken / took:.0f} mails/s, {1e6 * spent / taken:.0f} us CPU a mail with its letters")
        print(f"at rest: {100 * idle:.2f} % of a core, {resting} MB; at its highest {memory(process.pid, 'VmHWM')} MB")
        office.stop()


if __name__ == "__main__":
    main()
