"""Takes the pictures of docs/story.md: `make pictures` plays the demo's story and photographs its mails in Chromium.

They show a desk at work, so each run has its own times in them; take them anew when a mail looks different.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from playwright.sync_api import sync_playwright
from rich.console import Console

from maild.bootstrap import lists_of
from maild.demo.browser import survey_link
from maild.demo.cast import ACTS, OMAR, RITA, TARIQ, Mail
from maild.demo.post import text_of
from maild.demo.screen import Screen
from maild.demo.stage import staged
from maild.demo.story import Story
from maild.desk.views import OutboxFilter

if TYPE_CHECKING:
    from email.message import EmailMessage

    from playwright.sync_api import Browser, Page

    from maild.demo.cast import Act, Player
    from maild.demo.stage import Stage

FOLDER = Path(__file__).parent / "pictures"
CHROMIUM = "/usr/bin/chromium"
WIDTHS = {"phone": 390, "desktop": 760}
# The acts behind these tell of machines and strangers.
STORY = ACTS[:3]


@dataclass(frozen=True, slots=True)
class Picture:
    """A mail of the story, by the notice that it is and who reads it, and on what."""

    name: str
    notice: str
    reader: Player
    screen: Literal["phone", "desktop"] = "phone"
    dark: bool = False


PICTURES = (
    Picture("receipt", "receipt", RITA),
    Picture("new-ticket", "new_ticket", OMAR, "desktop"),
    Picture("escalation", "escalation", TARIQ),
    Picture("escalation-dark", "escalation", TARIQ, dark=True),
    Picture("question", "question", RITA),
    Picture("solution-ready", "solution_ready", OMAR, "desktop"),
    Picture("solution", "solution", RITA),
    Picture("survey", "solution", RITA),
    Picture("closure", "closure", RITA),
)


def main() -> None:
    """Play the story, and take every picture."""
    with tempfile.TemporaryDirectory(prefix="maild-pictures-") as folder, staged(Path(folder)) as stage:
        unseen = Screen(Console(file=StringIO()), str, stage)
        if not Story(stage, unseen, 0.0).play([_by_mail_alone(act) for act in STORY]):
            raise SystemExit("The desk did not take in what was sent to it; `maild demo` shows why.")
        # As root it refuses to run in its sandbox.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
            for picture in PICTURES:
                _take(picture, _mail(picture, stage), browser)
            browser.close()


def _by_mail_alone(act: Act) -> Act:
    """Return an act without what is done in a browser: the survey is photographed as it is found."""
    return replace(act, scenes=tuple(scene for scene in act.scenes if isinstance(scene.does, Mail)))


def _mail(picture: Picture, stage: Stage) -> EmailMessage:
    """Return the first mail of this kind that the reader got."""
    letters = [one for one in lists_of(stage.desk.config).letters(OutboxFilter()) if one.notice == picture.notice]
    wanted = min((one for one in letters if one.to == picture.reader.address), key=lambda one: one.id)
    return next(one for one in stage.post.inbox(picture.reader) if one["Message-ID"] == wanted.message_id)


def _take(picture: Picture, mail: EmailMessage, browser: Browser) -> None:
    page = browser.new_page(
        viewport={"width": WIDTHS[picture.screen], "height": 100},
        color_scheme="dark" if picture.dark else "light",
        java_script_enabled=False,
    )
    _open(picture, mail, page)
    page.screenshot(path=FOLDER / f"story-{picture.name}.png", full_page=True)
    page.close()


def _open(picture: Picture, mail: EmailMessage, page: Page) -> None:
    if picture.name == "survey":
        page.goto(survey_link(text_of(mail)))
        return
    html = mail.get_body(("html",))
    assert html is not None, "every notice has an HTML form"
    page.set_content(str(html.get_content()))


if __name__ == "__main__":
    main()
