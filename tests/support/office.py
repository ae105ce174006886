"""An office of its own for a test: a folder with a configuration, and the real `maild` command run in it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[2]
TOML = """\
[desk]
name = "Layanan TI"
address = "{address}"
admin = "{admin}"
{desk}
[database]
url = "{database}"
{mailboxes}
[smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
{smtp}
[web]
listen = ""
[trust]
authserv_ids = ["mx.office.example"]
{trust}
[limits]
{limits}
"""
MAILBOX = """\
[mailbox.{name}]
host = "127.0.0.1"
port = {port}
security = "none"
username = "{address}"
password = "{password}"
{more}
"""


@dataclass
class Office:
    """One desk: `maild init` has laid out its folder, `configure` writes its settings."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def rules(self) -> Path:
        return self.folder / "rules"

    def lay_out(self) -> Office:
        """Copy the shipped rules; the people in them are then this office's own."""
        shutil.copytree(CHECKOUT / "rules", self.rules)
        people = self.rules / "people.yaml"
        people.write_text(people.read_text().replace(", example: true", ""))
        return self

    def configure(
        self,
        address: str,
        *,
        imap_port: int,
        smtp_port: int,
        password: str,
        admin: str = "admin@office.example",
        database: str = "sqlite:///maild.db",
        mailboxes: dict[str, str] | None = None,
        **more: str,
    ) -> Office:
        """Write maild.toml; `more` are lines for the sections desk, smtp, trust, limits and mailbox."""
        boxes = "".join(
            MAILBOX.format(name=name, port=imap_port, address=box, password=password, more=more.get("mailbox", ""))
            for name, box in (mailboxes or {"desk": address}).items()
        )
        sections = {name: more.get(name, "") for name in ("desk", "smtp", "trust", "limits")}
        (self.folder / "maild.toml").write_text(
            TOML.format(
                address=address, admin=admin, database=database, mailboxes=boxes, smtp_port=smtp_port, **sections
            )
        )
        return self

    def maild(self, *arguments: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run the command to its end; AssertionError when it does not exit with `code` (None: with any)."""
        done = subprocess.run(
            [sys.executable, "-m", "maild", *arguments],
            cwd=self.folder,
            env=_environment(),
            capture_output=True,
            text=True,
        )
        assert code is None or done.returncode == code, (
            f"{arguments}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done

    def listed(self, *arguments: str) -> Any:
        """Return what a command prints as JSON."""
        return json.loads(self.maild(*arguments, "--json").stdout)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the daemon; its log goes to a file in the folder."""
        with (self.folder / "maild.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "maild", "run"], cwd=self.folder, env=_environment(), stdout=log, stderr=log
            )
        self.processes.append(process)
        return process

    def kill(self) -> None:
        """End every daemon as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> list[int]:
        """End every daemon politely, and return their exit codes."""
        return self._end(signal.SIGTERM)

    def wait_until(self, done: Any, seconds: float = 120.0) -> None:
        """Wait until `done()` is true; AssertionError with the log when it does not come true."""
        deadline = time.monotonic() + seconds
        while not done():
            assert all(process.poll() is None for process in self.processes), f"it has ended\n{self.log()[-3000:]}"
            assert time.monotonic() < deadline, f"waited in vain\n{self.log()[-3000:]}"
            time.sleep(0.4)

    def log(self) -> str:
        file = self.folder / "maild.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def _end(self, number: signal.Signals) -> list[int]:
        for process in self.processes:
            process.send_signal(number)
        codes = [process.wait(30) for process in self.processes]
        self.processes.clear()
        return codes


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONWARNINGS": "ignore"}
