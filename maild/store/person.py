"""Finding one person in the database: what is theirs, and where else they are named."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Text, bindparam, func, or_, select, type_coerce

from maild.desk.person import Kept
from maild.store import dossier, lookups, rawmail, rows
from maild.store.tables import contacts, messages, outbox, participants, raws, tickets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Connection

    from maild.store.database import Database

_contact = bindparam("contact", type_=contacts.c.id.type)
_others = select(contacts.c.address).where(contacts.c.same_as == _contact).order_by(contacts.c.id)
_own = select(tickets.c.number).where(tickets.c.requester == _contact)
_let_in = select(participants.c.ticket).where(participants.c.contact == _contact)
_letters = select(outbox).where(outbox.c.address_key == bindparam("key")).order_by(outbox.c.id)


@dataclass(frozen=True, slots=True)
class Traces:
    """Where a person is: `own` tickets were asked for, `others` taken part in; `messages` were written or read."""

    key: str
    contact: int | None
    own: frozenset[int]
    others: frozenset[int]
    messages: frozenset[int]

    @property
    def tickets(self) -> frozenset[int]:
        """All tickets that the person had to do with."""
        return self.own | self.others


class People:
    """What is kept of single people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def kept(self, address: str) -> Kept:
        """Return all that is kept of an address, as one state of the database."""
        with self._database.reading() as connection:
            traces = traces_of(connection, address)
            contact = lookups.known_contacts(connection, [address]).get(traces.key)
            others = connection.execute(_others, {"contact": contact.id if contact else None}).scalars().all()
            own = [dossier.dossier(connection, number) for number in sorted(traces.own)]
            known = tuple(one for one in own if one is not None)
            told = {message.id for one in known for message in one.messages}
            wanted = sorted(traces.messages - told)
            found = (connection.execute(select(messages).where(messages.c.id == number)).one() for number in wanted)
            elsewhere = tuple(map(rows.message_of, found))
            letters = tuple(rows.letter_of(row) for row in connection.execute(_letters, {"key": traces.key}))
        return Kept(
            address=address,
            contact=contact,
            other_addresses=tuple(others),
            tickets=known,
            took_part=tuple(sorted(traces.others)),
            messages=elsewhere,
            letters=letters,
        )

    def mail(self, raw: int) -> bytes:
        """Return a raw mail."""
        with self._database.reading() as connection:
            return rawmail.get(connection, raw)


def traces_of(connection: Connection, address: str) -> Traces:
    """Return where a person is found by the address."""
    key = address.lower()
    contact = connection.execute(select(contacts.c.id).where(contacts.c.address_key == key)).scalar_one_or_none()
    own = set(connection.execute(_own, {"contact": contact}).scalars()) if contact is not None else set()
    others = set(connection.execute(_let_in, {"contact": contact}).scalars()) if contact is not None else set()
    said = connection.execute(select(messages.c.id, messages.c.ticket).where(_is_of(key))).all()
    written = connection.execute(select(outbox.c.ticket).where(outbox.c.address_key == key)).scalars()
    others |= {number for number in (*(ticket for _, ticket in said), *written) if number is not None}
    return Traces(key, contact, frozenset(own), frozenset(others - own), frozenset(number for number, _ in said))


def naming(connection: Connection, key: str, after: int = 0) -> Iterator[int]:
    """Yield the raw mails, behind this one, whose octets name the address; every one of them is read."""
    wanted = key.encode()
    for raw in connection.execute(select(raws.c.id).where(raws.c.id > after).order_by(raws.c.id)).scalars().all():
        try:
            octets = rawmail.get(connection, raw)
        except KeyError:
            continue
        if wanted in octets.lower():
            yield raw


def _is_of(key: str) -> ColumnElement[bool]:
    to = func.lower(type_coerce(messages.c.to, Text))
    return or_(func.lower(messages.c.sender) == key, to.contains(json.dumps(key), autoescape=True))
