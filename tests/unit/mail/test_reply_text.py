"""What a person wrote stays in sight, and what was quoted, signed or added by a machine is folded away."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maild.mail import lines, quote_lines
from maild.mail.parser import parse
from maild.mail.reply_text import reply_of, strip_ours, trimmed
from tests.support.written import written, written_in_parts

MAILS = Path(__file__).parents[2] / "mails" / "replies"
EXPECTED = [json.loads(line) for line in (MAILS / "expected.jsonl").read_text("utf-8").splitlines()]
ANSWER = "Belum bisa, Pak.\nLampunya masih merah."
QUOTE = "> Apakah printernya sudah menyala?\n> Mohon dicek."

ATTRIBUTIONS = """\
On Mon, Mar 4, 2024 at 9:05 AM Desk <desk@office.example> wrote:
On 4 Mar 2024, at 09.05, Desk <desk@office.example> wrote:
On 04/03/2024 09:05, Desk wrote:
On Mon, 2024-03-04 at 09:05 +0700, Desk wrote:
---- On Mon, 04 Mar 2024 09:05:11 +0700 Desk <desk@office.example> wrote ---
"Desk" <desk@office.example> wrote on 04/03/2024 09:05:11 AM:
Desk <desk@office.example>, 4 Mar 2024 Pzt, 09:05 tarihinde şunu yazdı:
Am Mo., 4. März 2024 um 09:05 Uhr schrieb Desk <desk@office.example>:
Am 04.03.24 um 09:05 schrieb Desk:
Le lun. 4 mars 2024 à 09:05, Desk <desk@office.example> a écrit :
Le 04/03/2024 à 09:05, Desk a écrit :
El lun, 4 mar 2024 a las 9:05, Desk (<desk@office.example>) escribió:
Il giorno lun 4 mar 2024 alle ore 09:05 Desk <desk@office.example> ha scritto:
Em seg., 4 de mar. de 2024 às 09:05, Desk <desk@office.example> escreveu:
Op ma 4 mrt 2024 om 09:05 schreef Desk <desk@office.example>:
Op 4 mrt. 2024 om 09:05 heeft Desk <desk@office.example> het volgende geschreven:
Den mån 4 mars 2024 kl 09:05 skrev Desk <desk@office.example>:
Den man. 4. mar. 2024 kl. 09.05 skrev Desk <desk@office.example>:
ma 4. maalisk. 2024 klo 9.05 Desk (desk@office.example) kirjoitti:
pon., 4 mar 2024 o 09:05 Desk <desk@office.example> napisał(a):
po 4. 3. 2024 v 9:05 odesílatel Desk <desk@office.example> napsal:
po 4. 3. 2024 o 9:05 Desk <desk@office.example> napísal(a):
Desk <desk@office.example> ezt írta (időpont: 2024. márc. 4., H, 9:05):
În lun., 4 mar. 2024 la 09:05, Desk <desk@office.example> a scris:
пн, 4 мар. 2024 г. в 09:05, Desk <desk@office.example>:
04.03.2024 09:05, Desk пишет:
пн, 4 бер. 2024 р. о 09:05 Desk <desk@office.example> пише:
На пн, 4.03.2024 г. в 9:05 Desk <desk@office.example> написа:
Στις Δευ 4 Μαρ 2024 στις 9:05 π.μ., ο χρήστης Desk <desk@office.example> έγραψε:
Desk <desk@office.example> 于2024年3月4日周一 09:05写道：
2024年3月4日(月) 9:05 Desk <desk@office.example>:
2024년 3월 4일 (월) 오전 9:05, Desk <desk@office.example>님이 작성:
Vào Th 2, 4 thg 3, 2024 vào lúc 09:05 Desk <desk@office.example> đã viết:
Pada Sen, 4 Mac 2024 pada 9:05 PG Desk <desk@office.example> menulis:
Pada tanggal Sen, 4 Mar 2024 pukul 09.05 Desk <desk@office.example> menulis:
Pada 04/03/24 09.05, Desk menulis:
Pada 2024-03-04 09:05, Desk menulis:
ในวันที่ จ. 4 มี.ค. 2024 เวลา 09:05 Desk <desk@office.example> เขียนว่า:
Wiadomość napisana przez Desk <desk@office.example> w dniu 04.03.2024, o godz. 09:05:
Pada 4 Mar 2024, pukul 09.05, Desk <desk@office.example> menulis:
Pada Senin, 04 Maret 2024 09.05.11 WIB, Desk <desk@office.example> menulis:
2024-03-04 9:05 GMT+07:00 Desk <desk@office.example>:""".splitlines()

HEADER_BLOCKS = """\
From: Desk|Sent: Monday, March 4, 2024 9:05 AM|To: Rita|Subject: Printer
Dari: Desk|Dikirim: Senin, 04 Maret 2024 09.05|Kepada: Rita|Perihal: Printer
Dari: Desk|Terkirim: Senin, 04 Maret 2024 09:05|Ke: Rita|Subjek: Printer
Daripada: Desk|Dihantar: Isnin, 4 Mac 2024 9:05 PG|Kepada: Rita|Perkara: Printer
Von: Desk|Gesendet: Montag, 4. März 2024 09:05|An: Rita|Betreff: Printer
De : Desk|Envoyé : lundi 4 mars 2024 09:05|À : Rita|Objet : Printer
De: Desk|Enviado el: lunes, 4 de marzo de 2024 9:05|Para: Rita|Asunto: Printer
De: Desk|Enviada em: segunda-feira, 4 de março de 2024 09:05|Para: Rita|Assunto: Printer
Da: Desk|Inviato: lunedì 4 marzo 2024 09:05|A: Rita|Oggetto: Printer
Van: Desk|Verzonden: maandag 4 maart 2024 09:05|Aan: Rita|Onderwerp: Printer
Från: Desk|Skickat: den 4 mars 2024 09:05|Till: Rita|Ämne: Printer
Fra: Desk|Sendt: mandag 4. mars 2024 09:05|Til: Rita|Emne: Printer
Lähettäjä: Desk|Lähetetty: maanantai 4. maaliskuuta 2024 9.05|Vastaanottaja: Rita|Aihe: Printer
Od: Desk|Wysłano: poniedziałek, 4 marca 2024 09:05|Do: Rita|Temat: Printer
Od: Desk|Odesláno: pondělí 4. března 2024 9:05|Komu: Rita|Předmět: Printer
Feladó: Desk|Elküldve: 2024. március 4., hétfő 9:05|Címzett: Rita|Tárgy: Printer
De la: Desk|Trimis: luni, 4 martie 2024 09:05|Către: Rita|Subiect: Printer
От: Desk|Отправлено: 4 марта 2024 г. 9:05|Кому: Rita|Тема: Printer
Kimden: Desk|Gönderildi: 4 Mart 2024 Pazartesi 09:05|Kime: Rita|Konu: Printer
发件人: Desk|发送时间: 2024年3月4日 9:05|收件人: Rita|主题: Printer
差出人: Desk|送信日時: 2024年3月4日 9:05|宛先: Rita|件名: Printer
________________________________|From: Desk <desk@office.example>|Sent: Monday|Subject: Printer
-----Original Message-----|From: Desk
-------- Pesan Asli --------|Subjek: Printer|Dari: Desk
----- Pesan Asli -----|Dari: "Desk" <desk@office.example>
-----Ursprüngliche Nachricht-----|Von: Desk
-------- Message d'origine --------|De : Desk
------------------ 原始邮件 ------------------|发件人: Desk""".splitlines()

NAME_FIRST = re.compile(r'"?Desk"? <')

FOOTERS = """\
Sent from my iPhone
Sent from my Samsung Galaxy smartphone.
Get Outlook for Android<https://aka.ms/x>
Sent from Yahoo Mail on Android
Dikirim dari iPhone saya
Dikirim dari ponsel cerdas Samsung Galaxy saya.
Terkirim dari Yahoo Mail di Android
Dapatkan Outlook untuk Android<https://aka.ms/x>
Dikirim dari Outlook untuk iOS
Von meinem iPhone gesendet
Envoyé de mon iPhone
Enviado desde mi iPhone
Inviato da iPhone
Verstuurd vanaf mijn iPhone
Sendt fra min iPad
Skickat från min iPhone
Отправлено с iPhone
发自我的 iPhone
Odesláno z iPhonu
Obtenga Outlook para Android
Powered by Telkomsel BlackBerry®
Please excuse my brevity.
Mohon pertimbangkan lingkungan sebelum mencetak email ini.
iPhoneから送信""".splitlines()


@pytest.mark.parametrize("expected", EXPECTED, ids=[record["file"] for record in EXPECTED])
def test_mails_of_indonesian_offices_show_what_their_writers_added(expected: dict[str, object]) -> None:
    shown = reply_of(parse((MAILS / str(expected["file"])).read_bytes())).text
    assert " ".join(shown.split()) == " ".join(str(expected["reply"]).split())


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_the_quote_below_an_attribution_is_folded_in_every_language(attribution: str) -> None:
    assert trimmed(f"{ANSWER}\n\n{attribution}\n\n{QUOTE}\n").text == ANSWER


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_a_quote_without_marks_is_folded_below_its_attribution(attribution: str) -> None:
    assert trimmed(f"{ANSWER}\n\n{attribution}\n\nApakah printernya sudah menyala?\n\nMohon dicek.\n").text == ANSWER


@pytest.mark.parametrize("attribution", [line for line in ATTRIBUTIONS if " <" in line and not NAME_FIRST.match(line)])
def test_an_attribution_may_be_wrapped_over_lines(attribution: str) -> None:
    wrapped = attribution.replace(" <", "\n<", 1)
    assert trimmed(f"{ANSWER}\n\n{wrapped}\n\n{QUOTE}\n").text == ANSWER


@pytest.mark.parametrize("block", HEADER_BLOCKS)
def test_everything_below_a_copied_header_block_is_folded_in_every_language(block: str) -> None:
    header = block.replace("|", "\n")
    assert trimmed(f"{ANSWER}\n\n{header}\n\nApakah printernya sudah menyala?\n\nMohon dicek.\n").text == ANSWER


@pytest.mark.parametrize("footer", FOOTERS)
def test_the_footer_of_a_phone_is_folded(footer: str) -> None:
    reply = trimmed(f"{ANSWER}\n\n{footer}\n")
    assert (reply.text, reply.signature) == (ANSWER, footer)


@pytest.mark.parametrize(
    "marker", ["--- balas di atas baris ini ---", "##- Please type your reply above this line -##"]
)
def test_everything_below_a_reply_marker_is_folded(marker: str) -> None:
    assert trimmed(f"{ANSWER}\n\n{marker}\nTiket 12 sudah kami terima.").text == ANSWER


def test_answers_point_by_point_keep_the_lines_they_answer() -> None:
    text = "On 4 Mar 2024, at 09:05, D <d@office.example> wrote:\n> Merek?\n\nEpson.\n\n> Lantai?\n\nDua.\n\n> Salam"
    assert trimmed(text).text == "> Merek?\n\nEpson.\n\n> Lantai?\n\nDua."


def test_answers_to_numbered_questions_keep_the_numbers() -> None:
    text = "> 1. Merek?\nEpson\n> 2. Lantai?\nDua"
    assert trimmed(f"Pada 04/03/24 09.05, Desk menulis:\n{text}").text == text


def test_the_line_and_the_link_around_a_virus_scanners_footer_go_with_it() -> None:
    footer = "---\nThis email has been checked for viruses by Contoso antivirus.\nhttps://contoso.example/av"
    assert trimmed(f"{ANSWER}\n\n{footer}").text == ANSWER


def test_what_surrounds_a_signed_text_is_folded() -> None:
    signed = f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{ANSWER}\n-----BEGIN PGP SIGNATURE-----\n\niQEz\n"
    assert trimmed(f"{signed}-----END PGP SIGNATURE-----\n").text == ANSWER


def test_an_answer_below_the_quote_is_shown_without_the_quote() -> None:
    assert trimmed(f"Pada 04/03/24 09.05, Desk menulis:\n{QUOTE}\n\n{ANSWER}\n").text == ANSWER


def test_a_sentence_the_person_cut_out_to_answer_it_stays() -> None:
    assert trimmed("> Kapan?\n\nBesok pagi.").text == "> Kapan?\n\nBesok pagi."


def test_a_signature_below_the_quote_is_no_answer_to_it() -> None:
    text = f"{ANSWER}\n\nOn 04/03/2024 09:05, Desk wrote:\n{QUOTE}\n\n-- \nRita Sari\nBagian Umum"
    reply = trimmed(text)
    assert (reply.text, reply.signature) == (ANSWER, "-- \nRita Sari\nBagian Umum".replace("-- ", "--"))


def test_answers_typed_into_an_unmarked_quote_stay_when_they_are_announced() -> None:
    header = "Dari: Desk <desk@office.example>\nDikirim: Senin, 4 Maret 2024 09.05\nKe: Rita\nSubjek: Printer"
    reply = trimmed(f"Jawaban saya di bawah, huruf biru.\n\n{header}\n\n1. Merek?\nEpson.")
    assert reply.text.endswith("1. Merek?\nEpson.")
    assert "Dikirim" not in reply.text


@pytest.mark.parametrize(
    "text",
    [
        'Di layar seseorang menulis:\n"Berkas Anda dienkripsi."\nHarus bagaimana?',
        "Surat aneh itu begini:\nDari: Admin <admin@palsu.example>\nPerihal: Akun ditutup\nSaya belum klik.",
        "Mohon tiket perjalanan:\nDari: Madiun\nKe: Surabaya\nTanggal: 5 Maret\nTerima kasih sebelumnya.",
        "Kepada: Tim TI\nDari: Bagian Umum\nPerihal: Permohonan\nTanggal: 5 Maret 2024\n\nMohon dibuatkan akun.",
        "Isi log:\n\n-----\n2024-03-04 07:12 ERROR\n-----\n\nLalu menutup sendiri.",
        "Sent from my desk, which is easier than from my phone.",
        "Mohon buatkan akun untuk:\n\nBudi Santoso\nbudi@example.com\n0812-555-0100",
        "Yang rusak:\n\n-Laptop",
        "Salam,\nPrinter mati\nTolong dicek",
        "Terima kasih,\nprinter sudah menyala\ntapi kertasnya macet",
        "Sudah saya coba.\n--\nSekarang muncul pesan lain di layar komputer saya.\nApa artinya?",
        "Pada 4 Maret 2024 saya menulis:\nprinter mati\nsampai sekarang belum ada yang datang",
        "Yang terdampak:\n> 5 orang",
        "Alamat rita@example.com salah ketik, bukan saya yang menulis\nMohon diperbaiki.",
        "Mohon akun untuk Budi (budi@example.com) mulai 4 Maret 2024:\n- Srikandi\n- email",
        "Mulai 4 Maret 2024 pukul 09.00 akun untuk Budi (budi@example.com):\n- Srikandi",
        "Pesannya:\n\n> Error: disk full\n> at line 3",
        "Dikirim dari Outlook tidak sampai.\nMohon dicek.",
        "Pilih Start > Settings\nC:> dir tidak bisa",
        "My colleague Tom <tom@example.com> wrote:\nthe printer is on fire\n\nIs that true?",
        "Virus-free according to the scanner,\nbut still slow.",
    ],
)
def test_words_that_only_look_like_a_quote_or_a_signature_stay(text: str) -> None:
    assert trimmed(text).text == text


def test_a_sentence_above_an_attribution_is_not_drawn_into_it() -> None:
    text = f"Jam 2 siang mati lagi pak.\nDesk <desk@office.example> menulis:\n{QUOTE}"
    assert trimmed(text).text == "Jam 2 siang mati lagi pak."


def test_a_name_alone_below_a_closing_is_how_people_end_a_letter() -> None:
    assert trimmed(f"{ANSWER}\n\nTerima kasih,\nRita").text.endswith("Terima kasih,\nRita")


@pytest.mark.parametrize("closing", ["Hormat kami,", "Best regards,", "Mit freundlichen Grüßen", "Terima kasih,"])
def test_a_closing_with_name_and_office_is_folded(closing: str) -> None:
    assert trimmed(f"{ANSWER}\n\n{closing}\nRita Sari, S.E.\nBagian Umum Setda\nTelp. (0351) 555-0137").text == ANSWER


def test_a_block_that_begins_with_the_writers_name_is_a_signature() -> None:
    assert trimmed(f"{ANSWER}\n\nRita Sari, S.E.\nBagian Umum", name="Rita Sari").text == ANSWER


def test_a_framed_disclaimer_is_folded() -> None:
    legal = "********\nThis e-mail is confidential and intended only for the person named.\n********"
    assert trimmed(f"{ANSWER}\n\n{legal}").text == ANSWER


def test_an_indonesian_disclaimer_at_the_end_is_folded() -> None:
    legal = "Email ini ditujukan hanya untuk penerima yang dituju. Jika Anda bukan penerima, segera hapus email ini."
    assert trimmed(f"{ANSWER}\n\n{legal}").text == ANSWER


def test_a_mail_that_is_only_a_signature_is_shown() -> None:
    assert trimmed("-- \nRita Sari").text


def test_nothing_is_left_of_a_mail_that_is_only_a_quote() -> None:
    reply = trimmed(QUOTE)
    assert (reply.text, reply.quoted) == ("", QUOTE)


def test_yahoo_runs_the_quote_on_behind_its_attribution() -> None:
    line = "  Pada Sen, 4 Mar 2024 pada 9.05, Desk<desk@office.example> menulis:   Apakah sudah menyala?"
    assert trimmed(f"{ANSWER}\n \n{line}").text == ANSWER


def in_html(body: str) -> str:
    return reply_of(written(f"<html><body>{body}</body></html>", Content_Type="text/html; charset=utf-8")).text


@pytest.mark.parametrize(
    "quote",
    [
        '<div class="gmail_quote"><p class="gmail_attr">zzz:</p><blockquote class="gmail_quote">q</blockquote></div>',
        '<hr id="stopSpelling"><b>Frá:</b> x<br>q',
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Xxx:</b> Desk</div><div>q</div>',
        '<div class="moz-cite-prefix">zzz zzz</div><blockquote type="cite" cite="mid:x">q</blockquote>',
        '<p id="reply-intro">zzz zzz:</p><blockquote type="cite">q</blockquote>',
        '<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>Xxx: </b>D</div><div>q</div>',
        '<div class="yahoo_quoted"><div>zzz zzz</div><div>q</div></div>',
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>Xxx:</b> D<br><b>Yyy:</b> z</p></div><p>q</p>',
        "4.3.2024, 9:05, Desk &lt;d@office.example&gt;:<br><blockquote>q</blockquote>",
    ],
)
def test_what_clients_mark_as_quote_in_html_is_folded_whatever_the_language(quote: str) -> None:
    assert in_html(f"<div>Belum bisa.</div><br>{quote}") == "Belum bisa."


def test_an_indented_paragraph_in_html_is_no_quote() -> None:
    indented = '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">penting</blockquote>'
    assert "penting" in in_html(f"<div>Isi:</div>{indented}<div>sekian</div>")


def test_answers_between_quotes_in_html_keep_them_in_order() -> None:
    quotes = [f'<blockquote type="cite">{question}</blockquote>' for question in ("Merek?", "Lantai?")]
    shown = in_html(f"{quotes[0]}<div>Epson</div>{quotes[1]}<div>Dua</div>")
    assert shown == "> Merek?\n\nEpson\n\n> Lantai?\n\nDua"


def test_a_signature_marked_only_in_html_is_folded_in_the_plain_text() -> None:
    html = '<div>Besok saja.</div><div data-marker="__SIG_POST__">Endang<br>Sekretaris</div>'
    message = written_in_parts(
        "multipart/alternative", ("text/plain", "Besok saja.\n\nEndang\nSekretaris"), ("text/html", html)
    )
    assert reply_of(message).text == "Besok saja."


def test_lines_of_our_own_notices_are_taken_out_of_text_that_leaves() -> None:
    text, taken = strip_ours(
        "Baik Bu.\n> Catatan  INTERNAL: sandi admin diganti\nSilakan coba.", ["Catatan internal: sandi admin diganti."]
    )
    assert (text, len(taken)) == ("Baik Bu.\nSilakan coba.", 1)


def test_short_lines_are_nobodys() -> None:
    assert strip_ours("Baik.", ["Baik."]) == ("Baik.", ())


PIECES = st.sampled_from(
    [
        *ATTRIBUTIONS[:4],
        *HEADER_BLOCKS[1].split("|"),
        *FOOTERS[:3],
        "> kutipan",
        ">> lama",
        "-- ",
        "____",
        "****",
        "",
        "Sudah saya coba.",
        "Hormat kami,",
        "Rita Sari",
        "confidential",
        "--- balas di atas baris ini ---",
        "\t",
        "\u200b",
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=60)), max_size=40).map("\n".join))
@settings(max_examples=300)
def test_no_line_is_ever_lost(text: str) -> None:
    reply = trimmed(text, name="Rita Sari")
    lines = sorted(
        line.rstrip() for line in text.replace("\r\n", "\n").replace("\u2028", "\n").split("\n") if line.strip()
    )
    told = sorted(line.rstrip() for part in (reply.text, reply.folded) for line in part.split("\n") if line.strip())
    assert told == lines


@pytest.mark.parametrize(
    "line",
    [
        "On ",
        "On 1\n",
        "\n",
        "> x\n",
        "From: a\n",
        "From: a\n\n",
        "_",
        "____\n",
        "****\nconfidential\n",
        "-- a --\n",
        "-- \nx\n",
        "Pada 3 x\n",
        "a@",
        "<",
        "Salam,\nA\nB\n\n",
        "confidential privileged\n\n",
        "disclaimer\n\n",
        "\u200b",
        "> q\na\n",
    ],
)
def test_the_work_grows_with_the_length_of_the_mail_only(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0
    fold = lines.folded

    def counted(text: str) -> str:
        nonlocal steps
        steps += 1
        return fold(text)

    monkeypatch.setattr(quote_lines, "folded", counted)
    trimmed(line * 1000)
    once, steps = steps, 0
    trimmed(line * 2000)
    assert steps <= 2.2 * once + 200
