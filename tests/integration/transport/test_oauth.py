from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from maild.errors import PermanentError, TemporaryError
from maild.transport.oauth import TokenSource
from maild.transport.settings import OAuthSettings
from tests.support.token_server import TokenServer

if TYPE_CHECKING:
    from collections.abc import Iterator


class Monotonic:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def server() -> Iterator[TokenServer]:
    with TokenServer() as server:
        yield server


def settings(server: TokenServer, **others: object) -> OAuthSettings:
    values: dict[str, object] = {"client_secret": lambda: "rahasia", "refresh_token": lambda: "refresh-0"}
    return OAuthSettings(server.url("/token"), "maild", **(values | others))


def test_a_refresh_token_gives_an_access_token(server: TokenServer) -> None:
    assert TokenSource(settings(server, scope="imap"))() in server.tokens
    assert server.requests == [
        {
            "client_id": "maild",
            "client_secret": "rahasia",
            "scope": "imap",
            "grant_type": "refresh_token",
            "refresh_token": "refresh-0",
        }
    ]


def test_without_a_refresh_token_the_client_asks_for_itself(server: TokenServer) -> None:
    assert TokenSource(settings(server, refresh_token=None))() in server.tokens
    assert server.requests[0]["grant_type"] == "client_credentials"
    assert "refresh_token" not in server.requests[0]


def test_a_token_is_kept_until_its_last_minute(server: TokenServer) -> None:
    clock = Monotonic()
    source = TokenSource(settings(server), monotonic=clock)
    first = source()
    clock.seconds = 3539.0
    assert source() == first
    clock.seconds = 3540.0
    assert source() != first


def test_a_token_that_was_refused_is_asked_for_again(server: TokenServer) -> None:
    source = TokenSource(settings(server))
    first = source()
    source.forget()
    assert source() != first


def test_an_exchanged_refresh_token_is_stored_and_used_from_then_on(server: TokenServer) -> None:
    server.rotating = True
    stored: list[str] = []
    source = TokenSource(settings(server), store=stored.append)
    for _ in range(3):
        source()
        source.forget()
    assert len(stored) == 3
    assert stored[-1] == server.refresh_token


def test_threads_share_one_token(server: TokenServer) -> None:
    source = TokenSource(settings(server))
    threads = [threading.Thread(target=source) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "error", "mend"),
    [
        (400, "invalid_grant", "Give consent again"),
        (401, "invalid_client", "Check client_id"),
        (400, "invalid_scope", "Check the scope"),
        (403, "", "Check the OAuth2 settings"),
    ],
)
def test_a_refusal_says_what_to_mend(status: int, error: str, mend: str, server: TokenServer) -> None:
    server.refuse = (status, error)
    with pytest.raises(PermanentError, match=f"refuses with {status}") as refused:
        TokenSource(settings(server))()
    assert mend in refused.value.mend
    assert "rahasia" not in str(refused.value)
    assert "refresh-0" not in str(refused.value)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_token_server_in_trouble_is_waited_for(status: int, server: TokenServer) -> None:
    server.refuse = (status, "later")
    with pytest.raises(TemporaryError):
        TokenSource(settings(server))()
    server.refuse = None
    assert TokenSource(settings(server))()


def test_a_token_server_that_is_not_there_is_waited_for() -> None:
    with pytest.raises(TemporaryError, match="cannot be reached"):
        TokenSource(OAuthSettings("http://127.0.0.1:1/token", "maild"))()


def test_secrets_are_not_sent_in_clear_text_over_a_network() -> None:
    with pytest.raises(PermanentError, match="not asked in clear text"):
        TokenSource(OAuthSettings("http://login.example/token", "maild"))()


@pytest.mark.parametrize("lifetime", ["3600", None, "soon"])
def test_a_lifetime_may_be_text_missing_or_nonsense(lifetime: object, server: TokenServer) -> None:
    server.expires_in = lifetime
    source = TokenSource(settings(server))
    assert source() == source()


def test_a_token_that_lives_shorter_than_a_minute_is_used_once(server: TokenServer) -> None:
    server.expires_in = 30
    source = TokenSource(settings(server))
    assert source() != source()
