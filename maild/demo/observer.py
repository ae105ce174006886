"""Sees what the desk did, in its database: the demo tells nothing that does not stand there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from maild.desk.views import MailFilter, OutboxFilter

if TYPE_CHECKING:
    from maild.desk.ports import Clock
    from maild.desk.views import MailDetail, MailView, OutboxView, TicketDetail
    from maild.store.details import Details
    from maild.store.queries import Lists

ON_THE_WAY = frozenset({"claimed", "unsure"})


@dataclass(frozen=True, slots=True)
class Happening:
    """A mail that was taken in with the ticket it belongs to, and the letters written because of it.

    Letters that follow from no mail have none.
    """

    mail: MailDetail | None
    ticket: TicketDetail | None
    letters: tuple[OutboxView, ...]


class Observer:
    """Looks into the database again and again, and tells everything once, in order."""

    def __init__(self, lists: Lists, details: Details, clock: Clock) -> None:
        self._lists = lists
        self._details = details
        self._clock = clock
        self._last_mail = 0
        self._told: set[int] = set()

    def look(self) -> list[Happening]:
        """Return what has happened since the last look; a mail comes when its letters are on their way no more."""
        # Whatever letter is seen before the mails are looked at, its mail is among them.
        earlier = {letter.id for letter in self._new_letters()}
        mails = self._new_mails()
        letters = self._new_letters()
        found: list[Happening] = []
        for mail in mails:
            own = tuple(letter for letter in letters if _belongs(letter, mail))
            if any(self._is_on_its_way(letter) for letter in own):
                return found
            found.append(self._happening(mail, own))
            self._last_mail = mail.id
        others = tuple(
            letter
            for letter in letters
            if letter.id in earlier and letter.id not in self._told and not self._is_on_its_way(letter)
        )
        self._told.update(letter.id for letter in others)
        if others:
            found.append(Happening(None, None, others))
        return found

    def _happening(self, mail: MailView, letters: tuple[OutboxView, ...]) -> Happening:
        self._told.update(letter.id for letter in letters)
        ticket = self._details.ticket(mail.ticket, self._clock()) if mail.ticket is not None else None
        return Happening(self._details.mail(mail.id), ticket, letters)

    def _new_mails(self) -> list[MailView]:
        newest_first = self._lists.mails(MailFilter())
        return list(takewhile(lambda mail: mail.id > self._last_mail, newest_first))[::-1]

    def _new_letters(self) -> list[OutboxView]:
        newest_first = self._lists.letters(OutboxFilter())
        return [letter for letter in newest_first if letter.id not in self._told][::-1]

    def _is_on_its_way(self, letter: OutboxView) -> bool:
        due = letter.state == "waiting" and letter.next_attempt_at <= self._clock()
        return due or letter.state in ON_THE_WAY


def _belongs(letter: OutboxView, mail: MailView) -> bool:
    """Say whether a letter was written in the decision about this mail: both bear its moment."""
    return letter.created_at == mail.taken_at and letter.ticket in {mail.ticket, None}
