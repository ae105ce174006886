"""The pages of a desk, as one more part of its daemon."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from maild import __version__
from maild.daemon.supervisor import Part
from maild.desk.links import Doorkeeper
from maild.desk.showing.pages import PageMaker, TicketPages
from maild.desk.surveys.survey_pages import SurveyPages
from maild.store.figures import figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from maild.desk.health import Health
    from maild.desk.letters.notify import Notifier
    from maild.desk.office import Office
    from maild.desk.ports import Clock
    from maild.desk.rulebook import Rulebook
    from maild.notices.renderer import Renderer
    from maild.store.desk_store import DeskStore
    from maild.tokens import Keys


def web_parts(
    address: tuple[str, int] | None,
    *,
    office: Office,
    keyring: Keys,
    store: DeskStore,
    renderer: Renderer,
    notifier: Notifier,
    rules: Callable[[], Rulebook],
    health: Health,
    clock: Clock,
) -> Iterator[Part]:
    """Yield the part that serves the pages, none for an office that wants none."""
    if address is None:
        return
    # These take longer to import than all the rest of a command that serves no pages.
    from maild.web.server import PART, WebServer
    from maild.web.site import Desk, site_of
    from maild.web.watching import Metrics

    doorkeeper = Doorkeeper(office, keyring, store)
    maker = PageMaker(office, keyring, renderer.page_languages)
    site = site_of(
        Desk(
            surveys=SurveyPages(store, doorkeeper, maker, notifier, rules, clock),
            tickets=TicketPages(doorkeeper, maker, rules, clock),
            maker=maker,
            renderer=renderer,
            health=health,
            metrics=Metrics(health, partial(figures, store.database), clock, __version__),
            clock=clock,
        )
    )
    yield Part(PART, WebServer(site, address, health, clock))
