"""The table of all open tickets that comes with a digest, for whoever sorts and filters in a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.desk.digest.view import open_histories
from maild.desk.numbers import is_late
from maild.desk.spreadsheet import CONTENT_TYPE, as_csv
from maild.mail.builder import File

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from maild.desk.digest.decisions import Scene
    from maild.desk.numbers import History

_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": (
        "Nomor", "Judul", "Jenis", "Status", "Kategori", "Layanan", "Prioritas", "Pelapor", "Unit", "Kelompok",
        "Dikerjakan oleh", "Masuk", "Batas tanggapan", "Batas penyelesaian", "Terlambat",
    ),
    "en": (
        "Number", "Title", "Type", "Status", "Category", "Service", "Priority", "Requester", "Unit", "Group",
        "Worked on by", "Opened", "Response due", "Resolution due", "Late",
    ),
}  # fmt: skip
_FILE_NAMES: Mapping[str, str] = {"id": "tiket-terbuka", "en": "open-tickets"}
_YES: Mapping[str, tuple[str, str]] = {"id": ("ya", "tidak"), "en": ("yes", "no")}


def open_tickets(scene: Scene, language: str) -> File:
    """Return the open tickets as a CSV file; confidential ones are not in it."""
    language = language if language in _NAMES else "en"
    rows = [_NAMES[language], *(tuple(_row(one, scene, language)) for one in open_histories(scene))]
    day = scene.office.local(scene.now).date().isoformat()
    return File(f"{_FILE_NAMES[language]}-{day}.csv", CONTENT_TYPE, as_csv(rows))


def _row(history: History, scene: Scene, language: str) -> Iterator[object]:
    ticket, policy = history.ticket, scene.rulebook.policy
    person, group = policy.people.person(ticket.assignee), policy.people.group(ticket.group)
    yield ticket.number
    yield history.title
    yield policy.label("type", ticket.type, language)
    yield policy.label("status", ticket.status, language)
    yield policy.label("category", ticket.category, language)
    yield policy.label("service", ticket.service, language)
    yield policy.label("priority", str(ticket.priority), language)
    yield history.requester
    yield history.unit
    yield group.name if group else ticket.group
    yield person.name if person else ticket.assignee
    yield _written(ticket.opened_at, scene)
    for name in ("response", "resolution"):
        target = history.promise(name)
        yield _written(target.due_at if target and target.met_at is None else None, scene)
    late, in_time = _YES[language]
    yield late if is_late(history, scene.now) else in_time


def _written(at: datetime | None, scene: Scene) -> str:
    return scene.office.local(at).strftime("%Y-%m-%d %H:%M") if at else ""
