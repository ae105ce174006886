"""The forged mail of `maild check --probe`: the verdict in it is one that would be believed, if nobody took it away."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from maild.mail.authenticity import Trust, proof_of
from maild.mail.forgery import Arrived, arrived, forged_mail
from maild.mail.parser import Limits, parse

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
WORD = "maildprobe0123456789"


def forged(*ids: str) -> bytes:
    return forged_mail("desk@office.example", ids, WORD, f"<maild.{WORD}@office.example>", AT)


@pytest.mark.parametrize("server", ["mx.office.example", "MX.Office.Example", "-"])
def test_a_forged_verdict_that_arrives_untouched_would_be_believed(server: str) -> None:
    raw = forged(server)
    proof = proof_of(parse(raw, Limits()), raw, Trust((server,)), listed=False, txt=None)
    assert proof.kind == "sender"
    assert arrived(raw, (server,), WORD).believed == (server.lower(),)


def test_each_configured_server_is_tried() -> None:
    assert arrived(forged("mx1.example", "mx2.example"), ("mx2.example",), WORD).believed == ("mx2.example",)


def test_a_verdict_under_another_id_says_nothing() -> None:
    raw = b"Authentication-Results: mx.lain.example; dmarc=none\r\n" + forged("mx.office.example")
    assert arrived(raw, ("mx.office.example",), WORD) == Arrived(("mx.office.example",), ())


def test_the_servers_own_verdict_beside_the_forged_one_counts() -> None:
    raw = b"Authentication-Results: mx.office.example; dmarc=none\r\n" + forged("mx.office.example")
    assert arrived(raw, ("mx.office.example",), WORD).believed == ()


def test_what_the_server_took_away_has_not_arrived() -> None:
    raw = forged("mx.office.example").replace(b"Authentication-Results", b"X-Removed-Results")
    assert arrived(raw, ("mx.office.example",), WORD) == Arrived((), ())
