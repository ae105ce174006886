"""The course of a command mail: each command on the ticket as the ones before it left it, until one is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.actions import staging
from maild.desk.actions.diagnosing import diagnosis_before
from maild.desk.actions.documents import files_along
from maild.desk.actions.record import filled, named, with_known
from maild.desk.actions.table import ACTIONS
from maild.desk.actions.task import Refused, Task
from maild.desk.files import files_of
from maild.desk.happening import Happening
from maild.desk.incoming.leaving_text import fit_to_leave
from maild.desk.ledger import together
from maild.desk.recording import followed, written
from maild.desk.records import Changes
from maild.notices.values import DoneView
from maild.tickets.events import (
    ActionUndone,
    NoteAdded,
    OutageAnnounced,
    OutageDeclared,
    RecordFilled,
    StageEntered,
    TicketAssigned,
    TicketEscalated,
    TicketResolved,
    WaitingBegan,
)
from maild.tickets.transitions import allows

if TYPE_CHECKING:
    from maild.desk.actions.given import Given
    from maild.desk.actions.task import Deed
    from maild.desk.files import Files
    from maild.desk.incoming.case import Case
    from maild.desk.office import Office
    from maild.desk.recording import Cause, Recorded
    from maild.desk.records import StoredMessage, TicketWords
    from maild.mail.message import Command
    from maild.tickets.events import Event, Fact
    from maild.tickets.ticket import Ticket

SPOKEN = (NoteAdded, TicketResolved, WaitingBegan, OutageDeclared, OutageAnnounced)
"""The facts with which something may be said to the public side."""


class Course:
    """What the commands of one mail come to; nothing of it counts before all of them are done.

    `public` is the text that reaches the public side, `internal` what only the staff read, `left_out` the lines that
    had to stay inside.
    """

    def __init__(
        self, given: Given, ticket: Ticket, case: Case, office: Office, cause: Cause, message: StoredMessage
    ) -> None:
        self._given = given
        self._case = case
        self._office = office
        self._cause = cause
        self._message = message
        self.ticket = ticket
        self.targets = case.ledger.targets(ticket.number)
        self.words = case.ledger.words(ticket.number)
        self.recorded: list[Recorded] = []
        self.public = ""
        self.internal = ""
        self.left_out: tuple[str, ...] = ()
        self._texts: list[str] = []
        self._filled: list[TicketWords] = []
        self._changes = Changes()

    def run(self) -> tuple[DoneView, ...]:
        """Do all commands and return what each did; Refused when one cannot be done."""
        commands = sorted(self._given.commands, key=lambda command: command.name in staging.LAST)
        deeds = [self._tried(command) for command in commands if command.name in ACTIONS]
        if all(deed.keeps_text for deed in deeds) and not any(deed.public for deed in deeds):
            self._keep_text(deeds)
        elif any(deed.public and not deed.facts for deed in deeds):
            self.note(NoteAdded("public"))
        return tuple(DoneView(deed.code, deed.said) for deed in deeds)

    def note(self, fact: NoteAdded) -> None:
        """Record that something was said."""
        self._record(fact, self.public or self.internal or self._given.text)

    def beside(self) -> Changes:
        """Return what is written beside the events: the record, and other tickets."""
        return self._changes + Changes(words=tuple(self._filled))

    def written(self) -> Changes:
        """Return all that is written, for a mail that is kept already."""
        return self.beside() + written(self.recorded)

    def happenings(self, case: Case) -> tuple[Happening, ...]:
        """Return what people may have to be told of, in order, with the files that go along."""
        article = next(iter(self._changes.articles), None)
        return tuple(
            Happening(
                one,
                case.rulebook,
                case.ledger,
                case.now,
                mail=case.mail,
                text=text,
                proven=True,
                files=self._files(one.event.fact),
                words=self.words,
                article=article,
            )
            for one, text in zip(self.recorded, self._texts, strict=True)
        )

    def _files(self, fact: Fact) -> Files:
        """Whoever works on it gets the ticket's files, the public side those of the mail that speaks to it."""
        if isinstance(fact, TicketEscalated | TicketAssigned):
            return files_of(self._messages())
        if isinstance(fact, StageEntered):
            return files_along(fact, self.ticket, self._history(), self._messages(), self._case.rulebook.policy)
        leaves = self.public and isinstance(fact, SPOKEN)
        return files_of([self._message], public=True) if leaves else ()

    def _messages(self) -> list[StoredMessage]:
        return [*self._case.ledger.work.messages_of(self.ticket.number), self._message]

    def _tried(self, command: Command) -> Deed:
        try:
            return self._do(command)
        except Refused as refusal:
            refusal.command = command.name
            raise

    def _do(self, command: Command) -> Deed:
        task = Task(
            command,
            self._given.giver,
            self.ticket,
            self.targets,
            self.words,
            self._given.text,
            self._case.ledger,
            self._case.rulebook,
            self._office,
            self._case.now,
            tuple(one.filename for one in self._message.attachments if not one.inline),
        )
        deed = staging.in_stage(task) or ACTIONS[command.name].do(task)
        if deed.public:
            self._let_out(deed.public)
        self._fill(deed.words)
        for fact in deed.facts:
            self._record(fact, self.public if deed.public else deed.internal)
        self._changes += deed.changes
        return deed

    def _let_out(self, text: str) -> None:
        """What the staff alone have read stays inside, but for the solution and what was said in public before."""
        self.public, self.left_out = fit_to_leave(text, self.ticket.number, self.words, self._case.ledger)
        if not self.public.strip():
            raise Refused("nothing_left")

    def _keep_text(self, deeds: list[Deed]) -> None:
        """What is said beside commands is a note: of a requester for all, of the staff for the staff."""
        by_requester = self._given.giver.person is None
        said = self._given.text or next((deed.internal for deed in deeds if deed.internal), "")
        if not said:
            return
        if not by_requester:
            words = filled(self.ticket.number, said)
            if named(words) and not self._filled:
                self._fill(words)
                self._record(RecordFilled(named(words)), said)
        self.internal = "" if by_requester else said
        self._record(NoteAdded("public" if by_requester else "internal", by_requester=by_requester), said)

    def _fill(self, words: TicketWords | None) -> None:
        if words is not None and named(words):
            self.words = together(self.words, with_known(words, self.words))
            self._filled.append(with_known(words, self.words))

    def _record(self, fact: Fact, text: str) -> None:
        number, status = self.ticket.number, self.ticket.status
        if not allows(status, type(fact)):
            raise Refused("not_now", status=self._label(status))
        diagnosis = diagnosis_before(fact, self.ticket, self._cause.message, self._history)
        if diagnosis is not None:
            self._record(diagnosis, "")
        history = self._history() if _looks_back(fact) else ()
        try:
            done = followed(self._case.rulebook, number, self.ticket, self.targets, fact, self._cause, history)
        except ValueError as error:
            raise Refused("not_now", status=self._label(status)) from error
        for one in done:
            missing = staging.lacking(one.event.fact, one.ticket, self.words, self._case.rulebook.policy)
            if missing:
                raise Refused("stage_lacks", fields=missing)
        self.recorded += done
        self._texts += [text] * len(done)
        self.ticket, self.targets = done[-1].ticket, done[-1].targets

    def _history(self) -> list[Event]:
        return [*self._case.ledger.history(self.ticket.number), *(one.event for one in self.recorded)]

    def _label(self, status: str) -> str:
        return self._case.rulebook.policy.label("status", status, self._given.giver.language)


def _looks_back(fact: Fact) -> bool:
    return isinstance(fact, ActionUndone)
