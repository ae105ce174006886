"""A private PostgreSQL for the tests: Debian's binaries, a temporary folder, a random port, no root needed.

When the tests run as root, the server runs as the user `postgres`, because it refuses root.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine

if TYPE_CHECKING:
    from typing import Self

_OPTIONS = (
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=32MB",
    "max_connections=60",
    "timezone=UTC",
)


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL on this machine, None when there is none."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def available() -> bool:
    """Say whether a server could be started here."""
    try:
        import psycopg  # noqa: F401  # the driver is an extra, and the tests need it as well as the server
    except ImportError:
        return False
    return binaries() is not None


class Postgres:
    """One cluster; `fresh_url` makes an empty database in it for each test."""

    def __init__(self) -> None:
        folder = binaries()
        assert folder is not None, "PostgreSQL is not installed"
        self._bin = folder
        self._top = Path(tempfile.mkdtemp(prefix="maild-pg-"))
        self._top.chmod(0o755)
        self._as_user: dict[str, Any] = {}
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self._top, user.pw_uid, user.pw_gid)
            self._as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self._names = (f"maild_{number}" for number in count(1))
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    @property
    def _data(self) -> Path:
        return self._top / "data"

    def start(self) -> Self:
        """Start the server and wait until it answers."""
        options = [*_OPTIONS, f"port={self.port}", f"unix_socket_directories={self._top}"]
        line = " ".join(f"-c {option}" for option in options)
        self._run("pg_ctl", "-D", self._data, "-w", "-t", "30", "-l", self._top / "log", "-o", line, "start")
        return self

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; `immediate` is a crash."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", mode, "stop")

    def url(self, database: str = "postgres") -> str:
        """Return the URL of a database."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def fresh_url(self) -> str:
        """Make an empty database and return its URL."""
        name = next(self._names)
        engine = create_engine(self.url(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        return self.url(name)

    def close(self) -> None:
        """Stop the server and remove all it wrote."""
        with suppress(RuntimeError):  # It may have been stopped already.
            self.stop("immediate")
        shutil.rmtree(self._top, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _run(self, program: str, *arguments: object) -> None:
        done = subprocess.run(
            [str(self._bin / program), *map(str, arguments)],
            env={"PATH": f"{self._bin}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(self._top)},
            cwd=self._top,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self._as_user,
        )
        if done.returncode:
            raise RuntimeError(done.stdout)
