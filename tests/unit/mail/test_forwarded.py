"""A mail passed on is told from an answer, and its original's writer, subject and words are found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maild.mail.forwarded import forwarded_of
from maild.mail.message import Forwarded
from maild.mail.parser import parse
from tests.support.written import written, written_in_parts

MAILS = Path(__file__).parents[2] / "mails" / "forwards"
EXPECTED = [json.loads(line) for line in (MAILS / "expected.jsonl").read_text("utf-8").splitlines()]
COMMENT = "Mohon ditangani, dari Bu Rita."
BODY = "Printer mati sejak pagi.\n\nTerima kasih,\nRita"
ORIGINAL = (
    "From: Rita Sari <rita@example.com>\nDate: Mon, Mar 4, 2024 at 9:05 AM\nSubject: Printer\nTo: <omar@example.com>"
)

BARS = """\
---------- Forwarded message ---------
-------- Forwarded Message --------
----- Forwarded Message -----
Begin forwarded message:
Forwarded message:
---------- Pesan terusan ----------
----- Pesan yang diteruskan -----
---------- Weitergeleitete Nachricht ----------
Anfang der weitergeleiteten Nachricht:
---------- Message transféré ---------
Début du message réexpédié :
---------- Mensaje reenviado ---------
Inicio del mensaje reenviado:
---------- Mensagem encaminhada ---------
Início da mensagem reencaminhada:
-------- Messaggio Inoltrato --------
Inizio messaggio inoltrato:
-------- Doorgestuurd bericht --------
Begin doorgestuurd bericht:
-------- Vidarebefordrat meddelande --------
Vidarebefordrat mejl:
-------- Videresendt meddelelse --------
Videresendt melding:
-------- Välitetty viesti --------
Välitetty viesti alkaa:
-------- Treść przekazanej wiadomości --------
Početak proslijeđene poruke:
-------- Továbbított üzenet --------
Továbbított levél kezdete:
-------- Mesaj redirecționat --------
-------- Перенаправленное сообщение --------
Начало переадресованного сообщения:
Початок листа, що пересилається:
-------- Yönlendirilmiş İleti --------
İleti başlangıcı:
-------- Přeposlaná zpráva --------
Začátek přeposílané zprávy:
-------- Preposlaná správa --------
---------- 转发的邮件 ----------
---------- 転送されたメッセージ ----------""".splitlines()

LABELS = """\
From|Sent|To|Subject
Dari|Dikirim|Kepada|Perihal
Pengirim|Tanggal|Penerima|Judul
Von|Gesendet|An|Betreff
De|Envoyé|À|Objet
De|Fecha|Para|Asunto
De|Enviado|Para|Assunto
Da|Inviato|A|Oggetto
Van|Verzonden|Aan|Onderwerp
Från|Skickat|Till|Ämne
Fra|Sendt|Til|Emne
Lähettäjä|Päivämäärä|Vastaanottaja|Aihe
Od|Data|Do|Temat
Od|Datum|Komu|Předmět
Od|Dátum|Komu|Predmet
Feladó|Dátum|Címzett|Tárgy
De la|Trimis|Către|Subiect
От|Дата|Кому|Тема
Від|Дата|Кому|Тема
Kimden|Tarih|Kime|Konu
Saatja|Kuupäev|Saaja|Teema
Šalje|Datum|Prima|Predmet""".splitlines()

ATTRIBUTED = """\
On 28/10/2021, 12:46, "Rita Sari" <rita@example.com> wrote:
Pada 28/10/2021 12.46, "Rita Sari" <rita@example.com> menulis:
Am 28.10.21, 12:46 schrieb "Rita Sari" <rita@example.com>:
Le 28/10/2021 12:46, « Rita Sari » <rita@example.com> a écrit :
El 28/10/21 12:46, "Rita Sari" <rita@example.com> escribió:
Il giorno 28/10/21, 12:46 "Rita Sari" <rita@example.com> ha scritto:
Op 28-10-2021 12:46 heeft Rita Sari <rita@example.com> geschreven:
28/10/2021 12:46 időpontban Rita Sari (rita@example.com) ezt írta:
Dnia 28/10/2021, 12:46 użytkownik „Rita Sari” <rita@example.com> napisał:
28/10/2021, 12:46 пользователь "Rita Sari" <rita@example.com> написал:
"Rita Sari" <rita@example.com>, 28/10/2021 12:46 tarihinde şunu yazdı:""".splitlines()


def found(text: str, subject: str = "Fwd: Printer") -> Forwarded:
    forwarded = forwarded_of(written(text, subject=subject))
    assert forwarded is not None
    return forwarded


def sender(forwarded: Forwarded | None) -> tuple[str, str]:
    assert forwarded is not None
    assert forwarded.sender is not None
    return forwarded.sender.name, forwarded.sender.address


@pytest.mark.parametrize("expected", EXPECTED, ids=[record["file"] for record in EXPECTED])
def test_mails_passed_on_in_indonesian_offices_are_understood(expected: dict[str, str]) -> None:
    forwarded = forwarded_of(parse((MAILS / expected["file"]).read_bytes()))
    assert sender(forwarded) == (expected["orig_from_name"], expected["orig_from_address"] or "")
    assert forwarded is not None
    assert forwarded.subject == expected["orig_subject"]
    assert forwarded.text.split() == expected["orig_body"].split()
    assert forwarded.comment.split() == expected["message"].split()


@pytest.mark.parametrize("bar", BARS)
def test_the_bar_above_a_forward_is_known_in_every_language(bar: str) -> None:
    forwarded = found(f"{COMMENT}\n\n{bar}\n{ORIGINAL}\n\n{BODY}", "Printer")
    assert sender(forwarded) == ("Rita Sari", "rita@example.com")
    assert (forwarded.subject, forwarded.text, forwarded.comment) == ("Printer", BODY, COMMENT)


@pytest.mark.parametrize("labels", LABELS)
def test_copied_header_lines_are_read_in_every_language_under_a_subject_that_says_forward(labels: str) -> None:
    values = ("Rita Sari <rita@example.com>", "4/3/2024 09:05", "omar@example.com", "Printer mati")
    header = "\n".join(f"{label}: {value}" for label, value in zip(labels.split("|"), values, strict=True))
    forwarded = found(f"{COMMENT}\n\n{header}\n\n{BODY}", "TRS: Printer mati")
    assert sender(forwarded) == ("Rita Sari", "rita@example.com")
    assert (forwarded.subject, forwarded.text) == ("Printer mati", BODY)


@pytest.mark.parametrize("attribution", ATTRIBUTED)
def test_outlook_for_mac_forwards_with_an_attribution(attribution: str) -> None:
    forwarded = found(f"{attribution}\n\n    Printer mati sejak pagi.\n    Terima kasih", "FW: Printer")
    assert sender(forwarded) == ("Rita Sari", "rita@example.com")
    assert (forwarded.subject, forwarded.text) == ("Printer", "Printer mati sejak pagi.\nTerima kasih")


def test_apple_mail_quotes_what_it_forwards() -> None:
    quoted = "\n".join(f"> {line}" for line in f"Begin forwarded message:\n\n{ORIGINAL}\n\n{BODY}".split("\n"))
    forwarded = found(f"{COMMENT}\n\n{quoted}", "Fwd: Printer")
    assert sender(forwarded) == ("Rita Sari", "rita@example.com")
    assert (forwarded.text, forwarded.comment) == (BODY, COMMENT)


def test_yahoo_writes_bar_and_header_on_one_line() -> None:
    line = (
        '  ----- Pesan yang Diteruskan ----- Dari: Rita Sari <rita@example.com>Kepada: "omar@example.com" '
        "<omar@example.com>Terkirim: Senin, 4 Maret 2024 09.05.11 WIBJudul: Printer: mati"
    )
    forwarded = found(f"{line}\n {BODY}", "Fw: Printer")
    assert sender(forwarded) == ("Rita Sari", "rita@example.com")
    assert forwarded.subject == "Printer: mati"


def test_a_label_we_do_not_know_does_not_end_a_header_that_goes_on() -> None:
    header = "From: Rita Sari <rita@example.com>\nSent: 4 March 2024 9:05\nZyx: Omar\nSubject: Printer"
    forwarded = found(f"{COMMENT}\n\n{header}\n\n{BODY}", "FW: x")
    assert sender(forwarded) == ("Rita Sari", "rita@example.com")
    assert (forwarded.subject, forwarded.text) == ("Printer", BODY)


def test_a_header_that_begins_on_the_line_of_the_bar_goes_on_below_it() -> None:
    header = "Von: Rita Sari <rita@example.com>\nAn: omar@example.com\nGesendet: 4. März 2024 09:05\nBetreff: Printer"
    forwarded = found(f"----- Weitergeleitete Nachricht ----- {header}\n\n{BODY}", "WG: x")
    assert sender(forwarded) == ("Rita Sari", "rita@example.com")
    assert (forwarded.subject, forwarded.text) == ("Printer", BODY)


def test_an_attribution_may_stand_below_the_bar_in_place_of_a_header() -> None:
    line = '04.03.2024, 09:05, "Rita Sari" <rita@example.com>:'
    forwarded = found(f"{COMMENT}\n\n-------- Пересылаемое сообщение --------\n{line}\n\n{BODY}", "Fwd: Printer")
    assert sender(forwarded) == ("Rita Sari", "rita@example.com")
    assert (forwarded.text, forwarded.comment) == (BODY, COMMENT)


def test_an_address_of_exchanges_directory_is_no_part_of_the_name() -> None:
    header = "From: Rita Sari </O=OFFICE/CN=RITA>\nSent: Monday, March 4, 2024 9:05 AM\nTo: Omar\nSubject: Printer"
    assert sender(found(f"{header}\n\n{BODY}", "FW: Printer")) == ("Rita Sari", "")


def test_a_bar_makes_up_for_labels_in_an_unknown_language() -> None:
    header = "Zzz: Rita Sari <rita@example.com>\nDate: Mon\nSubject: Printer\nYyy:  <omar@example.com>"
    forwarded = found(f"{COMMENT}\n\n---------- Forwarded message ---------\n{header}\n\n{BODY}", "x")
    assert sender(forwarded) == ("Rita Sari", "rita@example.com")
    assert (forwarded.subject, forwarded.text) == ("Printer", BODY)


def test_only_the_outermost_forward_counts() -> None:
    inner = ORIGINAL.replace("Rita Sari <rita", "Mona <mona").replace("Printer", "Lama")
    forwarded = found(f"---- Forwarded message ----\n{ORIGINAL}\n\nTolong.\n\n---- Pesan terusan ----\n{inner}\n\nx")
    assert sender(forwarded) == ("Rita Sari", "rita@example.com")
    assert "mona@example.com" in forwarded.text


def test_a_person_may_be_named_without_an_address() -> None:
    header = "Dari: Rita Sari\nDikirim: Senin, 4 Maret 2024 09.05\nKepada: Omar\nSubjek: Printer"
    assert sender(found(f"{header}\n\n{BODY}", "FW: Printer")) == ("Rita Sari", "")


@pytest.mark.parametrize("subject", ["Re: Printer", "RE: Printer", "Bls: Printer", "Printer", "AW: WG: Printer"])
def test_a_reply_with_copied_header_lines_is_no_forward(subject: str) -> None:
    header = "Dari: Rita <rita@example.com>\nDikirim: Senin, 4 Maret 2024 09.05\nKepada: Omar\nSubjek: Printer"
    assert forwarded_of(written(f"Sudah, Bu.\n\n{header}\n\n{BODY}", subject=subject)) is None


def test_a_reply_below_an_attribution_is_no_forward() -> None:
    text = "Sudah, Bu.\n\nOn 4 Mar 2024 at 09:05, Rita <rita@example.com> wrote:\n\n> Printer mati"
    assert forwarded_of(written(text, subject="Fwd: Printer")) is None


def test_a_forward_inside_the_quote_of_a_reply_is_no_forward() -> None:
    text = (
        "Sudah.\n\nOn 4 Mar 2024 at 09:05, Omar <omar@example.com> wrote:\n> ---- Forwarded message ----\n> From: Rita"
    )
    assert forwarded_of(written(text, subject="Re: Printer")) is None


def attached(kind: str, subject: str = "Fwd: Printer") -> Forwarded | None:
    original = "From: Rita Sari <rita@example.com>\nSubject: =?utf-8?q?Printer_mati?=\n\nSejak pagi."
    return forwarded_of(written_in_parts("multipart/mixed", ("text/plain", COMMENT), (kind, original), subject=subject))


@pytest.mark.parametrize("kind", ["message/rfc822", 'application/octet-stream; name="Printer mati.eml"'])
def test_an_attached_mail_is_a_forward(kind: str) -> None:
    forwarded = attached(kind)
    assert sender(forwarded) == ("Rita Sari", "rita@example.com")
    assert forwarded == Forwarded(forwarded.sender, "Printer mati", "Sejak pagi.", COMMENT) if forwarded else False


def test_a_mail_attached_to_a_reply_is_evidence_and_no_forward() -> None:
    assert attached("message/rfc822", "Re: Printer") is None


def test_a_delivery_report_is_no_forward() -> None:
    parts = (("text/plain", "Tidak terkirim."), ("message/rfc822", ORIGINAL))
    assert forwarded_of(written_in_parts("multipart/report; report-type=delivery-status", *parts)) is None


PIECES = st.sampled_from([*BARS[:6], *ORIGINAL.split("\n"), *ATTRIBUTED[:2], "> x", "", "____", "Dari: a"])


@given(st.lists(st.one_of(PIECES, st.text(max_size=50)), max_size=30).map("\n".join))
@settings(max_examples=200)
def test_any_text_is_read_without_an_error(text: str) -> None:
    forwarded = forwarded_of(written(text.encode("utf-8", "replace").decode(), subject="Fwd: x"))
    assert forwarded is None or isinstance(forwarded, Forwarded)
