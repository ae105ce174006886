"""The demo's mail servers: IMAP and SMTP in one thread, in memory, on this machine only.

Both come from packages that pip installs: no root, no account, nothing that stays.
"""

from __future__ import annotations

import asyncio
from argparse import Namespace
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, DictBackend, Identity
from pymap.imap import IMAPServer
from pymap.parsing.command.select import UidSearchCommand
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from maild.demo.delivery import mailbox_of

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Server
    from collections.abc import Iterable
    from types import TracebackType

    from aiosmtpd.smtp import Envelope, Session
    from pymap.parsing import Params

    from maild.demo.delivery import Host
    from maild.desk.ports import Clock

LOOPBACK = "127.0.0.1"
START_SECONDS = 20.0
UNKNOWN = "550 5.1.1 There is nobody of this name here"
CLOSED = "550 5.1.1 This mailbox was closed"


@dataclass(frozen=True, slots=True)
class Account:
    """A mailbox of the servers; a `closed` one takes nothing, which senders learn by a report later."""

    address: str
    password: str
    closed: bool = False


class MailServers:
    """Both servers, from entering the block to leaving it; `imap_port` and `smtp_port` say where they listen."""

    def __init__(self, host: Host, accounts: Iterable[Account], clock: Clock) -> None:
        self.host = host
        self.accounts = {account.address: account for account in accounts}
        self.imap_port = self.smtp_port = 0
        self._clock = clock
        self._up = Event()
        self._thread = Thread(target=self._run, name="mail servers", daemon=True)
        self._loop: AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None
        self._failure: BaseException | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self._up.wait(START_SECONDS)
        if self._failure is not None:
            raise self._failure
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is not None and self._end is not None:
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(START_SECONDS)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:  # noqa: BLE001  # whoever starts the servers is told, in their own thread
            self._failure = error
            self._up.set()

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        mailboxes = await Mailboxes.of(self.accounts.values())
        delivery = Delivery(self.host, self.accounts, mailboxes, self._clock)
        imap = await mailboxes.serve()
        smtp = await self._loop.create_server(delivery.session, LOOPBACK, 0)
        self.imap_port, self.smtp_port = _port(imap), _port(smtp)
        self._up.set()
        await self._end.wait()
        # Sessions that are still open end with the loop: waiting for idle ones would take for ever.
        imap.close()
        smtp.close()


class Mailboxes:
    """The mailboxes behind IMAP, in memory."""

    def __init__(self, backend: DictBackend, config: Config) -> None:
        self._backend = backend
        self._config = config

    @classmethod
    async def of(cls, accounts: Iterable[Account]) -> Self:
        """Return an empty mailbox for each account."""
        arguments = Namespace(
            host=LOOPBACK,
            port=0,
            cert=None,
            key=None,
            tls=False,
            debug=False,
            proxy_protocol=None,
            inherited_sockets=None,
            passlib_cfg=None,
            demo_data=False,
            demo_user="",
            demo_password="",
        )
        # The passwords are shown on the screen: hashing them would only make each log-in slow.
        backend, config = await DictBackend.init(arguments, hash_context=Cleartext())
        config.apply_context()
        mailboxes = cls(backend, config)
        for account in accounts:
            user = UserMetadata(config, account.address, password=account.password)
            await mailboxes._identity(account.address).set(user)
        return mailboxes

    async def serve(self) -> Server:
        """Begin to listen for mail programs."""
        server = IMAPServer(self._backend.login, self._config)
        server.commands.register(UidSearch)
        callback = ProxyProtocolReader(self._config.proxy_protocol).get_callback(server)
        return await asyncio.start_server(callback, LOOPBACK, 0)

    async def append(self, address: str, mail: bytes) -> None:
        """Lay a mail into a mailbox; whoever waits for new mail there is told at once."""
        async with self._identity(address).new_session() as session:
            await session.append_messages("INBOX", [AppendMessage(mail)])

    def _identity(self, address: str) -> Identity:
        return Identity(address, self._backend.login, None, frozenset())


class UidSearch(UidSearchCommand):
    """UID SEARCH as RFC 3501, section 6.4.8, has it: bare numbers are sequence numbers, which the library mistakes."""

    @classmethod
    def parse(cls, buf: memoryview, params: Params) -> tuple[UidSearch, memoryview]:
        command, rest = super(UidSearchCommand, cls).parse(buf, params)
        assert isinstance(command, UidSearch)
        return command, rest


class Delivery:
    """The SMTP server: takes mail from anybody on this machine, knows who has logged in, and delivers."""

    def __init__(self, host: Host, accounts: dict[str, Account], mailboxes: Mailboxes, clock: Clock) -> None:
        self._host = host
        self._accounts = accounts
        self._mailboxes = mailboxes
        self._clock = clock

    def session(self) -> SMTP:
        """Return the server's side of one connection."""
        return SMTP(
            self, hostname=self._host.name, ident="maild demo", authenticator=self.log_in, auth_require_tls=False
        )

    def log_in(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any) -> AuthResult:
        """Say whether name and password belong to an account."""
        if not isinstance(given, LoginPassword):
            return AuthResult(success=False, handled=False)
        address = given.login.decode("utf-8", "replace").lower()
        account = self._accounts.get(address)
        right = account is not None and account.password.encode() == given.password
        return AuthResult(success=right, handled=False, auth_data=address if right else None)

    async def handle_RCPT(  # noqa: N802  # the library asks for this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient whom there is (RFC 5321, section 4.1.1.3)."""
        if mailbox_of(address) not in self._accounts:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802  # the library asks for this name
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Deliver a mail to all its recipients."""
        mail = self._host.judged(envelope.original_content or b"", session.auth_data or "")
        for recipient in envelope.rcpt_tos:
            await self._deliver(mail, envelope.mail_from or "", recipient)
        return "250 2.0.0 Delivered"

    async def _deliver(self, mail: bytes, return_path: str, recipient: str) -> None:
        account = self._accounts[mailbox_of(recipient)]
        if not account.closed:
            await self._mailboxes.append(account.address, self._host.delivered(mail, return_path, recipient))
        # A report goes out under an empty return path, so that no report is ever answered by another.
        elif return_path and mailbox_of(return_path) in self._accounts:
            report = self._host.report(mail, return_path, account.address, CLOSED, self._clock())
            await self._deliver(report, "", return_path)


def _port(server: Server) -> int:
    port: int = server.sockets[0].getsockname()[1]
    return port
