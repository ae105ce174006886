"""What the private test servers have in common: ports, a certificate, whom to run as, and a clean end."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Owner:
    """The user a server runs as and whose files it writes."""

    uid: int
    gid: int
    name: str
    group: str

    @classmethod
    def for_servers(cls) -> Owner:
        """Nobody when the tests run as root, since servers drop root themselves; otherwise whoever runs the tests."""
        entry = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        return cls(entry.pw_uid, entry.pw_gid, entry.pw_name, grp.getgrgid(entry.pw_gid).gr_name)

    def take(self, *paths: Path) -> None:
        """Make these files and folders theirs."""
        if os.getuid() == 0:
            for path in paths:
                os.chown(path, self.uid, self.gid)


def free_ports(count: int) -> list[int]:
    """Return ports of the loopback address that nobody listened on a moment ago."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((LOOPBACK, 0))
        return [each.getsockname()[1] for each in sockets]


def write_certificate(folder: Path) -> Path:
    """Write tls.crt and tls.key for localhost into the folder; the certificate is its own authority."""
    certificate = folder / "tls.crt"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", f"subjectAltName=DNS:localhost,IP:{LOOPBACK}",
         "-keyout", str(folder / "tls.key"), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return certificate


def wait_for_greeting(process: subprocess.Popen[bytes], port: int, greeting: bytes, seconds: float = 10.0) -> None:
    """Return when the server says its greeting; RuntimeError when it ends or keeps silent."""
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), 1) as connection:
            if connection.recv(200).startswith(greeting):
                return
        time.sleep(0.01)
    raise RuntimeError(f"no greeting on port {port}; exit status {process.poll()}")


def signal_all(pids: Iterable[int], number: signal.Signals) -> None:
    """Send a signal to processes that may be gone already."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def session_of(leader: int) -> list[int]:
    """Return the living processes of a session, children first; zombies do not count."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            state, _parent, _group, session = (entry / "stat").read_text().rsplit(")", 1)[1].split()[:4]
            if int(session) == leader and state != "Z":
                found.append(int(entry.name))
    return sorted(found, reverse=True)


def wait_until_gone(leader: int, seconds: float = 5.0) -> None:
    """Wait for the last process of a session; what still lives then is killed."""
    deadline = time.monotonic() + seconds
    while rest := session_of(leader):
        if time.monotonic() > deadline:
            signal_all(rest, signal.SIGKILL)
        time.sleep(0.01)
