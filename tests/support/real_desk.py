"""A desk at work on real servers: mail goes through Exim into Dovecot, and the desk takes it in and answers there.

All parts of the daemon are the real ones, on a database of their own; they do one round after each mail. The time is
the test's: it stands still between mails, and passes when the test says so.
"""

from __future__ import annotations

import json
import logging
import re
import smtplib
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from typer.testing import CliRunner

from maild.bootstrap import running
from maild.bootstrap.web import web_parts
from maild.cli.main import application
from maild.config import load
from maild.errors import MaildError
from tests.support.desk import ADMIN, DESK, TRUSTED, FrozenClock
from tests.support.dovecot import Account
from tests.support.processes import free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from maild.bootstrap import Desk
    from tests.support.dovecot import Dovecot
    from tests.support.exim import Exim

CONFIG = """\
[desk]
name = "Layanan TI"
address = "{desk}"
admin = "{admin}"
rules = "{rules}"
templates = "{templates}"
[database]
url = "sqlite:///maild.db"
[mailbox.desk]
host = "127.0.0.1"
port = {imap_port}
security = "none"
username = "{desk}"
password = "{password}"
start = "all"
[smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
[web]
listen = "127.0.0.1:{web_port}"
base_url = "http://127.0.0.1:{web_port}"
[trust]
authserv_ids = ["{trusted}"]
"""
FOOTER = "Dikirim dari HP saya\n\nPada Jum, 20 Nov 2026 pukul 09.00 Layanan TI menulis:\n\n"


class BrokenDeskError(Exception):
    """The desk met something that nobody foresaw: it went on, as it should, but a test must not."""


