"""The commands people may write at the top of a mail: names, words, who may, and what stands behind them.

Who may is what the desk decides by; here it only tells apart what is offered to whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Who = Literal["staff", "requester", "everyone"]
Shape = Literal["nothing", "optional", "needed", "text"]


@dataclass(frozen=True, slots=True)
class CommandWord:
    """A command: its English name, the words it is written with, and one sentence of help in each language.

    `shape` says what follows on the line: `nothing`, something `optional` or `needed`, or `text`, for which the
    rest of the mail counts as well. `argument` is what to write there, as (Indonesian, English).
    """

    name: str
    indonesian: tuple[str, ...]
    english: tuple[str, ...]
    who: Who
    shape: Shape
    argument: tuple[str, str]
    help: tuple[str, str]

    @property
    def words(self) -> tuple[str, ...]:
        """Every word the command is known by, the usual ones first."""
        return (*self.indonesian, *self.english)


def _word(
    name: str, indonesian: str, english: str, who: Who, shape: Shape, argument: tuple[str, str], tells: tuple[str, str]
) -> CommandWord:
    return CommandWord(name, tuple(indonesian.split()), tuple(english.split()), who, shape, argument, tells)


_NOTHING = ("", "")

# fmt: off
COMMANDS: tuple[CommandWord, ...] = (
    _word("take", "ambil", "take", "staff", "nothing", _NOTHING,
          ("Saya yang menangani tiket ini.", "I take this ticket.")),
    _word("resolve", "selesai", "resolve", "everyone", "text", ("SOLUSI", "SOLUTION"),
          ("Tiket selesai; teks selebihnya adalah solusinya.",
           "The ticket is solved; the rest of the text is the solution.")),
    _word("close", "tutup", "close", "staff", "optional", ("ALASAN", "REASON"),
          ("Tutup tiket.", "Close the ticket.")),
    _word("escalate", "eskalasi", "escalate", "staff", "optional", ("[GRUP|ORANG]", "[GROUP|PERSON]"),
          ("Teruskan ke grup atau orang lain.", "Hand the ticket to another group or person.")),
    _word("assign", "tugaskan", "assign", "staff", "needed", ("ORANG", "PERSON"),
          ("Tugaskan tiket kepada seseorang.", "Give the ticket to a person.")),
    _word("return", "kembalikan", "return", "staff", "needed", ("ALASAN", "REASON"),
          ("Kembalikan eskalasi kepada pengirimnya.", "Send an escalation back.")),
    _word("wait", "tunggu", "wait", "staff", "text", ("[SAMPAI]", "[UNTIL]"),
          ("Menunggu jawaban pemohon; teks selebihnya adalah pertanyaannya.",
           "Wait for the requester; the rest of the text is the question.")),
    _word("category", "kategori", "category", "staff", "needed", ("KATEGORI", "CATEGORY"),
          ("Ubah kategori.", "Change the category.")),
    _word("priority", "prioritas", "priority", "staff", "needed", ("PRIORITAS", "PRIORITY"),
          ("Ubah prioritas.", "Change the priority.")),
    _word("urgency", "urgensi", "urgency", "staff", "needed", ("URGENSI", "URGENCY"),
          ("Ubah urgensi.", "Change the urgency.")),
    _word("impact", "dampak", "impact", "staff", "needed", ("DAMPAK", "IMPACT"),
          ("Ubah dampak.", "Change the impact.")),
    _word("reply", "balas", "reply", "staff", "text", ("TEKS", "TEXT"),
          ("Kirim teks ini kepada pemohon.", "Send this text to the requester.")),
    _word("note", "catat catatan", "note", "staff", "text", ("TEKS", "TEXT"),
          ("Catatan internal.", "An internal note.")),
    _word("for", "untuk", "for", "staff", "needed",
          ("NAMA|ALAMAT|TELEPON[, unit][, media][, waktu]", "NAME|ADDRESS|PHONE[, unit][, medium][, time]"),
          ("Tiket ini atas nama orang lain.", "This ticket is on behalf of somebody.")),
    _word("merge", "gabung gabungkan", "merge", "staff", "needed", ("NOMOR", "NUMBER"),
          ("Gabungkan dengan tiket lain; yang mewakili gangguan menerimanya sebagai laporan.",
           "Merge with another ticket; one that stands for an outage takes it in as a report.")),
    _word("split", "pisah pisahkan", "split", "staff", "optional", ("[JUDUL]", "[TITLE]"),
          ("Jadikan surat ini tiket sendiri; tanpa teks, tiket ini lepas dari gangguannya.",
           "Make a ticket of its own from this mail; without a text the ticket leaves its outage.")),
    _word("article", "artikel", "article", "staff", "optional", ("[JUDUL]", "[TITLE]"),
          ("Simpan solusi sebagai artikel.", "Keep the solution as an article.")),
    _word("approve", "setuju setujui", "approve", "staff", "optional", ("[CATATAN]", "[NOTE]"),
          ("Setujui permintaan, atau bahwa laporan-laporan serupa adalah satu gangguan.",
           "Approve the request, or that alike reports are one outage.")),
    _word("reject", "tolak", "reject", "staff", "needed", ("ALASAN", "REASON"),
          ("Tolak permintaan, atau bahwa ini satu gangguan.", "Reject the request, or that it is one outage.")),
    _word("pic", "pic", "pic", "staff", "needed", ("ORANG", "PERSON"),
          ("Tetapkan penanggung jawab.", "Name the person in charge.")),
    _word("reopen", "buka", "reopen", "everyone", "optional", ("[ALASAN]", "[REASON]"),
          ("Buka kembali tiket.", "Open the ticket again.")),
    _word("undo", "batal batalkan", "undo", "staff", "nothing", _NOTHING,
          ("Batalkan perintah terakhir.", "Take the last command back.")),
    _word("confidential", "rahasia", "confidential", "staff", "nothing", _NOTHING,
          ("Tiket ini rahasia.", "This ticket is confidential.")),
    _word("evaluate", "evaluasi", "evaluate", "staff", "text",
          ("MAYOR|NON MAYOR [TRIWULAN]", "MAJOR|NON MAJOR [QUARTER]"),
          ("Evaluasi atas penilaian pelapor; teks di bawahnya adalah catatannya.",
           "Evaluate the answer to a survey; the text below is the note.")),
    _word("list", "daftar", "list", "everyone", "optional", ("[saya|grup|terlambat]", "[mine|group|late]"),
          ("Daftar tiket.", "List tickets.")),
    _word("show", "lihat", "show", "staff", "needed", ("NOMOR", "NUMBER"),
          ("Tampilkan sebuah tiket.", "Show a ticket.")),
    _word("search", "cari", "search", "staff", "needed", ("KATA", "WORDS"),
          ("Cari tiket dan artikel.", "Search tickets and articles.")),
    _word("sla", "sla", "sla", "staff", "optional", ("[NOMOR]", "[NUMBER]"),
          ("Jelaskan batas waktu tiket.", "Explain the ticket's promised times.")),
    _word("kpi", "kpi", "kpi", "staff", "optional", ("[BULAN]", "[MONTH]"),
          ("Angka kinerja layanan.", "The figures of the service.")),
    _word("release", "lepas lepaskan", "release", "staff", "nothing", _NOTHING,
          ("Lepaskan tiket kepada kelompoknya, atau (pengelola) surat dari karantina.",
           "Let go of the ticket to its group, or (the administrator) of a mail in quarantine.")),
    _word("help", "bantuan", "help", "everyone", "nothing", _NOTHING,
          ("Daftar perintah ini.", "This list of commands.")),
    _word("status", "status", "status", "requester", "optional", ("[NOMOR]", "[NUMBER]"),
          ("Bagaimana keadaan tiket saya?", "How is my ticket doing?")),
    _word("leave", "keluar", "leave", "requester", "nothing", _NOTHING,
          ("Saya tidak ingin menerima surat tiket ini lagi.", "I want no more mail about this ticket.")),
    _word("form", "formulir", "form", "requester", "optional", ("[NAMA]", "[NAME]"),
          ("Kirimi saya formulir.", "Send me a form.")),
)

# Labels of the lines that fill the record of a ticket, by the field they fill.
RECORD_LABELS: dict[str, tuple[str, ...]] = {
    "symptom": ("gejala", "keluhan", "symptom", "symptoms"),
    "cause": ("penyebab", "sebab", "cause", "root cause"),
    "analysis": ("analisis", "analisa", "diagnosis", "diagnosa", "analysis"),
    "solution": ("solusi", "penyelesaian", "tindakan", "perbaikan", "solution", "resolution", "fix"),
}

# Labels of the lines of the reporting form (UNM-1), and of what a requester is asked for, by the field they fill.
FORM_LABELS: dict[str, tuple[str, ...]] = {
    "name": ("nama", "nama pelapor", "nama lengkap", "pegawai", "name", "employee"),
    "unit": ("unit", "unit kerja", "bagian", "dinas", "instansi", "opd", "office", "department"),
    "phone": ("telepon", "telp", "no telepon", "nomor telepon", "no hp", "hp", "wa", "phone", "mobile"),
    "location": ("lokasi", "ruangan", "ruang", "tempat", "location", "room", "place"),
    "occurred_at": ("tanggal", "waktu", "tanggal dan jam", "tanggal kejadian", "date", "time", "date and time"),
    "medium": ("media", "medium"),
    "category": ("kategori", "category"),
    "explanation": ("penjelasan", "uraian", "deskripsi", "keterangan", "explanation", "description"),
    "submitted_by": ("diajukan oleh", "submitted by"),
    "letter": ("surat", "nomor surat", "letter"),
}

# Short questions that ask how a ticket is doing. They are answered, and kept as what they are.
STATUS_QUESTIONS: tuple[str, ...] = (
    "bagaimana perkembangan", "bagaimana progres", "bagaimana kelanjutan", "bagaimana status", "apa kabar laporan",
    "sudah sampai mana", "sampai mana", "apakah sudah ditangani", "kapan ditangani", "kapan selesai", "statusnya apa",
    "apa statusnya", "bagaimana tindak lanjut", "belum ada kabar", "ada kabar", "what is the status", "any update",
    "any news", "how is it going", "how far", "when will it be",
)

# What a requester says of a ticket that was called solved and is not.
STILL_BROKEN: tuple[str, ...] = (
    "masih lambat", "masih mati", "masih rusak", "masih error", "masih eror", "masih sama", "masih belum",
    "masih tidak", "masih tdk", "masih gagal", "masih macet", "masih bermasalah", "masih ada masalah",
    "masih ada kendala", "masih ada gangguan", "masih ada tulisan", "masih ada pesan", "masih muncul", "masih tampil",
    "masih terlihat", "masih berubah", "masih diretas", "masih terinfeksi", "belum bisa", "belum berfungsi",
    "belum selesai", "belum normal", "belum teratasi", "tetap tidak", "tetap saja", "tetap belum", "tetap sama",
    "tetap error", "kambuh", "mati lagi", "rusak lagi", "error lagi", "eror lagi", "lambat lagi", "macet lagi",
    "muncul lagi", "terjadi lagi", "putus lagi", "tidak bisa lagi", "still not", "still broken", "still slow",
    "still down", "still the same", "still does not", "still doesnt", "still cannot", "still cant", "not fixed",
    "not solved", "not resolved", "not working", "does not work", "doesnt work", "broken again", "down again",
    "happened again", "same problem again", "came back", "is back again", "still there", "still shows",
    "still appears", "still hacked", "still infected",
)

# Plain words that suggest a command. They are offered back as a button: never obeyed, never ignored.
MEANINGS: dict[str, tuple[str, ...]] = {
    "take": (
        "saya ambil", "saya tangani", "saya kerjakan", "saya yang tangani", "saya yang kerjakan", "biar saya",
        "saya handle", "saya cek dulu", "saya meluncur", "siap saya kerjakan", "saya tindak lanjuti", "siap meluncur",
        "i take it", "i will take it", "i'll take it", "i take this", "i'll take this", "i'm on it",
        "taking this", "i will handle", "i'll handle", "i got this",
    ),
    "resolve": (
        "sudah selesai", "sdh selesai", "udah selesai", "sudah beres", "udah beres", "sudah teratasi", "sudah normal",
        "sudah berfungsi", "sudah diperbaiki", "sudah kami perbaiki", "sudah saya perbaiki", "sudah bisa",
        "selesai pak", "selesai bu", "beres pak", "beres bu", "sudah kembali normal", "sudah oke", "sudah ok", "done",
        "it is done", "it's done", "all done", "fixed", "it is fixed", "it's fixed", "is fixed now", "is solved",
        "is resolved", "solved", "resolved", "works now", "works again", "working again", "problem solved",
    ),
}
# Words near those that turn their meaning round, or make a question of them.
DENIALS: tuple[str, ...] = (
    "belum", "blm", "tidak", "tdk", "bukan", "kalau", "jika", "apakah", "kapan", "apa sudah", "not", "isn't", "doesn't",
    "can't", "don't", "hasn't", "won't", "when", "if", "unless", "never", "almost", "hampir", "setengah", "sebagian",
    "akan", "will be", "until",
)
# fmt: on
