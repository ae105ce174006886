"""Mail is put into a real mailbox, the daemon is killed again and again: every mail must be accounted for once."""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from email import message_from_bytes
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.support.dovecot import Account, Dovecot
    from tests.support.office import Office
    from tests.support.smtp_sink import SmtpSink

DISPOSITIONS = {"opened", "noted", "bounced", "ignored", "duplicate", "quarantined"}


@dataclass(frozen=True)
class Outcome:
    """What became of all mails: how many of each disposition, and what is wrong with the whole."""

    dispositions: Counter[str]
    letters: int
    repeated: int
    mistakes: tuple[str, ...]


def generated(count: int, seed: int, desk: str) -> list[bytes]:
    """Return service-desk mails: new ones, replies to earlier ones, some twice, some without a Message-ID."""
    chance = random.Random(seed)
    mails: list[bytes] = []
    for number in range(count):
        sender = f"user{chance.randrange(40)}@customer.example"
        head = [f"From: User {number % 40} <{sender}>", f"To: {desk}", "Date: Fri, 20 Nov 2026 08:00:00 +0700"]
        kind = chance.random()
        if kind < 0.05 and mails:
            mails.append(chance.choice(mails))
            continue
        if kind > 0.03:
            head.append(f"Message-ID: <m{number}@customer.example>")
        if 0.2 < kind < 0.45 and number:
            earlier = chance.randrange(number)
            head += [f"In-Reply-To: <m{earlier}@customer.example>", f"References: <m{earlier}@customer.example>"]
        if 0.45 < kind < 0.5:
            head.append("Auto-Submitted: auto-replied")
        head.append(f"Subject: Laporan {number}: printer macet")
        body = f"Printer di ruang {number} macet, mohon bantuan. {'x' * chance.randrange(2000)}"
        mails.append(("\r\n".join(head) + "\r\n\r\n" + body + "\r\n").encode())
    return mails


def run_and_kill(
    offices: Sequence[Office], dovecot: Dovecot, desk: Account, mails: Sequence[bytes], kills: int, seed: int
) -> None:
    """Put the mails in little by little, start and kill the daemons meanwhile, then let them finish."""
    chance = random.Random(seed)
    portion = -(-len(mails) // (kills + 1))
    for kill in range(kills + 1):
        for office in offices:
            office.start()
        # Mail comes before the daemon is up and while it works, so that kills meet it at every point of its way.
        waiting = mails[kill * portion : (kill + 1) * portion]
        dovecot.append(desk, *waiting[::2])
        time.sleep(chance.uniform(0.5, 1.5))
        dovecot.append(desk, *waiting[1::2])
        if kill < kills:
            time.sleep(chance.uniform(0.0, 1.0))
            for office in offices:
                office.kill()
    first = offices[0]
    first.wait_until(lambda: len(first.listed("mail", "list")) >= len(mails) and not _unsent(first), seconds=600)
    for office in offices:
        assert office.stop() == [0], office.log()[-3000:]


def account(office: Office, dovecot: Dovecot, desk: Account, sink: SmtpSink, total: int) -> Outcome:
    """Return what became of every mail, and whatever is not as it must be."""
    listed = office.listed("mail", "list")
    mistakes = [*_of_journal(listed, total), *_of_mailbox(dovecot, desk, listed), *_of_tickets(office, listed)]
    sent: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for letter in sink.letters:
        message = message_from_bytes(letter.octets)
        sent[letter.recipient, str(message["Message-ID"])].add(letter.octets.hex())
    rows = office.listed("outbox", "list")
    known = {(row["to"], row["message_id"]) for row in rows}
    mistakes += [f"a letter that the outbox does not know: {key}" for key in sent if key not in known]
    mistakes += [f"a letter sent again with other octets: {key}" for key, forms in sent.items() if len(forms) > 1]
    mistakes += [f"a letter is {row['state']}: {row['id']}" for row in rows if row["state"] not in {"sent", "failed"}]
    per_notice = Counter(
        (row["ticket"], row["notice"], row["to"]) for row in rows if row["notice"].startswith("receipt")
    )
    mistakes += [f"two receipts: {key}" for key, count in per_notice.items() if count > 1]
    return Outcome(
        Counter(row["disposition"] for row in listed), len(rows), len(sink.letters) - len(sent), tuple(mistakes)
    )


def _of_journal(listed: Sequence[dict[str, object]], total: int) -> Iterable[str]:
    places = Counter((row["mailbox"], row["folder"], row["uidvalidity"], row["uid"]) for row in listed)
    yield from (f"accounted for {count} times: {place}" for place, count in places.items() if count > 1)
    yield from (f"without a reason: {row}" for row in listed if not row["because"])
    yield from (f"no disposition: {row}" for row in listed if row["disposition"] not in DISPOSITIONS)
    if len(places) != total:
        yield f"{len(places)} mails are accounted for, {total} were put in"


def _of_mailbox(dovecot: Dovecot, desk: Account, listed: Sequence[dict[str, object]]) -> Iterable[str]:
    held = sum(row["disposition"] == "quarantined" for row in listed)
    left, done = len(dovecot.mails(desk)), len(dovecot.mails(desk, "maild-processed"))
    aside = len(dovecot.mails(desk, "maild-quarantine"))
    if (left, aside) != (0, held) or done != len(listed) - held:
        yield f"in the mailbox: {left} left, {done} processed, {aside} in quarantine of {len(listed)}"


def _of_tickets(office: Office, listed: Sequence[dict[str, object]]) -> Iterable[str]:
    numbers = [ticket["number"] for ticket in office.listed("tickets", "list")]
    opened = sum(row["disposition"] == "opened" for row in listed)
    if len(numbers) != opened or sorted(numbers) != list(range(1, opened + 1)):
        yield f"{len(numbers)} tickets, numbered up to {max(numbers, default=0)}, of {opened} mails that opened one"
    if (checked := office.maild("db", "check", code=None)).returncode:
        yield checked.stdout


def _unsent(office: Office) -> bool:
    rows = office.listed("outbox", "list")
    return any(row["state"] in {"waiting", "claimed", "unsure"} for row in rows)
