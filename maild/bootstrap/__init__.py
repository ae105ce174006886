"""Wires real adapters to use cases; the only package that knows them all."""

from maild.bootstrap.database import (
    backup_database,
    check_database,
    details_of,
    erase_person,
    lists_of,
    past_of,
    people_of,
    rebuild_search,
    store_of,
    upgrade_database,
)
from maild.bootstrap.keys import keyring_of, rotate_keys
from maild.bootstrap.servers import imap_settings, smtp_settings
from maild.bootstrap.values import clock, desk_addresses, office_of, own_signs, reading_limits, trust_of
from maild.bootstrap.wiring import Desk, desk_of, digest_of_folder, renderer_of, rulebook_of, running

__all__ = [
    "Desk",
    "backup_database",
    "check_database",
    "clock",
    "desk_addresses",
    "desk_of",
    "details_of",
    "digest_of_folder",
    "erase_person",
    "imap_settings",
    "keyring_of",
    "lists_of",
    "office_of",
    "own_signs",
    "past_of",
    "people_of",
    "reading_limits",
    "rebuild_search",
    "renderer_of",
    "rotate_keys",
    "rulebook_of",
    "running",
    "smtp_settings",
    "store_of",
    "trust_of",
    "upgrade_database",
]
