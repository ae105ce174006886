"""The settings as the values that use cases take, and the one place where time comes from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from maild.desk.office import Limits, Office
from maild.mail.authenticity import Trust
from maild.mail.origin import OwnSigns
from maild.mail.parser import Limits as ReadingLimits
from maild.store.retention import Terms

if TYPE_CHECKING:
    from maild.config import Config
    from maild.mail.correlation import DeskAddresses


def clock() -> datetime:
    """Return this moment: the one place where the desk's time comes from."""
    return datetime.now(UTC)  # noqa: TID251  # here it is made, everywhere else it is passed in


def office_of(config: Config) -> Office:
    """Return the settings that use cases need, as their own value."""
    desk, limits = config.desk, config.limits
    return Office(
        name=desk.name,
        address=desk.address,
        admin=desk.admin,
        language=desk.language,
        timezone=desk.timezone,
        ticket_prefix=desk.ticket_prefix,
        mode=desk.mode,
        plus=desk.plus,
        commands=config.trust.commands,
        base_url=config.web.base_url,
        limits=Limits(
            limits.receipts_unproven_per_address_day,
            limits.receipts_unproven_per_domain_hour,
            limits.receipts_unproven_per_hour,
            limits.tickets_per_sender_hour,
            limits.notes_per_sender_hour,
            limits.letter_bytes,
        ),
        sent_folders=frozenset((name, box.sent_folder) for name, box in config.mailbox.items() if box.sent_folder),
    )


def terms_of(config: Config) -> Terms:
    """Return how long this office keeps what."""
    kept = config.retention
    return Terms(kept.ignored_mail, kept.sent_letters, kept.closed_tickets)


def trust_of(config: Config) -> Trust:
    """Return by what this office knows who wrote a mail."""
    return Trust(config.trust.authserv_ids, config.trust.inside_header)


def own_signs(office: Office) -> OwnSigns:
    """Return how this desk knows its own mail."""
    beginning, domain = "<maild.", f"@{office.domain}>"
    return OwnSigns(
        addresses=frozenset({office.address.lower()}),
        is_own_message_id=lambda name: name.lower().startswith(beginning) and name.lower().endswith(domain.lower()),
    )


def desk_addresses(office: Office) -> DeskAddresses:
    """Return by which addresses and tags mail finds its way to this desk."""
    return office.addresses


def reading_limits(config: Config) -> ReadingLimits:
    """Return how much of a mail is read."""
    return ReadingLimits(nesting=config.limits.nesting, parts=config.limits.attachments)
