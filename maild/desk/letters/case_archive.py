"""The whole case as a file with the letter to whoever keeps archives (SEC-4).

What the staff said among themselves is in it, so it goes to the staff only, of a confidential case to its circle only.
Its copy stays in the database with the letter.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from maild.desk.casefile.case import case_after
from maild.desk.casefile.file import CONTENT_TYPE, CaseFiles
from maild.desk.casefile.mails import ARCHIVED
from maild.desk.letters.enclosures import enclosure
from maild.desk.recipients import circle_of
from maild.mail.builder import File
from maild.notices.renderer import TemplateError
from maild.notices.values import ArchiveView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from maild.desk.files import Files
    from maild.desk.happening import Happening
    from maild.desk.letters.writing import Post
    from maild.desk.office import Office
    from maild.desk.recipients import Recipient
    from maild.notices.renderer import Renderer

    Archive = Callable[[], "Archived"]

NOTICE = ARCHIVED
ENCODED = 1.4
"""How much larger a file is in a letter than by itself: base64 with its line ends, and what else a letter needs."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Archived:
    """What came of making the file of a case: how letters refer to it, and what they say of it."""

    references: Files
    view: ArchiveView


class CaseArchives:
    """Makes case files for the letters of one desk."""

    def __init__(self, office: Office, renderer: Renderer) -> None:
        self._office = office
        self._files = CaseFiles(office, renderer)

    def made(self, last: Happening, several: Sequence[Happening], post: Post) -> Archived:
        """Return the file of a case as it stands after the last of several happenings, put to the post.

        A file that is too large for a letter is left out, and so is one whose form fails (rule 12).
        """
        case = case_after(last, several)
        name, most = self._files.name(case), int(self._office.limits.letter_bytes / ENCODED)
        try:
            made = self._files.made(case, last.rulebook.policy, last.ledger.raw, keys=False, most=most)
        except TemplateError as error:
            log.error("a form failed, its notice goes without it notice=%s error=%s", NOTICE, error.what)
            post.failures[error.file] = (NOTICE, error)
            return self._left_out("failed", name, case.ticket.number)
        if made is None:
            return self._left_out("too_large", name, case.ticket.number)
        kept = enclosure(File(made.name, CONTENT_TYPE, made.octets), self._office, last.ledger, last.now)
        post.raws.append(kept.raw)
        return Archived((kept.reference,), ArchiveView("enclosed", name, len(made.octets)))

    def for_reader(self, recipient: Recipient, happening: Happening, archive: Archive) -> Archived:
        """Return what a letter to this reader carries of a case: its file, or that it is not for these eyes."""
        ticket, policy = happening.recorded.ticket, happening.rulebook.policy
        secret = ticket.confidential and recipient.person not in circle_of(ticket, policy)
        if not recipient.person or secret:
            return Archived((), ArchiveView("withheld"))
        return archive()

    def _left_out(self, why: Literal["failed", "too_large"], name: str, number: int) -> Archived:
        return Archived((), ArchiveView(why, name, command=f"maild tickets archive {number}"))
