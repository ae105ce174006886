"""The story of `maild demo`: a cast writes, the desk works, and the screen shows what it did and why."""

from __future__ import annotations

import logging
import signal
import tempfile
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

from rich.console import Console

from maild.bootstrap import clock, details_of, lists_of
from maild.demo.browser import fill_in
from maild.demo.cast import ACTS, Answers
from maild.demo.observer import Observer
from maild.demo.post import text_of
from maild.demo.screen import Screen
from maild.demo.stage import staged
from maild.desk.views import MailFilter, OutboxFilter, TicketFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from maild.demo.cast import Act, Player, Scene
    from maild.demo.stage import Stage

LOOK_SECONDS = 0.05
SCENE_SECONDS = 20.0
# On a terminal somebody reads along.
PACE_SECONDS = 0.6

# The loggers of the mail servers, which tell of every line they read.
SERVERS = ("mail.log", "pymap")


def play(safe: Callable[[str], str], *, stay: bool = False) -> bool:
    """Play the whole story; with `stay` the desk stays open after it. True when all that was sent was taken in."""
    console = Console(highlight=False)
    with ExitStack() as stack:
        with console.status("Starting the mail servers and the desk"):
            name = stack.enter_context(tempfile.TemporaryDirectory(prefix="maild-demo-", ignore_cleanup_errors=True))
            _log_to(Path(name) / "maild.log")
            stage = stack.enter_context(staged(Path(name)))
        story = Story(stage, Screen(console, safe, stage), PACE_SECONDS if console.is_terminal else 0.0)
        if not story.play(ACTS):
            story.explain()
            return False
        story.account()
        if stay:
            story.stay()
        else:
            story.end()
    return True


class Story:
    """Plays acts on a stage; `pace` is the pause after each scene, in seconds."""

    def __init__(self, stage: Stage, screen: Screen, pace: float) -> None:
        self._stage = stage
        self._screen = screen
        self._pace = pace
        self._lists = lists_of(stage.desk.config)
        self._observer = Observer(self._lists, details_of(stage.desk.config), clock)

    def play(self, acts: Sequence[Act]) -> bool:
        """Play these acts; False when the desk did not take in what was sent to it."""
        self._screen.hello()
        for number, act in enumerate(acts, start=1):
            self._screen.act(number, act.title)
            for scene in act.scenes:
                if not self._scene(scene):
                    return False
                sleep(self._pace)
        return True

    def explain(self) -> None:
        """Say why the story does not go on, as far as the log knows."""
        lines = (self._stage.folder / "maild.log").read_text("utf-8").splitlines()
        self._screen.excuse(f"The desk took nothing in for {SCENE_SECONDS:g} seconds. Its log says:", lines[-20:])

    def account(self) -> None:
        """Show the tickets, and what became of every mail and letter."""
        self._screen.tickets(list(self._lists.tickets(TicketFilter()))[::-1])
        self._screen.account(list(self._lists.mails(MailFilter())), list(self._lists.letters(OutboxFilter())))

    def end(self) -> None:
        """Say goodbye."""
        self._screen.goodbye()

    def stay(self) -> None:
        """Keep the desk open and show what happens, until somebody presses Ctrl-C."""
        self._screen.invitation()
        # A closed terminal sends SIGHUP, and what a shell put behind itself ignores SIGINT: nothing stays then either.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        rules = self._stage.policy.digest
        try:
            while True:
                self._show()
                if self._stage.policy.digest != rules:
                    rules = self._stage.policy.digest
                    self._screen.caption("The rules have changed, and the new ones are in force.")
                sleep(LOOK_SECONDS)
        except KeyboardInterrupt:
            self._screen.caption("The desk closes; nothing of it is left.")

    def _scene(self, scene: Scene) -> bool:
        """Send a mail, and wait until the desk has done all that it will do about it."""
        self._screen.caption(scene.caption)
        if isinstance(scene.does, Answers):
            self._fill_in(scene.does)
        else:
            self._stage.post.send(scene.does, clock())
        until, taken = monotonic() + SCENE_SECONDS, 0
        while taken < scene.mails and monotonic() < until:
            taken += self._show()
            sleep(LOOK_SECONDS)
        if scene.reader is not None and taken >= scene.mails:
            self._read(scene.reader)
        return taken >= scene.mails

    def _fill_in(self, answers: Answers) -> None:
        """Answer a survey in the browser, and show what the desk made of it."""
        questions = fill_in(text_of(self._stage.post.last(answers.reader, answers.about)), answers)
        ticket = next(one for one in self._lists.tickets(TicketFilter()) if one.requester == answers.reader.address)
        self._screen.survey(ticket, questions, answers.suggestions)

    def _read(self, player: Player) -> None:
        """Show the last mail in somebody's mailbox."""
        letter = self._stage.post.inbox(player)[-1]
        self._screen.letter(player.name, f"{letter['Subject']}\n\n{text_of(letter)}")

    def _show(self) -> int:
        """Show what has happened, and return how many mails were taken in."""
        happenings = self._observer.look()
        for happening in happenings:
            self._screen.show(happening)
        return sum(happening.mail is not None for happening in happenings)


def _log_to(file: Path) -> None:
    """Keep the log off the screen, where the story is."""
    logging.basicConfig(filename=file, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", force=True)
    for name in SERVERS:
        logging.getLogger(name).setLevel(logging.ERROR)
