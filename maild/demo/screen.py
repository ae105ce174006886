"""What the demo shows: mails, decisions with their reasons, letters, and at the end the tickets."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from maild.demo.cast import DESK, PASSWORD
from maild.demo.servers import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import Console

    from maild.demo.observer import Happening
    from maild.demo.stage import Stage
    from maild.desk.views import MailDetail, MailView, OutboxView, TicketDetail, TicketView
    from maild.policy.model import LabelKind

    Line = tuple[str, Text]

LANGUAGE = "en"
MOST_RULES = 2
MOST_TEXT = 160
LABEL_WIDTH = 9
EDGE = "  │ "
# A terminal narrower than this shows the tickets without whose they are.
NARROW = 100
COLOURS = {
    "opened": "bold green",
    "noted": "bold cyan",
    "bounced": "bold yellow",
    "ignored": "bold magenta",
    "duplicate": "bold magenta",
    "quarantined": "bold red",
}
PROOFS = {
    "sender": ("proven", "green"),
    "none": ("not proven", "yellow"),
    "failed": ("forged: the domain of the sender disowns it", "red"),
}
HELLO = """\
An office's mail servers, the people who write to it, and a maild that serves it: all of it runs on this machine, in \
memory and in {folder}. What follows is read from maild's own database while it works."""
GOODBYE = """\
Everything was real: IMAP, SMTP, the rules in rules/, the database. Nothing of it is left now. To look around in it \
with a mail program and to change its rules while it runs: maild demo --stay. To begin with your own mailbox: maild \
init."""


class Screen:
    """Prints to a terminal, a pipe or a file; `safe` takes away what could steer a terminal."""

    def __init__(self, console: Console, safe: Callable[[str], str], stage: Stage) -> None:
        self._console = console
        self._safe = safe
        self._stage = stage

    def hello(self) -> None:
        """Say what will be seen."""
        self._console.print(Text(HELLO.format(folder=self._stage.folder)))

    def act(self, number: int, title: str) -> None:
        """Begin an act."""
        self._heading(f"{number}. {title}")

    def caption(self, text: str) -> None:
        """Say what is to be seen in the next scene."""
        self._console.print()
        self._console.print(Text(text, style="italic"))

    def show(self, happening: Happening) -> None:
        """Show a mail, what became of it and why, and what was sent."""
        for label, text in self._lines(happening):
            self._line(label, text)

    def letter(self, reader: str, text: str) -> None:
        """Show a letter as its reader sees it."""
        self.caption(f"What {reader} reads:")
        for line in text.rstrip().splitlines():
            for part in self._text(line).wrap(self._console, self._console.width - len(EDGE)) or [Text()]:
                self._console.print(Text.assemble((EDGE, "dim"), part) if part else Text(EDGE.rstrip(), style="dim"))

    def survey(self, ticket: TicketView, questions: int, suggestions: str) -> None:
        """Show what a survey was answered with, as the ticket has it."""
        mean = "" if ticket.survey is None else f", {ticket.survey:.2f} of 5 on the average"
        self._line("survey", Text.assemble("of ", self._number(ticket), f": {questions} questions answered{mean}"))
        self._line("says", self._text(suggestions))

    def excuse(self, text: str, lines: Sequence[str]) -> None:
        """Say what went wrong, with lines that explain it."""
        self._console.print(Text(text, style="bold red"))
        for line in lines:
            self._console.print(self._text(line))

    def tickets(self, tickets: Sequence[TicketView]) -> None:
        """Show the tickets as they stand, the oldest first."""
        table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0), expand=True)
        for name, widest in (("Ticket", 9), ("Status", 12), ("Priority", 8), ("What", 24)):
            table.add_column(name, overflow="ellipsis", no_wrap=True, max_width=widest)
        wide = self._console.width >= NARROW
        if wide:
            table.add_column("From", overflow="ellipsis", no_wrap=True)
        table.add_column("Title", overflow="ellipsis", no_wrap=True, ratio=1)
        for ticket in tickets:
            table.add_row(
                self._number(ticket),
                self._label("status", ticket.status),
                self._label("priority", str(ticket.priority)),
                self._subject_matter(ticket),
                *([self._text(self._name(ticket.requester))] if wide else []),
                self._text(ticket.subject),
            )
        self._heading("The tickets")
        self._console.print(table)

    def account(self, mails: Sequence[MailView], letters: Sequence[OutboxView]) -> None:
        """Account for every mail and every letter."""
        self._console.print()
        self._console.print(f"{len(mails)} mails came: {_counted(mail.disposition for mail in mails)}.")
        self._console.print(f"{len(letters)} letters went out: {_counted(letter.state for letter in letters)}.")

    def goodbye(self) -> None:
        """Say what to do next."""
        self._console.print()
        self._console.print(Text(GOODBYE))

    def invitation(self) -> None:
        """Say how to look around while the demo stays."""
        servers, folder = self._stage.servers, self._stage.folder
        self._heading("The desk stays open")
        self._console.print("Look in with any mail program, or with maild in another terminal. Ctrl-C ends it.")
        facts = (
            ("IMAP", f"{LOOPBACK}, port {servers.imap_port}, no encryption"),
            ("SMTP", f"{LOOPBACK}, port {servers.smtp_port}, no encryption"),
            ("pages", f"{self._stage.desk.office.base_url} (behind the links in solutions and closures)"),
            ("write to", DESK),
            ("users", ", ".join(address for address in servers.accounts if address != DESK)),
            ("password", f"{PASSWORD}, for everybody"),
            ("rules", f"{folder / 'rules'} (edit them, and see them change here)"),
            ("tickets", f"maild -c {folder / 'maild.toml'} tickets list"),
        )
        for label, text in facts:
            self._line(label, Text(text))

    def _heading(self, title: str) -> None:
        self._console.print()
        self._console.print(Rule(Text(title, style="bold"), align="left", style="dim"))

    def _line(self, label: str, text: Text) -> None:
        """Print a label and what belongs to it, in two columns and without blanks at the end of a line."""
        for part in text.wrap(self._console, self._console.width - LABEL_WIDTH - 2):
            part.rstrip()
            margin = Text(f"{label:>{LABEL_WIDTH}}", style=COLOURS.get(label, "dim"))
            self._console.print(Text.assemble(margin, "  ", part) if part else margin)
            label = ""

    # --- the lines of a happening -----------------------------------------------------------------------------------

    def _lines(self, happening: Happening) -> Iterator[Line]:
        if happening.mail is not None:
            yield from self._mail_lines(happening.mail)
            yield happening.mail.mail.disposition, self._decision(happening.mail, happening.ticket)
            yield from self._reasons(happening.mail.mail, happening.ticket)
            yield from self._history(happening.mail.mail, happening.ticket)
        yield from self._letter_lines(happening.letters, with_subject=happening.mail is None)

    def _mail_lines(self, mail: MailDetail) -> Iterator[Line]:
        said, colour = PROOFS.get(mail.proof or "", ("", ""))
        sender = mail.mail.sender or "nobody"
        name = self._stage.names.get(sender.lower())
        yield "from", Text.assemble(self._text(f"{name} <{sender}>, " if name else f"{sender}, "), (said, colour))
        yield "subject", self._text(mail.mail.subject or "")
        if mail.message is not None:
            text = " ".join(mail.message.text.split()) or "(no text)"
            short = text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT].rsplit(' ', 1)[0]} ..."
            files = ", ".join(f"{one.filename} ({one.size} octets)" for one in mail.message.attachments)
            yield "text", self._text(f"{short} [{files}]" if files else short)

    def _decision(self, mail: MailDetail, detail: TicketDetail | None) -> Text:
        if detail is None:
            return Text("no ticket, and nobody is answered")
        ticket = detail.ticket
        if mail.mail.disposition != "opened":
            return Text.assemble("on ", self._number(ticket))
        kind, matter = self._label("type", ticket.type), self._subject_matter(ticket)
        urgency, impact = self._label("urgency", ticket.urgency), self._label("impact", ticket.impact)
        group = self._stage.policy.people.group(ticket.group)
        parts = [
            f"{kind}: {matter}, for {group.name if group else 'all'}",
            f"urgency {urgency} and impact {impact} make priority {self._label('priority', str(ticket.priority))}",
        ]
        if ticket.response_due_at is not None:
            due = self._stage.desk.office.local(ticket.response_due_at)
            parts.append(f"an answer is promised by {due:%A %H:%M}")
        return Text.assemble(self._number(ticket), " ", "; ".join(parts))

    def _reasons(self, mail: MailView, detail: TicketDetail | None) -> Iterator[Line]:
        """Yield why: for a new ticket the rules that spoke loudest, and in any case what is out of the ordinary."""
        if mail.disposition != "opened" or detail is None or detail.links:
            yield "because", self._text(mail.because)
        if mail.disposition == "opened" and detail is not None:
            more = len(detail.hits) - MOST_RULES
            for index, hit in enumerate(detail.hits[:MOST_RULES], start=1):
                others = f", and {more} more" if index == MOST_RULES and more > 0 else ""
                where = Text(f" ({hit.file}:{hit.line}{others})", style="dim")
                yield "rules" if index == 1 else "", Text.assemble(self._text(f"{hit.rule}: {hit.because}"), where)

    def _history(self, mail: MailView, detail: TicketDetail | None) -> Iterator[Line]:
        """Yield what a mail did to a ticket that was there before, in the words of its history."""
        if mail.disposition != "noted" or detail is None:
            return
        facts = [_in_words(event.kind) for event in detail.events if event.at == mail.taken_at]
        holder = self._stage.policy.people.person(detail.ticket.assignee)
        status = self._label("status", detail.ticket.status)
        stands = f"{status}, with {holder.name}" if holder is not None else status
        yield "history", self._text(f"{', '.join(facts)}: {stands}")

    def _letter_lines(self, letters: Sequence[OutboxView], *, with_subject: bool) -> Iterator[Line]:
        by_notice: dict[tuple[str, str], list[OutboxView]] = {}
        for letter in letters:
            by_notice.setdefault((letter.state, letter.notice), []).append(letter)
        for (state, notice), some in by_notice.items():
            names = ", ".join(self._name(letter.to) for letter in some)
            subject = f": {some[0].subject}" if with_subject else ""
            error = f" ({some[0].last_error})" if some[0].last_error else ""
            yield state, Text.assemble((notice, "blue"), self._text(f" to {names}{subject}{error}"))

    # --- words ------------------------------------------------------------------------------------------------------

    def _subject_matter(self, ticket: TicketView) -> str:
        kinds: tuple[tuple[LabelKind, str], ...] = (
            ("service", ticket.service),
            ("detail", ticket.detail),
            ("category", ticket.category),
        )
        return next((self._label(kind, identifier) for kind, identifier in kinds if identifier), "")

    def _label(self, kind: LabelKind, identifier: str) -> str:
        return self._stage.policy.label(kind, identifier, LANGUAGE)

    def _number(self, ticket: TicketView) -> Text:
        return Text(self._stage.desk.office.ticket_name(ticket.number), style="bold")

    def _name(self, address: str) -> str:
        return self._stage.names.get(address.lower(), address)

    def _text(self, text: str) -> Text:
        return Text(self._safe(text))


def _in_words(kind: str) -> str:
    """Return the name of a fact as words: "TicketTaken" is "ticket taken"."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind).lower()


def _counted(states: Iterator[str]) -> str:
    return ", ".join(f"{count} {state}" for state, count in Counter(states).most_common())
