"""The reporting form (UNM-1) is read wherever people fill it in: lines, tables of any client, the quoted form."""

from __future__ import annotations

from time import thread_time
from typing import TYPE_CHECKING

import pytest

from maild.mail.correlation import carriers
from maild.mail.form_tables import holds_form, with_lines
from maild.mail.html import to_text
from maild.mail.labels import form_lines
from maild.mail.reading import read
from maild.mail.reporting_form import with_quoted_form
from tests.support.desk import DESK, OFFICE

if TYPE_CHECKING:
    from maild.mail.message import Reply

OUR_ID = "<maild.ataaaaaaeavwpixf44tbohb7t@office.example>"
FILLED = {
    "name": "Rita Sari",
    "unit": "Dinas Kesehatan",
    "phone": "0812-3456-7890",
    "explanation": "Printer di loket 3 macet.",
}

OUTLOOK = """<html><body lang=IN><div class=WordSection1><p class=MsoNormal>Selamat pagi,<o:p></o:p></p>
<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0><tr><td width=150 valign=top><p class=MsoNormal><b>Nama
<o:p></o:p></b></p></td><td width=300><p class=MsoNormal>Rita Sari<o:p></o:p></p></td></tr><tr><td><p class=MsoNormal>
Unit<o:p></o:p></p></td><td><p class=MsoNormal>Dinas Kesehatan<o:p></o:p></p></td></tr><tr><td><p class=MsoNormal>
Telepon<o:p></o:p></p></td><td><p class=MsoNormal>0812-3456-7890<o:p></o:p></p></td></tr><tr><td><p class=MsoNormal>
Penjelasan<o:p></o:p></p></td><td><p class=MsoNormal>Printer di loket 3 macet.<o:p></o:p></p></td></tr></table>
<p class=MsoNormal><o:p>&nbsp;</o:p></p></div></body></html>"""
GMAIL = """<div dir="ltr"><div>Selamat pagi,</div><table border="1" style="border-collapse:collapse"><tbody>
<tr><td>Nama:</td><td>Rita Sari</td></tr><tr><td>Unit:</td><td>Dinas&nbsp;Kesehatan</td></tr>
<tr><td>Telepon:</td><td>0812-3456-7890</td></tr><tr><td>Penjelasan:</td><td>Printer di loket 3 macet.</td></tr>
</tbody></table></div>"""
WORD = """<p>Selamat pagi,</p><table><tr><td>1.</td><td>Nama *</td><td>:</td><td>Rita Sari</td></tr>
<tr><td>2.</td><td>Unit *</td><td>:</td><td>Dinas Kesehatan</td></tr>
<tr><td>3.</td><td>Telepon</td><td>:</td><td>0812-3456-7890</td></tr>
<tr><td>4.</td><td>Penjelasan</td><td>:</td><td>Printer di loket 3 macet.</td></tr></table>"""
HEAD_ABOVE = """Selamat pagi,<table>
<thead><tr><th>Nama</th><th>Unit</th><th>Telepon</th><th>Penjelasan</th></tr></thead>
<tbody><tr><td>Rita Sari</td><td>Dinas Kesehatan</td><td>0812-3456-7890</td><td>Printer di loket 3 macet.</td></tr>
</tbody></table>"""
TWO_IN_A_ROW = """Selamat pagi,<table><tr><td>Nama</td><td>Rita Sari</td><td>Unit</td><td>Dinas Kesehatan</td></tr>
<tr><td>Telepon</td><td>0812-3456-7890</td><td>Penjelasan</td><td>Printer di loket 3 macet.</td></tr></table>"""
NESTED = """<table width="100%"><tr><td><img src="cid:logo"></td></tr><tr><td>Selamat pagi,<table>
<tr><td><b>Nama</b></td><td><table><tr><td>Rita Sari</td></tr></table></td></tr>
<tr><td><table><tr><td>Unit</td></tr></table></td><td><div>Dinas Kesehatan</div></td></tr>
<tr><td>Telepon</td><td><span>0812-3456-7890</span></td></tr>
<tr><td>Penjelasan</td><td><p>Printer di loket 3 macet.</p></td></tr></table></td></tr></table>"""
TABLES = {
    "outlook": OUTLOOK,
    "gmail": GMAIL,
    "word": WORD,
    "head above": HEAD_ABOVE,
    "two in a row": TWO_IN_A_ROW,
    "nested": NESTED,
}

