"""A mailbox and a mailer over the servers of this run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from maild.transport.imap import ImapMailbox
from maild.transport.settings import ImapSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.dovecot import Account, Dovecot

    OpenMailbox = Callable[..., ImapMailbox]


@pytest.fixture
def imap_settings(dovecot: Dovecot, account: Account) -> ImapSettings:
    """The unused account, over clear text, with short time limits."""
    return ImapSettings(
        dovecot.host,
        dovecot.imap_port,
        "none",
        account.address,
        lambda: account.password,
        ca_file=dovecot.ca_file,
        connect_timeout=3,
        timeout=3,
    )


@pytest.fixture
def mailbox_with(imap_settings: ImapSettings) -> Iterator[OpenMailbox]:
    """Make mailboxes with other settings, and close them afterwards."""
    made: list[ImapMailbox] = []

    def make(**changes: object) -> ImapMailbox:
        mailbox = ImapMailbox("desk", replace(imap_settings, **changes))
        made.append(mailbox)
        return mailbox

    yield make
    for mailbox in made:
        mailbox.close()


@pytest.fixture
def mailbox(mailbox_with: OpenMailbox) -> ImapMailbox:
    """The mailbox of the unused account, opened."""
    mailbox = mailbox_with()
    mailbox.open()
    return mailbox
