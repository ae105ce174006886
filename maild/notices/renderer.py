"""Turns a notice and its values into subject, text and HTML by templates that the office may replace.

A notice is one file a language, `id/receipt.j2`, with the Jinja blocks `subject`, `body` and `foot`. It is rendered
twice, as text and as HTML, so that both say the same. Its own tags (heading, paragraph, facts ...) are the blocks of
`maild.notices.look`. A file of the office wins over the shipped one of the same name. Mail text is only ever a
value; nothing that came by mail is compiled.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from maild.errors import PermanentError
from maild.mail.builder import one_line, visible
from maild.notices import links, look, plain, words
from maild.notices.forms.sheet import Sheet
from maild.notices.subjects import for_subject
from maild.notices.values import PLAIN_VALUES, Rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping, Sequence
    from datetime import date, timedelta
    from pathlib import Path
    from types import TracebackType

    from jinja2.parser import Parser
    from jinja2.runtime import Context


_LOOK: Final = "look"
_LOOK_FILES: Final = ("style.css", "blocks.html", "page.html")
_PAGE_WORDS: Final = "pages/words.j2"
_PARTS: Final = ("subject", "body", "foot")
_MEND: Final = "Correct the template, or remove it so that the shipped one is used; `maild check` renders them all."


class TemplateError(PermanentError):
    """A template cannot be used: `file` and `line` (0 where there is none) say where."""

    def __init__(self, file: str, line: int, why: str) -> None:
        super().__init__(f"{file}:{line}: {why}" if line else f"{file}: {why}", _MEND)
        self.file = file
        self.line = line


@dataclass(frozen=True, slots=True)
class _Notice:
    """A notice compiled for both formats."""

    text: jinja2.Template
    html: jinja2.Template


class Renderer:
    """Every template, compiled once; `folders` come in the order of their say, the office's before the shipped one.

    A template that does not compile is no hindrance to the others: it is raised when it is asked for.
    """

    def __init__(self, folders: Sequence[Path], default_language: str = "id") -> None:
        loader = jinja2.FileSystemLoader([str(folder) for folder in folders])
        self._default_language = default_language
        self._text = _environment(loader, html=False)
        self._html = _environment(loader, html=True)
        self._text.filters.update(_text_filters())
        self.page_languages = tuple(
            name.partition("/")[0] for name in loader.list_templates() if name.endswith(f"/{_PAGE_WORDS}")
        )
        self.page_style = _source(self._html, "pages/style.css")
        self._notices: dict[str, _Notice | TemplateError] = {}
        self._broken_look: TemplateError | None = None
        try:
            self._read_look()
        except TemplateError as error:
            self._broken_look = error
        for name in loader.list_templates():
            if name.endswith(".j2") and name.count("/") == 1:
                self._notices[name.removesuffix(".j2")] = self._compiled(name)

    @property
    def notices(self) -> tuple[str, ...]:
        """The names of all notices, each as `language/name`; what lies deeper are parts for including."""
        return tuple(self._notices)

    def render(self, notice: str, language: str, values: Mapping[str, object]) -> Rendered:
        """Return a notice in a language, else in the default one; TemplateError when its template fails."""
        if self._broken_look is not None:
            raise self._broken_look
        language, found = self._find(notice, language)
        given = {**values, "language": language}
        try:
            subject, text = self._as_text(found.text, given)
            return Rendered(subject, text, self._as_html(found.html, given, subject))
        # A template of the office can fail in any way.
        except Exception as error:
            raise _told(error, str(found.text.filename)) from error

    def plain(self, notice: str, language: str, values: Mapping[str, object]) -> Rendered:
        """Return the built-in form of a notice, for when its template fails: it needs no file and never fails."""
        return plain.rendered(notice, language, values)

    def page(self, name: str, language: str, values: Mapping[str, object]) -> str:
        """Return a page for browsers in one of `page_languages`; TemplateError when its template fails.

        It applies `page_style` and loads nothing.
        """
        template = f"pages/{name}.html"
        # The style is a file of the office: it is written into the page as it is.
        given = {**values, "language": language, "style": Markup(self.page_style)}  # noqa: S704  # see above
        try:
            return self._html.get_template(template).render(given)
        # A template of the office can fail in any way.
        except Exception as error:
            raise _told(error, template) from error

    def sheet(self, name: str, language: str, values: Mapping[str, object]) -> Sheet:
        """Return a form to be printed, in one of `page_languages` or the default; TemplateError when it fails."""
        template = f"forms/{name}.txt"
        spoken = language if language in self.page_languages else self._default_language
        try:
            filled = self._text.get_template(template).make_module({**values, "language": spoken})
            names = (field.name for field in fields(Sheet) if hasattr(filled, field.name))
            given = {name: _settled(getattr(filled, name)) for name in names}
            return Sheet(**given)
        # A template of the office can fail in any way.
        except Exception as error:
            raise _told(error, template) from error

    def _find(self, notice: str, language: str) -> tuple[str, _Notice]:
        for candidate in (language, self._default_language, "en"):
            found = self._notices.get(f"{candidate}/{notice}")
            if isinstance(found, TemplateError):
                raise found
            if found is not None:
                return candidate, found
        raise TemplateError(f"{language}/{notice}.j2", 0, "there is no such template")

    def _as_text(self, template: jinja2.Template, values: dict[str, object]) -> tuple[str, str]:
        context = template.new_context(values)
        body, foot = ("".join(template.blocks[part](context)) for part in _PARTS[1:])
        outside = template.new_context(dict(for_subject(values, str(values["language"]))))
        subject = "".join(template.blocks[_PARTS[0]](outside))
        page = self._page_text.render(values, body=body, foot=foot)
        return one_line(subject), "\n".join(_without_gaps(page)) + "\n"

    def _as_html(self, template: jinja2.Template, values: dict[str, object], subject: str) -> str:
        context = template.new_context(values)
        parts = ("".join(template.blocks[part](context)) for part in _PARTS[1:])
        body, foot = map(Markup, parts)  # the blocks escaped every value
        return self._page_html.render(values, body=body, foot=foot, subject=subject)

    def _read_look(self) -> None:
        try:
            style, blocks, page = (_source(self._html, f"{_LOOK}/{file}") for file in _LOOK_FILES)
            self._html.filters.update(_html_filters(look.specimens(blocks, style)))
            self._page_html = self._html.from_string(look.styled(page, style))
            self._page_text = self._text.get_template(f"{_LOOK}/page.txt")
        except (jinja2.TemplateError, PermanentError, ValueError) as error:
            raise _told(error, f"{_LOOK}/") from error

    def _compiled(self, name: str) -> _Notice | TemplateError:
        try:
            notice = _Notice(self._text.get_template(name), self._html.get_template(name))
        except (jinja2.TemplateError, ValueError) as error:
            return _told(error, name)
        missing = [part for part in _PARTS if part not in notice.text.blocks]
        return TemplateError(name, 1, f"has no block {', '.join(missing)}") if missing else notice


# --- the environment ---------------------------------------------------------------------------------------------


class _Blocks(Extension):
    """The tags of a notice: `{% fact "Nomor" %}...{% endfact %}` passes its content and argument to a filter."""

    tags = set(look.BLOCKS) - look.FILTERED

    def parse(self, parser: Parser) -> nodes.Node:
        token = next(parser.stream)
        arguments = [] if parser.stream.current.test("block_end") else [parser.parse_expression()]
        body = parser.parse_statements((f"name:end{token.value}",), drop_needle=True)
        called = nodes.Filter(None, f"block_{token.value}", arguments, [], None, None, lineno=token.lineno)
        return nodes.FilterBlock(body, called, lineno=token.lineno)


class _Sandbox(ImmutableSandboxedEnvironment):
    def getattr(self, obj: Any, attribute: str) -> Any:
        # Our own values hold plain data; asking the sandbox about each of them takes half the time of a notice.
        if type(obj) in PLAIN_VALUES and attribute[0] != "_" and hasattr(obj, attribute):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # Every part of a notice goes through them, and a plain dict is gone through many times faster than a ChainMap.
        return {**self.globals, **(d or {})}


def _environment(loader: jinja2.BaseLoader, *, html: bool) -> _Sandbox:
    return _Sandbox(
        loader=loader,
        autoescape=html,
        undefined=jinja2.StrictUndefined,
        extensions=[_Blocks],
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )


def _source(environment: jinja2.Environment, name: str) -> str:
    """Return a file as it is, not compiled."""
    assert environment.loader is not None, "every environment of ours has one"
    return environment.loader.get_source(environment, name)[0]


def _shown(value: object) -> object:
    """Let no character through that cannot be seen, whoever wrote the value."""
    if type(value) is str:
        return value if value.isascii() and value.isprintable() else visible(value)
    return value


def _settled(value: Any) -> Any:
    """Return a text or rows of texts as a template has set them, as values."""
    return str(value) if isinstance(value, str) else tuple(map(_settled, value))


def _without_gaps(page: str) -> list[str]:
    """Return the lines of a text, never two blank ones in a row."""
    lines = [line.rstrip() for line in page.strip().split("\n")]
    return [line for at, line in enumerate(lines) if line or lines[at - 1]]


def _told(error: Exception, asked_for: str) -> TemplateError:
    """Return an error that names the file and line in which it happened, at least the file that was asked for."""
    if isinstance(error, TemplateError):
        return error
    if isinstance(error, jinja2.TemplateSyntaxError):
        return TemplateError(error.filename or error.name or asked_for, error.lineno, one_line(error.message or ""))
    file, line = _place(error.__traceback__) or (asked_for, 0)
    why = str(error) if isinstance(error, jinja2.TemplateError | PermanentError) else f"{type(error).__name__}: {error}"
    return TemplateError(file, line, one_line(why))


def _place(traceback: TracebackType | None) -> tuple[str, int] | None:
    place = None
    while traceback is not None:
        template = traceback.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, jinja2.Template):
            place = (template.filename or template.name or "?", template.get_corresponding_lineno(traceback.tb_lineno))
        traceback = traceback.tb_next
    return place


# --- filters -----------------------------------------------------------------------------------------------------


@jinja2.pass_context
def _moment(context: Context, at: datetime) -> str:
    return words.moment(at, context["desk"].timezone, context["language"])


@jinja2.pass_context
def _hour(context: Context, at: datetime) -> str:
    return words.hour(at, context["desk"].timezone, context["language"])


@jinja2.pass_context
def _day(context: Context, day: date) -> str:
    there = day.astimezone(context["desk"].timezone) if isinstance(day, datetime) else day
    return words.day(there, context["language"])


@jinja2.pass_context
def _brief(context: Context, at: datetime) -> str:
    return words.brief(at, context["desk"].timezone, context["language"])


@jinja2.pass_context
def _span(context: Context, lasting: timedelta) -> str:
    return words.span(lasting, context["desk"].working_day, context["language"])


@jinja2.pass_context
def _rough(context: Context, lasting: timedelta) -> str:
    return words.rough(lasting, context["desk"].working_day, context["language"])


@jinja2.pass_context
def _size(context: Context, octets: int) -> str:
    return words.size(octets, context["language"])


@jinja2.pass_context
def _number(context: Context, value: float) -> str:
    return words.number(value, context["language"])


def _block(specimen: look.Specimen) -> Callable[..., Markup]:
    def block(content: str, argument: object = "") -> Markup:
        return Markup(specimen.filled(content, escape(argument)))  # noqa: S704  # both are escaped by now

    return block


def _button(specimen: look.Specimen) -> Callable[..., Markup]:
    block = _block(specimen)

    @jinja2.pass_context
    def button(context: Context, content: str, command: str) -> Markup:
        return block(content, links.mailto(context["reply"], command))

    return button


def _link(specimen: look.Specimen) -> Callable[..., Markup]:
    block = _block(specimen)
    return lambda content, url: block(content, links.page(url))


def _quote(specimen: look.Specimen) -> Callable[..., Markup]:
    block = _block(specimen)
    return lambda text: block(look.with_breaks(visible(text)))


def _phone(specimen: look.Specimen) -> Callable[..., Any]:
    block = _block(specimen)

    def phone(number: str) -> str:
        link = links.tel(number)
        return block(escape(one_line(number)), link) if link else number

    return phone


_WRITERS: Final[Mapping[str, Callable[[look.Specimen], Callable[..., Any]]]] = {
    **dict.fromkeys(look.BLOCKS, _block),
    "button": _button,
    "choice": _button,
    "command": _button,
    "link": _link,
    "quote": _quote,
    "phone": _phone,
}


def _html_filters(specimens: Mapping[str, look.Specimen]) -> dict[str, Callable[..., Any]]:
    blocks = {f"block_{name}": _WRITERS[name](specimens[name]) for name in look.BLOCKS}
    return {**_FILTERS, **blocks, **{name: blocks[f"block_{name}"] for name in look.FILTERED}}


def _text_filters() -> dict[str, Callable[..., Any]]:
    blocks = {f"block_{name}": written for name, written in look.TEXT_BLOCKS.items()}
    return {**_FILTERS, **blocks, **{name: blocks[f"block_{name}"] for name in look.FILTERED}}


_FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "moment": _moment,
    "brief": _brief,
    "day": _day,
    "hour": _hour,
    "span": _span,
    "rough": _rough,
    "size": _size,
    "number": _number,
    "excerpt": words.excerpt,
    "short": words.shortened,
    "mailto": links.mailto,
}
