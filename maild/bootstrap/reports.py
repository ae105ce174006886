"""Digests and indicators for the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.bootstrap.clockwork import digests_of
from maild.bootstrap.database import store_of
from maild.bootstrap.keys import keyring_of
from maild.bootstrap.values import clock, office_of
from maild.bootstrap.wiring import renderer_of, rulebook_of
from maild.desk.kpi.report import Report, report
from maild.desk.letters.notify import Notifier
from maild.desk.showing.values import desk_view
from maild.notices.values import ReplyView
from maild.store.numbers import SqlNumbers

if TYPE_CHECKING:
    from datetime import datetime

    from maild.config import Config
    from maild.desk.digest.digests import Digest, Digests
    from maild.notices.values import Rendered


def digests_for(config: Config, now: datetime) -> Digests:
    """Return what makes and sends the digests of this desk."""
    office, rulebook = office_of(config), rulebook_of(config.desk.rules, now)
    notifier = Notifier(office, keyring_of(config.desk.keys_file), renderer_of(config))
    return digests_of(store_of(config), notifier, lambda: rulebook, office)


def digest_as_mail(config: Config, digest: Digest, language: str) -> Rendered:
    """Return a digest as its readers get it, but with buttons that prove nothing."""
    office = office_of(config)
    values = {
        "digest": digest.view(language),
        "desk": desk_view(office),
        "reply": ReplyView(office.address),
        "survey_url": "",
        "page_url": "",
    }
    return renderer_of(config).render("digest", language, values)


def report_of(config: Config, since: datetime, until: datetime, kind: str = "") -> Report:
    """Return the indicators of a period as they stand now."""
    now = clock()
    numbers = SqlNumbers(store_of(config).database)
    return report(numbers, rulebook_of(config.desk.rules, now), since, until, now, kind)
