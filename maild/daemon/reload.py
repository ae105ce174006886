"""The rules in force: read at the start, and again whenever their files change; a bad set never takes over."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from watchfiles import watch

from maild.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from threading import Event

    from maild.desk.health import Health
    from maild.desk.ports import Clock
    from maild.desk.rulebook import Rulebook

PART = "rules"
# Some ways of replacing a folder make no announcement, so the files are looked at this often in any case.
SWEEP_MILLISECONDS = 20_000

log = logging.getLogger(__name__)


class RulesInForce:
    """The last good set of rules, swapped as a whole; `bad` is told once of a set that cannot be used."""

    def __init__(
        self,
        load: Callable[[], Rulebook],
        digest: Callable[[], str],
        bad: Callable[[PermanentError], None],
    ) -> None:
        self._load = load
        self._digest = digest
        self._bad = bad
        self._seen = digest()
        self._now = load()

    def __call__(self) -> Rulebook:
        """Return the rules that hold now."""
        return self._now

    def look(self) -> bool:
        """Read the rules again if a file has changed; True when a new set took over."""
        seen = self._digest()
        if seen == self._seen:
            return False
        self._seen = seen
        return self.read()

    def read(self) -> bool:
        """Read the rules again; True when they took over."""
        try:
            fresh = self._load()
        except PermanentError as error:
            log.error("the new rules cannot be used, the former stay in force error=%s", _on_one_line(error))
            self._bad(error)
            return False
        self._now = fresh
        log.info("new rules are in force digest=%s", fresh.policy.digest[:12])
        return True


def _on_one_line(error: PermanentError) -> str:
    """Return what is wrong with each place in the files."""
    return "; ".join(str(error).splitlines())


class Watch:
    """Looks at the rules when their folder says that something changed, and every few seconds besides."""

    def __init__(self, rules: RulesInForce, folder: Path, health: Health, clock: Clock) -> None:
        self._rules = rules
        self._folder = folder
        self._health = health
        self._clock = clock

    def run(self, stop: Event) -> None:
        """Watch until told to stop."""
        # The parent is watched, because a folder that is replaced takes its watch away with it. What else changes
        # there, such as the database of a busy desk, is not filtered out: nothing would be heard of while it goes on.
        changes = watch(
            self._folder.parent,
            watch_filter=None,
            stop_event=stop,
            rust_timeout=SWEEP_MILLISECONDS,
            yield_on_timeout=True,
            raise_interrupt=False,
        )
        for _ in changes:
            self._health.beat(PART, self._clock())
            self._rules.look()
