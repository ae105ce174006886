"""Every setting of `maild.toml`, described once: from here come its check, the file of `maild init` and its page."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from maild.config.kinds import (
    Address,
    DatabaseUrl,
    Duration,
    FilePath,
    HeaderField,
    Language,
    Line,
    Listen,
    MaybeAddress,
    Plus,
    Prefix,
    Secret,
    Term,
    Text,
    Timezone,
    WebAddress,
)

Security = Literal["tls", "starttls", "none"]
Count = Annotated[int, Field(ge=0)]
Port = Annotated[int, Field(ge=1, le=65535)]
PORT = "The port; left out, the usual one for `security`."


def setting(text: str, default: Any = ..., *, example: Any = None) -> Any:
    """Describe a setting: what it means, what it is when nobody sets it, and what it may look like."""
    return Field(default, description=text, examples=None if example is None else [example])


class Section(BaseModel):
    """A section of the file: unknown settings are mistakes, and nothing changes once it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, hide_input_in_errors=True)


class Desk(Section):
    """The desk itself: its name and address, and where its files are."""

    name: Text = setting("What people read as the sender of the desk's mail.", "Helpdesk")
    address: Address = setting("The address that people write to.", example="desk@office.example")
    admin: MaybeAddress = setting(
        "Who is told when something needs a hand: a mail in quarantine, a broken rule file. Not the desk itself.",
        "",
        example="admin@office.example",
    )
    language: Language = setting("The language of mails to people whose own is not known.", "id")
    timezone: Timezone = setting("The time zone of the office, for the times that people read.", "Asia/Jakarta")
    ticket_prefix: Prefix = setting("What stands before a ticket's number in subjects: [TIKET-1042].", "TIKET")
    rules: FilePath = setting("The folder of the rule files.", "rules")
    templates: FilePath = setting(
        "The folder of the office's own templates, which win by name; it may be absent.", "templates"
    )
    mode: Literal["live", "shadow"] = setting(
        '"shadow" tries the desk beside the old way of working: all it does is real, but all its mail goes to `admin`.',
        "live",
    )
    plus: Plus = setting(
        "What the mail server splits addresses at, so that desk+KEY@office.example reaches desk@office.example; "
        '"" when it does not.',
        "+",
    )
    keys_file: FilePath = setting(
        "Where the keys that sign reply addresses and links are kept; `maild run` makes it. Keep it from "
        "everybody else.",
        "maild.keys",
    )


class Database(Section):
    """Where tickets and mails are kept."""

    url: DatabaseUrl = setting(
        'A file, "sqlite:///maild.db", or a PostgreSQL server, "postgresql+psycopg://USER:PASSWORD@HOST/NAME".',
        "sqlite:///maild.db",
    )


class OAuth(Section):
    """A log-in by OAuth 2.0 instead of a password (RFC 6749), as Microsoft 365 and Google want it."""

    token_url: WebAddress = setting(
        "Where access tokens are fetched.", example="https://login.example.com/oauth2/v2.0/token"
    )
    client_id: Text = setting("The id under which the desk is registered there.", example="0b1c6c7e-desk")
    client_secret: Secret | None = setting("The secret of that registration, where there is one.", None)
    client_secret_file: FilePath | None = setting("The file that holds the secret.", None)
    refresh_token: Secret | None = setting(
        "The refresh token; without one the desk asks with its own id and secret (client credentials).", None
    )
    refresh_token_file: FilePath | None = setting(
        "The file that holds the refresh token. When the provider issues a new one, it is written there: the daemon "
        "must be able to write it.",
        None,
    )
    scope: Line = setting(
        "What is asked for, as the provider names it.", "", example="https://mail.example.com/.default"
    )
    mechanism: Literal["xoauth2", "oauthbearer"] = setting("How the token is shown to the mail server.", "xoauth2")


class Server(Section):
    """A mail server and how to log in there."""

    standard_ports: ClassVar[dict[str, int]] = {}

    host: Text = setting("The name of the server.")
    port: Port | None = setting(PORT, None, example=993)
    security: Security = setting(
        'How the connection is protected: "tls" from the first byte, "starttls" or "none". It is what it says: nothing '
        "falls back to clear text.",
        "tls",
    )
    username: Line = setting("The name to log in with.", "")
    password: Secret | None = setting("The password. Rather use `password_file`, a variable or a credential.", None)
    password_file: FilePath | None = setting("The file that holds the password.", None)
    oauth: OAuth | None = setting("Log in by OAuth 2.0 instead of a password.", None)

    @property
    def actual_port(self) -> int:
        """The port to connect to."""
        return self.port or self.standard_ports[self.security]


