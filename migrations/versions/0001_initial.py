"""The tables that tickets, mails and letters are kept in."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None

# SQLite takes an INTEGER for its row id when it is a primary key, but no BIGINT.
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTERS = ("contact", "journal", "message", "outbox", "quarantine", "raw", "ticket")
ADD = "INSERT INTO documents_index(rowid, terms) VALUES (new.id, new.terms);"
REMOVE = "INSERT INTO documents_index(documents_index, rowid, terms) VALUES ('delete', old.id, old.terms);"
WORDS = "tokenize=\"ascii tokenchars '#_'\""
FTS5 = (
    f"CREATE VIRTUAL TABLE documents_index USING fts5(terms, content='documents', content_rowid='id', {WORDS})",
    "CREATE VIRTUAL TABLE documents_words USING fts5vocab(documents_index, row)",
    f"CREATE TRIGGER documents_added AFTER INSERT ON documents BEGIN {ADD} END",
    f"CREATE TRIGGER documents_removed AFTER DELETE ON documents BEGIN {REMOVE} END",
    f"CREATE TRIGGER documents_changed AFTER UPDATE ON documents BEGIN {REMOVE} {ADD} END",
)
LEXEMES = "array_to_tsvector(string_to_array(terms, ' '))"
TSVECTOR = (
    f"ALTER TABLE documents ADD COLUMN vector tsvector GENERATED ALWAYS AS ({LEXEMES}) STORED",
    "CREATE INDEX ix_documents_vector ON documents USING gin (vector)",
)


def upgrade() -> None:
    op.create_table(
        "baselines",
        sa.Column("mailbox", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("uidvalidity", NUMBER, nullable=False),
        sa.Column("uidnext", NUMBER, nullable=False),
        sa.Column("moment", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "folder", name=op.f("pk_baselines")),
    )
    op.create_table(
        "contacts",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("address_key", sa.Text),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "unit", "phone", "location", "language")),
        sa.Column("same_as", NUMBER),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("address_key", name=op.f("uq_contacts_address_key")),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "deaths",
        sa.Column("mailbox", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("uidvalidity", NUMBER, nullable=False),
        sa.Column("uid", NUMBER, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "folder", "uidvalidity", "uid", name=op.f("pk_deaths")),
    )
    op.create_table(
        "jobs",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_jobs")),
    )
    op.create_table(
        "raws",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raws")),
        sa.UniqueConstraint("digest", name=op.f("uq_raws_digest")),
    )
    op.create_table(
        "runs",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("daemon", sa.Text, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_daemon"), "runs", ["daemon"])
    op.create_table(
        "told",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_told")),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("raw", NUMBER, nullable=False),
        sa.Column("mailbox", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("uidvalidity", NUMBER, nullable=False),
        sa.Column("uid", NUMBER, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("retried", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
        sa.ForeignKeyConstraint(["raw"], ["raws.id"], name=op.f("fk_quarantine_raw")),
    )
    op.create_index(op.f("ix_quarantine_state"), "quarantine", ["state"])
    op.create_table(
        "raw_chunks",
        sa.Column("raw", NUMBER, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("octets", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("raw", "position", name=op.f("pk_raw_chunks")),
        sa.ForeignKeyConstraint(["raw"], ["raws.id"], name=op.f("fk_raw_chunks_raw"), ondelete="CASCADE"),
    )
    op.create_table(
        "tickets",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("urgency", sa.Text, nullable=False),
        sa.Column("impact", sa.Text, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("group", sa.Text, nullable=False),
        sa.Column("assignee", sa.Text, nullable=False),
        sa.Column("requester", NUMBER, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("confidential", sa.Boolean, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("confirmed_at", sa.BigInteger),
        sa.Column("responded_at", sa.BigInteger),
        sa.Column("resolved_at", sa.BigInteger),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("reopened", sa.Integer, nullable=False),
        sa.Column("undelivered", sa.Boolean, nullable=False),
        sa.Column("answered_at", sa.BigInteger),
        sa.Column("returned", sa.Integer, nullable=False),
        sa.Column("in_charge", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("waiting_since", sa.BigInteger),
        sa.Column("waiting_until", sa.BigInteger),
        sa.Column("reminded_at", sa.BigInteger),
        sa.Column("closing_proposed_at", sa.BigInteger),
        sa.Column("proposed_at", sa.BigInteger),
        sa.Column("send_at", sa.BigInteger),
        sa.Column("merged_into", NUMBER),
        sa.Column("survey", sa.Double),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("outage", sa.Text, nullable=False),
        sa.Column("part_of", NUMBER),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tickets")),
        sa.ForeignKeyConstraint(["requester"], ["contacts.id"], name=op.f("fk_tickets_requester")),
    )
    _partial("ix_tickets_open", "tickets", ["status", "number"], "status != 'closed'")
    _partial("ix_tickets_outage", "tickets", ["number"], "outage != '' AND status != 'closed'")
    _partial("ix_tickets_part_of", "tickets", ["part_of"], "part_of IS NOT NULL")
    op.create_index(op.f("ix_tickets_requester_opened_at"), "tickets", ["requester", "opened_at"])
    op.create_table(
        "messages",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("raw", NUMBER),
        sa.Column("ticket", NUMBER),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("visibility", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("date", sa.BigInteger),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("sender_name", sa.Text, nullable=False),
        sa.Column("to", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("proof", sa.Text, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("attachments", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("content", name=op.f("uq_messages_content")),
        sa.ForeignKeyConstraint(["raw"], ["raws.id"], name=op.f("fk_messages_raw"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name=op.f("fk_messages_ticket")),
    )
    for column in ("date", "raw", "ticket"):
        op.create_index(op.f(f"ix_messages_{column}"), "messages", [column])
    op.create_table(
        "outbox",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("ticket", NUMBER),
        sa.Column("notice", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("address_key", sa.Text, nullable=False),
        sa.Column("domain", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("headers", sa.Text, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger, nullable=False),
        sa.Column("contact", NUMBER),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("budget", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_error", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("attachments", sa.Text, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("event", sa.Integer),
        sa.Column("changed_at", sa.BigInteger),
        sa.Column("learned_message_id", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name=op.f("fk_outbox_ticket")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name=op.f("fk_outbox_contact")),
    )
    _partial("ix_outbox_claimed", "outbox", ["changed_at"], "state = 'claimed'")
    _partial("ix_outbox_failed", "outbox", ["address_key", "created_at"], "state = 'failed'")
    _partial("ix_outbox_postponed", "outbox", ["address_key"], "budget = 'later' AND state = 'waiting'")
    op.create_index(op.f("ix_outbox_ticket"), "outbox", ["ticket"])
    _partial("ix_outbox_unproven_address", "outbox", ["address_key", "created_at"], "budget = 'unproven'")
    _partial("ix_outbox_unproven_at", "outbox", ["created_at"], "budget = 'unproven'")
    _partial("ix_outbox_unproven_domain", "outbox", ["domain", "created_at"], "budget = 'unproven'")
    _partial("ix_outbox_unsent", "outbox", ["next_attempt_at"], "state IN ('waiting', 'unsure')")
    op.create_table(
        "confirmations",
        sa.Column("letter", NUMBER, autoincrement=False, nullable=False),
        sa.Column("ticket", NUMBER, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("message", NUMBER, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("confirmed_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("letter", name=op.f("pk_confirmations")),
        sa.ForeignKeyConstraint(["letter"], ["outbox.id"], name=op.f("fk_confirmations_letter")),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name=op.f("fk_confirmations_ticket")),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name=op.f("fk_confirmations_message")),
    )
    op.create_index("ix_confirmations_ticket_person", "confirmations", ["ticket", "person"])
    op.create_table(
        "participants",
        sa.Column("ticket", NUMBER, nullable=False),
        sa.Column("contact", NUMBER, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("ticket", "contact", name=op.f("pk_participants")),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name=op.f("fk_participants_ticket")),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name=op.f("fk_participants_contact")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_answers",
        sa.Column("ticket", NUMBER, autoincrement=False, nullable=False),
        sa.Column("contact", NUMBER, nullable=False),
        sa.Column("answered_at", sa.BigInteger, nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("suggestions", "name", "phone", "office", "position", "address", "email")
        ),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_survey_answers")),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name=op.f("fk_survey_answers_ticket")),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name=op.f("fk_survey_answers_contact")),
    )
    op.create_index(op.f("ix_survey_answers_contact"), "survey_answers", ["contact"])
    op.create_table(
        "targets",
        sa.Column("ticket", NUMBER, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("within", sa.BigInteger, nullable=False),
        sa.Column("spent_for", sa.BigInteger, nullable=False),
        sa.Column("running_since", sa.BigInteger),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("met_at", sa.BigInteger),
        sa.Column("next_at", sa.BigInteger),
        sa.Column("at_risk_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("ticket", "name", "run", name=op.f("pk_targets")),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name=op.f("fk_targets_ticket")),
        sqlite_with_rowid=False,
    )
    _partial("ix_targets_next", "targets", ["next_at"], "met_at IS NULL AND next_at IS NOT NULL")
    op.create_table(
        "threads",
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("ticket", NUMBER, nullable=False),
        sa.Column("sender", sa.Text),
        sa.Column("date", sa.Text),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_threads")),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name=op.f("fk_threads_ticket")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ticket_words",
        sa.Column("ticket", NUMBER, autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text),
        sa.Column("symptoms", sa.Text),
        sa.Column("cause", sa.Text),
        sa.Column("analysis", sa.Text),
        sa.Column("solution", sa.Text),
        sa.Column("fields", sa.Text),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_ticket_words")),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name=op.f("fk_ticket_words_ticket")),
    )
    op.create_table(
        "triage_hits",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("ticket", NUMBER, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triage_hits")),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name=op.f("fk_triage_hits_ticket")),
    )
    op.create_index(op.f("ix_triage_hits_ticket"), "triage_hits", ["ticket"])
    op.create_table(
        "events",
        sa.Column("ticket", NUMBER, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("message", NUMBER),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("targets", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("ticket", "sequence", name=op.f("pk_events")),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_events_sequence")),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name=op.f("fk_events_ticket")),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name=op.f("fk_events_message")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("mailbox", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("uidvalidity", NUMBER, nullable=False),
        sa.Column("uid", NUMBER, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("taken_at", sa.BigInteger, nullable=False),
        sa.Column("disposition", sa.Text, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("message", NUMBER),
        sa.Column("ticket", NUMBER),
        sa.Column("quarantine", NUMBER),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("mailbox", "folder", "uidvalidity", "uid", name=op.f("uq_journal_place")),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name=op.f("fk_journal_message")),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name=op.f("fk_journal_ticket")),
        sa.ForeignKeyConstraint(["quarantine"], ["quarantine.id"], name=op.f("fk_journal_quarantine")),
    )
    _search()
    counters = sa.table("counters", sa.column("name"), sa.column("value"))
    op.bulk_insert(counters, [{"name": name, "value": 0} for name in COUNTERS])


def _search() -> None:
    op.create_table(
        "articles",
        sa.Column("ticket", NUMBER, autoincrement=False, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_articles")),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name=op.f("fk_articles_ticket")),
    )
    op.create_table(
        "documents",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("ticket", NUMBER, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("kind", "ticket", name=op.f("uq_documents_kind_ticket")),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name=op.f("fk_documents_ticket")),
    )
    for statement in FTS5 if op.get_bind().dialect.name == "sqlite" else TSVECTOR:
        op.execute(statement)


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
