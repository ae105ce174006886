"""Access tokens for mail servers that want OAuth2 (RFC 6749): by refresh token or by client credentials."""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from maild.errors import PermanentError, TemporaryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from maild.transport.settings import OAuthSettings

# A token is not used in its last minute: it must still be good when the mail server looks at it.
MARGIN = 60.0
# How long a token is good when its server does not say so.
ASSUMED_LIFETIME = 600.0
ANSWER_LIMIT = 1_000_000
# Refusals that somebody must mend (RFC 6749, section 5.2).
MENDS = {
    "invalid_grant": "Give consent again and store the new refresh token.",
    "invalid_client": "Check client_id and client_secret; the secret may have expired.",
    "unauthorized_client": "Allow this client the grant in the administration of the token server.",
    "unsupported_grant_type": "Allow this client the grant in the administration of the token server.",
    "invalid_scope": "Check the scope.",
    "invalid_request": "Check the OAuth2 settings against the token server's documentation.",
}


class TokenSource:
    """One OAuth2 client; its token is kept until shortly before it expires and shared by all threads.

    `store` is told of a refresh token that the server has exchanged: the old one may be void from then on.
    """

    def __init__(
        self,
        settings: OAuthSettings,
        *,
        store: Callable[[str], None] = lambda _: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._store = store
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._token = ""
        self._good_until = 0.0
        self._exchanged = ""

    def __call__(self) -> str:
        """Return a token that is good now.

        Raises PermanentError when the token server refuses, TemporaryError when it cannot be reached.
        """
        with self._lock:
            if not self._token or self._monotonic() >= self._good_until:
                self._fetch()
            return self._token

    def forget(self) -> None:
        """Forget the token at hand, because a server has refused it."""
        with self._lock:
            self._token = ""

    def _fetch(self) -> None:
        asked_at = self._monotonic()
        answer = self._post(self._form())
        token = answer.get("access_token")
        if not isinstance(token, str) or not token:
            raise TemporaryError(f"The token server {self._settings.token_url} answered without an access token.")
        self._token = token
        self._good_until = asked_at + max(_seconds(answer.get("expires_in")) - MARGIN, 0.0)
        exchanged = answer.get("refresh_token")
        if isinstance(exchanged, str) and exchanged and self._settings.refresh_token:
            self._exchanged = exchanged
            self._store(exchanged)

    def _form(self) -> dict[str, str]:
        settings = self._settings
        form = {"client_id": settings.client_id, "scope": settings.scope}
        if settings.client_secret:
            form["client_secret"] = settings.client_secret()
        if settings.refresh_token:
            form |= {"grant_type": "refresh_token", "refresh_token": self._exchanged or settings.refresh_token()}
        else:
            form["grant_type"] = "client_credentials"
        return {name: value for name, value in form.items() if value}

    def _post(self, form: dict[str, str]) -> dict[str, Any]:
        url = self._settings.token_url
        request = Request(_checked(url), urlencode(form).encode(), {"Accept": "application/json"})  # noqa: S310  # checked
        try:
            with _opener().open(request, timeout=self._settings.timeout) as response:
                body = json.loads(response.read(ANSWER_LIMIT))
        except HTTPError as error:
            with error:
                raise _refused(url, error.code, error.read(ANSWER_LIMIT)) from None
        except (URLError, OSError) as error:
            raise TemporaryError(f"The token server {url} cannot be reached: {error}") from error
        except ValueError as error:
            raise TemporaryError(f"The token server {url} did not answer in JSON.") from error
        if not isinstance(body, dict):
            raise TemporaryError(f"The token server {url} did not answer with a JSON object.")
        return body


class _NoRedirects(HTTPRedirectHandler):
    """Secrets go to the address that was configured and to no other."""

    def redirect_request(self, *_: object) -> None:
        return None


def _opener() -> OpenerDirector:
    return build_opener(_NoRedirects)


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}):
        return url
    raise PermanentError(
        f"The token server {url} is not asked in clear text.", "Set an address that begins with https."
    )


def _refused(url: str, status: int, body: bytes) -> PermanentError | TemporaryError:
    try:
        answer = json.loads(body)
        error, description = str(answer["error"]), str(answer.get("error_description", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        error, description = "", ""
    what = f"The token server {url} refuses with {status} {error} {description}".rstrip()
    if error in MENDS:
        return PermanentError(what, MENDS[error])
    if status == 429 or status >= 500:
        return TemporaryError(what)
    return PermanentError(what, "Check the OAuth2 settings.")


def _seconds(expires_in: object) -> float:
    # RFC 6749 asks for a number; some servers send it as text, and some not at all.
    try:
        return float(expires_in)  # type: ignore[arg-type]  # whatever else it is raises TypeError
    except (TypeError, ValueError):
        return ASSUMED_LIFETIME
