"""A desk of each office on real servers; rules and templates are read once a run, which would be most of the time."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from maild.bootstrap import wiring
from maild.notices.renderer import Renderer
from tests.support.real_desk import RealDesk, real_desk
from tests.support.taken_away import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.dovecot import Dovecot
    from tests.support.exim import Exim
    from tests.support.taken_away import Feature, Files

    Servers = tuple[Dovecot, Exim]


rulebook_of = cache(wiring.rulebook_of)


@cache
def renderer_of(templates: Path) -> Renderer:
    return Renderer([templates])


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "rulebook_of", rulebook_of)
    monkeypatch.setattr(wiring, "renderer_of", lambda config: renderer_of(config.desk.templates))


@pytest.fixture
def taken_away(request: pytest.FixtureRequest) -> Feature | None:
    """The feature without which a test is run; none, but for `make torture`."""
    return getattr(request, "param", None)


@pytest.fixture
def servers(dovecot: Dovecot, exim: Exim) -> Servers:
    return dovecot, exim


@pytest.fixture
def files(taken_away: Feature | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """The rules and templates that a desk goes by."""
    return taken_away.take_away(tmp_path, monkeypatch) if taken_away is not None else SHIPPED


@pytest.fixture
def desk(request: pytest.FixtureRequest, files: Files, tmp_path: Path, servers: Servers) -> Iterator[RealDesk]:
    """A desk with the rules of the example that the module names as its OFFICE, or with the shipped ones."""
    office = getattr(request.module, "OFFICE", None)
    rules = files["rules"] / "examples" / office if office else files["rules"]
    with real_desk(tmp_path, rules, files["templates"], *servers) as desk:
        yield desk


@pytest.fixture
def madiun(files: Files, tmp_path: Path, servers: Servers) -> Iterator[RealDesk]:
    """A desk with the shipped rules, whatever the module's office."""
    with real_desk(tmp_path, files["rules"], files["templates"], *servers) as desk:
        yield desk
