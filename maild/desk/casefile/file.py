"""The file of a case: what is in it, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maild.desk.casefile.bundle import Filed, bundled
from maild.desk.casefile.form import FORM, case_values
from maild.desk.casefile.mails import mails_of
from maild.desk.views import zulu
from maild.notices.forms.sheet import can_print, sheet_as_pdf, sheet_as_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maild.desk.casefile.case import Case
    from maild.desk.letter import Raw
    from maild.desk.office import Office
    from maild.notices.renderer import Renderer
    from maild.policy.model import Policy

CONTENT_TYPE = "application/zip"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as one file."""

    name: str
    octets: bytes


class CaseFiles:
    """Makes case files of one desk; without the library for PDFs their form is plain text."""

    def __init__(self, office: Office, renderer: Renderer) -> None:
        self._office = office
        self._renderer = renderer
        self._can_print = can_print()

    def name(self, case: Case) -> str:
        """Return what the file of a case is called."""
        return f"{self._title(case)}.zip"

    def made(self, case: Case, policy: Policy, raw: Raw, *, keys: bool, most: int = 0) -> CaseFile | None:
        """Return a case as one file, None when it is larger than `most` octets (0 for no limit).

        The same case always gives the same octets. `raw` returns a raw mail by its number, KeyError for an erased one;
        without `keys` the mails can be read by others than those they were for. TemplateError for a form that fails.
        """
        head = (
            f"{self._title(case)}: {case.ticket.type}, {case.ticket.status}",
            f"opened {zulu(case.ticket.opened_at)}, as of {zulu(case.as_of)}, {len(case.events)} events",
            "the SHA-256 of each file; to check them: sha256sum -c index.txt",
        )
        octets = bundled(self._files(case, policy, raw, keys=keys), head, case.as_of, most)
        return None if octets is None else CaseFile(self.name(case), octets)

    def _files(self, case: Case, policy: Policy, raw: Raw, *, keys: bool) -> Iterator[Filed]:
        sheet = self._renderer.sheet(FORM, self._office.language, case_values(case, policy, self._office))
        if self._can_print:
            yield Filed(f"{self._title(case)}.pdf", case.as_of, sheet_as_pdf(sheet))
        else:
            yield Filed(f"{self._title(case)}.txt", case.as_of, sheet_as_text(sheet).encode())
        yield from mails_of(case, raw, self._office, keys=keys)

    def _title(self, case: Case) -> str:
        return self._office.ticket_name(case.ticket.number)
