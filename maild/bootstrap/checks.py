"""What can be wrong before the first run, looked at piece by piece; nothing is changed and no mail is sent."""

from __future__ import annotations

import errno
import os
import socket
from dataclasses import replace
from typing import TYPE_CHECKING

from maild.bootstrap.servers import imap_settings, smtp_settings
from maild.bootstrap.values import clock, office_of
from maild.config import ConfigError
from maild.errors import MaildError
from maild.notices.check import check_templates
from maild.notices.forms.sheet import can_print
from maild.policy.calendar import build_all, unsettled
from maild.policy.checking import failed_tests, unknown_holidays
from maild.policy.loader import examined
from maild.shipped import digests, shipped
from maild.store.database import Database
from maild.store.readiness import ready
from maild.tokens import Keyring
from maild.transport import imap, smtp
from maild.transport.findings import REACH, Finding, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from maild.config import Config
    from maild.policy.findings import Finding as RuleFinding
    from maild.policy.findings import Severity
    from maild.policy.model import Person, Policy
    from maild.transport.findings import Level

OTHERS = 0o077
SHOWN_NAMES = 4
LEVELS: dict[Severity, Level] = {"error": "problem", "warning": "warning"}


def mistakes_of(error: MaildError) -> Iterator[Finding]:
    """Yield why the configuration cannot be used, each mistake by itself."""
    if not isinstance(error, ConfigError):
        yield problem(error)
        return
    for where, mistake in error.placed:
        yield Finding("problem", f"{where}: {mistake.name} {mistake.what}.", _sentence(mistake.mend))


def look_at_config(config: Config) -> Iterator[Finding]:
    """Look at what the configuration says, without asking anybody."""
    desk, boxes = config.desk, len(config.mailbox)
    yield Finding("fine", f"{desk.address} reads {'1 mailbox' if boxes == 1 else f'{boxes} mailboxes'}.")
    if desk.mode == "shadow":
        yield Finding("warning", f"The desk tries in the shadow: all its mail goes to {desk.admin}.", 'Later: "live".')
    if not desk.admin:
        what = "Nobody is told of mails in quarantine, broken rule files and the like."
        yield Finding("warning", what, "Set desk.admin to a person's or a group's address.")
    if not desk.plus:
        what = "Without plus-addresses keys stand at the foot of mails, and bounces are not told apart by letter."
        yield Finding("warning", what, 'If the server knows desk+KEY@..., set desk.plus = "+".')
    if not can_print():
        what = "Closure notices go out without the closure form, and `maild kpi` writes no PDF."
        yield Finding("warning", what, "pip install 'maild[pdf]'")


def look_at_keys(config: Config) -> Iterator[Finding]:
    """Look at the signing keys, which nobody but the daemon may read."""
    file = config.desk.keys_file
    try:
        keyring = Keyring.read(file.read_text("utf-8"))
        mode = file.stat().st_mode
    except FileNotFoundError:
        yield _new_keys(file)
    except (OSError, UnicodeDecodeError) as error:
        yield Finding("problem", f"{file} cannot be read: {error}.", "Let maild, and nobody else, read it.")
    except MaildError as error:
        yield Finding("problem", f"{file}: {error.what}.", error.mend)
    else:
        if mode & OTHERS:
            yield Finding("problem", f"{file} can be read by others, who could answer in anybody's name.", _mode(file))
            return
        yield Finding("fine", f"{file} holds {'1 key' if len(keyring.keys) == 1 else f'{len(keyring.keys)} keys'}.")


def look_at_rules(folder: Path) -> Iterator[Finding]:
    """Look at all rule files, run the tests in them, and look for people who are still examples."""
    policy, findings = examined(folder)
    if policy is None:
        yield from map(_of_rules, findings)
        return
    unknown = tuple(unknown_holidays(policy))
    findings += (*unknown, *failed_tests(policy))
    # The loader only warns of example people, because rules are tried with them: a desk that is to run has none.
    examples = [person for person in policy.people.people if person.example]
    told = {person.source for person in examples}
    yield from (_of_rules(finding) for finding in findings if f"{finding.file}:{finding.line}" not in told)
    yield from _of_people(policy, examples)
    if not unknown:
        yield from _of_calendars(policy)
    if not any(finding.severity == "error" for finding in findings):
        yield Finding("fine", f"{folder} holds {len(policy.triage.rules)} triage rules, and all files are sound.")


def look_at_templates(folder: Path) -> Iterator[Finding]:
    """Look at the office's own templates, and the shipped ones behind them."""
    own = [folder] if folder.is_dir() else []
    errors = check_templates([*own, shipped("templates")])
    yield from map(problem, errors)
    known = digests(shipped("templates")).keys()
    for name in digests(folder):
        if name not in known and not (name.endswith(".j2") and "/" in name):
            mend = "A template of the office has the name of a shipped one, such as id/receipt.j2."
            yield Finding("warning", f"{folder / name} is no template: nothing reads it.", mend)
    if not errors:
        whose = f"{folder} and the shipped ones" if own else "The shipped ones are used"
        yield Finding("fine", f"{whose}: each was written with invented values.")


