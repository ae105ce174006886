"""The store in memory, with the same promises as the real one: for tests of the desk.

Transactions do not wait for one another here as they do in a database: each works on the state it began with, and
its commit raises Conflict when another one that committed meanwhile took a key or a number. So a test can let
somebody else be first.
"""

from __future__ import annotations

from collections import Counter as Counted
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from maild.desk.numbers import History, SentLetter
from maild.desk.records import LEFT, Changes, Conflict, Dossier, KnownContent, TicketWords
from maild.desk.views import TicketView
from maild.tickets.events import NoteAdded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from maild.desk.ports import Counter
    from maild.desk.records import (
        Article,
        Baseline,
        Confirmation,
        Contact,
        Death,
        Document,
        JournalEntry,
        OutboxRow,
        Participant,
        Place,
        QuarantineRow,
        StoredMessage,
        SurveyAnswer,
        Thread,
        Told,
        TriageHit,
    )
    from maild.desk.views import TicketFilter
    from maild.tickets.events import Event
    from maild.tickets.targets import Target
    from maild.tickets.ticket import Ticket

COUNTERS = ("contact", "journal", "message", "outbox", "quarantine", "raw", "ticket")


@dataclass
class Tables:
    """What is kept; every table by its key."""

    counters: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTERS, 0))
    journal: dict[Place, JournalEntry] = field(default_factory=dict)
    raws: dict[int, bytes] = field(default_factory=dict)
    digests: dict[str, int] = field(default_factory=dict)
    messages: dict[int, StoredMessage] = field(default_factory=dict)
    contents: dict[str, int] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)
    contacts: dict[int, Contact] = field(default_factory=dict)
    participants: dict[tuple[int, int], Participant] = field(default_factory=dict)
    words: dict[int, TicketWords] = field(default_factory=dict)
    survey_answers: dict[int, SurveyAnswer] = field(default_factory=dict)
    hits: dict[int, TriageHit] = field(default_factory=dict)
    events: dict[tuple[int, int], Event] = field(default_factory=dict)
    tickets: dict[int, Ticket] = field(default_factory=dict)
    targets: dict[tuple[int, str, int], Target] = field(default_factory=dict)
    outbox: dict[int, OutboxRow] = field(default_factory=dict)
    changed_at: dict[int, datetime] = field(default_factory=dict)
    learned: dict[int, str] = field(default_factory=dict)
    quarantine: dict[int, QuarantineRow] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    baselines: dict[tuple[str, str], Baseline] = field(default_factory=dict)
    deaths: dict[Place, Death] = field(default_factory=dict)
    jobs: dict[str, datetime] = field(default_factory=dict)
    confirmations: dict[int, Confirmation] = field(default_factory=dict)
    articles: dict[int, Article] = field(default_factory=dict)
    documents: dict[tuple[str, int], Document] = field(default_factory=dict)

    def copied(self) -> Tables:
        """Return a copy that can be changed without changing this one."""
        return Tables(**{one.name: copy(getattr(self, one.name)) for one in fields(self)})

    def _put(self, changes: Changes) -> None:
        """Write changes; Conflict when a key is taken."""
        for kind in fields(Changes):
            writer = getattr(self, f"_put_{kind.name}", None)
            for row in getattr(changes, kind.name):
                if writer is None:
                    table, key = _KEPT_UP[kind.name]
                    getattr(self, table)[key(row)] = row
                else:
                    writer(row)

    def put(self, changes: Changes) -> None:
        """Write changes with raw mails first, since one that is there already gives its number to the others."""
        moved: dict[int, int] = {}
        for raw in changes.raws:
            number = self.digests.setdefault(raw.digest, raw.id)
            if number == raw.id:
                self.raws[raw.id] = raw.octets
            else:
                moved[raw.id] = number
        self._put(
            replace(
                changes,
                raws=(),
                messages=tuple(replace(row, raw=moved.get(row.raw or 0, row.raw)) for row in changes.messages),
                quarantine=tuple(replace(row, raw=moved.get(row.raw, row.raw)) for row in changes.quarantine),
                outbox=tuple(
                    replace(row, attachments=tuple((moved.get(raw, raw), part) for raw, part in row.attachments))
                    for row in changes.outbox
                ),
            )
        )

    def _put_journal(self, entry: JournalEntry) -> None:
        self.counters["journal"] += 1
        _fresh(self.journal, entry.place, entry)

    def _put_rejudged(self, entry: JournalEntry) -> None:
        if entry.place in self.journal:
            self.journal[entry.place] = entry

    def _put_messages(self, message: StoredMessage) -> None:
        _fresh(self.contents, message.content, message.id)
        _fresh(self.messages, message.id, message)

    def _put_threads(self, thread: Thread) -> None:
        known = self.threads.get(thread.message_id)
        if known is not None and known.ticket != thread.ticket:
            raise Conflict(f"{thread.message_id} belongs to ticket {known.ticket}")
        if known is None or known.sender is None:
            self.threads[thread.message_id] = thread

    def _put_contacts(self, contact: Contact) -> None:
        key = contact.address.lower()
        if key and any(other.address.lower() == key for other in self.contacts.values() if other.id != contact.id):
            raise Conflict(f"{key} is another contact")
        self.contacts[contact.id] = contact

    def _put_words(self, words: TicketWords) -> None:
        known = self.words.get(words.ticket, TicketWords(words.ticket))
        said = {one.name: getattr(words, one.name) for one in fields(words)}
        self.words[words.ticket] = replace(known, **{name: value for name, value in said.items() if value is not None})

    def _put_hits(self, hit: TriageHit) -> None:
        self.hits[len(self.hits) + 1] = hit

    def _put_events(self, event: Event) -> None:
        _fresh(self.events, (event.ticket, event.sequence), event)

    def _put_outbox(self, letter: OutboxRow) -> None:
        if any(other.message_id == letter.message_id for other in self.outbox.values()):
            raise Conflict(letter.message_id)
        _fresh(self.outbox, letter.id, letter)

    def _put_outbox_steps(self, step: Any) -> None:
        if step.id not in self.outbox:
            return
        moved = {name: getattr(step, name) for name in ("state", "attempts", "next_attempt_at", "last_error", "holder")}
        self.outbox[step.id] = replace(self.outbox[step.id], **moved)
        self.changed_at[step.id] = step.at
        if step.learned_message_id:
            self.learned[step.id] = step.learned_message_id

    def _put_withdrawals(self, row: int) -> None:
        if row in self.outbox:
            self.outbox[row] = replace(self.outbox[row], withdrawn=True)

    def _put_jobs(self, run: Any) -> None:
        self.jobs[run.name] = run.at

    def _put_survived(self, place: Place) -> None:
        self.deaths.pop(place, None)


