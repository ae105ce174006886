"""What every answer has in common, what monitors see, and what people see when something fails."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from collections.abc import Callable

import pytest
from prometheus_client.parser import text_string_to_metric_families

from maild.errors import TemporaryError
from maild.notices.renderer import Renderer, TemplateError
from tests.support.pages import ANSWERS, PublicDesk, solved

PATHS: dict[str, Callable[[PublicDesk], str]] = {
    "survey": lambda desk: desk.survey_path(),
    "ticket": lambda desk: desk.page_path(),
    "form": lambda desk: f"{desk.page_path()}/closure",
    "health": lambda desk: "/health",
    "metrics": lambda desk: "/metrics",
    "nothing": lambda desk: "/wp-login.php",
}


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_kept_by_nobody_framed_by_nobody_and_told_to_nobody(path: str) -> None:
    desk = solved()
    headers = desk.client.get(PATHS[path](desk)).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    for rule in ("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", ["survey", "ticket", "form", "nothing"])
def test_a_page_loads_nothing_runs_nothing_and_applies_only_the_style_that_is_allowed(path: str) -> None:
    desk = solved()
    answer = desk.client.get(PATHS[path](desk))
    assert not re.search(r"<(script|img|iframe|link|object)|\son\w+=|javascript:|\sstyle=|src=", answer.text)
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["Content-Security-Policy"]


def test_a_page_that_nothing_is_sent_to_takes_only_get() -> None:
    desk = solved()
    assert desk.client.post(desk.page_path(), data=ANSWERS).status_code == 405
    assert desk.client.post("/health").status_code == 405


# --- failures --------------------------------------------------------------------------------------------------------


def test_a_database_that_is_away_is_said_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = solved()
    path = desk.survey_path()
    desk.store.away = TemporaryError("The database cannot be reached")
    answer = desk.client.post(path, data=ANSWERS)
    assert answer.status_code == 503
    assert "coba lagi" in answer.text
    assert "database" not in answer.text


def test_a_template_that_fails_is_said_in_the_log_and_names_no_file_to_strangers(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk = solved()

    def failing(*_: object) -> str:
        raise TemplateError("pages/survey.html", 3, "'tiket' is undefined")

    monkeypatch.setattr(Renderer, "page", failing)
    answer = desk.client.get(desk.survey_path())
    assert (answer.status_code, answer.text) == (500, "500\n")
    assert "pages/survey.html:3" in caplog.text


def test_no_token_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    desk = solved()
    path = desk.survey_path()
    desk.client.get(path)
    desk.client.post(path, data=ANSWERS)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("maild")]
    assert path.removeprefix("/survey/") not in " ".join(ours)


# --- monitors --------------------------------------------------------------------------------------------------------


def test_health_is_well_while_every_part_gives_signs_of_life() -> None:
    desk = PublicDesk()
    desk.health.beat("worker", desk.clock())
    answer = desk.client.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "parts": {"worker": {"at": "2026-11-20T02:00:00Z", "trouble": "", "since": None, "hangs": False}},
        "troubles": {},
    }


def test_health_names_what_a_part_waits_for() -> None:
    desk = PublicDesk()
    desk.health.beat("desk", desk.clock(), "the IMAP server cannot be reached")
    answer = desk.client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["troubles"] == {"desk": "the IMAP server cannot be reached"}
    assert answer.json()["parts"]["desk"]["since"] == "2026-11-20T02:00:00Z"


def test_health_names_a_part_that_hangs() -> None:
    desk = PublicDesk()
    desk.health.beat("sender", desk.clock())
    desk.clock.pass_(minutes=1)
    answer = desk.client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["troubles"] == {"sender": "it gives no sign of life"}


def samples(desk: PublicDesk) -> dict[str, float]:
    """Return every metric by its name and label."""
    text = desk.client.get("/metrics").text
    return {
        " ".join([one.name, *one.labels.values()]): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def test_metrics_tell_how_much_there_is() -> None:
    desk = PublicDesk()
    desk.health.beat("worker", desk.clock())
    desk.health.beat("sender", desk.clock(), "the SMTP server cannot be reached")
    desk.clock.pass_(seconds=12)
    assert samples(desk) == {
        "maild_info 0.1.0": 1,
        "maild_pulse_age_seconds sender": 12,
        "maild_pulse_age_seconds worker": 12,
        "maild_trouble sender": 1,
        "maild_trouble worker": 0,
        "maild_database_up": 1,
        "maild_mails_total ignored": 2,
        "maild_mails_total opened": 3,
        "maild_outbox_letters sent": 4,
        "maild_outbox_letters waiting": 1,
        "maild_tickets closed": 1,
        "maild_tickets new": 2,
        "maild_open_tickets": 2,
        "maild_quarantined_mails": 1,
    }


def test_metrics_of_the_daemon_are_there_without_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: PublicDesk) -> None:
        raise TemporaryError("The database cannot be reached")

    monkeypatch.setattr(PublicDesk, "figures", away)
    desk = PublicDesk()
    assert samples(desk) == {"maild_info 0.1.0": 1, "maild_database_up": 0}
