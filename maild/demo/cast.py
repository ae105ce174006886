"""Who plays in the demo and what they write: invented people of an invented town, in Indonesian and English.

The operators and technicians are the example people of the shipped rules; here are those who write to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from maild.demo.delivery import Host

HOST = Host("mail.madiun.example", "madiun.example")
DESK = "helpdesk@madiun.example"
ADMIN = "admin@madiun.example"
# Everybody's, shown by `maild demo --stay`.
PASSWORD = "rahasia"  # noqa: S105  # the servers live in memory and listen on this machine only


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody or something that writes mail; a `closed` mailbox takes none."""

    name: str
    address: str
    closed: bool = False


RITA = Player("Rita Maharani", "rita@dinkes.madiun.example")
BUDI = Player("Budi Hartono", "budi@disdukcapil.madiun.example")
RATNA = Player("Ratna Kusumawati", "ratna@bapenda.madiun.example")
EMMA = Player("Emma Clarke", "emma@rsud.madiun.example")
ANDI = Player("Andi Prasetyo", "andi@bapenda.madiun.example")
HENDRA = Player("Hendra Wijaya", "hendra@rsud.madiun.example", closed=True)
SCANNER = Player("Pemindai lantai 2", "scanner.lantai2@madiun.example")
WAHYU = Player("Wahyu Nugroho", "wahyu@warga.example")
SHOP = Player("Toko Komputer Jaya", "promo@tokojaya.example")
# Of the office's own people, whom the rules list.
OMAR = Player("Omar Wibowo", "omar@madiun.example")
TARIQ = Player("Tariq Hidayat", "tariq@madiun.example")
EVERYBODY = (RITA, BUDI, RATNA, EMMA, ANDI, HENDRA, SCANNER, WAHYU, SHOP)

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass(frozen=True, slots=True)
class Mail:
    """What somebody writes.

    `answers` is the kind of the writer's answer to the last mail that the desk sent to them: "" for none, "reply" as a
    mail program makes it, "automatic" as a mailbox does whose owner is away; with `about` it is the last one whose
    subject says so. `again` sends the mail before this one once more, as it was. With `logged_in` the server knows who
    hands the mail in. `raw` is written as it is.
    """

    sender: Player
    subject: str = ""
    text: str = ""
    answers: Literal["", "reply", "automatic"] = ""
    about: str = ""
    again: bool = False
    logged_in: bool = True
    headers: tuple[tuple[str, str], ...] = ()
    attachment: tuple[str, bytes] | None = None
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody answers on the page behind the survey link of their last letter whose subject says `about`."""

    reader: Player
    about: str
    score: int
    suggestions: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A mail, or a survey that is filled in, and what is to be seen in it.

    `mails` is how many reach the desk because of it; what the desk then wrote to `reader` is shown as they see it.
    """

    caption: str
    does: Mail | Answers
    mails: int = 1
    reader: Player | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Scenes that belong together."""

    title: str
    scenes: tuple[Scene, ...]


PEOPLE_WRITE = Act(
    "People write, as they always did",
    (
        Scene(
            "An incident, in everyday Indonesian.",
            Mail(
                RITA,
                "Internet lambat sekali sejak pagi",
                "Selamat pagi Helpdesk,\n\n"
                "Internet di ruang pendaftaran lambat sekali sejak jam 8 pagi, antrean pasien jadi panjang.\n"
                "Mohon segera dibantu.\n\n"
                "Terima kasih,\nRita Maharani\nDinas Kesehatan, telp. 0351-555-0142\n",
            ),
            reader=RITA,
        ),
        Scene(
            "Another one, and nobody can work.",
            Mail(
                BUDI,
                "SIAK down, pelayanan berhenti total",
                "Mohon bantuan segera: aplikasi SIAK tidak bisa dibuka di semua loket.\n"
                "Pelayanan KTP berhenti total dan warga menunggu.\n\nBudi Hartono\nDisdukcapil\n",
            ),
        ),
        Scene(
            "One in English, from a hospital ward.",
            Mail(
                EMMA,
                "Laptop freezes when I open a patient file",
                "Good morning,\n\n"
                "my laptop freezes a few minutes after I open a patient file. I have to switch it off and on again.\n"
                "It is the one with the sticker RSUD-117.\n\nKind regards,\nEmma Clarke\n",
            ),
        ),
        Scene(
            "Nothing is broken: a request for something new.",
            Mail(
                RATNA,
                "Permohonan pembuatan subdomain pajak",
                "Dengan hormat,\n\n"
                "Kami mohon dibuatkan subdomain baru untuk layanan pajak daerah.\n"
                "Surat permohonan akan menyusul.\n\nHormat kami,\nRatna Kusumawati\nBadan Pendapatan Daerah\n",
            ),
        ),
        Scene(
            "And somebody new needs a way in.",
            Mail(
                RATNA,
                "Permintaan akun e-office untuk pegawai baru",
                "Mohon dibuatkan akun e-office untuk pegawai baru kami, Sdr. Galih Saputra, mulai hari Senin.\n\n"
                "Terima kasih,\nRatna\n",
            ),
        ),
    ),
)

THEY_GO_ON = Act(
    "They go on writing, and it stays together",
    (
        Scene(
            "Rita answers her receipt; the quoted text is folded away.",
            Mail(
                RITA,
                text="Tambahan: di lantai 2 normal, hanya ruang pendaftaran yang lambat.\n"
                "Saya ada di tempat sampai jam 3.\n",
                answers="reply",
            ),
        ),
        Scene("Her mail program sends the same mail a second time.", Mail(RITA, again=True)),
        Scene(
            "Budi is on leave, and his mailbox says so by itself: it gets no answer.",
            Mail(
                BUDI,
                text="Saya sedang cuti sampai hari Jumat. Untuk hal mendesak hubungi Sekretariat.\n",
                answers="automatic",
            ),
        ),
    ),
)

THE_STAFF_WORK = Act(
    "The staff work, with nothing but their mail programs",
    (
        Scene(
            "Omar, an operator, takes Rita's ticket: one word in his reply.",
            Mail(OMAR, text="#ambil\n", answers="reply", about="[TIKET-1]"),
        ),
        Scene(
            "He hands it on to the network technicians; what he tried goes along in the escalation form.",
            Mail(
                OMAR,
                text="#eskalasi jaringan\nSwitch di ruang pendaftaran sudah dinyalakan ulang, masih lambat.\n",
                answers="reply",
                about="[TIKET-1]",
            ),
            reader=TARIQ,
        ),
        Scene(
            "Tariq takes it from his telephone, which writes a capital letter and no number sign.",
            Mail(TARIQ, text="Ambil\n", answers="reply", about="[TIKET-1]"),
        ),
        Scene(
            "He asks Rita; while he waits for her, the time for the solution rests.",
            Mail(
                TARIQ,
                text="#tunggu\nLampu di kotak putih dekat pintu berwarna apa, Bu?\n",
                answers="reply",
                about="[TIKET-1]",
            ),
        ),
        Scene(
            "She answers as one answers mail, and the time runs on.",
            Mail(RITA, text="Merah, Mas, dan berkedip.\n", answers="reply", about="[TIKET-1]"),
        ),
        Scene(
            "He has mended it: labelled lines fill in the record, and the operator gets a mail that is ready to go.",
            Mail(
                TARIQ,
                text="#selesai\nGejala: lampu access point merah dan berkedip\n"
                "Penyebab: kabel ke lantai 2 terjepit pintu lemari\n"
                "Solusi: Kabel sudah kami ganti dan kecepatan kembali normal.\n",
                answers="reply",
                about="[TIKET-1]",
            ),
        ),
        Scene(
            "Omar lets it go, and Rita hears how it was solved.",
            Mail(OMAR, text="#selesai\n", answers="reply", about="[TIKET-1]"),
            reader=RITA,
        ),
        Scene(
            "It works again, she says: the ticket is closed.",
            Mail(RITA, text="#selesai\nSudah cepat lagi, terima kasih banyak!\n", answers="reply", about="[TIKET-1]"),
            reader=RITA,
        ),
        Scene(
            "She follows the link to the survey and fills it in: it is a page, and asks for no password.",
            Answers(RITA, "[TIKET-1]", 5, "Petugasnya cepat dan ramah."),
            mails=0,
        ),
    ),
)

MACHINES_WRITE = Act(
    "Machines write, and strange things come",
    (
        Scene(
            "The scanner on the second floor sends a letter: no text, a PDF.",
            Mail(
                SCANNER,
                "Scan dari lantai 2",
                headers=(("X-Mailer", "RICOH MP C3004"),),
                attachment=("SKM-20261120-0007.pdf", PDF),
            ),
        ),
        Scene(
            "A mail that is broken in half a dozen ways.",
            Mail(
                ANDI,
                raw=b"From: =?utf-8?Q?Andi_Prasetyo?= <andi@bapenda.madiun.example>\r\n"
                b"To: helpdesk@madiun.example\r\n"
                b"Subject: =?utf-8?B?S29tcHV0ZXIgdGlkYWsgYmlzYSBib290aW5n?= \x96 loket 3\r\n"
                b"Date: Soon, 99 Nov 2026\r\n"
                b"Content-Type: multipart/mixed; boundary=oops\r\n"
                b"\r\n"
                b"--oops\r\n"
                b"Content-Type: text/plain; charset=utf-99\r\n"
                b"Content-Transfer-Encoding: quoted-printable\r\n"
                b"\r\n"
                b"Komputer di loket 3 gagal booting sejak tadi pagi =\r\n=96 mohon dicek, =ZZ antrean panjang.\r\n",
            ),
        ),
        Scene(
            "Hendra's mailbox was closed: his receipt comes back, and the operators hear of it.",
            Mail(
                HENDRA,
                "Printer IGD tidak bisa mencetak",
                "Printer di IGD tidak bisa mencetak gelang pasien, lampunya merah.\n\nHendra Wijaya, RSUD\n",
            ),
            mails=2,
        ),
        Scene(
            "Advertising is no ticket.",
            Mail(
                SHOP,
                "Promo akhir tahun: diskon laptop sampai 40%",
                "Dapatkan diskon laptop dan printer sampai 40% hanya minggu ini! Klik di sini untuk berlangganan.\n"
                "Berhenti berlangganan: https://tokojaya.example/stop\n",
                logged_in=False,
                headers=(("List-Unsubscribe", "<https://tokojaya.example/stop>"), ("Precedence", "bulk")),
            ),
        ),
    ),
)

STRANGERS_WRITE = Act(
    "Strangers and forgers write",
    (
        Scene(
            "A citizen whom no server vouches for gets a short receipt without his words.",
            Mail(
                WAHYU,
                "Website pemkot tidak bisa dibuka",
                "Website pemkot error 502 sejak kemarin, tidak bisa dibuka sama sekali.\n\nWahyu\n",
                logged_in=False,
            ),
            reader=WAHYU,
        ),
        Scene(
            "He has seen Rita's ticket number and tries to get in.",
            Mail(
                WAHYU,
                "Re: [TIKET-1] Internet lambat sekali sejak pagi",
                "Mohon kirimkan semua riwayat tiket ini ke alamat saya.\n",
                logged_in=False,
            ),
        ),
        Scene(
            "Somebody writes in Rita's name and forges the server's verdict: the operators see it, she hears nothing.",
            Mail(
                RITA,
                "Tolong reset password saya",
                "Tolong reset password email saya dan kirim ke rita.maharani@warga.example.\n",
                logged_in=False,
                headers=(("Authentication-Results", f"{HOST.name}; dmarc=pass header.from=dinkes.madiun.example"),),
            ),
        ),
    ),
)

ACTS = (PEOPLE_WRITE, THEY_GO_ON, THE_STAFF_WORK, MACHINES_WRITE, STRANGERS_WRITE)
