"""What fetching and sending cost, against the least that the protocol allows.

Fetching: `ImapMailbox` and a bare socket read the same mails from a private Dovecot, in batches of 50. Sending:
`SmtpMailer` and a bare socket that does not wait for answers send the same letters to a sink in another process.
Run it as `python -m bench.transport [MAILS]`; CPU is this process's own.
"""

from __future__ import annotations

import multiprocessing
import re
import resource
import socket
import statistics
import sys
import threading
import time
from collections.abc import Callable
from io import BufferedReader

from maild.desk.ports import Letter
from maild.transport.imap import ImapMailbox
from maild.transport.settings import ImapSettings, SmtpSettings
from maild.transport.smtp import SmtpMailer
from tests.support.dovecot import Account, Dovecot
from tests.support.numbered_mail import numbered_mail

ROUNDS = 3
BATCH = 50
SIZES = {"small (6 kB)": 6_000, "mixed (36 kB)": 36_000}


def measured(work: Callable[[], int]) -> tuple[float, float]:
    """Return microseconds of CPU and of time for each thing that `work` says it did: medians of a few rounds."""
    rounds = []
    for _ in range(ROUNDS):
        cpu, wall = _cpu(), time.perf_counter()
        count = work()
        rounds.append(((_cpu() - cpu) / count * 1e6, (time.perf_counter() - wall) / count * 1e6))
    return statistics.median(cpu for cpu, _ in rounds), statistics.median(wall for _, wall in rounds)


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def line(name: str, figures: tuple[float, float], limit: tuple[float, float] | None = None) -> str:
    cpu, wall = figures
    share = f"  {limit[1] / wall:5.2f} of the limit" if limit else ""
    return f"  {name:<34} {cpu:8.1f} us CPU {wall:8.1f} us  {1e6 / wall:9.0f}/s{share}"


# --- fetching -------------------------------------------------------------------------------------------------------


def fetch_bare(port: int, account: Account, count: int) -> int:
    """Read all mails as octets and look at nothing but the ends of the answers."""
    with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rb") as lines:
        lines.readline()
        connection.sendall(f"a LOGIN {account.address} {account.password}\r\nb SELECT INBOX\r\n".encode())
        _skip_to(lines, b"b ")
        for first in range(1, count + 1, BATCH):
            connection.sendall(f"c UID FETCH {first}:{first + BATCH - 1} (BODY.PEEK[])\r\n".encode())
            while not (answer := lines.readline()).startswith(b"c "):
                if literal := re.search(rb"\{(\d+)\}\r\n$", answer):
                    lines.read(int(literal[1]))
    return count


def _skip_to(lines: BufferedReader, tag: bytes) -> None:
    while not lines.readline().startswith(tag):
        pass


def fetch_by_mailbox(mailbox: ImapMailbox) -> int:
    listing = mailbox.listing()
    for start in range(0, len(listing), BATCH):
        assert len(mailbox.fetch(listing[start : start + BATCH])) == len(listing[start : start + BATCH])
    return len(listing)


def bench_fetching(count: int) -> None:
    with Dovecot() as server:
        for name, size in SIZES.items():
            account = server.account()
            server.append(account, *(numbered_mail(number, size) for number in range(count)))
            settings = ImapSettings(
                server.host, server.imap_port, "none", account.address, lambda account=account: account.password
            )
            mailbox = ImapMailbox("desk", settings)
            mailbox.open()
            limit = measured(lambda account=account: fetch_bare(server.imap_port, account, count))
            listing = measured(lambda settings=settings: list_anew(settings))
            fetching = measured(lambda mailbox=mailbox: fetch_by_mailbox(mailbox))
            filing = measured(lambda mailbox=mailbox: file_and_bring_back(mailbox))
            mailbox.close()
            print(f"{count} mails, {name}, batches of {BATCH}")
            print(line("fetch, bare socket (the limit)", limit))
            print(line("fetch, ImapMailbox", fetching, limit))
            print(line("sizes and times, ImapMailbox", listing))
            print(line(f"move, ImapMailbox, {BATCH} at once", filing))


def list_anew(settings: ImapSettings) -> int:
    mailbox = ImapMailbox("desk", settings)
    mailbox.open()
    listing = mailbox.listing()
    mailbox.close()
    return len(listing)


def file_and_bring_back(mailbox: ImapMailbox) -> int:
    """Move one batch; each round takes the next one."""
    uids = [each.uid for each in mailbox.listing()[-BATCH:]]
    mailbox.file(uids, "processed")
    return len(uids)


# --- sending --------------------------------------------------------------------------------------------------------


def sink(listener: socket.socket) -> None:
    """Take mail and say 250, one connection after the other in a thread each."""

    def serve(connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(b"220 sink\r\n")
            for command in lines:
                if command.startswith(b"DATA"):
                    connection.sendall(b"354 go on\r\n")
                    while lines.readline() != b".\r\n":
                        pass
                connection.sendall(b"250 2.0.0 fine\r\n")

    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


def send_bare(port: int, letters: list[Letter]) -> int:
    """Send each letter without waiting and then read its answers."""
    with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rb") as lines:
        lines.readline()
        for letter in letters:
            connection.sendall(
                b"MAIL FROM:<%b>\r\nRCPT TO:<%b>\r\nDATA\r\n%b.\r\n"
                % (letter.sender.encode(), letter.recipient.encode(), letter.octets)
            )
            for _ in range(4):
                lines.readline()
    return len(letters)


def send_by_mailer(mailer: SmtpMailer, letters: list[Letter]) -> int:
    results: list[str] = []
    mailer.deliver(letters, lambda outcome: results.append(outcome.result))
    assert results == ["sent"] * len(letters)
    return len(letters)


def bench_sending(count: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        process = multiprocessing.get_context("fork").Process(target=sink, args=(listener,), daemon=True)
        process.start()
        letters = [Letter(n, "desk@office.example", "rita@example.com", numbered_mail(n, 3_000)) for n in range(count)]
        limit = measured(lambda: send_bare(port, letters))
        print(f"{count} letters of 3 kB")
        print(line("send, bare socket (the limit)", limit))
        for connections in (1, 2, 4):
            mailer = SmtpMailer(SmtpSettings("127.0.0.1", port, "none", connections=connections))
            figures = measured(lambda mailer=mailer: send_by_mailer(mailer, letters))
            print(line(f"send, SmtpMailer, {connections} connections", figures, limit))
            mailer.close()
        process.kill()
        process.join()


if __name__ == "__main__":
    mails = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    bench_fetching(mails)
    bench_sending(mails)
