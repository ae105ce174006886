"""How long a million deadlines take, in the calendar of an office over ten years."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta
from time import perf_counter

from maild.policy.calendar import build
from maild.policy.model import CalendarFacts

TIMES = 1_000_000
MORNING, AFTERNOON = (time(7, 30), time(12)), (time(12, 30), time(16))
OFFICE = CalendarFacts(
    name="kantor",
    timezone="Asia/Jakarta",
    hours=dict.fromkeys(range(1, 6), (MORNING, AFTERNOON)),
    day=timedelta(hours=8),
    country="ID",
    holidays=("public", "government"),
)
PROMISES = [timedelta(minutes=10), timedelta(hours=1), timedelta(hours=8), timedelta(hours=48)]


def main() -> None:
    begun = perf_counter()
    calendar = build(OFFICE, 2017, 2027)
    print(f"a calendar of eleven years is built in {(perf_counter() - begun) * 1000:.0f} ms")

    dice = random.Random(7)
    first = datetime(2018, 1, 1, tzinfo=UTC)
    cases = [(first + timedelta(minutes=dice.randrange(4_700_000)), dice.choice(PROMISES)) for _ in range(TIMES)]
    begun = perf_counter()
    for at, worked in cases:
        calendar.add(at, worked)
    print(f"{TIMES:,} additions in {perf_counter() - begun:.2f} s")

    begun = perf_counter()
    for at, worked in cases:
        calendar.elapsed(at, at + worked)
    print(f"{TIMES:,} differences in {perf_counter() - begun:.2f} s")


if __name__ == "__main__":
    main()