@dataclass
class RealDesk:
    """A desk, its people with their mail clients, and who looks at its tickets with the `maild` command.

    People are called by their id in people.yaml; everybody else has a mailbox at example.com.
    """

    desk: Desk
    folder: Path
    clock: FrozenClock
    dovecot: Dovecot
    exim: Exim
    post: smtplib.SMTP
    stop: Event
    failures: list[str]

    # --- what people do ---

    def write(self, name: str, text: str, subject: str = "", **given: Any) -> None:
        """Let somebody write to the desk; `files` are attached, `fields` are further header fields."""
        self.send(name, self.mail(name, text, subject, **given), given.get("to", DESK))

    def answer(self, name: str, text: str, words: str = "") -> None:
        """Let somebody answer the last mail (that says this) as a phone does: with a footer and a quote."""
        letter = self.got(name, words)
        assert letter["Reply-To"], f"nobody can answer: {letter['Subject']}"
        quoted = "".join(f"> {line}\n" for line in text_of(letter).splitlines())
        self.write(
            name,
            f"{text}\n\n{FOOTER}{quoted}",
            f"Re: {letter['Subject']}",
            to=str(letter["Reply-To"]).rpartition("<")[2].rstrip(">"),
            fields={"In-Reply-To": str(letter["Message-ID"]), "References": str(letter["Message-ID"])},
        )

    def mail(
        self,
        name: str,
        text: str,
        subject: str = "",
        *,
        to: str = DESK,
        proven: bool = True,
        files: dict[str, bytes] | None = None,
        fields: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Return a mail of somebody, for whom the office's server vouches unless told otherwise."""
        mail, address = EmailMessage(policy=policy.SMTP), self.address(name)
        domain = address.rpartition("@")[2]
        if proven:
            mail["Authentication-Results"] = f"{TRUSTED}; dmarc=pass header.from={domain}"
        mail["From"], mail["To"], mail["Subject"] = f"{self.called(name)} <{address}>", to, subject
        mail["Date"], mail["Message-ID"] = format_datetime(self.clock()), make_msgid(domain=domain)
        for field, value in (fields or {}).items():
            mail[field] = value
        mail.set_content(text)
        for filename, content in (files or {}).items():
            kind = "pdf" if filename.endswith(".pdf") else "octet-stream"
            mail.add_attachment(content, maintype="application", subtype=kind, filename=filename)
        return mail

    def send(self, name: str, mail: EmailMessage, to: str = DESK) -> None:
        """Hand a mail to the mail server, and let the desk do what follows from it."""
        self.post.send_message(mail, self.address(name), [to])
        self.exim.wait_until_delivered()
        self.round()

    def pass_(self, **span: float) -> None:
        """Let time pass, and the desk do what is due then."""
        self.clock.pass_(**span)
        self.round()

    def round(self) -> None:
        """Let the desk take in what waits, do what is due and send what it has written."""
        self.dovecot.came_at(Account(DESK), self.clock())
        for inbound in self.desk.inbounds:
            inbound.read(self.stop)
        self.desk.timetable.tick()
        while self.desk.dispatch.send_due().letters:
            pass
        self.exim.wait_until_delivered()
        if self.failures:
            raise BrokenDeskError(self.failures[0])
        self.clock.pass_(minutes=1)

    # --- what people see ---

    @property
    def url(self) -> str:
        """Where the pages are."""
        return self.desk.office.base_url

    def address(self, name: str) -> str:
        person = self.desk.rules().policy.people.person(name)
        return person.address if person is not None else f"{name}@example.com"

    def called(self, name: str) -> str:
        person = self.desk.rules().policy.people.person(name)
        return person.name if person is not None else f"{name.capitalize()} Sari"

    def inbox(self, name: str) -> list[EmailMessage]:
        """Return what somebody has got, oldest first."""
        found = self.dovecot.mails(Account(self.address(name)))
        return [message_from_bytes(raw, policy=policy.default) for raw in found]

    def got(self, name: str, words: str = "") -> EmailMessage:
        """Return the last mail somebody got (that says this); AssertionError when there is none."""
        inbox = self.inbox(name)
        found = [mail for mail in inbox if words in words_of(mail)]
        assert found, f"{name} has no mail that says {words!r}: {[words_of(mail)[:100] for mail in inbox]}"
        return found[-1]

    def said(self, name: str, words: str = "") -> str:
        """Return the words of the last mail somebody got (that says this)."""
        return words_of(self.got(name, words))

    def has(self, name: str, words: str) -> bool:
        """Tell whether somebody has a mail that says this."""
        return any(words in words_of(mail) for mail in self.inbox(name))

    def maild(self, *arguments: str) -> str:
        """Return what the `maild` command prints; AssertionError when it is refused."""
        whole = ["-c", str(self.folder / "maild.toml"), *arguments]
        try:
            return CliRunner().invoke(application, whole, catch_exceptions=False).stdout
        except MaildError as error:
            raise AssertionError(f"maild {' '.join(arguments)}: {error}") from error

    def ticket(self, number: int = 1) -> Any:
        """Return a ticket as `maild tickets show` tells it."""
        return json.loads(self.maild("tickets", "show", str(number), "--json"))

    def history(self, number: int = 1) -> list[tuple[str, str]]:
        """Return what happened to a ticket, and who did it."""
        events = self.ticket(number)["events"]
        assert all(event["at"] for event in events)
        return [(event["kind"], event["actor"]) for event in events]

    @contextmanager
    def pages(self) -> Iterator[None]:
        """Serve the pages to which the mails lead."""
        desk, stop = self.desk, Event()
        (part,) = web_parts(
            desk.config.web.address,
            office=desk.office,
            keyring=desk.keyring,
            store=desk.store,
            renderer=desk.renderer,
            notifier=desk.notifier,
            rules=desk.rules,
            health=desk.health,
            clock=self.clock,
        )
        serving = Thread(target=part.runs.run, args=(stop,), daemon=True)
        serving.start()
        try:
            while part.name not in desk.health.pulses:
                time.sleep(0.01)
            yield
        finally:
            stop.set()
            serving.join(10)


@contextmanager
def real_desk(folder: Path, rules: Path, templates: Path, dovecot: Dovecot, exim: Exim) -> Iterator[RealDesk]:
    """Give a desk with these rules, to which nobody has written yet; its example people are real ones here."""
    config = folder / "maild.toml"
    config.write_text(
        CONFIG.format(
            desk=DESK,
            admin=ADMIN,
            rules=rules,
            templates=templates,
            imap_port=dovecot.imap_port,
            password=Account(DESK).password,
            smtp_port=exim.port,
            web_port=free_ports(1)[0],
            trusted=TRUSTED,
        )
    )
    for mailbox in (dovecot.top / "mail").iterdir():
        dovecot.empty(Account(mailbox.name))
    clock, stop = FrozenClock(), Event()
    with (
        _failures() as failures,
        running(load(config, {}), clock, examples=True) as desk,
        _working(desk, stop),
        closing(smtplib.SMTP(exim.host, exim.port)) as post,
    ):
        yield RealDesk(desk, folder, clock, dovecot, exim, post, stop, failures)


@contextmanager
def _failures() -> Iterator[list[str]]:
    """Collect what the desk logs as failed."""
    failures: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: failures.append(handler.format(record))
    logging.getLogger("maild").addHandler(handler)
    try:
        yield failures
    finally:
        logging.getLogger("maild").removeHandler(handler)


@contextmanager
def _working(desk: Desk, stop: Event) -> Iterator[None]:
    working = Thread(target=desk.worker.run, args=(stop,), daemon=True)
    working.start()
    try:
        yield
    finally:
        stop.set()
        desk.worker.interrupt()
        working.join(10)
        for inbound in desk.inbounds:
            inbound.close()
        desk.outbound.send_all()


def text_of(mail: EmailMessage) -> str:
    """Return the plain text of a mail."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def words_of(mail: EmailMessage) -> str:
    """Return subject and text of a mail on one line, without the marks of quotes."""
    return " ".join(re.sub(r"(?m)^\| ?", "", f"{mail['Subject']}\n{text_of(mail)}").split())


def link_in(mail: EmailMessage, path: str) -> str:
    """Return the link of a mail that leads to such a page."""
    found = re.search(rf"http://\S*{path}\S*", text_of(mail))
    assert found, f"no link to {path} in {mail['Subject']}"
    return found[0]
