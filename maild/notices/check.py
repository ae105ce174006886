"""Tries every template before it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.notices.page_samples import PAGES, SHEETS, page_samples
from maild.notices.renderer import Renderer, TemplateError
from maild.notices.samples import samples

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def check_templates(folders: Sequence[Path]) -> tuple[TemplateError, ...]:
    """Return what is wrong with the templates of these folders: each is compiled and rendered with sample values."""
    renderer = Renderer(folders)
    found = [_tried(renderer, *name.split("/", 1)) for name in renderer.notices]
    found += [_page_tried(renderer, language, page) for language in renderer.page_languages for page in PAGES]
    found += [_sheet_tried(renderer, language, form) for language in renderer.page_languages for form in SHEETS]
    unique = {str(error): error for error in found if error is not None}
    return tuple(unique.values())


def _tried(renderer: Renderer, language: str, notice: str) -> TemplateError | None:
    try:
        for values in samples(notice):
            renderer.render(notice, language, values)
    except TemplateError as error:
        return error
    return None


def _page_tried(renderer: Renderer, language: str, page: str) -> TemplateError | None:
    try:
        for values in page_samples(page):
            renderer.page(page, language, values)
    except TemplateError as error:
        return error
    return None


def _sheet_tried(renderer: Renderer, language: str, form: str) -> TemplateError | None:
    try:
        for values in page_samples(form):
            renderer.sheet(form, language, values)
    except TemplateError as error:
        return error
    return None
