"""Forms that go along with letters, as PDF, wherever the library for it is installed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from maild.desk.letters.enclosures import enclosure
from maild.mail.builder import File
from maild.notices.forms.sheet import can_print, sheet_as_pdf
from maild.notices.renderer import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maild.desk.files import Files
    from maild.desk.happening import Happening
    from maild.desk.letters.writing import Post
    from maild.desk.office import Office
    from maild.notices.renderer import Renderer

log = logging.getLogger(__name__)


class Printer:
    """Prints the forms of one desk."""

    def __init__(self, office: Office, renderer: Renderer) -> None:
        self._office = office
        self._renderer = renderer
        self._can_print = can_print()

    def printed(
        self, form: str, name: str, language: str, values: Mapping[str, object], happening: Happening, post: Post
    ) -> Files:
        """Return how a letter refers to a form in a language, as a file of this name; nothing where it is not printed.

        A confidential ticket is not printed; a template that fails never holds the letter back (rule 12).
        """
        if not self._can_print or happening.recorded.ticket.confidential:
            return ()
        try:
            sheet = self._renderer.sheet(form, language, values)
        except TemplateError as error:
            log.error("a form failed, its letter goes without it form=%s error=%s", form, error.what)
            post.failures[error.file] = (form, error)
            return ()
        file = File(f"{name}.pdf", "application/pdf", sheet_as_pdf(sheet))
        kept = enclosure(file, self._office, happening.ledger, happening.now)
        post.raws.append(kept.raw)
        return (kept.reference,)
