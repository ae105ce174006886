"""What is seen of an outage: the staff see one matter with its reports, a reporter sees no other reporter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from maild.desk.digest.decisions import Scene, decisions
from maild.desk.digest.figures import Span
from maild.desk.digest.worklists import lists_of
from maild.desk.letters.notify import Notifier
from maild.desk.promises.warnings import Warnings
from tests.support.at_work import omar, said, write
from tests.support.desk import KEYRING, OMAR, Desk
from tests.support.outages import NAMES, REPORTERS, declared, reported, solved

if TYPE_CHECKING:
    from collections.abc import Callable


def test_lists_show_the_outage_and_not_each_report() -> None:
    desk = declared()
    omar(desk, "#daftar", notice="outage_proposed")
    text = said(desk, OMAR, "ticket_list")
    assert "TIKET-1" in text
    assert "5 laporan" in text
    assert "TIKET-2" not in text


def test_show_tells_of_the_outage_and_of_its_reports() -> None:
    desk = declared()
    omar(desk, "#lihat 1", notice="outage_proposed")
    assert "TIKET-2, TIKET-3, TIKET-4, TIKET-5" in said(desk, OMAR, "ticket_shown")
    omar(desk, "#lihat 3", notice="outage_proposed")
    assert "Bagian dari gangguan" in said(desk, OMAR, "ticket_shown")


def scene(desk: Desk) -> Scene:
    with desk.store.begin() as work:
        histories = tuple(work.histories(desk.clock(), desk.clock()))
    span = Span(desk.clock(), desk.clock())
    return Scene(histories, desk.rulebook, desk.office, desk.rulebook.desk_calendar, span, desk.clock())


def test_the_digest_names_the_outage_once_with_its_reports() -> None:
    desk = declared()
    desk.clock.pass_(days=7)
    lists = {one.id: one for one in decisions(scene(desk))}
    (line,) = lists["outages"].lines
    assert (line.number, line.reports) == ("TIKET-1", 5)
    assert "breached" not in lists
    assert "unassigned" not in lists


def test_a_work_list_holds_the_outage_and_not_each_report() -> None:
    desk = declared()
    operator = desk.rulebook.policy.people.person("omar")
    assert operator is not None
    worker = replace(operator, groups=(desk.ticket(1).group,))
    lines = [line for one in lists_of(worker, scene(desk)) for line in one.lines]
    assert [(line.number, line.reports) for line in lines] == [("TIKET-1", 5)]


def test_late_reports_of_an_outage_warn_of_the_outage_alone() -> None:
    desk = declared()
    desk.clock.pass_(days=11, hours=1)
    notifier = Notifier(desk.office, KEYRING, desk.renderer)
    Warnings(desk.store, notifier, lambda: desk.rulebook, desk.office).give(desk.clock())
    alerts = desk.outbox(notice="alert")
    assert alerts
    assert all("TIKET-1" in row.text and "TIKET-2" not in row.text for row in alerts)


@pytest.mark.parametrize("made", [declared, solved], ids=["declared", "solved"])
def test_no_reporter_reads_of_another(made: Callable[[], Desk]) -> None:
    """Guarantee 6: neither name nor address, nor number, nor words of one reporter reach another."""
    desk = made()
    reported(desk, 5, proven=True)
    write(desk, REPORTERS[3], "Kapan selesai? Telepon saya di 0351-777888.", "outage_known")
    omar(desk, "#balas Masih diuji.", notice="outage_proposed")
    for who in range(6):
        secrets = [
            secret
            for other in range(6)
            if other != who
            for secret in (NAMES[other], REPORTERS[other], f"TIKET-{other + 1}", f"ruang {other}", f"Ruang {other}")
        ]
        for letter in desk.outbox(REPORTERS[who]):
            whole = "\n".join((letter.subject, letter.text, letter.html, *(value for _, value in letter.headers)))
            assert not [secret for secret in secrets if secret in whole]
            assert "777888" not in whole
            known = [row.message_id for row in desk.outbox() if row.address != letter.address]
            assert not [one for one in known if one in whole]
