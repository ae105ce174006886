"""From nothing to a logged-in connection: connect, secure, log in, each with the errors a person can mend."""

from __future__ import annotations

import contextlib
import imaplib
import json
import re
import ssl
from typing import TYPE_CHECKING, Any

from imapclient import IMAPClient, SocketTimeout  # type: ignore[import-untyped]  # the library carries no types

from maild.errors import MaildError, PermanentError, TemporaryError
from maild.transport import tls
from maild.transport.findings import REACH

if TYPE_CHECKING:
    from maild.transport.settings import AccessToken, ImapSettings

# Response codes of a refusal that may be over by itself (RFC 5530, section 3).
PASSING = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\b", re.IGNORECASE)
# What LOGIN may carry bare; imaplib quotes the password only, and no client quotes beyond ASCII (RFC 9051, section 9).
ATOM = re.compile(r"[!#$&'+,\-./0-9:;<=>?@A-Z^_`a-z|}~]+")


def connect(settings: ImapSettings) -> Any:
    """Return an IMAPClient that is logged in; PermanentError when somebody must change something first."""
    client = _connected(settings)
    try:
        _silence(client)
        if settings.security == "starttls":
            _secure(client, settings)
        _log_in(client, settings)
    except BaseException:
        hang_up(client)
        raise
    return client


def hang_up(client: Any) -> None:
    """Close the connection without a word."""
    with contextlib.suppress(OSError, imaplib.IMAP4.error):
        client.shutdown()


def refusal(error: Exception, what: str, mend: str) -> MaildError:
    """Return what a command's NO means: temporary when the connection broke or the server says that it will pass."""
    answer = _answer(error)
    if PASSING.search(answer) or isinstance(error, imaplib.IMAP4.abort):
        return TemporaryError(f"{what}: {answer}")
    return PermanentError(f"{what}: {answer}", mend)


def _connected(settings: ImapSettings) -> Any:
    secure = settings.security == "tls"
    try:
        return IMAPClient(
            settings.host,
            settings.port,
            ssl=secure,
            ssl_context=tls.context(settings) if secure else None,
            timeout=SocketTimeout(settings.connect_timeout, settings.timeout),
        )
    except ssl.SSLError as error:
        raise tls.trouble(error, settings) from error
    except TimeoutError as error:
        raise TemporaryError(
            f"{settings.where} does not answer within {settings.connect_timeout:g} s.",
            "" if secure else 'If this is a TLS port, set security = "tls".',
        ) from error
    except (OSError, imaplib.IMAP4.error) as error:
        raise TemporaryError(f"{settings.where} cannot be reached: {_answer(error)}", REACH) from error


def _silence(client: Any) -> None:
    # At its default the library formats every octet it reads for a log that nobody keeps: ten times the whole cost.
    client._imap.debug = 0  # noqa: SLF001  # there is no public way; a test holds the attribute in place
    client.normalise_times = False


def _secure(client: Any, settings: ImapSettings) -> None:
    if not client.has_capability("STARTTLS"):
        raise PermanentError(
            f"{settings.where} offers no STARTTLS.", 'Take its TLS port with security = "tls", or another server.'
        )
    try:
        client.starttls(tls.context(settings))
    except ssl.SSLError as error:
        raise tls.trouble(error, settings) from error
    except imaplib.IMAP4.error as error:
        # Also a server that greets as if we were logged in already, so that TLS would be left out.
        raise refusal(
            error, f"{settings.where} refuses STARTTLS", 'Take its TLS port with security = "tls".'
        ) from error


def _log_in(client: Any, settings: ImapSettings) -> None:
    if settings.token is not None:
        _log_in_by_token(client, settings, settings.token)
    elif settings.password is not None:
        _log_in_by_password(client, settings, settings.password())


def _log_in_by_password(client: Any, settings: ImapSettings, password: str) -> None:
    if client.has_capability("LOGINDISABLED"):
        raise PermanentError(
            f"{settings.where} takes no password over this connection.", 'Set security = "tls" or "starttls".'
        )
    simple = ATOM.fullmatch(settings.username) and password.isascii() and password.isprintable()
    try:
        if simple:
            client.login(settings.username, password)
        else:
            client.plain_login(settings.username, password)
    except imaplib.IMAP4.error as error:
        raise _refused(error, settings, "Check username and password.") from error


def _log_in_by_token(client: Any, settings: ImapSettings, token: AccessToken) -> None:
    mechanism = next((name for name in ("XOAUTH2", "OAUTHBEARER") if client.has_capability(f"AUTH={name}")), None)
    if mechanism is None:
        raise PermanentError(f"{settings.where} offers no log-in by OAuth2 token.", "Use a password.")
    reasons: list[bytes] = []
    first = _first_response(mechanism, settings, token())

    def respond(challenge: bytes) -> bytes:
        # A second challenge is the reason of a refusal, to be answered with nothing (RFC 7628, section 3.2.3).
        if challenge:
            reasons.append(challenge)
        return b"\x01" if reasons else first

    try:
        client.sasl_login(mechanism, respond)
    except imaplib.IMAP4.error as error:
        token.forget()
        raise _refused(error, settings, "Check the OAuth2 client, its scope and consent.", _reason(reasons)) from error


def _first_response(mechanism: str, settings: ImapSettings, token: str) -> bytes:
    user = settings.username
    if mechanism == "XOAUTH2":
        return f"user={user}\1auth=Bearer {token}\1\1".encode()
    name = user.replace("=", "=3D").replace(",", "=2C")
    return f"n,a={name},\1auth=Bearer {token}\1\1".encode()


def _reason(challenges: list[bytes]) -> str:
    if not challenges:
        return ""
    try:
        return f" ({json.loads(challenges[0])['status']})"
    except (ValueError, KeyError, TypeError):
        return ""


def _refused(error: Exception, settings: ImapSettings, mend: str, reason: str = "") -> MaildError:
    # The library turns a broken connection into the same error as a wrong password; its context tells them apart.
    cause = error.__context__ if isinstance(error.__context__, imaplib.IMAP4.abort) else error
    return refusal(cause, f"{settings.where} refuses the log-in of {settings.username}{reason}", mend)


def _answer(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    first = error.args[0] if error.args else ""
    text = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(error)
    return text.removeprefix("b'").removesuffix("'") or type(error).__name__
