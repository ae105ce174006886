"""What a letter costs: rendering a notice as text and HTML, and building its octets, in CPU microseconds.

python -m bench.notices
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from maild.mail.builder import Draft, build, letter_headers
from maild.mail.message import Address
from maild.notices.renderer import Renderer
from maild.notices.samples import samples
from maild.shipped import shipped

NOTICES = ("receipt_fixed", "receipt", "new_ticket")
ROUNDS, TIMES = 7, 1000


def cost(work: Callable[[], object]) -> float:
    """Return the CPU time of one call in microseconds, the best of several rounds."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(TIMES):
            work()
        rounds.append((time.process_time() - start) / TIMES)
    return min(rounds) * 1e6


def main() -> None:
    start = time.process_time()
    renderer = Renderer([shipped("templates")])
    print(f"compile all templates: {(time.process_time() - start) * 1e3:.0f} ms")
    headers = letter_headers(
        reply_to=Address("Desk", "desk+key@office.example"), references=["<a@example.com>"], automatic="auto-replied"
    )
    for notice in NOTICES:
        values = next(samples(notice))
        rendered = renderer.render(notice, "id", values)
        draft = Draft(
            message_id="<maild.x@office.example>",
            date=datetime(2026, 11, 19, tzinfo=UTC),
            sender=Address("Desk", "desk@office.example"),
            recipient=Address("Rita", "rita@example.com"),
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            headers=headers,
        )
        rendering, building = cost(partial(renderer.render, notice, "id", values)), cost(partial(build, draft))
        print(f"{notice:14} render {rendering:4.0f} us, build {building:3.0f} us, {len(build(draft))} octets")


if __name__ == "__main__":
    main()
