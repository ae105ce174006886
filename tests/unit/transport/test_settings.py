from __future__ import annotations

from functools import partial

from maild.transport.findings import clear_text
from maild.transport.settings import ImapSettings, OAuthSettings, SmtpSettings

SECRET = "rahasia-negara"


def test_settings_show_no_secret() -> None:
    tell = partial(str, SECRET)
    imap = ImapSettings("mail.office.example", 993, username="desk", password=tell)
    oauth = OAuthSettings("https://login.example/token", "maild", client_secret=tell, refresh_token=tell)
    assert SECRET not in repr(imap) + repr(oauth)
    assert imap.password is not None
    assert imap.password() == SECRET


def test_clear_text_over_a_network_is_warned_of() -> None:
    (finding,) = clear_text(SmtpSettings("mail.office.example", 25, "none"))
    assert finding.level == "warning"
    assert "clear text" in finding.what


def test_clear_text_within_one_machine_is_fine() -> None:
    assert not [*clear_text(SmtpSettings("127.0.0.1", 25, "none")), *clear_text(SmtpSettings("::1", 25, "none"))]


def test_protected_connections_are_fine() -> None:
    assert not list(clear_text(SmtpSettings("mail.office.example", 465, "tls")))
