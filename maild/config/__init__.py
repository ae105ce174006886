"""`maild.toml`: every setting described once, with its default and meaning; all mistakes told at once."""

from maild.config.kinds import Secret
from maild.config.loader import load
from maild.config.mistakes import ConfigError, Mistake
from maild.config.settings import Config, Database, Desk, Limits, Mailbox, OAuth, Smtp, Trust, Web

__all__ = [
    "Config",
    "ConfigError",
    "Database",
    "Desk",
    "Limits",
    "Mailbox",
    "Mistake",
    "OAuth",
    "Secret",
    "Smtp",
    "Trust",
    "Web",
    "load",
]