def look_at_database(config: Config) -> Iterator[Finding]:
    """Look whether the desk could work on its database."""
    try:
        database = Database(config.database.url.get_secret_value())
        state = ready(database)
    except MaildError as error:
        yield problem(error)
    else:
        # The URL may hold a password, so only a file is named.
        yield Finding("fine", f"{database.path or 'The database'} {state}.")


def look_at_mailboxes(config: Config) -> Iterator[Finding]:
    """Log in to each mailbox, and look at its folders and what its server can do."""
    for name, mailbox in config.mailbox.items():
        for finding in imap.check(imap_settings(mailbox, config)):
            yield _mendable(replace(finding, what=f"{name}: {finding.what}"))


def look_at_smtp(config: Config) -> Iterator[Finding]:
    """Log in to the server that sends, and ask whether it would take the desk's mail; none is sent."""
    settings, office = smtp_settings(config), office_of(config)
    findings = smtp.check(settings, office.address, office.admin or office.address)
    yield from map(_mendable, findings)
    if office.plus and not _problems(findings):
        detailed = office.with_detail("maild-check")
        if refused := _problems(smtp.check(settings, office.address, detailed)):
            mend = f'Let the server take mail to {detailed}, or set desk.plus = "".'
            yield Finding("problem", f"Answers could not reach the desk: {refused[0].what}", mend)


def look_at_clock(config: Config) -> Iterator[Finding]:
    """Show the office's time, which is right only when this machine's clock is."""
    now = office_of(config).local(clock())
    yield Finding("fine", f"In {config.desk.timezone} it is {now:%Y-%m-%d %H:%M} ({now:%Z}).")


def look_at_web(config: Config) -> Iterator[Finding]:
    """Look whether the pages can be served; the desk works without them."""
    address = config.web.address
    if address is None:
        yield Finding("fine", "No pages are served; surveys are answered by mail.")
        return
    try:
        _listen(address)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "is taken, perhaps by a maild that runs" if taken else f"cannot be used: {error.strerror}"
        yield Finding("warning", f"{config.web.listen} {why}.", 'Set another web.listen, or "" for no pages.')
        return
    if config.web.base_url:
        yield Finding("fine", f"{config.web.listen} is free; people reach the pages at {config.web.base_url}.")
    else:
        what = f"{config.web.listen} is free, but mails hold no links to pages; surveys are answered by mail."
        yield Finding("warning", what, "Set web.base_url to the address at which people reach the pages.")


# --- pieces ------------------------------------------------------------------------------------------------------


def _new_keys(file: Path) -> Finding:
    if os.access(file.parent, os.W_OK | os.X_OK):
        return Finding("fine", f"{file} is made at the first run.")
    return Finding("problem", f"{file} cannot be made.", f"Let the user of maild write to {file.parent}.")


def _mode(file: Path) -> str:
    return f"Run: chmod 600 {file}"


def _of_rules(finding: RuleFinding) -> Finding:
    where = f"{finding.file}:{finding.line}:{finding.column}"
    return Finding(LEVELS[finding.severity], f"{where}: {finding.message}.", _sentence(finding.suggestion))


def _of_people(policy: Policy, examples: Sequence[Person]) -> Iterator[Finding]:
    if examples:
        names = ", ".join(person.name for person in examples[:SHOWN_NAMES])
        more = f" and {len(examples) - SHOWN_NAMES} more" if len(examples) > SHOWN_NAMES else ""
        what = f"{examples[0].source}: {names}{more} are examples, whom the desk neither mails nor trusts."
        yield Finding("problem", what, "Put your own people in their place.")
    elif not policy.people.with_role("operator"):
        yield Finding("problem", "people.yaml: nobody is an operator.", "Give somebody the role: roles: [operator].")


def _of_calendars(policy: Policy) -> Iterator[Finding]:
    now = clock()
    try:
        build_all(policy.calendars, now)
        reasons = [unsettled(facts, now.year + ahead) for facts in policy.calendars.values() for ahead in (0, 1)]
    except (ValueError, LookupError) as error:
        yield Finding("problem", f"calendar.yaml cannot be worked out: {error}.", "Look at its countries and zones.")
        return
    mend = "Compare them with the decree, write what differs under `closed`, and the year under `settled`."
    yield from (Finding("warning", f"calendar.yaml: {reason}.", mend) for reason in reasons if reason)


def _mendable(finding: Finding) -> Finding:
    """Return a finding about a server with a mend: one that cannot be reached has none of its own."""
    if finding.level != "problem" or finding.mend:
        return finding
    return replace(finding, mend=REACH)


def _problems(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.level == "problem"]


def _listen(address: tuple[str, int]) -> None:
    host, port = address
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def _sentence(text: str) -> str:
    """Return a hint as a sentence of its own."""
    return f"{text[:1].upper()}{text[1:]}" + ("" if not text or text.endswith((".", "?", "!")) else ".")
