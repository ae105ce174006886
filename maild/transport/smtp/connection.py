"""One SMTP connection: connect, secure, log in, then letter after letter (RFC 5321, RFC 6409)."""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from typing import TYPE_CHECKING, Literal

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectResponseError,
    SMTPException,
    SMTPHeloError,
    SMTPResponseException,
)

from maild.desk.ports import Outcome
from maild.errors import MaildError, PermanentError, TemporaryError
from maild.transport import tls
from maild.transport.findings import REACH

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from maild.desk.ports import Letter, Result
    from maild.transport.settings import SmtpSettings

Stage = Literal["mail", "rcpt", "data"]

# A refusal with one of these is about our log-in and no letter's fault (RFC 4954, section 6).
LOG_IN_WANTED = {530, 534, 535, 538}
CLOSING = 421
ENHANCED_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")
# What no address may hold on a command line; a mail could smuggle commands in with it.
UNSENDABLE = re.compile(r"[\x00-\x20\x7f<>]")


class Connection:
    """A connection that is logged in; `fresh` until it has carried a letter, `usable` until something went wrong."""

    def __init__(self, client: SMTP, settings: SmtpSettings) -> None:
        self._client = client
        self._settings = settings
        self.fresh = True
        self.rested_since = 0.0

    @property
    def usable(self) -> bool:
        """Say whether the next letter can go over it."""
        return self._client.is_connected

    async def send(self, letter: Letter) -> Outcome | None:
        """Send a letter and return what became of it; None when the server had left before it began.

        It is interrupted by cancelling: then too it returns what is known of the letter.
        """
        try:
            sender, recipient = _on_the_wire(letter.sender), _on_the_wire(letter.recipient)
        except ValueError as error:
            return Outcome(letter.id, "permanent", f"The address cannot be written: {error}", status="5.1.3")
        international = not (sender.isascii() and recipient.isascii())
        if international and not self._client.supports_extension("smtputf8"):
            return Outcome(letter.id, "permanent", "The server takes ASCII addresses only.", status="5.6.7")
        return await self._transact(letter, sender, recipient, "utf-8" if international else "ascii")

    async def refusal(self, sender: str, recipient: str) -> str:
        """Return why the server would not take mail from one to the other, "" when it would; nothing is sent."""
        try:
            await self._client.mail(_on_the_wire(sender))
            await self._client.rcpt(_on_the_wire(recipient))
            await self._client.rset()
        except SMTPResponseException as error:
            return _said(error.code, error.message)
        except (SMTPException, OSError, ValueError) as error:
            return str(error)
        return ""

    async def quit(self) -> None:
        """Leave politely if the server still listens."""
        transport = self._client.transport
        with contextlib.suppress(SMTPException, OSError):
            await self._client.quit(timeout=1)
        _abort(transport)
        self.close()

    def close(self) -> None:
        """Close without a word."""
        _hang_up(self._client)

    async def _transact(self, letter: Letter, sender: str, recipient: str, encoding: str) -> Outcome | None:
        stage: Stage = "mail"
        fresh, self.fresh = self.fresh, False
        try:
            await self._client.mail(sender, options=self._options(letter, encoding), encoding=encoding)
            stage = "rcpt"
            await self._client.rcpt(recipient, encoding=encoding)
            stage = "data"
            response = await self._client.data(letter.octets, timeout=self._settings.answer_timeout)
        except SMTPResponseException as error:
            if _has_left(error, stage) and not fresh:
                self.close()
                return None
            outcome = _refused(letter, error, stage)
            await self._clear(error)
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001  # every letter has an outcome
            # Whatever it was: an open transaction would spoil the next letter.
            self.close()
            if stage == "mail" and not fresh and isinstance(error, OSError):
                return None
            outcome = _broken(letter, error, stage)
        else:
            outcome = _answered(letter, "sent", response.code, response.message)
        return outcome

    def _options(self, letter: Letter, encoding: str) -> list[str]:
        wanted = {
            "size": f"SIZE={len(letter.octets)}",
            "8bitmime": "" if letter.octets.isascii() else "BODY=8BITMIME",
            "smtputf8": "SMTPUTF8" if encoding == "utf-8" else "",
        }
        return [option for name, option in wanted.items() if option and self._client.supports_extension(name)]

    async def _clear(self, error: SMTPResponseException) -> None:
        """Make the connection ready for the next letter, or close it."""
        if error.code == CLOSING or error.code < 400:
            self.close()
            return
        try:
            await self._client.rset()
        except (SMTPException, OSError):
            self.close()


async def connect(settings: SmtpSettings) -> Connection:
    """Return a connection that is logged in; PermanentError when somebody must change something first."""
    client = _client(settings)
    try:
        await client.connect(timeout=settings.connect_timeout)
        await _greet(client)
        await _log_in(client, settings)
    except BaseException as error:
        _hang_up(client)
        if isinstance(error, MaildError) or not isinstance(error, Exception):
            raise
        raise _unreachable(error, settings) from error
    return Connection(client, settings)


