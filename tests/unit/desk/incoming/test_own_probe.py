"""The forged mail of `maild check --probe` reaches the desk as well: it opens nothing, and nobody hears of it."""

from __future__ import annotations

import pytest

from maild.mail.forgery import forged_mail
from tests.support.desk import DESK, NOW, TRUSTED, Desk

WORD = "maildprobe0123456789"


@pytest.mark.parametrize("message_id", [f"<maild.{WORD}@office.example>", "<rewritten@provider.example>"])
def test_a_daemon_ignores_the_forged_mail_even_where_the_provider_gave_it_another_id(
    desk: Desk, message_id: str
) -> None:
    assert desk.receive(forged_mail(DESK, (TRUSTED,), WORD, message_id, NOW)) == ["ignored"]
    assert desk.tickets() == []
    assert desk.outbox() == []
