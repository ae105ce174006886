"""Information security: only the people of the procedure see a case, and it is kept whole."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.real_desk import RealDesk

pytestmark = pytest.mark.needs("dovecot", "exim")
OFFICE = "security"


def test_a_whole_case_is_kept_as_one_file(desk: RealDesk) -> None:
    """SEC-4: its form and every mail as it came and went."""
    desk.write("rita", "Website dinas diretas sejak subuh.", "Website diretas")
    desk.answer("omar", "#catat Server kami putus dari jaringan.")
    file = desk.folder / "kasus.zip"
    desk.maild("tickets", "archive", "1", "--out", str(file))
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        mails = b"".join(archive.read(name) for name in names if name.endswith(".eml"))
    assert "TIKET-1.pdf" in names
    assert b"Website dinas diretas sejak subuh." in mails
    assert b"Server kami putus dari jaringan." in mails
    assert any("-out-rita-example-com" in name for name in names)


def test_a_security_incident_is_read_by_its_own_people_only(madiun: RealDesk) -> None:
    """SEC-5: from the first moment, in mails, lists, searches and digests."""
    madiun.write("rita", "Website dinas diretas, ada tulisan hacked by.", "Website diretas")
    assert "hacked by" in madiun.said("dewi")
    for question in ("#daftar", "#lihat 1", "#cari diretas"):
        madiun.write("omar", question, "Tanya")
    madiun.pass_(days=3)
    for outsider in ("omar", "sari", "tariq"):
        assert not madiun.has(outsider, "diretas")
    assert all(
        "diretas" not in str(mail["Subject"]) for name in ("dewi", "mona", "rita") for mail in madiun.inbox(name)
    )
    assert madiun.ticket()["confidential"]
