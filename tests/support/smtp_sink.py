"""An SMTP server within the test process: it takes everything, unless a test has scripted what it says to whom."""

from __future__ import annotations

import asyncio
import base64
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.processes import LOOPBACK, free_ports

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "rahasia"
ACCEPTED = "250 2.0.0 accepted"


@dataclass(frozen=True)
class Received:
    """A letter the sink has taken."""

    sender: str
    recipient: str
    octets: bytes


class SmtpSink:
    """Takes mail into `letters`; `say` scripts what recipients meet, also after the final dot.

    Whoever logs in does so by `PASSWORD` or `token`; `log_ins` says how that went. With `tls` it offers STARTTLS by the
    certificate of that folder.
    """

    def __init__(self, *, tls: Path | None = None, utf8: bool = True, log_in_wanted: bool = False) -> None:
        self.host = LOOPBACK
        self.letters: list[Received] = []
        self.log_ins: list[bool] = []
        self.connections = 0
        self.token = ""
        self._answers: dict[tuple[str, str], list[str]] = {}
        self._ends: dict[str, Literal["hang up", "keep silent"]] = {}
        (self.port,) = free_ports(1)
        self._controller = _Controller(self, tls, utf8=utf8)
        self._log_in_wanted = log_in_wanted

    def say(self, recipient: str, *answers: str, stage: Literal["mail", "rcpt", "data"] = "rcpt") -> None:
        """Answer so for this recipient (at `mail`: this sender), each answer once and in order, then accept again."""
        self._answers[recipient, stage] = list(answers)

    def hang_up_on(self, recipient: str) -> None:
        """Take the letter and end the connection without an answer, once."""
        self._ends[recipient] = "hang up"

    def keep_silent_on(self, recipient: str) -> None:
        """Take the letter and never answer, once."""
        self._ends[recipient] = "keep silent"

    def forget_connections(self) -> None:
        """End all connections, as a server does that is tired of waiting."""
        loop = self._controller.loop
        asyncio.run_coroutine_threadsafe(self._abort(), loop).result(5)

    def recipients(self) -> list[str]:
        """Return the recipients of the letters taken, sorted."""
        return sorted(letter.recipient for letter in self.letters)

    def __enter__(self) -> Self:
        self._controller.start()
        # The controller looks by a connection of its own whether it is there.
        self.connections = 0
        return self

    def __exit__(self, *_: object) -> None:
        self.forget_connections()
        self._controller.stop()

    # --- what aiosmtpd calls ----------------------------------------------------------------------------------------

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._log_in_wanted and not session.authenticated:
            return "530 5.7.0 authentication required"
        if answer := self._scripted(address, "mail"):
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return ACCEPTED

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self._scripted(address, "rcpt"):
            return answer
        envelope.rcpt_tos.append(address)
        return ACCEPTED

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        (recipient,) = envelope.rcpt_tos
        if answer := self._scripted(recipient, "data"):
            return answer
        self.letters.append(
            Received((envelope.mail_from or "").replace("<>", ""), recipient, bytes(envelope.content or b""))
        )
        match self._ends.pop(recipient, None):
            case "hang up":
                server.transport.abort()
            case "keep silent":
                await asyncio.sleep(3600)
        return ACCEPTED

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
        self.log_ins.append(good)
        return AuthResult(success=good, handled=False)

    async def auth_XOAUTH2(self, server: SMTP, words: list[str]) -> AuthResult:
        self.log_ins.append(f"auth=Bearer {self.token}\1" in base64.b64decode(words[1]).decode())
        return AuthResult(success=self.log_ins[-1], handled=False)

    def _scripted(self, address: str, stage: str) -> str:
        answers = self._answers.get((address, stage))
        return answers.pop(0) if answers else ""

    async def _abort(self) -> None:
        for transport in self._controller.transports:
            transport.abort()
        self._controller.transports.clear()


class _Controller(Controller):
    def __init__(self, sink: SmtpSink, tls: Path | None, *, utf8: bool) -> None:
        super().__init__(sink, hostname=sink.host, port=sink.port)
        self._sink = sink
        self.transports: list[asyncio.BaseTransport] = []
        self._options: dict[str, Any] = {
            "enable_SMTPUTF8": utf8,
            "data_size_limit": 40_000_000,
            "authenticator": sink.authenticate,
            "auth_require_tls": False,
            "loop": self.loop,
        }
        if tls:
            self._options["tls_context"] = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self._options["tls_context"].load_cert_chain(tls / "tls.crt", tls / "tls.key")

    def factory(self) -> SMTP:
        owner = self

        class Server(SMTP):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                if transport.get_extra_info("sslcontext") is None:
                    owner._sink.connections += 1
                owner.transports.append(transport)
                super().connection_made(transport)

        return Server(self.handler, **self._options)
