"""The mails we write: read back by another reader, they say what was meant and nothing else."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.errors import PermanentError
from maild.mail.builder import Draft, File, build, letter_headers, one_line, unstructured
from maild.mail.message import Address

DRAFT = Draft(
    message_id="<maild.aaaaaaaaaaaaaaaaaaaaaaaaa@office.example>",
    date=datetime(2026, 11, 19, 2, 20, tzinfo=UTC),
    sender=Address("Meja Bantuan", "desk@office.example"),
    recipient=Address("Rita", "rita@example.com"),
    subject="[SIG-1] Internet lambat",
    text="Laporan Anda kami terima.\n",
    html="<p>Laporan Anda kami terima.</p>\n",
    headers=letter_headers(
        reply_to=Address("Meja Bantuan", "desk+aaaaaaaaaaaaaaaaaaaaaaaaa@office.example"),
        references=["<first@example.com>", "<second@example.com>"],
        automatic="auto-replied",
    ),
)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


def read(octets):
    return email.message_from_bytes(octets, policy=email.policy.default)


def said(part):
    return part.get_content().replace("\r\n", "\n")


def lines_of(octets):
    assert octets.endswith(b"\r\n")
    assert octets.count(b"\n") == octets.count(b"\r\n") == octets.count(b"\r")
    return octets.split(b"\r\n")


def test_the_same_draft_always_gives_the_same_octets():
    assert build(DRAFT) == build(replace(DRAFT))


def test_text_and_html_stand_beside_each_other():
    message = read(build(DRAFT))
    assert message.get_content_type() == "multipart/alternative"
    assert [said(part) for part in message.iter_parts()] == [
        "Laporan Anda kami terima.\n",
        "<p>Laporan Anda kami terima.</p>\n",
    ]


def test_a_mail_without_html_is_plain_text():
    assert read(build(replace(DRAFT, html=""))).get_content_type() == "text/plain"


def test_a_notice_says_how_it_hangs_together_and_that_a_machine_wrote_it():
    message = read(build(DRAFT))
    assert message["In-Reply-To"] == "<second@example.com>"
    assert message["References"] == "<first@example.com> <second@example.com>"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Reply-To"].addresses[0].addr_spec == "desk+aaaaaaaaaaaaaaaaaaaaaaaaa@office.example"
    assert message["Date"].datetime == DRAFT.date


def test_what_a_person_wrote_is_not_called_automatic():
    assert letter_headers(references=["<a@b.example>"]) == (
        ("In-Reply-To", "<a@b.example>"),
        ("References", "<a@b.example>"),
    )


def test_a_long_thread_keeps_its_beginning_and_its_end():
    many = [f"<{number}@example.com>" for number in range(500)]
    references = dict(letter_headers(references=many))["References"].split()
    assert references[0] == many[0]
    assert references[1:] == many[-19:]


@given(words)
def test_a_subject_arrives_as_it_was_meant(subject):
    message = read(build(replace(DRAFT, subject=subject)))
    assert str(message["Subject"]).split() == one_line(subject).split()


@given(words)
def test_a_subject_is_written_in_short_ascii_lines(subject):
    head = build(replace(DRAFT, subject=subject)).partition(b"\r\n\r\n")[0] + b"\r\n"
    assert head.isascii()
    assert all(len(line) <= 998 for line in lines_of(head))
    assert sum(line.lower().startswith(b"subject:") for line in lines_of(head)) == 1


@pytest.mark.parametrize(
    "evil",
    [
        "x\r\nBcc: all@example.com",
        "x\nBcc: all@example.com",
        "x\rBcc: a",
        "x\u2028Bcc: a",
        "x\x85Bcc: a",
        "x\x00\r\n\r\nbody",
    ],
)
def test_nothing_makes_a_header_field_of_a_value(evil):
    draft = replace(
        DRAFT,
        subject=evil,
        message_id=f"<{evil}@x>",
        sender=Address(evil, "desk@office.example"),
        recipient=Address(evil, "rita@example.com"),
        headers=(*letter_headers(references=[evil]), ("Thread-Topic", evil)),
        attachments=(File(evil, evil, b"octets"),),
    )
    octets = build(draft)
    lines_of(octets)
    assert "bcc" not in {name.lower() for name in read(octets)}
    assert b"\r\nBcc" not in octets


def test_nobody_names_a_header_field_with_a_line_break():
    with pytest.raises(ValueError, match="no name"):
        build(replace(DRAFT, headers=(("X\r\nBcc", "a"),)))


def test_marks_that_turn_writing_around_are_left_out():
    assert one_line("fdp.\u202eexe\u2066 laporan\u200f") == "fdp. exe laporan"


def test_an_encoded_word_that_somebody_wrote_stays_text():
    assert str(read(build(replace(DRAFT, subject="=?utf-8?q?a?= b")))["Subject"]) == "=?utf-8?q?a?= b"


def test_the_tag_of_the_ticket_stays_readable_in_the_raw_subject():
    assert unstructured("[SIG-1] Jaringan café mati total").startswith("[SIG-1] Jaringan =?utf-8?b?")


@given(words)
def test_a_name_never_changes_the_address(name):
    header = read(build(replace(DRAFT, recipient=Address(name, "rita@example.com"))))["To"]
    assert [address.addr_spec for address in header.addresses] == ["rita@example.com"]


@pytest.mark.parametrize("name", ["Rita, S.Kom.", 'Rita "Ri"', "Réta Ωmega", "rita@evil.example", "a" * 300, "(Rita)"])
def test_a_name_arrives_as_it_was_meant(name):
    header = read(build(replace(DRAFT, recipient=Address(name, "rita@example.com"))))["To"]
    assert header.addresses[0].display_name == name


@pytest.mark.parametrize(
    "address",
    [
        "rita",
        "a@b@c",
        "rita@exam ple.com",
        "rita@x>, <evil@example.com",
        "rita@example.com\r\nBcc: x@y",
        "réta@example.com",
        "@x",
        "a@",
    ],
)
def test_an_address_that_cannot_be_written_to_is_refused_with_what_to_do(address):
    with pytest.raises(PermanentError, match="no address"):
        build(replace(DRAFT, recipient=Address("", address)))


def test_a_domain_beyond_ascii_is_written_as_dns_knows_it():
    assert b"To: rita@xn--bcher-kva.example\r\n" in build(replace(DRAFT, recipient=Address("", "rita@bücher.example")))


@given(words)
def test_a_text_arrives_as_it_was_meant(text):
    octets = build(replace(DRAFT, text=text, html=""))
    assert all(len(line) <= 998 for line in lines_of(octets))
    kept = "".join(
        c
        for c in text.replace("\r\n", "\n").replace("\r", "\n")
        if c in "\n\t" or not ("\0" <= c < " " or "\x7f" <= c <= "\x9f")
    )
    assert said(read(octets)).rstrip("\n") == kept.rstrip("\n")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("biasa saja\n", "7bit"),
        ("a" * 2000, "quoted-printable"),
        ("jaringan café putus lagi", "quoted-printable"),
        ("Ж" * 40, "base64"),
    ],
)
def test_the_plainest_encoding_is_taken(text, encoding):
    assert read(build(replace(DRAFT, text=text, html="")))["Content-Transfer-Encoding"] == encoding


def test_html_with_a_few_characters_beyond_ascii_needs_no_encoding():
    message = read(build(replace(DRAFT, html="<p>Rapat – café</p>\n")))
    html = message.get_body(("html",))
    assert html["Content-Transfer-Encoding"] == "7bit"
    assert said(html) == "<p>Rapat &#8211; caf&#233;</p>\n"


def test_html_in_another_writing_system_is_encoded():
    html = read(build(replace(DRAFT, html="<p>Здравствуйте</p>\n"))).get_body(("html",))
    assert html["Content-Transfer-Encoding"] == "base64"
    assert said(html) == "<p>Здравствуйте</p>\n"


@pytest.mark.parametrize("text", ["\ud83d", "a\udcffb"])
def test_half_a_character_is_left_out(text):
    assert "Subject" in read(
        build(replace(DRAFT, subject=text, text=text, html=text, sender=Address(text, "a@b.example")))
    )


def test_a_text_cannot_end_its_part():
    boundary = read(build(DRAFT)).get_boundary()
    message = read(build(replace(DRAFT, text=f"sebelum\n--{boundary}--\nsesudah\n")))
    assert len(list(message.iter_parts())) == 2
    assert said(message.get_body(("plain",))) == f"sebelum\n--{boundary}--\nsesudah\n"


@pytest.mark.parametrize(
    ("name", "arrives"),
    [
        ("surat.pdf", "surat.pdf"),
        ("surat résumé Ω.pdf", "surat résumé Ω.pdf"),
        ("laporan " * 20 + ".pdf", "laporan " * 20 + ".pdf"),
        ('..\\..\\etc/"pas"swd', "_.._etc_pas_swd"),
        ("\r\nBcc: x", "Bcc_ x"),
        ("", "attachment"),
    ],
)
def test_an_attachment_arrives_under_a_safe_name(name, arrives):
    message = read(build(replace(DRAFT, attachments=(File(name, "application/pdf", b"%PDF\0\xff" * 100),))))
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == arrives
    assert attachment.get_content_type() == "application/pdf"
    assert attachment.get_payload(decode=True) == b"%PDF\0\xff" * 100
    assert message.get_body(("html",)) is not None


def test_an_attached_mail_stays_a_mail_where_it_may_go_unencoded():
    mail = build(replace(DRAFT, html=""))
    (attachment,) = read(
        build(replace(DRAFT, attachments=(File("mail.eml", "message/rfc822", mail),)))
    ).iter_attachments()
    assert attachment.get_content_type() == "message/rfc822"
    assert attachment.get_content()["Subject"] == DRAFT.subject


def test_an_attached_mail_beyond_seven_bits_goes_as_a_file():
    octets = b"Subject: caf\xe9\r\n\r\n"
    (attachment,) = read(
        build(replace(DRAFT, attachments=(File("mail.eml", "message/rfc822", octets),)))
    ).iter_attachments()
    assert attachment.get_content_type() == "application/octet-stream"
    assert attachment.get_payload(decode=True) == octets


def test_a_media_type_that_is_none_becomes_a_plain_file():
    (attachment,) = read(build(replace(DRAFT, attachments=(File("a", "x/y; z=\r\nq", b"1"),)))).iter_attachments()
    assert attachment.get_content_type() == "application/octet-stream"
