"""What is used of imapclient and imaplib without their promise: an update that changes it fails here, not at night."""

from __future__ import annotations

import imaplib
import inspect

import imapclient


def test_imapclient_keeps_its_connection_where_we_look_for_it() -> None:
    source = inspect.getsource(imapclient.IMAPClient.__init__)
    assert "self._imap = " in source
    assert "self._imap.debug = 5" in source
    assert "self._idle_tag = " in source
    assert callable(imapclient.IMAPClient._set_read_timeout)


def test_imaplib_still_has_what_idling_is_made_of() -> None:
    for name in ("_command", "_get_response", "_new_tag", "send"):
        assert callable(getattr(imaplib.IMAP4, name))
    source = inspect.getsource(imaplib.IMAP4)
    assert "self.tagged_commands" in source
    assert "self.file = " in source or "self._file = " in source


def test_a_line_limit_above_one_search_window_is_kept() -> None:
    from maild.transport.imap.client import SEARCH_WINDOW

    assert len("4294967295 ") * SEARCH_WINDOW < imaplib._MAXLINE


def test_a_broken_connection_is_told_apart_from_a_refusal() -> None:
    assert issubclass(imaplib.IMAP4.abort, imaplib.IMAP4.error)
