"""The tables: what is kept, under which keys, and what may not be twice."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from maild.store.types import Duration, Instant, Json, Number, Words

SCHEMA = "0001"
"""The revision of `migrations/` whose shape these tables are."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite and PostgreSQL use a partial index only for a query that repeats its condition word for word: these are the
# words, for the index and for the query.
OPEN_TARGET = text("met_at IS NULL AND next_at IS NOT NULL")
OPEN_TICKET = text("status != 'closed'")
OUTAGE = text("outage != '' AND status != 'closed'")
REPORT_OF_OUTAGE = text("part_of IS NOT NULL")
UNSENT = text("state IN ('waiting', 'unsure')")
CLAIMED = text("state = 'claimed'")
UNPROVEN = text("budget = 'unproven'")
POSTPONED = text("budget = 'later' AND state = 'waiting'")
FAILED = text("state = 'failed'")


def _partial(name: str, *columns: str, where: object) -> Index:
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


def _place() -> tuple[Column[str], Column[str], Column[int], Column[int]]:
    return (
        Column("mailbox", Text, nullable=False),
        Column("folder", Words, nullable=False),
        Column("uidvalidity", Number, nullable=False),
        Column("uid", Number, nullable=False),
    )


# --- the desk itself ---------------------------------------------------------------------------------------------

COUNTERS = ("contact", "journal", "message", "outbox", "quarantine", "raw", "ticket")

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Number, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Number, primary_key=True),
    Column("daemon", Text, nullable=False, index=True),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

jobs = Table(
    "jobs",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)

