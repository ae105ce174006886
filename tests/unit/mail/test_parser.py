"""What a mail says is read as the person who wrote it meant it."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from maild.mail.message import Address
from maild.mail.parser import Limits, cut, parse

RITA = Address("Rita Requester", "rita@example.com")


def mail(head: str, body: str = "Halo", charset: str = "utf-8") -> bytes:
    return f"{head.strip()}\n\n{body}".replace("\n", "\r\n").encode(charset)


def from_rita(head: str = "", body: str = "Halo", charset: str = "utf-8") -> bytes:
    return mail(f"From: Rita Requester <rita@example.com>\n{head}", body, charset)


def multipart(kind: str, *parts: str) -> bytes:
    inside = "".join(f"--b1\n{part}\n" for part in parts)
    return from_rita(f"Content-Type: multipart/{kind}; boundary=b1", inside + "--b1--\n")


def subject(written: bytes) -> str:
    return parse(b"From: rita@example.com\r\nSubject: " + written + b"\r\n\r\nx").subject


def test_an_ordinary_mail_is_read() -> None:
    read = parse(
        from_rita(
            "To: Desk <desk@office.example>, omar@example.com\n"
            "Subject: Printer rusak\n"
            "Date: Fri, 20 Nov 2026 08:00:00 +0700\n"
            "Message-ID: <1@example.com>",
            "Printer di lantai 2 rusak.",
        )
    )
    assert (read.from_address, read.from_doubt) == (RITA, "")
    assert [one.address for one in read.to] == ["desk@office.example", "omar@example.com"]
    assert read.subject == "Printer rusak"
    assert read.date == datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    assert read.message_id == "<1@example.com>"
    assert read.text == "Printer di lantai 2 rusak."
    assert read.defects == ()


def test_header_fields_keep_their_order_and_names() -> None:
    read = parse(from_rita("X-One: a\nReceived: from a\n by b\nX-One: c"))
    assert [name for name, _ in read.headers] == ["From", "X-One", "Received", "X-One"]
    assert read.header_all("x-one") == ["a", "c"]
    assert read.header("received") == "from a by b"


def test_references_and_in_reply_to_are_merged_oldest_first() -> None:
    read = parse(from_rita("In-Reply-To: <3@x>\nReferences: <1@x>\n <2@x>"))
    assert read.references == ("<1@x>", "<2@x>", "<3@x>")
    assert read.in_reply_to == ("<3@x>",)


def test_identifiers_folded_or_without_brackets_are_read() -> None:
    assert parse(from_rita("Message-ID: <abc\n def@x>")).message_id == "<abcdef@x>"
    assert parse(from_rita("Message-ID: 1@example.com")).message_id == "<1@example.com>"
    assert parse(from_rita()).message_id is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (b"=?utf-8?q?Aplikasi_tidak_bisa_dibuka?=", "Aplikasi tidak bisa dibuka"),
        (b"=?utf-8?b?SmFyaW5nYW4=?= mati", "Jaringan mati"),
        (b"=?utf-8?q?satu?= =?utf-8?q?_dua?=", "satu dua"),
        (b"=?utf-8?q?satu?=\r\n =?utf-8?q?dua?=", "satudua"),
        (b"=?utf-8?b?4oI=?= =?utf-8?b?rA==?=", "€"),
        (b"=?utf-8?q?dua kata?=", "dua kata"),
        (b"=?utf-8?q?apa_kabar??=", "apa kabar?"),
        (b"=?utf-8?q?tanpa_akhir", "tanpa akhir"),
        (b"=?utf-8?b?SmFyaW5nYW4?=", "Jaringan"),
        (b"=?utf-8*id?q?laporan?=", "laporan"),
        (b"=?iso-8859-1?q?caf=E9?=", "café"),
        (b"=?x-nowhere?q?caf=E9?=", "café"),
        (b"=?gb2312?b?1ea4+Q==?=", "真根"),
        (b"=?utf-8?q?caf=E9_di_kantor?=", "café di kantor"),
        (b"=?iso-2022-jp?b?GyRCMnE1RBsoQg==?=", "会議"),
        ("Koneksi café".encode(), "Koneksi café"),
        ("Koneksi café".encode("latin-1"), "Koneksi café"),
        ("Добрый день".encode("cp1251"), "Добрый день"),
        ("打印机无法使用".encode("gbk"), "打印机无法使用"),
        (b"a =? b ?= c", "a =? b ?= c"),
        (b"plain\r\n folded", "plain folded"),
    ],
)
def test_subjects_are_read_however_they_are_written(written: bytes, meant: str) -> None:
    assert subject(written) == meant


def test_an_encoded_line_end_in_a_subject_becomes_a_blank() -> None:
    assert subject(b"=?utf-8?q?Halo=0D=0ABcc:_mona@example.com?=") == "Halo Bcc: mona@example.com"


def test_raw_octets_in_the_head_mean_what_the_text_declares() -> None:
    read = parse(from_rita("Subject: żółw\nContent-Type: text/plain; charset=iso-8859-2", charset="iso-8859-2"))
    assert read.subject == "żółw"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("rita@example.com", Address("", "rita@example.com")),
        ("rita@example.com (Rita Requester)", RITA),
        ('"Requester, Rita" <rita@example.com>', Address("Requester, Rita", "rita@example.com")),
        ("Requester, Rita <rita@example.com>", Address("Requester, Rita", "rita@example.com")),
        ("=?utf-8?q?Rita_Requester?= <rita@example.com>", RITA),
        ('"=?utf-8?q?Rita_Requester?=" <rita@example.com>', RITA),
        ("=?utf-8?q?Rita_Requester_<rita@example.com>?=", RITA),
        ("Rita\n Requester <rita@example.com>", RITA),
        ("Rita Requester <rita@example.com", RITA),
        ("Rita Requester <ri ta@example.com>", RITA),
        ("Staf: Rita Requester <rita@example.com>;", RITA),
        ("Rita Requester <mailto:rita@example.com>", RITA),
    ],
)
def test_senders_are_read_however_they_are_written(written: str, expected: Address) -> None:
    assert parse(mail(f"From: {written}")).from_address == expected


def test_recipients_may_be_parted_by_semicolons() -> None:
    to = parse(from_rita("To: omar@example.com; Mona <mona@example.com>")).to
    assert [address.address for address in to] == ["omar@example.com", "mona@example.com"]


def test_a_sender_named_in_another_charset_keeps_the_structure_of_the_field() -> None:
    written = b'From: "\xc0\xf6\xb0\xfa\x40\x3c" <rita@example.com>\r\n\r\nx'
    assert parse(written).from_address is not None
    assert parse(written).from_address.address == "rita@example.com"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (b"From: rita@example.com\r\nFrom: mona@example.com", "more than one From field"),
        (b"From: rita@example.com\r\nFROM : mona@example.com", "more than one From field"),
        (b"From: rita@example.com, mona@example.com", "more than one mailbox in From"),
        (b"From: Staf: rita@example.com, mona@example.com;", "more than one mailbox in From"),
        (b"From: rita@example.com; mona@example.com", "more than one mailbox in From"),
        (b"From: rita@example.com\0", "control characters in From"),
        (b"From: rita@example.com\rFrom: mona@example.com", "a second From field is hidden in another field"),
        (b"Subject: x\rFrom: mona@example.com\r\nFrom: rita@example.com", "a second From field is hidden"),
        (b"From: =?utf-8?q?R=0D=0AFrom:_mona?= <rita@example.com>", "control characters in From"),
        (b"From: =?utf-8?b?Ug0KTQ==?= <rita@example.com>", "control characters in From"),
        (b"Subject: x", "no From field"),
        (b"From: Rita", "no address in From"),
        (b"From: <ri ta@example.com>", "had to be guessed"),
        (b"no field at all\r\nFrom: rita@example.com", "no header field"),
        (b"\r\nFrom: rita@example.com", "blank lines before the head"),
        (b"a: b\r\n" * 1100 + b"From: rita@example.com", ""),
    ],
)
def test_a_sender_that_readers_may_disagree_on_is_in_doubt(head: bytes, why: str) -> None:
    doubt = parse(head + b"\r\n\r\nHalo").from_doubt
    assert doubt
    assert why in doubt


def test_a_mail_without_from_names_who_may_be_answered() -> None:
    read = parse(mail("Reply-To: rita@example.com"))
    assert read.from_address == Address("", "rita@example.com")
    assert read.from_doubt == "no From field"


def test_the_text_is_preferred_to_the_html() -> None:
    read = parse(multipart("alternative", "Content-Type: text/plain\n\nTeks", "Content-Type: text/html\n\n<p>Kaya</p>"))
    assert read.text == "Teks"
    assert read.html.strip() == "<p>Kaya</p>"


def test_html_alone_is_read_as_text() -> None:
    read = parse(from_rita("Content-Type: text/html", "<p>Halo,</p><ul><li>satu<li>dua</ul>"))
    assert read.text == "Halo,\n\n- satu\n- dua"


def test_a_text_that_only_points_to_the_html_gives_way_to_it() -> None:
    stub = "Content-Type: text/plain\n\nYour mail client does not support HTML."
    rich = "Content-Type: text/html\n\n<p>" + "Printer rusak. " * 20 + "</p>"
    assert parse(multipart("alternative", stub, rich)).text.startswith("Printer rusak.")


def test_several_texts_are_put_together_in_order() -> None:
    read = parse(multipart("mixed", "\nSatu", "Content-Type: text/plain\n\nDua"))
    assert read.text == "Satu\n\nDua"


def test_soft_line_breaks_are_joined() -> None:
    head = "Content-Type: text/plain; format=flowed"
    assert parse(from_rita(head, "satu \ndua\n> tiga \n> empat\n-- \nRita")).text == "satu dua\n> tiga empat\n-- \nRita"
    assert parse(from_rita(head + "; delsp=yes", "印 \n刷")).text == "印刷"


def test_an_attachment_has_its_name_size_and_octets() -> None:
    raw = multipart(
        "mixed",
        "\nTerlampir.",
        "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
        'Content-Disposition: attachment; filename="data.bin"\n\n' + base64.b64encode(b"\0\1\2").decode(),
    )
    (attachment,) = parse(raw).attachments
    assert (attachment.filename, attachment.size, attachment.inline) == ("data.bin", 3, False)
    assert cut(raw, attachment.part) == b"\0\1\2"


def test_asking_for_a_part_that_is_not_there_says_so() -> None:
    with pytest.raises(KeyError):
        cut(from_rita(), "7")


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        ('filename="surat tugas.pdf"', "surat tugas.pdf"),
        ("filename=surat tugas.pdf", "surat tugas.pdf"),
        ("filename*=utf-8''surat%20%E2%82%AC.pdf", "surat €.pdf"),
        ('filename*0="surat "; filename*1=tugas.pdf', "surat tugas.pdf"),
        ("filename*0*=utf-8''surat%20; filename*1*=%E2%82%AC.pdf", "surat €.pdf"),
        ('filename="=?utf-8?q?surat_=E2=82=AC.pdf?="', "surat €.pdf"),
        ("filename==?utf-8?b?c3VyYXQucGRm?=", "surat.pdf"),
        ("filename=\"utf-8''surat%20tugas.pdf\"", "surat tugas.pdf"),
        ("filename=\"surat.pdf\"; filename*=utf-8''surat%20%E2%82%AC.pdf", "surat €.pdf"),
        ("filename*=utf-8''surat%20%E2%82%AC.pdf; filename=surat.pdf", "surat €.pdf"),
        ('filename="../../etc/passwd"', "passwd"),
        ('filename="C:\\\\Users\\\\Rita\\\\surat.pdf"', "surat.pdf"),
        ('filename="surat\u202efdp.exe"', "suratfdp.exe"),
        ('filename=".."', "part-1.bin"),
        ('filename="' + "a" * 300 + '.pdf"', "a" * 146 + ".pdf"),
    ],
)
def test_attachment_names_are_read_and_made_safe(parameter: str, name: str) -> None:
    raw = from_rita(f"Content-Type: application/octet-stream\nContent-Disposition: attachment; {parameter}")
    assert [attachment.filename for attachment in parse(raw).attachments] == [name]


def test_an_image_shown_in_the_html_is_inline() -> None:
    read = parse(
        multipart(
            "related",
            'Content-Type: text/html\n\n<img src="cid:logo@x">',
            "Content-Type: image/png; name=logo.png\nContent-ID: <logo@x>\n\nx",
            "Content-Type: image/png; name=layar.png\n\nx",
        )
    )
    assert {one.filename: one.inline for one in read.attachments} == {"logo.png": True, "layar.png": False}


def test_an_attached_mail_is_an_attachment_with_its_own_text() -> None:
    inner = "Content-Type: message/rfc822\n\nFrom: mona@example.com\nSubject: Asli\n\nIsi asli"
    read = parse(multipart("mixed", "\nMohon ditangani.", inner))
    assert read.text == "Mohon ditangani."
    (attachment,) = read.attachments
    assert (attachment.filename, attachment.text.strip()) == ("Asli.eml", "Isi asli")
    (part,) = [part for part in read.parts if part.content_type == "message/rfc822"]
    assert parse(part.octets).subject == "Asli"


def test_reports_and_invitations_are_kept_for_later_steps() -> None:
    read = parse(
        multipart(
            "report",
            "\nTidak terkirim.",
            "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; rita@example.com",
            "Content-Type: text/rfc822-headers\n\nMessage-ID: <1@x>",
            "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR",
        )
    )
    kinds = [part.content_type for part in read.parts]
    assert kinds == ["text/plain", "message/delivery-status", "text/rfc822-headers", "text/calendar"]
    assert read.attachments == ()
    assert read.text == "Tidak terkirim."


def test_a_text_shown_inline_under_a_name_is_the_text_where_there_is_no_other() -> None:
    read = parse(from_rita('Content-Type: text/plain\nContent-Disposition: inline; filename="pesan.txt"', "Isi"))
    assert read.text == "Isi"
    assert [one.filename for one in read.attachments] == ["pesan.txt"]


def test_uuencoded_files_within_a_text_are_attachments() -> None:
    read = parse(from_rita(body="Terlampir:\nbegin 644 data.txt\n$:&%L;P``\n`\nend\nSalam"))
    assert [one.filename for one in read.attachments] == ["data.txt"]
    assert "begin 644" not in read.text
    assert "Salam" in read.text


def test_a_boundary_that_was_never_named_is_found() -> None:
    read = parse(from_rita("Content-Type: multipart/mixed", "--x\nContent-Type: text/plain\n\nIsi\n--x--\n"))
    assert read.text == "Isi"
    assert "the boundary had to be guessed" in read.defects


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_any_line_end_will_do(line_end: bytes) -> None:
    raw = multipart("mixed", "\nSatu", "Content-Type: text/html\n\n<p>Dua</p>").replace(b"\r\n", line_end)
    assert parse(raw).text == "Satu\n\nDua"


def test_a_text_beyond_the_limit_is_cut_and_said_so() -> None:
    read = parse(from_rita(body="a" * 50), Limits(text_bytes=10))
    assert read.text == "a" * 10
    assert read.defects == ("a text is too long: the rest is not read",)


def test_a_mail_of_nothing_is_read() -> None:
    read = parse(b"")
    assert (read.from_address, read.subject, read.text, read.attachments) == (None, "", "", ())