def _client(settings: SmtpSettings) -> SMTP:
    tls_context = None if settings.security == "none" else tls.context(settings)
    try:
        return SMTP(
            hostname=settings.host,
            port=settings.port,
            local_hostname=settings.hello,
            timeout=settings.timeout,
            use_tls=settings.security == "tls",
            # Never None: that would go on in clear text where an attacker has hidden the server's STARTTLS.
            start_tls=settings.security == "starttls",
            tls_context=tls_context,
        )
    except ValueError as error:
        raise PermanentError(f"{settings.where} cannot be spoken to: {error}", "Check host and hello name.") from error


def _hang_up(client: SMTP) -> None:
    _abort(client.transport)
    client.close()


def _abort(transport: asyncio.BaseTransport | None) -> None:
    # A TLS connection that is merely closed waits for the other side's farewell, which would outlive the event loop.
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


async def _greet(client: SMTP) -> None:
    try:
        await client.ehlo()
    except SMTPHeloError:
        await client.helo()


async def _log_in(client: SMTP, settings: SmtpSettings) -> None:
    try:
        if settings.token is not None:
            # The token may have to be fetched, which must not stop the other connections.
            token = await asyncio.to_thread(settings.token)
            await client.auth_xoauth2(settings.username, token)
        elif settings.password is not None:
            log_in = _password_log_in(client, settings)
            await log_in(settings.username.encode(), settings.password().encode())
    except SMTPAuthenticationError as error:
        if settings.token is not None:
            settings.token.forget()
        what = f"{settings.where} refuses the log-in of {settings.username}: {_said(error.code, error.message)}"
        if error.code < 500:
            raise TemporaryError(what) from error
        raise PermanentError(what, "Check username and password or token.") from error


def _password_log_in(client: SMTP, settings: SmtpSettings) -> Callable[[bytes, bytes], Awaitable[object]]:
    # One try by the best method: trying all of them would count as three wrong passwords.
    methods = {"plain": client.auth_plain, "login": client.auth_login, "cram-md5": client.auth_crammd5}
    for name, method in methods.items():
        if name in client.server_auth_methods:
            return method
    raise PermanentError(
        f"{settings.where} takes no password over this connection.",
        'Set security = "tls" or "starttls", or leave out username and password where the server wants none.',
    )


def _unreachable(error: Exception, settings: SmtpSettings) -> MaildError:
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    if isinstance(cause, ssl.SSLError):
        return tls.trouble(cause, settings)
    if isinstance(error, SMTPConnectResponseError):
        return TemporaryError(f"{settings.where} takes no mail now: {_said(error.code, error.message)}")
    if "STARTTLS extension not supported" in str(error):
        return PermanentError(
            f"{settings.where} offers no STARTTLS.", 'Take its TLS port with security = "tls", or another server.'
        )
    reason = (isinstance(cause, OSError) and cause.strerror) or str(error) or type(error).__name__
    return TemporaryError(f"{settings.where} cannot be reached: {reason}", REACH)


def _on_the_wire(address: str) -> str:
    """Return an address as SMTP takes it: the domain in ASCII (RFC 5890); ValueError when it cannot be written."""
    if UNSENDABLE.search(address):
        raise ValueError("it holds blanks, brackets or control characters")
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain if domain.isascii() else domain.encode('idna').decode()}"


def _has_left(error: SMTPResponseException, stage: Stage) -> bool:
    return stage == "mail" and error.code == CLOSING


def _refused(letter: Letter, error: SMTPResponseException, stage: Stage) -> Outcome:
    """Return what a refusal means for the letter."""
    result: Result
    if error.code in LOG_IN_WANTED or _has_left(error, stage):
        result = "unreachable"
    elif 500 <= error.code < 600:
        result = "permanent"
    elif 400 <= error.code < 500:
        result = "temporary"
    else:
        return _broken(letter, error, stage)
    return _answered(letter, result, error.code, error.message)


def _broken(letter: Letter, error: BaseException, stage: Stage) -> Outcome:
    """Return what the end of a connection means for the letter, by how far it had come."""
    meaning: dict[Stage, Result] = {"mail": "unreachable", "rcpt": "temporary", "data": "unsure"}
    return Outcome(
        letter.id, meaning[stage], _one_line(f"No answer to {stage.upper()}: {str(error) or type(error).__name__}")
    )


def _answered(letter: Letter, result: Result, code: int, message: str) -> Outcome:
    status = ENHANCED_STATUS.match(message)
    return Outcome(letter.id, result, _said(code, message), code, status.group() if status else "")


def _said(code: int, message: str) -> str:
    return _one_line(f"{code} {message}")


def _one_line(text: str) -> str:
    """Return what a server said without line ends and control characters; it may quote what strangers wrote."""
    return "".join(character if character.isprintable() else " " for character in text)