EMPTY = "".join(
    f'<tr><th class="label">{label}</th><td class="value">%s</td></tr>'
    for label in ("Nama", "Unit", "Telepon", "Lokasi", "Penjelasan")
)
FORM = (
    "<h1>Formulir laporan</h1><p>Mohon balas surat ini dan isi di samping tiap judul.</p>"
    f"<table class='facts'><tbody>{EMPTY}</tbody></table><p>Balasan atas surat ini menjadi laporan baru.</p>"
)
TYPED = FORM % ("Rita Sari", "Dinas Kesehatan", "0812-3456-7890", "", "Printer di loket 3 macet.")
UNTOUCHED = FORM % ("", "", "", "", "")
FORM_TEXT = """\
Formulir laporan

Nama            :%s
Unit            :%s
Telepon         :%s
Lokasi          :
Penjelasan      :%s

* * *

Balasan atas surat ini menjadi laporan baru.
"""
TYPED_TEXT = FORM_TEXT % (" Rita Sari", " Dinas Kesehatan", " 0812-3456-7890", " Printer di loket 3 macet.")
UNTOUCHED_TEXT = FORM_TEXT % ("", "", "", "")
ATTRIBUTION = f"Pada Jum, 20 Nov 2026 pukul 09.00 Layanan TI <{DESK}> menulis:"


def quoted(text: str) -> str:
    return "".join(f"> {line}".rstrip() + "\n" for line in text.splitlines())


def gmail(own: str, form: str) -> str:
    return (
        f'<div dir="ltr">{own}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{ATTRIBUTION.replace("<", "&lt;")}<br></div>'
        f'<blockquote class="gmail_quote"><div>{form}</div></blockquote></div>'
    )


def outlook(own: str, form: str) -> str:
    return (
        f"<html><body><div class=WordSection1><p class=MsoNormal>{own}</p><div>"
        f'<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p class=MsoNormal>'
        f"<b>From:</b> Layanan TI &lt;{DESK}&gt;<br>"
        f"<b>Sent:</b> Friday, November 20, 2026 9:00 AM<br><b>To:</b> Rita<br><b>Subject:</b> Formulir laporan</p>"
        f"</div></div><p class=MsoNormal>&nbsp;</p>{form}</div></body></html>"
    )


def apple(own: str, form: str) -> str:
    return (
        f'<div>{own}</div><div><br><blockquote type="cite"><div>{ATTRIBUTION.replace("<", "&lt;")}</div><br>'
        f"<div>{form}</div></blockquote></div>"
    )


def mail(html: str = "", text: str = "", *, answers: str = OUR_ID) -> bytes:
    """Return a mail with these alternatives."""
    parts = [("plain", text)] if text else []
    parts += [("html", html)] if html else []
    bodies = "".join(f"--edge\nContent-Type: text/{kind}; charset=utf-8\n\n{body}\n" for kind, body in parts)
    head = f"From: Rita Sari <rita@example.com>\nTo: {DESK}\nSubject: Re: Formulir laporan\n"
    head += f"In-Reply-To: {answers}\n" if answers else ""
    return (
        f'{head}MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="edge"\n\n{bodies}--edge--\n'.encode()
    )


def reply_in(raw: bytes) -> Reply:
    reading = read(raw)
    found = carriers(reading.message, OFFICE.addresses)
    return with_quoted_form(reading.message, reading.reply, found, OFFICE.addresses)


def fields(raw: bytes) -> dict[str, str]:
    return form_lines(reply_in(raw).text)


@pytest.mark.parametrize("markup", TABLES.values(), ids=TABLES)
def test_a_form_filled_in_as_a_table_is_read_like_labelled_lines(markup: str) -> None:
    assert fields(mail(markup, answers="")) == FILLED


@pytest.mark.parametrize("markup", TABLES.values(), ids=TABLES)
def test_so_is_one_beside_a_plain_text_that_lost_the_columns(markup: str) -> None:
    plain = "Selamat pagi,\n\n" + to_text(markup).replace("\t", "\n").partition("\n")[2]
    reply = reply_in(mail(markup, plain, answers=""))
    assert form_lines(reply.text) == FILLED
    assert reply.text.startswith("Selamat pagi,\n")


def test_a_table_of_many_people_is_no_form() -> None:
    row = "<tr><td>Rita</td><td>Keuangan</td><td>204</td><td>0812</td><td>x</td><td>y</td></tr>"
    head = "".join(f"<th>{label}</th>" for label in ("Nama", "Unit", "Lokasi", "Telepon", "Kategori", "Media"))
    assert not holds_form(f"<table><tr>{head}</tr>{row * 3}</table>")


def test_a_table_with_two_labels_is_no_form_however_often_it_comes() -> None:
    rows = ["<tr><td>Nama</td><td>Rita</td></tr>", "<tr><td>Unit</td><td>A</td></tr>"]
    assert not any(holds_form(f"<table>{''.join(rows)}</table>") for _ in range(2))


def test_what_stands_in_a_form_besides_is_kept() -> None:
    row = "<tr><td>NIP</td><td>19900101</td></tr><tr><td>Media</td><td>Telepon</td></tr>"
    markup = f"<table>{row}{GMAIL.partition('<tbody>')[2]}"
    assert "NIP: 19900101" in to_text(with_lines(markup)).split("\n")
    assert fields(mail(markup, answers="")) == {**FILLED, "medium": "Telepon"}


