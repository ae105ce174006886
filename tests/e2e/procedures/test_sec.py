"""Information security: only the people of the procedure see a case, and it is kept whole."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.real_desk import RealDesk

pytestmark = pytest.mark.needs("dovecot", "exim")
OFFICE = "security"
STAGES = "terima catat draf periksa putusan kirim perbaikan beritahu konfirmasi laporan arsip"
LETTER = """#selesai
Kepada: Hendra Gunawan <hendra@example.com>

Yth. Pengelola Situs Dinas Sosial,

Situs yang Bapak/Ibu kelola telah diretas. Mohon aksesnya ditutup sementara."""
RECORD = "#selesai\nGejala: beranda berubah\nPenyebab: CMS lama\nAnalisis: unggahan terbuka\nSolusi: CMS diperbarui."


def reported(desk: RealDesk) -> RealDesk:
    desk.write("budi", "Website dinas sosial diretas sejak subuh.", "Situs diretas")
    return desk


def drafted(desk: RealDesk) -> RealDesk:
    """Return the desk on which the letter to the owner of the asset waits to be checked."""
    reported(desk).answer("omar", "#ambil")
    desk.answer("omar", "#selesai\nGejala: beranda berubah")
    desk.answer("sari", LETTER, "Giliran Anda")
    return desk


def told_the_reporter(desk: RealDesk) -> RealDesk:
    """Return the desk on which the letter was sent, the site was repaired and the reporter was told."""
    drafted(desk).answer("kartika", "#setuju", "Giliran Anda")
    desk.answer("mona", "#setuju\n#pic tariq", "Giliran Anda")
    desk.answer("tariq", RECORD, "Giliran Anda: Memperbaiki")
    desk.answer("omar", "#selesai", "siap dikirim")
    return desk


def entered(desk: RealDesk) -> list[str]:
    """Return the stages that the case has entered, in order."""
    return [event["data"]["stage"] for event in desk.ticket()["events"] if event["kind"] == "StageEntered"]


def test_every_stage_has_its_turn_and_an_overdue_one_goes_to_the_head(desk: RealDesk) -> None:
    """SEC-1: from the report to the archive, with whose turn it is and until when."""
    drafted(desk)
    assert "Mohon selesai sebelum" in desk.said("kartika", "Giliran Anda: Memeriksa surat pemberitahuan")
    desk.pass_(hours=2)
    assert "Memeriksa surat pemberitahuan – giliran Kartika Dewanti" in desk.said("mona", "Terlambat")
    desk.answer("kartika", "#setuju", "Giliran Anda")
    desk.answer("mona", "#setuju\n#pic tariq", "Giliran Anda")
    desk.answer("tariq", RECORD, "Giliran Anda: Memperbaiki")
    desk.answer("omar", "#selesai", "siap dikirim")
    desk.answer("budi", "#selesai", "CMS diperbarui.")
    desk.answer("sari", "#selesai\nLaporan: situs pulih dan CMS diperbarui.", "Membuat laporan penyelesaian")
    desk.answer("sari", "#tutup", "untuk diarsipkan")
    assert entered(desk) == STAGES.split()
    assert desk.ticket()["status"] == "closed"


def test_the_head_rejects_and_approves_the_letter_by_replying(desk: RealDesk) -> None:
    """SEC-2: rejected it goes back with the remarks, approved to the owner of the asset, and somebody is in charge."""
    drafted(desk).answer("kartika", "#setuju", "Giliran Anda")
    desk.answer("mona", "#tolak\nSebutkan alamat situsnya.", "Giliran Anda")
    again = desk.said("sari", "Tahap ini kembali kepada Anda.")
    assert "Sebutkan alamat situsnya." in again
    assert "Yth. Pengelola Situs Dinas Sosial," in again
    desk.answer("sari", "#selesai\nYth. Pengelola dinsos.example, mohon aksesnya ditutup.", "Giliran Anda")
    desk.answer("kartika", "#setuju", "dinsos.example")
    desk.answer("mona", "#setuju\n#pic tariq", "dinsos.example")
    assert "Yth. Pengelola dinsos.example" in desk.said("hendra", "Surat pemberitahuan")
    assert desk.has("tariq", "Giliran Anda: Memperbaiki dan mendokumentasikan")
    assert ("PersonInChargeNamed", "person:mona") in desk.history()


def test_the_reporter_confirms_the_repair_or_sends_it_back(desk: RealDesk) -> None:
    """SEC-3: still there goes back to the repair, gone goes on to the report, silence to the person in charge."""
    told_the_reporter(desk).pass_(hours=4)
    assert "Konfirmasi pelapor – giliran Budi" in desk.said("tariq", "Terlambat")
    desk.answer("budi", "#buka Masih ada tulisan hacked.", "CMS diperbarui.")
    assert "Masih ada tulisan hacked." in desk.said("tariq")
    assert (entered(desk)[-1], desk.ticket()["status"]) == ("perbaikan", "in_progress")
    desk.answer("tariq", RECORD)
    desk.answer("omar", "#selesai", "siap dikirim")
    desk.answer("budi", "#selesai Sudah hilang.", "CMS diperbarui.")
    assert (entered(desk)[-1], desk.ticket()["status"]) == ("laporan", "resolved")
    assert desk.has("sari", "Giliran Anda: Membuat laporan penyelesaian")


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
