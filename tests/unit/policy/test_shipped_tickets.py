"""What the shipped rules never ignore, however much it looks like an advertisement or like thanks, and what they do."""

from __future__ import annotations

import pytest

from tests.support.sorting import sorted_as

REAL = [
    ("", "aplikasi pajak hotel error, bukti pemesanan dan sertifikat tidak muncul"),
    ("investasi", "Data investasi dan kemitraan UMKM di SIMPEL hilang, mohon dipulihkan"),
    ("Pameran", "Internet booth pameran mati, toko mitra tidak bisa transaksi"),
    ("pinjaman", "aplikasi simpan pinjam koperasi salah hitung bunga pinjaman"),
    ("unsubscribe", "Tombol unsubscribe newsletter di website dinas tidak berfungsi"),
    ("promo", "Banner promo wisata di web disbudpar tidak tampil, diskon tiket salah hitung"),
    ("dijual", "Data warga kami dijual di forum, diskon katanya"),
    ("webinar", "Mohon dukungan zoom untuk webinar, daftar sekarang tidak bisa diklik di web"),
    ("salah kirim", "Aplikasi e-surat salah kirim disposisi ke OPD lain, mohon maaf baru lapor"),
    ("Re: printer", "Terima kasih, wifi sudah lancar. Sekarang giliran laptop saya yang mati"),
    ("Re: printer", "Terima kasih sudah bisa. Scanner belum"),
    ("Re: tiket", "Thanks, it works now. The scanner in room 3 gives a striped image though."),
    ("Re: akun", "Terima kasih mas sudah bisa login. hak akses menu cetak belum ada"),
    ("Re: tiket", "makasih, sudah normal. minta tolong cek lab juga ya"),
    ("Re: wifi", "suwun mas wis iso. printer e saiki sing rewel"),
    ("", "Undangan rapat di e-office tidak bisa dibuka"),
    ("libur", "kantor libur besok, mohon server backup dimatikan"),
    ("selamat", "Selamat hari raya mas. Wifi kantor mati sejak libur"),
    ("Scan from MFP", ""),
    ("", ""),
]
NO_TICKETS = [
    ("Re: wifi", "sudah lancar mas, terima kasih banyak"),
    ("Re: Printer problem", "Thanks a lot, it works now! You can close this."),
    ("Re: e-surat", "matur nuwun mas, pun saged dibuka"),
    ("thank you!", "Makasih banyak mas Tariq, laptopnya udah sembuh, kemarin sempat panik karena hang terus."),
    ("Undangan Rapat", "Mengharap kehadiran Bapak/Ibu pada rapat koordinasi di aula. Konfirmasi kehadiran."),
    ("PROMO", "Diskon 50% laptop! Hubungi marketing kami. Berhenti berlangganan klik di sini"),
    ("Boost your network", "Is your server down again? Book a free demo this week. Unsubscribe here."),
    ("ijin", "mohon ijin tidak masuk kantor karena sakit demam"),
]


@pytest.mark.parametrize(("subject", "text"), REAL)
def test_a_real_ticket_is_kept(subject: str, text: str) -> None:
    assert sorted_as(text, subject).disposition == "ticket"


@pytest.mark.parametrize(("subject", "text"), NO_TICKETS)
def test_what_is_no_ticket_is_ignored(subject: str, text: str) -> None:
    assert sorted_as(text, subject).disposition == "ignore"


def test_what_works_ends_where_something_fails_in_the_same_breath() -> None:
    assert sorted_as("Internet lancar aplikasi e-surat tidak bisa dibuka").service == "Aplikasi down"


def test_the_name_of_a_working_thing_is_not_blamed() -> None:
    assert (
        sorted_as("Jaringan aman, listrik aman. Aplikasi perizinan muncul Internal Server Error").category == "Aplikasi"
    )
