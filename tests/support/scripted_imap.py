"""An IMAP server that says what a test has written, for what no real server can be brought to say."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass, field
from typing import Self

from tests.support.processes import LOOPBACK

CAPABILITIES = "IMAP4rev1 IDLE MOVE UIDPLUS"
SELECTED = "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 100] ok"
HANG_UP = ""


@dataclass
class ScriptedImap:
    """Answers each command by the longest prefix of it in `answers`: untagged lines, and then how it was completed.

    A completion of `HANG_UP` ends the connection instead. What is in no script is fine. `commands` holds what was
    asked, without tags.
    """

    greeting: str = "* OK ready"
    capabilities: str = CAPABILITIES
    answers: dict[str, tuple[str, str]] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        standard = {
            "CAPABILITY": (f"* CAPABILITY {self.capabilities}", "OK done"),
            "SELECT": (SELECTED, "OK [READ-WRITE] done"),
            "LIST": ('* LIST () "/" "there"', "OK done"),
            "UID SEARCH": ("* SEARCH 1", "OK done"),
            "LOGOUT": ("* BYE", "OK done"),
        }
        self.answers = standard | self.answers

    def __enter__(self) -> Self:
        self._listener = socket.create_server((LOOPBACK, 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # A blocked `accept` does not notice that its socket is closed: it is woken by a last visitor.
        self._ending = True
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, self.port), 1):
            pass
        self._thread.join(5)
        self._listener.close()

    _ending = False

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection, contextlib.suppress(OSError):
                if self._ending:
                    return
                self.connections += 1
                self._converse(connection)

    def _converse(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        connection.sendall(self.greeting.encode() + b"\r\n")
        with connection.makefile("rb") as lines:
            for line in lines:
                tag, _, command = line.decode().strip().partition(" ")
                self.commands.append(command)
                fitting = [prefix for prefix in self.answers if command.upper().startswith(prefix)]
                untagged, completion = self.answers[max(fitting, key=len)] if fitting else ("", "OK done")
                lines_out = [untagged] if untagged else []
                if completion != HANG_UP:
                    lines_out.append(f"{tag} {completion}")
                connection.sendall("".join(f"{each}\r\n" for each in lines_out).encode("latin-1"))
                if completion == HANG_UP:
                    return
