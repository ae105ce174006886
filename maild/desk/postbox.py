"""What an administrator may do with letters of the outbox: send them again, or keep them from leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.records import Changes, OutboxState, OutboxStep

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from maild.desk.ports import Store

UNDER_WAY = frozenset({"claimed"})
DONE = frozenset({"sent", "dropped"})


def sent_again(store: Store, letters: Sequence[int], now: datetime) -> list[int]:
    """Let these letters go at the next round, with all their tries; those that a sender holds now are left alone."""
    return _moved(store, letters, "waiting", UNDER_WAY, now)


def dropped(store: Store, letters: Sequence[int], now: datetime) -> list[int]:
    """Keep these letters from leaving; those that have left, or are leaving, are left alone."""
    return _moved(store, letters, "dropped", UNDER_WAY | DONE, now)


def _moved(
    store: Store, letters: Sequence[int], state: OutboxState, spared: frozenset[str], now: datetime
) -> list[int]:
    with store.begin() as work:
        rows = [row for number in letters if (row := work.outbox_row(number)) is not None and row.state not in spared]
        steps = (
            OutboxStep(row.id, state, 0 if state == "waiting" else row.attempts, now, now, row.last_error)
            for row in rows
        )
        work.write(Changes(outbox_steps=tuple(steps)))
        work.commit()
    return [row.id for row in rows]
