"""A security incident as far as a test wants it to have come, by the mails of the people of rules/examples/security."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import SMTP

from maild.desk.follow_ups import FollowUps
from maild.desk.letters.notify import Notifier
from maild.desk.promises.warnings import Warnings
from tests.support.at_work import write
from tests.support.desk import BUDI, KEYRING, Desk
from tests.support.example_offices import answer, desk_of

OWNER = "hendra@dinsos.example"
LETTER = """#selesai
Kepada: Hendra Gunawan <hendra@dinsos.example>

Yth. Pengelola Situs Dinas Sosial,

Situs yang Bapak/Ibu kelola telah diretas. Mohon aksesnya ditutup sementara."""
RECORD = "#selesai\nGejala: beranda berubah\nPenyebab: CMS lama\nAnalisis: unggahan terbuka\nSolusi: CMS diperbarui."
REPORT = "#selesai\nLaporan penyelesaian: situs pulih dan CMS diperbarui."


def reported() -> Desk:
    return desk_of("security", "Website dinas sosial diretas sejak subuh.", "Situs diretas")


def drafted() -> Desk:
    desk = reported()
    answer(desk, "omar", "#ambil")
    answer(desk, "omar", "#selesai\nGejala: beranda berubah")
    answer(desk, "sari", LETTER, "stage")
    return desk


def checked() -> Desk:
    desk = drafted()
    answer(desk, "kartika", "#setuju", "stage")
    return desk


def repairing() -> Desk:
    desk = checked()
    answer(desk, "mona", "#setuju\n#pic tariq", "stage")
    desk.send()
    return desk


def told_the_reporter() -> Desk:
    desk = repairing()
    answer(desk, "tariq", RECORD, "stage")
    answer(desk, "omar", "#selesai", "solution_ready")
    return desk


def confirmed() -> Desk:
    desk = told_the_reporter()
    write(desk, BUDI, "#selesai", "solution")
    return desk


def warned(desk: Desk) -> None:
    """Let the daemon look for what is overdue."""
    notifier = Notifier(desk.office, KEYRING, desk.renderer)
    Warnings(desk.store, notifier, lambda: desk.rulebook, desk.office).give(desk.clock())


def followed_up(desk: Desk) -> None:
    """Let the daemon look for what nobody has answered."""
    notifier = Notifier(desk.office, KEYRING, desk.renderer)
    FollowUps(desk.store, notifier, lambda: desk.rulebook, desk.office).run(desk.clock())


def with_file(raw: bytes, name: str) -> bytes:
    """Return a mail with a file attached to it."""
    mail = message_from_bytes(raw, policy=SMTP)
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename=name)
    return mail.as_bytes()