told = Table(
    "told",
    metadata,
    Column("key", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("closed", Boolean, nullable=False),
)

# --- tickets and those who write about them ----------------------------------------------------------------------

contacts = Table(
    "contacts",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("address", Words, nullable=False),
    Column("address_key", Words, unique=True),
    Column("name", Words, nullable=False),
    Column("unit", Words, nullable=False),
    Column("phone", Words, nullable=False),
    Column("location", Words, nullable=False),
    Column("language", Text, nullable=False),
    Column("same_as", Number),
)

tickets = Table(
    "tickets",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("sequence", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("impact", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("group", Text, nullable=False),
    Column("assignee", Text, nullable=False),
    Column("requester", Number, ForeignKey(contacts.c.id), nullable=False),
    Column("channel", Text, nullable=False),
    Column("tags", Json, nullable=False),
    Column("confidential", Boolean, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("responded_at", Instant),
    Column("resolved_at", Instant),
    Column("closed_at", Instant),
    Column("reopened", Integer, nullable=False),
    Column("undelivered", Boolean, nullable=False),
    Column("answered_at", Instant),
    Column("returned", Integer, nullable=False),
    Column("in_charge", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("waiting_since", Instant),
    Column("waiting_until", Instant),
    Column("reminded_at", Instant),
    Column("closing_proposed_at", Instant),
    Column("proposed_at", Instant),
    Column("send_at", Instant),
    Column("merged_into", Number),
    Column("survey", Double),
    Column("unit", Text, nullable=False),
    Column("outage", Text, nullable=False),
    Column("part_of", Number),
    Index("ix_tickets_requester_opened_at", "requester", "opened_at"),
    _partial("ix_tickets_open", "status", "number", where=OPEN_TICKET),
    _partial("ix_tickets_outage", "number", where=OUTAGE),
    _partial("ix_tickets_part_of", "part_of", where=REPORT_OF_OUTAGE),
)

ticket_words = Table(
    "ticket_words",
    metadata,
    Column("ticket", Number, ForeignKey(tickets.c.number), primary_key=True, autoincrement=False),
    Column("subject", Words),
    Column("symptoms", Words),
    Column("cause", Words),
    Column("analysis", Words),
    Column("solution", Words),
    Column("fields", Json),
)

survey_answers = Table(
    "survey_answers",
    metadata,
    Column("ticket", Number, ForeignKey(tickets.c.number), primary_key=True, autoincrement=False),
    Column("contact", Number, ForeignKey(contacts.c.id), nullable=False, index=True),
    Column("answered_at", Instant, nullable=False),
    Column("suggestions", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("phone", Words, nullable=False),
    Column("office", Words, nullable=False),
    Column("position", Words, nullable=False),
    Column("address", Words, nullable=False),
    Column("email", Words, nullable=False),
)

confirmations = Table(
    "confirmations",
    metadata,
    Column("letter", Number, ForeignKey("outbox.id"), primary_key=True, autoincrement=False),
    Column("ticket", Number, ForeignKey(tickets.c.number), nullable=False),
    Column("person", Text, nullable=False),
    Column("message", Number, ForeignKey("messages.id"), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Index("ix_confirmations_ticket_person", "ticket", "person"),
)

participants = Table(
    "participants",
    metadata,
    Column("ticket", Number, ForeignKey(tickets.c.number), nullable=False),
    Column("contact", Number, ForeignKey(contacts.c.id), nullable=False),
    Column("role", Text, nullable=False),
    PrimaryKeyConstraint("ticket", "contact"),
    sqlite_with_rowid=False,
)

triage_hits = Table(
    "triage_hits",
    metadata,
    Column("id", Number, primary_key=True),
    Column("ticket", Number, ForeignKey(tickets.c.number), nullable=False, index=True),
    Column("rule", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("because", Words, nullable=False),
)

# --- mail --------------------------------------------------------------------------------------------------------

raws = Table(
    "raws",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("size", Number, nullable=False),
)

raw_chunks = Table(
    "raw_chunks",
    metadata,
    Column("raw", Number, ForeignKey(raws.c.id, ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("octets", LargeBinary, nullable=False),
    PrimaryKeyConstraint("raw", "position"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False, unique=True),
    Column("raw", Number, ForeignKey(raws.c.id, ondelete="SET NULL"), index=True),
    Column("ticket", Number, ForeignKey(tickets.c.number), index=True),
    Column("direction", Text, nullable=False),
    Column("visibility", Text, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("date", Instant, index=True),
    Column("at", Instant, nullable=False),
    Column("sender", Words, nullable=False),
    Column("sender_name", Words, nullable=False),
    Column("to", Json, nullable=False),
    Column("subject", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("folded", Words, nullable=False),
    Column("language", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("proof", Text, nullable=False),
    Column("because", Words, nullable=False),
    Column("attachments", Json, nullable=False),
)

threads = Table(
    "threads",
    metadata,
    Column("message_id", Words, primary_key=True),
    Column("ticket", Number, ForeignKey(tickets.c.number), nullable=False),
    Column("sender", Words),
    Column("date", Text),
    sqlite_with_rowid=False,
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("raw", Number, ForeignKey(raws.c.id), nullable=False),
    *_place(),
    Column("received_at", Instant, nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", Words, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("retried", Integer, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    *_place(),
    Column("received_at", Instant, nullable=False),
    Column("taken_at", Instant, nullable=False),
    Column("disposition", Text, nullable=False),
    Column("because", Words, nullable=False),
    Column("message", Number, ForeignKey(messages.c.id)),
    Column("ticket", Number, ForeignKey(tickets.c.number)),
    Column("quarantine", Number, ForeignKey(quarantine.c.id)),
    UniqueConstraint("mailbox", "folder", "uidvalidity", "uid", name="uq_journal_place"),
)

baselines = Table(
    "baselines",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("folder", Words, primary_key=True),
    Column("uidvalidity", Number, nullable=False),
    Column("uidnext", Number, nullable=False),
    Column("moment", Instant, nullable=False),
)

deaths = Table(
    "deaths",
    metadata,
    *_place(),
    Column("attempts", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("mailbox", "folder", "uidvalidity", "uid"),
)

# --- what happened, what was promised, what is to be sent --------------------------------------------------------

events = Table(
    "events",
    metadata,
    Column("ticket", Number, ForeignKey(tickets.c.number), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("message", Number, ForeignKey(messages.c.id)),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("data", Text, nullable=False),
    Column("targets", Text, nullable=False),
    PrimaryKeyConstraint("ticket", "sequence"),
    CheckConstraint("sequence > 0", name="sequence"),
    sqlite_with_rowid=False,
)

targets = Table(
    "targets",
    metadata,
    Column("ticket", Number, ForeignKey(tickets.c.number), nullable=False),
    Column("name", Text, nullable=False),
    Column("run", Integer, nullable=False),
    Column("within", Duration, nullable=False),
    Column("spent_for", Duration, nullable=False),
    Column("running_since", Instant),
    Column("due_at", Instant),
    Column("met_at", Instant),
    Column("next_at", Instant),
    Column("at_risk_at", Instant),
    PrimaryKeyConstraint("ticket", "name", "run"),
    _partial("ix_targets_next", "next_at", where=OPEN_TARGET),
    sqlite_with_rowid=False,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("ticket", Number, ForeignKey(tickets.c.number), index=True),
    Column("notice", Text, nullable=False),
    Column("address", Words, nullable=False),
    Column("address_key", Words, nullable=False),
    Column("domain", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("role", Text, nullable=False),
    Column("message_id", Words, nullable=False, unique=True),
    Column("subject", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("html", Words, nullable=False),
    Column("headers", Json, nullable=False),
    Column("sender", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("next_attempt_at", Instant, nullable=False),
    Column("contact", Number, ForeignKey(contacts.c.id)),
    Column("person", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("budget", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_error", Words, nullable=False),
    Column("holder", Text, nullable=False),
    Column("attachments", Json, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("event", Integer),
    Column("changed_at", Instant),
    Column("learned_message_id", Words, nullable=False, server_default=""),
    _partial("ix_outbox_unsent", "next_attempt_at", where=UNSENT),
    _partial("ix_outbox_claimed", "changed_at", where=CLAIMED),
    _partial("ix_outbox_postponed", "address_key", where=POSTPONED),
    _partial("ix_outbox_failed", "address_key", "created_at", where=FAILED),
    _partial("ix_outbox_unproven_at", "created_at", where=UNPROVEN),
    _partial("ix_outbox_unproven_address", "address_key", "created_at", where=UNPROVEN),
    _partial("ix_outbox_unproven_domain", "domain", "created_at", where=UNPROVEN),
)
