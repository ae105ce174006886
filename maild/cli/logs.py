"""How the daemon's log is written: a line for people, or an object a line for programs."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

import typer

from maild.cli.output import safe

QUIET = ("alembic", "dkim", "mailparser", "MARKDOWN", "watchfiles", "aiosmtplib", "imapclient")


class HumanLines(logging.Formatter):
    """The time, the level when it is not usual, and what happened, without a character that steers a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
        level = "" if record.levelno == logging.INFO else f"{record.levelname.lower()}: "
        return f"{at} {level}{safe(super().format(record), lines=record.exc_info is not None)}"


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, part, event."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "part": record.name, "event": record.getMessage()}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line)


FORMATS = {"human": HumanLines, "json": JsonLines}


def set_up(form: str, level: str) -> None:
    """Send the log to standard error; a usage error for a form or a level that there is not."""
    if form not in FORMATS:
        raise typer.BadParameter("write human or json", param_hint="--log")
    threshold = logging.getLevelNamesMapping().get(level.upper())
    if threshold is None:
        raise typer.BadParameter("write debug, info, warning or error", param_hint="--log-level")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMATS[form]())
    logging.basicConfig(level=threshold, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