_KEPT_UP: Mapping[str, tuple[str, Callable[[Any], Hashable]]] = {
    "survey_answers": ("survey_answers", lambda row: row.ticket),
    "participants": ("participants", lambda row: (row.ticket, row.contact)),
    "tickets": ("tickets", lambda row: row.number),
    "targets": ("targets", lambda row: (row.ticket, row.name, row.run)),
    "quarantine": ("quarantine", lambda row: row.id),
    "told": ("told", lambda row: row.key),
    "baselines": ("baselines", lambda row: (row.mailbox, row.folder)),
    "deaths": ("deaths", lambda row: row.place),
    "confirmations": ("confirmations", lambda row: row.letter),
    "articles": ("articles", lambda row: row.ticket),
    "documents": ("documents", lambda row: (row.kind, row.ticket)),
}


def _fresh(table: dict[Any, Any], key: Hashable, row: object) -> None:
    if key in table:
        raise Conflict(f"{key} is there already")
    table[key] = row


def _letters_of(tables: Tables, number: int) -> list[OutboxRow]:
    return [row for _, row in sorted(tables.outbox.items()) if row.ticket == number]


class FakeWork:
    """The port `Work` in memory."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store
        self._base = store.tables
        self.tables = store.tables.copied()
        self._changes: list[Changes] = []

    def journalled(self, places: Iterable[Place]) -> dict[Place, str]:
        return {place: self.tables.journal[place].disposition for place in places if place in self.tables.journal}

    def contents(self, digests: Iterable[str]) -> dict[str, KnownContent]:
        known = {digest: self.tables.contents[digest] for digest in digests if digest in self.tables.contents}
        return {digest: KnownContent(number, self.tables.messages[number].ticket) for digest, number in known.items()}

    def threads(self, message_ids: Iterable[str]) -> dict[str, Thread]:
        return {name: self.tables.threads[name] for name in message_ids if name in self.tables.threads}

    def tickets(self, numbers: Iterable[int]) -> dict[int, Ticket]:
        return {number: self.tables.tickets[number] for number in numbers if number in self.tables.tickets}

    def targets(self, numbers: Iterable[int]) -> dict[int, tuple[Target, ...]]:
        found: dict[int, tuple[Target, ...]] = {}
        for number in numbers:
            of_ticket = [target for key, target in sorted(self.tables.targets.items()) if key[0] == number]
            if of_ticket:
                found[number] = tuple(of_ticket)
        return found

    def contacts(self, addresses: Iterable[str]) -> dict[str, Contact]:
        keys = {address.lower() for address in addresses if address}
        known = self.tables.contacts
        return {
            each.address.lower(): known[each.same_as or each.id]
            for each in known.values()
            if each.address.lower() in keys
        }

    def participants(self, number: int) -> tuple[Contact, ...]:
        let_in = [row for row in self.tables.participants.values() if row.ticket == number and row.role != LEFT]
        let_in.sort(key=lambda row: (row.role != "requester", row.contact))
        return tuple(self.tables.contacts[row.contact] for row in let_in)

    def words(self, number: int) -> TicketWords | None:
        return self.tables.words.get(number)

    def survey_answer(self, number: int) -> SurveyAnswer | None:
        return self.tables.survey_answers.get(number)

    def conversation(self, number: int, address: str) -> tuple[str, ...]:
        key = address.lower()
        said = [
            (message.at, 0, message.message_id)
            for message in self.tables.messages.values()
            if message.ticket == number and message.sender.lower() == key and message.message_id
        ]
        said += [
            (row.created_at, 1, self.tables.learned.get(row.id, row.message_id))
            for row in self.tables.outbox.values()
            if row.ticket == number and row.address.lower() == key
        ]
        return tuple(name for _, _, name in sorted(said))[-20:]

    def outbox_row(self, row: int) -> OutboxRow | None:
        return self.tables.outbox.get(row)

    def history(self, number: int) -> list[Event]:
        return [event for key, event in sorted(self.tables.events.items()) if key[0] == number]

    def message(self, number: int) -> StoredMessage | None:
        return self.tables.messages.get(number)

    def messages_of(self, number: int) -> list[StoredMessage]:
        return sorted(
            (each for each in self.tables.messages.values() if each.ticket == number), key=lambda row: (row.at, row.id)
        )

    def letters_of(self, number: int) -> list[OutboxRow]:
        return _letters_of(self.tables, number)

    def raw(self, raw_id: int) -> bytes:
        return self.tables.raws[raw_id]

    def internal_texts(self, number: int) -> list[str]:
        notes = [each.text for each in self.messages_of(number) if each.visibility == "internal"]
        letters = (row for row in self.tables.outbox.values() if row.ticket == number and row.contact is None)
        return notes + [row.text for row in letters]

    def said_at(self, sender: str, date: datetime, subject: str) -> list[str]:
        asked = (sender.lower(), date, subject)
        found = self.tables.messages.values()
        return [each.text for each in found if (each.sender.lower(), each.date, each.subject) == asked]

    def open_loads(self, people: Iterable[str]) -> dict[str, int]:
        busy = Counted(each.assignee for each in self.tables.tickets.values() if each.status != "closed")
        return {person: busy[person] for person in people if busy[person]}

    def confirmation(self, letter: int) -> Confirmation | None:
        return self.tables.confirmations.get(letter)

    def quarantined(self, number: int) -> QuarantineRow | None:
        return self.tables.quarantine.get(number)

    def confirmed_since(self, number: int, person: str, at: datetime) -> bool:
        return any(one.confirmed_at is not None and one.confirmed_at >= at for one in self._asked(number, person))

    def unconfirmed_since(self, number: int, person: str, at: datetime) -> int:
        return sum(one.confirmed_at is None and one.asked_at >= at for one in self._asked(number, person))

    def _asked(self, number: int, person: str) -> list[Confirmation]:
        asked = self.tables.confirmations.values()
        return [one for one in asked if (one.ticket, one.person) == (number, person)]

    def listed(self, wanted: TicketFilter) -> list[TicketView]:
        views = (self._view(ticket) for _, ticket in sorted(self.tables.tickets.items(), reverse=True))
        fields_asked = ("type", "category", "group", "assignee", "priority")
        fits = [
            view
            for view in views
            if (not wanted.open or view.status != "closed")
            and (not wanted.status or view.status in wanted.status)
            and (not wanted.requester or view.requester.lower() == wanted.requester.lower())
            and all(getattr(wanted, name) in ("", None, getattr(view, name)) for name in fields_asked)
        ]
        return fits[: wanted.limit]

    def _view(self, ticket: Ticket) -> TicketView:
        shared = {one.name for one in fields(TicketView)} & {one.name for one in fields(ticket)} - {"requester", "unit"}
        asker = self.tables.contacts[ticket.requester]
        due = {row.name: row.due_at for key, row in sorted(self.tables.targets.items()) if key[0] == ticket.number}
        return TicketView(
            **{name: getattr(ticket, name) for name in shared},
            requester=asker.address,
            requester_name=asker.name,
            unit=asker.unit,
            phone=asker.phone,
            location=asker.location,
            subject=(self.tables.words.get(ticket.number) or TicketWords(ticket.number)).subject or "",
            response_due_at=due.get("response"),
            resolution_due_at=due.get("resolution"),
        )

    def found(self, words: Iterable[str], limit: int) -> list[int]:
        wanted = [word.lower() for word in words]
        texts = {
            number: " ".join(filter(None, (row.subject, row.symptoms, row.cause, row.solution))).lower()
            for number, row in self.tables.words.items()
        }
        hits = [number for number, text in texts.items() if all(word in text for word in wanted)]
        return sorted(hits, reverse=True)[:limit]

    def histories(self, since: datetime, until: datetime, kind: str = "") -> Iterator[History]:
        for number, ticket in sorted(self.tables.tickets.items()):
            over = ticket.closed_at is not None and ticket.status == "closed" and ticket.closed_at < since
            if ticket.opened_at < until and not over and kind in ("", ticket.type):
                told = tuple(event for key, event in sorted(self.tables.events.items()) if key[0] == number)
                words, asker = self.tables.words.get(number), self.tables.contacts[ticket.requester]
                title = (words.subject if words else None) or ""
                targets = self.targets([number]).get(number, ())
                yield History(ticket, targets, told, title, asker.name or asker.address, asker.unit)

    def letters_sent(self, tickets: Collection[int], notices: Collection[str]) -> list[SentLetter]:
        rows = [row for row in self.tables.outbox.values() if row.ticket in tickets and row.notice in notices]
        left = [
            SentLetter(row.ticket or 0, row.notice, self.tables.changed_at[row.id])
            for row in rows
            if row.state == "sent"
        ]
        return sorted(left, key=lambda letter: letter.at)

    def tickets_that_are(self, status: str) -> list[Ticket]:
        return [ticket for _, ticket in sorted(self.tables.tickets.items()) if ticket.status == status]

    def unsolved_since(self, at: datetime) -> list[Ticket]:
        known = (ticket for _, ticket in sorted(self.tables.tickets.items()))
        return [one for one in known if one.opened_at >= at and one.status in {"new", "in_progress", "waiting"}]

    def outages(self) -> list[Ticket]:
        return [one for _, one in sorted(self.tables.tickets.items()) if one.outage and one.status != "closed"]

    def reports_of(self, outage: int) -> list[Ticket]:
        return [one for _, one in sorted(self.tables.tickets.items()) if one.part_of == outage]

    def tickets_to_send(self, now: datetime) -> list[Ticket]:
        unsent = (ticket for ticket in self.tables.tickets.values() if ticket.status != "closed")
        return [ticket for ticket in unsent if ticket.send_at is not None and ticket.send_at <= now]

    def rarity(self, terms: Sequence[str]) -> tuple[int, dict[str, int]]:
        filled = [one for one in self.tables.documents.values() if one.terms]
        counted = {term: sum(term in one.terms for one in filled) for term in terms}
        return len(filled), {term: count for term, count in counted.items() if count}

    def best(self, weights: dict[str, float], limit: int) -> list[Document]:
        told = {key: sum(weights.get(term, 0.0) for term in one.terms) for key, one in self.tables.documents.items()}
        ranked = sorted((key for key, weight in told.items() if weight), key=lambda key: (-told[key], -key[1]))
        return [self.tables.documents[key] for key in ranked[:limit]]

    def article(self, ticket: int) -> Article | None:
        return self.tables.articles.get(ticket)

    def next(self, counter: Counter) -> int:
        self.tables.counters[counter] += 1
        return self.tables.counters[counter]

    def mark(self) -> Mapping[str, int]:
        return dict(self.tables.counters)

    def back_to(self, mark: Mapping[str, int]) -> None:
        self.tables.counters = dict(mark)

    def receipts_since(self, at: datetime, address: str = "", domain: str = "") -> int:
        unproven = (row for row in self.tables.outbox.values() if row.budget == "unproven" and row.created_at >= at)
        addresses = (row.address.lower() for row in unproven)
        return sum(
            (not address or each == address.lower()) and (not domain or each.rpartition("@")[2] == domain.lower())
            for each in addresses
        )

    def failures_since(self, at: datetime, address: str) -> int:
        failed = (row for row in self.tables.outbox.values() if row.state == "failed" and row.created_at >= at)
        return sum(row.address.lower() == address.lower() for row in failed)

    def postponed_receipts(self, address: str, limit: int) -> list[OutboxRow]:
        waiting = (row for row in self.tables.outbox.values() if (row.budget, row.state) == ("later", "waiting"))
        return [row for row in waiting if row.address.lower() == address.lower()][:limit]

    def tickets_since(self, at: datetime, contact: int) -> int:
        return sum(row.requester == contact and row.opened_at >= at for row in self.tables.tickets.values())

    def notes_since(self, at: datetime, number: int, actor: str) -> int:
        said = (event for event in self.history(number) if isinstance(event.fact, NoteAdded))
        return sum(event.actor == actor and event.at >= at for event in said)

    def due_letters(self, now: datetime, limit: int) -> list[OutboxRow]:
        unsent = (row for row in self.tables.outbox.values() if row.state in {"waiting", "unsure"})
        due = sorted(
            (row for row in unsent if row.next_attempt_at <= now), key=lambda row: (row.next_attempt_at, row.id)
        )
        return due[:limit]

    def claimed_letters(self, before: datetime) -> list[OutboxRow]:
        claimed = (row for row in self.tables.outbox.values() if row.state == "claimed")
        return [row for row in claimed if self.tables.changed_at[row.id] < before]

    def due_targets(self, now: datetime, limit: int) -> list[Target]:
        watched = (row for row in self.tables.targets.values() if row.met_at is None and row.next_at is not None)
        return sorted((row for row in watched if row.next_at <= now), key=lambda row: row.next_at)[:limit]

    def last_run(self, job: str) -> datetime | None:
        return self.tables.jobs.get(job)

    def told(self, key: str) -> datetime | None:
        row = self.tables.told.get(key)
        return None if row is None or row.closed else row.at

    def write(self, changes: Changes) -> None:
        self._changes.append(changes)
        self.tables.put(changes)

    def commit(self) -> None:
        if self._store.troubles:
            raise self._store.troubles.pop(0)
        if self._store.tables is not self._base:
            self._decide_race()
        self._store.tables = self.tables
        self._store.commits += 1

    def _decide_race(self) -> None:
        """Write on top of what somebody else committed meanwhile, unless both took the same key or number."""
        current = self._store.tables.copied()
        for name, value in self.tables.counters.items():
            moved = value != self._base.counters[name]
            if moved and current.counters[name] != self._base.counters[name]:
                raise Conflict(f"the counter {name} was moved")
        for changes in self._changes:
            current.put(changes)
        current.counters.update({n: v for n, v in self.tables.counters.items() if v != self._base.counters[n]})
        self.tables = current


class FakeStore:
    """The port `Store` in memory.

    `troubles` are raised by the next commits, one each; while `away` is set no transaction begins.
    """

    def __init__(self) -> None:
        self.tables = Tables()
        self.commits = 0
        self.troubles: list[Exception] = []
        self.away: Exception | None = None
        self._runs: dict[str, bool] = {}

    @contextmanager
    def begin(self) -> Iterator[FakeWork]:
        if self.away is not None:
            raise self.away
        yield FakeWork(self)

    def raw(self, raw_id: int) -> bytes:
        return self.tables.raws[raw_id]

    def events(self, number: int) -> list[Event]:
        return [event for key, event in sorted(self.tables.events.items()) if key[0] == number]

    def message(self, message: int) -> StoredMessage | None:
        return self.tables.messages.get(message)

    def letter(self, row: int) -> OutboxRow | None:
        return self.tables.outbox.get(row)

    def letters_of(self, number: int) -> list[OutboxRow]:
        return _letters_of(self.tables, number)

    def dossier(self, number: int) -> Dossier | None:
        ticket = self.tables.tickets.get(number)
        if ticket is None:
            return None
        said = (message for message in self.tables.messages.values() if message.ticket == number)
        return Dossier(
            ticket=ticket,
            requester=self.tables.contacts[ticket.requester],
            words=self.tables.words.get(number, TicketWords(number)),
            targets=tuple(target for key, target in sorted(self.tables.targets.items()) if key[0] == number),
            events=tuple(self.events(number)),
            messages=tuple(sorted(said, key=lambda message: (message.at, message.id))),
            answer=self.tables.survey_answers.get(number),
        )

    def quarantined(self, state: str = "held") -> Iterator[QuarantineRow]:
        yield from [row for _, row in sorted(self.tables.quarantine.items()) if row.state == state]

    def deaths(self) -> list[Death]:
        return sorted(self.tables.deaths.values(), key=lambda death: death.at)

    def baseline(self, mailbox: str, folder: str) -> Baseline | None:
        return self.tables.baselines.get((mailbox, folder))

    def started(self, daemon: str, at: datetime) -> bool:
        unclean = self._runs.get(daemon, False)
        self._runs[daemon] = True
        return unclean

    def ended(self, daemon: str, at: datetime) -> None:
        self._runs[daemon] = False
