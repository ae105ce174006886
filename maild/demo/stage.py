"""What the demo plays on: a folder with a configuration and rules, mail servers, and a real desk that runs."""

from __future__ import annotations

import shutil
import socket
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any

from maild.bootstrap import clock, running
from maild.config import load as load_config
from maild.config.page import commented_toml
from maild.demo.cast import ADMIN, DESK, EVERYBODY, HOST, PASSWORD
from maild.demo.post import Post
from maild.demo.servers import LOOPBACK, Account, MailServers
from maild.policy.loader import load as load_policy
from maild.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from maild.bootstrap import Desk
    from maild.config import Config
    from maild.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything the demo plays with; `names` tells whose an address is."""

    folder: Path
    servers: MailServers
    post: Post
    desk: Desk
    names: dict[str, str]

    @property
    def policy(self) -> Policy:
        """The rules in force: an admin who edits them while the demo stays sees them change."""
        return self.desk.rules().policy


@contextmanager
def staged(folder: Path) -> Iterator[Stage]:
    """Set the stage in this folder, and clear it when the block ends; the folder is the caller's."""
    rules = folder / "rules"
    shutil.copytree(shipped("rules"), rules)
    names = _names(load_policy(rules))
    closed = {player.address for player in EVERYBODY if player.closed}
    accounts = (Account(address, PASSWORD, closed=address in closed) for address in names)
    with MailServers(HOST, accounts, clock) as servers:
        config = _config(folder, servers)
        with running(config, examples=True) as desk, _at_work(desk):
            yield Stage(folder, servers, Post(servers), desk, names)


@contextmanager
def _at_work(desk: Desk) -> Iterator[None]:
    """Let all parts of the daemon run until the block ends."""
    supervisor = desk.supervisor()
    thread = Thread(target=supervisor.run, name="maild")
    thread.start()
    try:
        yield
    finally:
        supervisor.stop()
        thread.join()


def _names(policy: Policy) -> dict[str, str]:
    """Return who has a mailbox here: the office as its rules list it, and those who write to it."""
    staff = {address: person.name for person in policy.people.people for address in person.addresses}
    return {DESK: "Helpdesk", ADMIN: "the administrator"} | staff | {one.address: one.name for one in EVERYBODY}


def _config(folder: Path, servers: MailServers) -> Config:
    """Write the file that `maild init` would write, and read it as every command does."""
    file = folder / "maild.toml"
    file.write_text(commented_toml(_settings(servers)), "utf-8")
    file.chmod(0o600)
    return load_config(file, environ={})


def _settings(servers: MailServers) -> dict[tuple[str, ...], Any]:
    pages_port = _free_port()
    log_in = {"host": LOOPBACK, "security": "none", "username": DESK, "password": PASSWORD}
    return {
        ("desk", "name"): "Helpdesk Madiun",
        ("desk", "address"): DESK,
        ("desk", "admin"): ADMIN,
        ("mailbox", "desk", "port"): servers.imap_port,
        ("mailbox", "desk", "start"): "all",
        # This server does not announce what came just before somebody began to wait: so the folder is looked at, too.
        ("mailbox", "desk", "poll_every"): "1s",
        ("smtp", "port"): servers.smtp_port,
        ("web", "listen"): f"{LOOPBACK}:{pages_port}",
        ("web", "base_url"): f"http://{LOOPBACK}:{pages_port}",
        ("trust", "authserv_ids"): [servers.host.name],
        **{("mailbox", "desk", key): value for key, value in log_in.items()},
        **{("smtp", key): value for key, value in log_in.items()},
    }


def _free_port() -> int:
    """Return a port that nobody listens on: letters name the pages' address before anybody serves them."""
    with socket.create_server((LOOPBACK, 0)) as listening:
        return int(listening.getsockname()[1])