class Mailbox(Server):
    """A mailbox that the desk reads; there may be several, each with its own name."""

    standard_ports: ClassVar[dict[str, int]] = {"tls": 993, "starttls": 143, "none": 143}

    host: Text = setting("The name of the IMAP server.", example="imap.office.example")
    username: Line = setting(
        "The name to log in with; left out, the desk's address.", "", example="desk@office.example"
    )
    folder: Text = setting("The folder that is read.", "INBOX")
    processed_folder: Line = setting(
        'Where mails go once they are taken in; made when missing. "" leaves them and marks them as seen.',
        "maild-processed",
    )
    quarantine_folder: Line = setting(
        'Where mails go that could not be handled; made when missing. "" leaves them and marks them as seen.',
        "maild-quarantine",
    )
    sent_folder: Line = setting(
        "A folder of sent mail to watch too, so that answers from the desk's own webmail are heard.", "", example="Sent"
    )
    poll_every: Duration = setting("How often the folder is looked at, whatever the server announces.", "60s")
    idle: bool = setting("Whether the server is asked to announce new mail at once (IMAP IDLE).", True)
    start: Literal["new", "all"] = setting(
        'At the very first start: "new" leaves older mail untouched and unanswered, "all" takes in everything.', "new"
    )


class Smtp(Server):
    """The server that sends the desk's mail."""

    standard_ports: ClassVar[dict[str, int]] = {"tls": 465, "starttls": 587, "none": 25}

    host: Text = setting("The name of the SMTP server.", example="smtp.office.example")
    username: Line = setting(
        "The name to log in with; left out, the server must accept mail without.", "", example="desk@office.example"
    )
    port: Port | None = setting(PORT, None, example=465)
    connections: Annotated[int, Field(ge=1, le=4)] = setting("How many connections are kept at most.", 2)


class Web(Section):
    """The pages for surveys and tickets, and the state of the daemon."""

    listen: Listen = setting('Where the pages are served; "" for none. A taken port is a warning.', "127.0.0.1:8025")
    base_url: WebAddress = setting(
        "The address at which people reach the pages; without it there are no links, and surveys are answered by mail.",
        "",
        example="https://desk.office.example",
    )

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port to listen at, None for no pages."""
        host, _, port = self.listen.rpartition(":")
        return (host.strip("[]"), int(port)) if self.listen else None


class Trust(Section):
    """By what the desk knows that a mail is from whom it says."""

    authserv_ids: tuple[Text, ...] = setting(
        "The ids of the office's own servers in Authentication-Results (RFC 8601); what others claim is not believed.",
        (),
        example=("mx.office.example",),
    )
    inside_header: HeaderField = setting(
        'A header field that the office\'s server sets on inside mail and removes from all other: "Name: value".',
        "",
        example="X-Inside: yes",
    )
    commands: Literal["key+sender", "key"] = setting(
        'What proves a command of staff: the reply key and the sender, or ("key") the reply key alone.', "key+sender"
    )


class Limits(Section):
    """How much is answered and read; 0 is no limit. Nothing is lost: what is over waits or is read in part."""

    receipts_unproven_per_address_day: Count = setting(
        "Receipts a day for an address whose mails are not proven to be its own.", 5
    )
    receipts_unproven_per_domain_hour: Count = setting("Receipts an hour for all such addresses of a domain.", 100)
    receipts_unproven_per_hour: Count = setting("Receipts an hour for all such addresses together.", 300)
    tickets_per_sender_hour: Count = setting("Tickets an hour that one sender opens.", 60)
    notes_per_sender_hour: Count = setting(
        "Messages an hour of one requester on one ticket that are told one by one; of more one letter an hour tells.",
        20,
    )
    letter_bytes: Count = setting(
        "What the mail server takes in one letter; the file of a case that is larger stays out of its letter.",
        10_000_000,
    )
    message_bytes: Count = setting("Of a larger mail only the beginning is read.", 52_428_800)
    nesting: Count = setting("How deep parts within parts of a mail are followed.", 40)
    attachments: Count = setting("How many parts of a mail are read.", 1_000)


class Retention(Section):
    """How long words, addresses and raw mails are kept, at least 30 days; "" is for ever. Numbers and events stay."""

    ignored_mail: Term = setting(
        "Mail that became no ticket, and what was dropped from quarantine: the line that says why stays, and the mail "
        "is still known when it comes again.",
        "90 days",
    )
    sent_letters: Term = setting("What the letters of the desk said.", "", example="365 days")
    closed_tickets: Term = setting(
        "Tickets that have been closed for so long, with their people who have no other ticket, and their case files. "
        "Help articles stay.",
        "",
        example="730 days",
    )


class Config(Section):
    """The whole of `maild.toml`, with all relative paths starting at its folder."""

    desk: Desk
    database: Database
    mailbox: dict[str, Mailbox]
    smtp: Smtp
    web: Web
    trust: Trust
    limits: Limits
    retention: Retention
