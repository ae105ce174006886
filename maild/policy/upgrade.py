"""Bringing a folder of rule files up to what is shipped now, without touching what the office wrote."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from maild.policy.shapes import FILES
from maild.shipped import digests, record_digests, recorded_digests

if TYPE_CHECKING:
    from pathlib import Path

Action = Literal["added", "replaced", "beside", "removed_by_office"]
NEW = ".new"


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one file: added, replaced because nobody touched it, or laid beside the office's own."""

    name: str
    action: Action


def copied_whole(folder: Path) -> Path:
    """Return the folder that was copied as one: this one, or the one whose example this is."""
    around = folder.resolve().parent.parent
    is_example = (
        not recorded_digests(folder) and folder.resolve().parent.name == "examples" and recorded_digests(around)
    )
    return around if is_example else folder


def planned(source: Path, folder: Path) -> tuple[Step, ...]:
    """Return what an upgrade of this folder would do, by file name; nothing is changed."""
    now, here = digests(source), digests(folder)
    # Rules that came otherwise, such as an example put in their place, hold all that their office wants.
    before = recorded_digests(folder) or (dict.fromkeys(now, "") if here else {})
    return tuple(
        Step(name, action)
        for name, digest in now.items()
        if (action := _action(name, digest, before, here)) is not None
    )


def _action(name: str, digest: str, before: dict[str, str], here: dict[str, str]) -> Action | None:
    if here.get(name) == digest or (name in here and before.get(name) == digest):
        return None
    if name not in here:
        # No office can do without the files that every set needs.
        return "removed_by_office" if name in before and name not in FILES else "added"
    return "replaced" if here[name] == before.get(name) else "beside"


def upgraded(source: Path, folder: Path) -> tuple[Step, ...]:
    """Carry out the plan and record what is shipped now; files the office removed stay away."""
    steps = planned(source, folder)
    for step in steps:
        if step.action == "removed_by_office":
            continue
        target = folder / (step.name + NEW if step.action == "beside" else step.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / step.name, target)
    record_digests(folder, digests(source))
    return steps
