"""Recording for somebody else (MAD-3): after a call, a letter or a visit, or from a mail that an operator passes on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from maild.desk.actions.naming import needed
from maild.desk.actions.task import Deed, Refused
from maild.desk.actions.until import moment_of, names_a_time
from maild.desk.incoming.opening import Report, title_of
from maild.desk.records import LEFT, Changes, Contact, Participant
from maild.mail.commands import commands_of, plain, without_commands
from maild.tickets.events import RequesterChanged

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from maild.desk.actions.task import Task
    from maild.desk.incoming.case import Case
    from maild.desk.ledger import Ledger
    from maild.desk.office import Office
    from maild.tickets.events import Visibility

_ADDRESS = re.compile(r"<?([^\s<>,;@]{1,64}@[^\s<>,;@]+\.[^\s<>,;@]+)>?")
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{5,20}")
_CHANNELS: Mapping[str, str] = {
    "telepon": "phone", "telp": "phone", "tlp": "phone", "phone": "phone", "call": "phone", "wa": "whatsapp",
    "whatsapp": "whatsapp", "surat": "letter", "letter": "letter", "datang": "visit", "langsung": "visit",
    "datang langsung": "visit", "tatap muka": "visit", "visit": "visit", "in person": "visit",
    "surel": "email", "email": "email", "mail": "email",
}  # fmt: skip
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who reported, as far as an operator said: what is empty is not known."""

    name: str = ""
    address: str = ""
    phone: str = ""
    unit: str = ""
    channel: str = ""
    at: datetime | None = None


def report_for_somebody(case: Case, office: Office) -> Report | None:
    """Return what an operator's mail reports for somebody else, None when it does no such thing.

    Refused when it says that it does, and not for whom.
    """
    if case.person is None or OPERATOR not in case.person.roles:
        return None
    command = next((one for one in case.mail.commands() if one.name == "for"), None)
    if command is None:
        return _passed_on(case, office)
    who = somebody(command.arguments, office.local(case.now))
    text = without_commands(case.mail.text)
    requester, fresh = _contact(who, case.ledger)
    said_in_subject = commands_of("", case.mail.message.subject)
    subject = title_of("" if said_in_subject else case.mail.message.subject, text, office)
    at = who.at or case.mail.fetched.received_at
    return Report(requester, subject, text, at, who.channel or ("phone" if who.phone else "visit"), fresh)


def change_requester(task: Task) -> Deed:
    """Let the ticket be somebody else's."""
    who = somebody(needed(task), task.office.local(task.now))
    requester, fresh = _contact(who, task.ledger)
    before, number = task.ticket.requester, task.ticket.number
    if requester.id == before:
        return Deed("for.already")
    changes = Changes(
        contacts=fresh, participants=(Participant(number, before, LEFT), Participant(number, requester.id, "requester"))
    )
    said = {"requester": requester.name or requester.address or requester.phone}
    fact = RequesterChanged(before, requester.id, task.policy.people.unit_of(requester.address))
    return Deed("for", (fact,), said, changes=changes, internal=task.text)


def somebody(arguments: str, now: datetime) -> Somebody:
    """Return who is meant by `NAME|ADDRESS|PHONE[, unit][, medium][, time]`; Refused when nobody is."""
    first, *others = [part.strip() for part in arguments.partition("\n")[0].split(",")]
    who = _named(first)
    for part in filter(None, others):
        who = replace(who, **_read(part, who, now))  # type: ignore[arg-type]  # each field with a value of its own
    if not (who.name or who.address or who.phone):
        raise Refused("incomplete")
    return who


def _named(first: str) -> Somebody:
    address = _ADDRESS.search(first)
    rest = _ADDRESS.sub("", first)
    phone = _PHONE.search(rest)
    name = " ".join(_PHONE.sub("", rest).split()).strip("\"'() ")
    return Somebody(name, address[1] if address else "", phone[0].strip() if phone else "")


def _read(part: str, who: Somebody, now: datetime) -> dict[str, object]:
    channel = _CHANNELS.get(plain(part).removeprefix("lewat ").removeprefix("via ").removeprefix("by "))
    if channel is not None:
        return {"channel": channel}
    if names_a_time(part) or plain(part).startswith("pukul"):
        return {"at": _past(moment_of(part, now), now)}
    if _ADDRESS.fullmatch(part):
        return {"address": part.strip("<>")}
    if _PHONE.fullmatch(part):
        return {"phone": part}
    return {"unit": f"{who.unit}, {part}" if who.unit else part}


def _past(at: datetime | None, now: datetime) -> datetime | None:
    """Return when it was: what was reported cannot lie ahead, so the last such day is meant."""
    if at is None:
        raise Refused("no_time")
    if at <= now:
        return at
    if at - now < timedelta(days=7):
        return at - timedelta(days=1 if at - now < timedelta(days=1) else 7)
    return at.replace(year=at.year - 1)


def _contact(who: Somebody, ledger: Ledger) -> tuple[Contact, tuple[Contact, ...]]:
    if not who.address:
        fresh = Contact(ledger.work.next("contact"), "", who.name or who.phone, who.unit, who.phone)
        return fresh, (fresh,)
    known, new = ledger.contact(who.address, who.name)
    told = replace(known, name=known.name or who.name, unit=known.unit or who.unit, phone=known.phone or who.phone)
    return told, (told,) if new or told != known else ()


def _passed_on(case: Case, office: Office) -> Report | None:
    """A user's mail that an operator forwards is the user's report; what the operator says above it stays inside."""
    letter = case.mail.reading.forwarded
    if letter is None or letter.sender is None or "@" not in letter.sender.address or case.mail.commands():
        return None
    if case.rulebook.policy.people.by_address(letter.sender.address) is case.person:
        return None
    requester, fresh = case.ledger.contact(letter.sender.address, letter.sender.name)
    text = "\n\n".join(filter(None, (letter.comment, letter.text)))
    subject = title_of(letter.subject, letter.text, office)
    visibility: Visibility = "internal" if letter.comment else "public"
    return Report(requester, subject, text, case.mail.fetched.received_at, fresh=fresh, visibility=visibility)