def test_what_is_typed_as_markup_stays_text() -> None:
    markup = GMAIL.replace("Rita Sari", "&lt;img src=x&gt; Rita")
    assert fields(mail(markup, answers=""))["name"] == "<img src=x> Rita"


def test_a_line_with_a_label_that_the_form_does_not_have_ends_the_value_above_it() -> None:
    assert form_lines("Nama: Rita\nNIP: 19900101\nUnit: Keuangan") == {"name": "Rita", "unit": "Keuangan"}
    assert form_lines("Penjelasan: Gagal.\nError: 0x97") == {"explanation": "Gagal.\nError: 0x97"}
    assert form_lines("No. HP: 0812") == {"phone": "0812"}


@pytest.mark.parametrize("client", [gmail, outlook, apple])
@pytest.mark.parametrize("own", ["", "Berikut laporan saya, terima kasih."])
def test_values_typed_into_the_quoted_table_are_read(client: object, own: str) -> None:
    raw = mail(client(own, TYPED))
    assert fields(raw) == FILLED
    assert reply_in(raw).text.startswith(own or "Nama: Rita Sari\n")


@pytest.mark.parametrize("client", [gmail, outlook, apple])
def test_so_they_are_where_the_client_wrote_a_plain_text_beside(client: object) -> None:
    plain = f"Berikut laporan saya.\n\n{ATTRIBUTION}\n{quoted(TYPED_TEXT.replace(':', ''))}"
    assert fields(mail(client("Berikut laporan saya.", TYPED), plain)) == FILLED


@pytest.mark.parametrize("client", [gmail, outlook, apple])
def test_lines_written_above_the_quoted_form_count_and_its_own_words_do_not(client: object) -> None:
    own = "Nama: Rita Sari<br>Unit: Dinas Kesehatan<br>Telepon: 0812-3456-7890<br>Penjelasan: Printer di loket 3 macet."
    assert fields(mail(client(own, UNTOUCHED))) == FILLED


@pytest.mark.parametrize("client", [gmail, outlook, apple])
def test_a_form_left_empty_fills_in_nothing(client: object) -> None:
    assert fields(mail(client("Terima kasih, nanti saya isi.", UNTOUCHED))) == {}


def test_a_quoted_form_filled_in_behind_its_labels_is_read_from_plain_text() -> None:
    assert fields(mail(text=f"{ATTRIBUTION}\n{quoted(TYPED_TEXT)}")) == FILLED


def test_a_quoted_form_filled_in_between_its_lines_is_read_from_plain_text() -> None:
    lines = []
    for line in UNTOUCHED_TEXT.splitlines():
        field = {"Nama": "name", "Unit": "unit", "Tele": "phone", "Penj": "explanation"}.get(line[:4])
        lines += [f"> {line}".rstrip(), *(["", FILLED[field], ""] if field else [])]
    raw = mail(text=f"{ATTRIBUTION}\n" + "\n".join(lines))
    assert fields(raw) == FILLED
    assert ">" not in reply_in(raw).text


def test_lines_written_below_the_quoted_form_are_read() -> None:
    own = "Nama: Rita Sari\nUnit: Dinas Kesehatan\nTelepon: 0812-3456-7890"
    raw = mail(text=f"{ATTRIBUTION}\n{quoted(UNTOUCHED_TEXT)}\n{own}\nPenjelasan: Printer di loket 3 macet.")
    assert fields(raw) == FILLED


def test_what_somebody_else_filled_in_is_nothing_of_the_answerer_s() -> None:
    assert fields(mail(gmail("Saya juga.", TYPED), answers="<other@example.com>")) == {}


def test_a_form_that_a_letter_about_a_ticket_quotes_is_not_its_reader_s() -> None:
    letter = f"<p>[TIKET-7] Printer</p>{TYPED}"
    assert fields(mail(gmail("#balas Kami datang pukul sepuluh.", letter))) == {}


def test_nothing_in_a_quoted_form_is_a_command() -> None:
    raw = mail(gmail("", FORM % ("#selesai", "#tutup", "", "", "#ambil")))
    assert not reply_in(raw).own


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td>Nama</td><td>Unit</td><td>Telepon</td><td>" * 900,
        f"<table>{'<tr><td>Nama</td><td>Unit</td><td>Telepon</td></tr>' * 20_000}</table>",
        f"<table><tr>{'<td>Nama</td><td>Unit</td><td>Telepon</td>' * 20_000}</tr></table>",
    ],
    ids=["deep", "long", "wide"],
)
def test_a_table_made_to_be_slow_is_no_form_and_read_quickly(markup: str) -> None:
    before = thread_time()
    assert not holds_form(markup)
    assert thread_time() - before < 2
