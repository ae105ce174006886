"""What rules cost: matching with 10 and with 1,000 of them, loading and checking 1,000, and the worst pattern allowed.

    python bench/rules.py

Times are CPU milliseconds, the best of several runs.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from maild.policy.checking import check
from maild.policy.facts import Facts
from maild.policy.loader import load
from maild.policy.patterns import mistake
from maild.policy.triage import triage
from maild.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Callable

MAILS = Path(__file__).parent.parent / "tests" / "mails" / "triage.jsonl"
SYLLABLES = ("ba", "da", "ga", "ja", "ka", "la", "ma", "na", "pa", "ra", "sa", "ta", "wa", "be", "ge", "ku", "lu", "mi")
WORST = [
    "(x+x+)+yabc",
    "(a|aa)+$abc",
    ".*foo.*bar.*baz",
    "abc[a-z]{0,200}xyz",
    "(abc|abd|abe).{0,60}(xya|xyb|xyc)",
    "abc(.?){40}def",
]


def word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(3))


def folder_with(place: Path, rules: int) -> Path:
    """Return a folder with so many rules of its own words instead of the shipped triage."""
    chance = random.Random(7)
    folder = place / f"rules-{rules}"
    shutil.copytree(shipped("rules"), folder)
    for path in (folder / "triage").glob("*.yaml"):
        path.unlink()
    lines = ["format: 1", "rules:"]
    for number in range(rules):
        words = ", ".join(word(chance) for _ in range(3))
        group = f"[[{word(chance)}, {word(chance)}], [rusak, mati]]"
        when = f"{{any: [{{says: [{words}]}}, {{together: {group}}}]}}"
        lines.append(f"  - {{rule: r{number}, when: {when}, then: {{type: incident}}}}")
    (folder / "triage" / "10-many.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def best(work: Callable[[], object], times: int = 7) -> float:
    """Return the CPU milliseconds of the quickest of several runs."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken) * 1000


def mail(size: int) -> Facts:
    """Return a mail of ordinary sentences in which every twentieth word is one that some rule may look for."""
    chance = random.Random(11)
    bodies = [json.loads(line)["body"] for line in MAILS.read_text("utf-8").splitlines()]
    words = " ".join(bodies).split()
    mixed = [word(chance) if number % 20 == 0 else one for number, one in enumerate(words)]
    return Facts(subject="komputer rusak", text=" ".join(mixed)[:size])


def worst_of_patterns() -> float:
    """Return what the worst pattern costs that the check lets pass, on text made to provoke it."""
    worst = 0.0
    chance = random.Random(3)
    noise = "".join(chance.choice(["abc", "foo ", "bar ", "xa", "xx", "aa", " ", "xy"]) for _ in range(32_000))
    provoking = Facts(subject="", text=noise[:64_000])
    for pattern in WORST:
        if (refused := mistake(pattern)) is not None:
            print(f"{pattern:<40} refused: {refused[0]}")
            continue
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "rules"
            shutil.copytree(shipped("rules") / "examples" / "unma", folder)
            rule = f"format: 1\nrules:\n  - {{rule: worst, when: {{pattern: ['{pattern}']}}, then: {{tags: [a]}}}}\n"
            (folder / "triage" / "00-office.yaml").write_text(rule, "utf-8")
            taken = best(partial(triage, load(folder), provoking), times=3)
        worst = max(worst, taken)
        print(f"{pattern:<40} {taken:8.1f} ms on 64 kB")
    return worst


def main() -> int:
    five_kilobytes = mail(5_000)
    with tempfile.TemporaryDirectory() as name:
        ten, thousand = folder_with(Path(name), 10), folder_with(Path(name), 1_000)
        cost_of_few = best(partial(triage, load(ten), five_kilobytes))
        cost_of_many = best(partial(triage, load(thousand), five_kilobytes))
        loading = best(partial(check, thousand), times=3)
    shipped_cost = best(partial(triage, load(shipped("rules")), five_kilobytes))
    worst = worst_of_patterns()
    ratio = cost_of_many / cost_of_few
    print(f"{'10 rules on 5 kB':<40} {cost_of_few:8.2f} ms")
    print(f"{'1,000 rules on 5 kB':<40} {cost_of_many:8.2f} ms, {ratio:.1f} times as much (goal 3)")
    print(f"{'the shipped rules on 5 kB':<40} {shipped_cost:8.2f} ms")
    print(f"{'load and check of 1,000 rules':<40} {loading:8.0f} ms (goal 1,000)")
    print(f"{'the worst pattern':<40} {worst:8.1f} ms (goal 50)")
    return int(ratio > 3 or loading > 1_000 or worst > 50)


if __name__ == "__main__":
    sys.exit(main())
