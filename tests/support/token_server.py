"""A small OAuth2 server: it issues tokens (RFC 6749) and tells mail servers whose they are (RFC 7662)."""

from __future__ import annotations

import itertools
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl

from tests.support.processes import LOOPBACK


@dataclass
class TokenServer:
    """Issues access tokens for `username`; `refuse` answers the next requests with this status and error code."""

    username: str = "desk@office.example"
    refresh_token: str = "refresh-0"
    expires_in: int = 3600
    rotating: bool = False
    refuse: tuple[int, str] | None = None
    requests: list[dict[str, str]] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def url(self, path: str) -> str:
        """Return the address of one of the two services, `/token` or `/introspect`."""
        return f"http://{LOOPBACK}:{self._server.server_address[1]}{path}"

    def issue(self, username: str | None = None) -> str:
        """Return a new token that is good for this user."""
        token = f"access-{next(self._numbers)}"
        self.tokens[token] = username or self.username
        return token

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer((LOOPBACK, 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Return status and body for a request."""
        if path == "/introspect":
            user = self.tokens.get(form.get("token", ""))
            return 200, {"active": user is not None, "username": user or ""}
        self.requests.append(form)
        if self.refuse:
            status, error = self.refuse
            return status, {"error": error, "error_description": "the test wants it so"}
        if form["grant_type"] == "refresh_token" and form.get("refresh_token") != self.refresh_token:
            return 400, {"error": "invalid_grant", "error_description": "unknown refresh token"}
        body: dict[str, Any] = {"access_token": self.issue(), "token_type": "Bearer", "expires_in": self.expires_in}
        if self.rotating:
            body["refresh_token"] = self.refresh_token = f"refresh-{next(self._numbers)}"
        return 200, body

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                status, body = owner.answer(self.path, form)
                octets = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(octets)))
                self.end_headers()
                self.wfile.write(octets)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
