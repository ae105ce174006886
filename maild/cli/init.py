"""`maild init`: the folder of a new desk, with a commented configuration and the shipped rules."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Annotated, Any

import typer

from maild.errors import PermanentError
from maild.shipped import digests, record_digests, shipped

FILE = "maild.toml"
RULES = "rules"
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")
LOCAL = ("localhost", "127.0.0.1", "::1")  # A server on this machine takes mail without a log-in.


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the desk shall live.")] = Path(),
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing; leave what is missing as comments.")] = False,
) -> None:
    """Write a commented maild.toml and copy the rules. Nothing that is there is overwritten."""
    from maild.config.page import commented_toml

    file, rules = folder / FILE, folder / RULES
    if file.exists():
        raise PermanentError(
            f"{file} is there already; nothing was changed.", "Name another folder, or remove it first."
        )
    text = commented_toml({} if yes else answers())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copied = copy_rules(rules)
        _write_for_owner(file, text)
    except OSError as error:
        raise PermanentError(
            f"{error.filename or folder} cannot be written: {error.strerror}.",
            "Make room or get leave to write there, or name another folder.",
        ) from error
    print(f"{file} is written.")
    print(f"{rules} is copied." if copied else f"{rules} was there and stays as it is.")
    print(f"Next: put your people into {rules / 'people.yaml'}, then run: maild check -c {file}")


def copy_rules(rules: Path) -> bool:
    """Copy the shipped rules with a record of their digests; False, and nothing done, when there are rules already."""
    if rules.exists():
        return False
    source = shipped(RULES)
    shutil.copytree(source, rules)
    record_digests(rules, digests(source))
    return True


def answers() -> dict[tuple[str, ...], Any]:
    """Ask what cannot be guessed: whose desk it is, and how to log in."""
    from rich.console import Console
    from rich.prompt import Prompt

    console = Console()

    def ask(question: str, default: str = "", *, hidden: bool = False) -> str:
        try:
            return str(
                Prompt.ask(question, console=console, password=hidden, default=default, show_default=bool(default))
            )
        except EOFError:
            raise PermanentError("There is nobody to answer.", "Use --yes and fill in maild.toml.") from None

    def ask_address(question: str) -> str:
        while (answer := ask(question)) and not _ADDRESS.fullmatch(answer):
            console.print("This is no mail address; one looks like desk@office.example.")
        return answer

    address = ask_address("Address of the desk")
    domain = address.rpartition("@")[2]
    host = ask("IMAP server", f"imap.{domain}" if domain else "")
    username = ask("User name there", address)
    password = ask("Password (empty: later, in a file or a variable)", hidden=True)
    smtp = ask("SMTP server", host.replace("imap.", "smtp.", 1))
    admin = ask_address("Address of whoever looks after the desk (empty: nobody)")
    login = smtp not in LOCAL
    given = {
        ("desk", "address"): address,
        ("desk", "admin"): admin,
        ("mailbox", "desk", "host"): host,
        ("mailbox", "desk", "username"): username,
        ("mailbox", "desk", "password"): password,
        ("smtp", "host"): smtp,
        ("smtp", "username"): username if login else "",
        ("smtp", "password"): password if login else "",
    }
    return {path: value for path, value in given.items() if value}


def _write_for_owner(file: Path, text: str) -> None:
    """Write a file that only its owner can read: it may hold passwords."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
