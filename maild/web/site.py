"""The pages at their addresses. A GET changes nothing; the one thing that can be sent is the answer to a survey."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from maild.errors import MaildError, TemporaryError
from maild.notices.renderer import TemplateError
from maild.web.forms import Refused, fields_of, given_of
from maild.web.headers import StrictHeaders
from maild.web.watching import health_view

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

    from maild.desk.health import Health
    from maild.desk.ports import Clock
    from maild.desk.showing.pages import Form, Page, PageMaker, TicketPages
    from maild.desk.surveys.survey_pages import SurveyPages
    from maild.notices.renderer import Renderer
    from maild.web.watching import Metrics

log = logging.getLogger(__name__)

# What a page says, as a status of HTTP (RFC 9110); all others are 200.
_STATUSES = {"mistakes": 422, "expired": 410, "open": 409, "missing": 404, "away": 503}


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages are made of."""

    surveys: SurveyPages
    tickets: TicketPages
    maker: PageMaker
    renderer: Renderer
    health: Health
    metrics: Metrics
    clock: Clock


def site_of(desk: Desk) -> ASGIApp:
    """Return the pages of a desk as an application."""
    site = Site(desk)
    routes = [
        Route("/health", site.health),
        Route("/metrics", site.metrics),
        Route("/survey/{token}", site.survey),
        Route("/survey/{token}", site.answer, methods=["POST"]),
        Route("/ticket/{token}", site.ticket),
        Route("/ticket/{token}/documentation", site.documentation),
        Route("/ticket/{token}/closure", site.closure),
        Route("/ticket/{token}/evaluation", site.evaluation),
    ]
    handlers = {
        HTTPException: site.no_such_page,
        Refused: site.not_taken,
        TemporaryError: site.not_now,
        TemplateError: site.not_now,
        Exception: site.not_now,
    }
    return StrictHeaders(Starlette(routes=routes, exception_handlers=handlers), desk.renderer.page_style)


class Site:
    """Answers requests: each function is one address or one kind of failure."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # --- for monitors ---

    def health(self, _request: Request) -> Response:
        """Tell how the parts of the daemon are: 200 when all work, else 503."""
        well, view = health_view(self._desk.health, self._desk.clock())
        return JSONResponse(view, 200 if well else 503)

    def metrics(self, _request: Request) -> Response:
        """Tell how much there is."""
        return Response(self._desk.metrics.text(), headers={"Content-Type": self._desk.metrics.content_type})

    # --- for people ---

    def survey(self, request: Request) -> Response:
        """Show the survey to which a link leads."""
        return self._shown(self._desk.surveys.show(_token(request), _language(request)), request)

    async def answer(self, request: Request) -> Response:
        """Take in what was answered, then show the page anew under its own address."""
        given = given_of(await fields_of(request))
        page = await run_in_threadpool(self._desk.surveys.answer, _token(request), given, _language(request))
        if page is not None and page.kind == "answered":
            return Response(status_code=303, headers={"Location": _token(request) + _query(request)})
        return await run_in_threadpool(self._shown, page, request)

    def ticket(self, request: Request) -> Response:
        """Show the ticket to which a link leads."""
        return self._ticket(request, "ticket")

    def documentation(self, request: Request) -> Response:
        """Show the documentation form of a ticket, to be printed."""
        return self._ticket(request, "documentation", "../")

    def closure(self, request: Request) -> Response:
        """Show the closure form of a ticket, to be printed."""
        return self._ticket(request, "closure", "../")

    def evaluation(self, request: Request) -> Response:
        """Show the evaluation sheet of a ticket's survey to the staff, to be printed."""
        return self._ticket(request, "evaluation", "../")

    # --- failures ---

    def no_such_page(self, request: Request, error: Exception) -> Response:
        """Say that there is nothing at this address, or not for this method."""
        assert isinstance(error, HTTPException)
        return self._message("missing" if error.status_code == 404 else "refused", request, error.status_code)

    def not_taken(self, request: Request, error: Exception) -> Response:
        """Say that what was sent cannot be taken."""
        assert isinstance(error, Refused)
        return self._message("refused", request, error.status)

    def not_now(self, request: Request, error: Exception) -> Response:
        """Say that it does not work at the moment: the database is away, or a template has failed."""
        log.error("a page could not be shown error=%s", error.what if isinstance(error, MaildError) else repr(error))
        return self._message("away", request, 503 if isinstance(error, TemporaryError) else 500)

    def _ticket(self, request: Request, form: Form, up: str = "") -> Response:
        return self._shown(self._desk.tickets.show(_token(request), form, _language(request)), request, up)

    def _shown(self, page: Page | None, request: Request, up: str = "") -> Response:
        if page is None:
            return self._message("missing", request, 404)
        values = {**page.values, "here": up + _token(request), "query": _query(request)}
        text = self._desk.renderer.page(page.template, page.language, values)
        return HTMLResponse(text, _STATUSES.get(page.kind, 200))

    def _message(self, kind: str, request: Request, status: int) -> Response:
        page = self._desk.maker.bare(kind, "message", _language(request))
        try:
            return HTMLResponse(self._desk.renderer.page(page.template, page.language, page.values), status)
        except TemplateError as error:
            log.error("a template of the pages has failed error=%s", error.what)
            return PlainTextResponse(f"{status}\n", status)


def _token(request: Request) -> str:
    return str(request.path_params["token"])


def _language(request: Request) -> str:
    return request.query_params.get("language", "")[:8]


def _query(request: Request) -> str:
    language = _language(request)
    return f"?language={language}" if language.isalpha() and language.isascii() else ""
