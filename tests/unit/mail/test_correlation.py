"""Every carrier that could name a ticket is found, whatever clients and servers did to the others."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild import tokens
from maild.mail.correlation import DeskAddresses, carriers, without_references
from maild.mail.parser import parse
from maild.tokens import Claim, Keyring

DESK = DeskAddresses(("desk@office.example",), "+", "SIG", "office.example")
RING = Keyring.made_from(bytes(32))
THREAD, KEY, BOUNCE = (
    tokens.sign(RING, Claim("desk@office.example", purpose, 7, 42, "contact:1", "requester"))
    for purpose in ("thread", "reply", "bounce")
)


def mail(*fields, text="Terima kasih.\n"):
    head = "".join(f"{field}\r\n" for field in ("From: rita@example.com", *fields))
    return parse(f"{head}\r\n{text}".encode())


def found(*fields, text="Terima kasih.\n", desk=DESK):
    return carriers(mail(*fields, text=text), desk)


def test_a_reply_names_its_ticket_in_every_carrier():
    seen = found(
        f"To: desk+{KEY}@office.example",
        "Subject: Re: [SIG-42] Internet lambat",
        f"In-Reply-To: <maild.{THREAD}@office.example>",
        f"References: <first@example.com> <maild.{THREAD}@office.example>",
        text=f"Sudah.\n\n> Ref: {THREAD}\n",
    )
    assert seen.keys[0] == KEY
    assert seen.thread_ids == (THREAD,)
    assert seen.message_ids == (f"<maild.{THREAD}@office.example>", "<first@example.com>")
    assert seen.tag_numbers == (42,)


@pytest.mark.parametrize("field", ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "delivered-to"])
def test_a_key_is_read_from_every_field_that_holds_the_address(field):
    assert found(f"{field}: Meja Bantuan <desk+{KEY}@office.example>").keys == (KEY,)


def test_a_server_that_delivers_under_another_address_loses_no_key():
    assert found(f"Delivered-To: u1234+{KEY}@mail7.internal").keys == (KEY,)


def test_keys_of_another_desk_are_not_tried():
    assert found(f"To: desk@office.example, help+{KEY}@elsewhere.example").keys == ()


@given(st.data())
def test_a_key_in_any_case_still_reaches(data):
    written = "".join(data.draw(st.sampled_from([one, one.upper()])) for one in KEY)
    assert found(f"To: DESK+{written}@OFFICE.EXAMPLE").keys == (KEY,)
    assert found("To: desk@office.example", text=f"> Ref: {THREAD} {written}").keys[1] == KEY


def test_with_a_removed_body_line_the_message_id_still_reaches():
    assert found(f"In-Reply-To: <maild.{THREAD}@office.example>").thread_ids == (THREAD,)


def test_with_a_rewritten_message_id_the_body_line_still_reaches():
    seen = found("In-Reply-To: <0102-rewritten@provider.example>", text=f"Ya.\n> Ref: {THREAD}\n")
    assert seen.thread_ids == (THREAD,)
    assert seen.message_ids == ("<0102-rewritten@provider.example>",)


def test_with_neither_the_address_still_reaches():
    assert found(f"To: desk+{KEY}@office.example").keys == (KEY,)


def test_where_there_are_no_plus_addresses_the_foot_line_carries_the_key():
    desk = DeskAddresses(("desk@office.example",), "", "SIG", "office.example")
    assert KEY in found("To: desk@office.example", text=f"#ambil\n\nRef: {KEY}\n", desk=desk).keys


def test_the_answered_mail_is_looked_up_first_then_the_newest_reference():
    seen = found("In-Reply-To: <c@x>", "References: <a@x> <b@x> <c@x>")
    assert seen.message_ids == ("<c@x>", "<b@x>", "<a@x>")


def test_a_thread_of_a_thousand_references_is_bounded_and_keeps_the_newest():
    references = " ".join(f"<{number}@x>" for number in range(1000))
    assert found(f"References: {references}").message_ids[0] == "<999@x>"
    assert len(found(f"References: {references}").message_ids) == 200


@pytest.mark.parametrize(
    ("subject", "numbers"),
    [
        ("Re: [SIG-42] Internet", (42,)),
        ("AW: RE: [sig-42] Internet", (42,)),
        ("[ SIG - 42 ] [SIG-42] [SIG-7]", (42, 7)),
        ("SIG-42", ()),
        ("[ASIG-42]", ()),
        ("[SIG-x]", ()),
        ("[SIG-12345678901]", ()),
        ("[SIG-٤٢]", ()),
    ],
)
def test_the_tag_is_read_from_the_subject(subject, numbers):
    assert found(f"Subject: {subject}").tag_numbers == numbers


def test_without_a_prefix_there_are_no_tags():
    assert (
        found(
            "Subject: [-42] [42]", desk=DeskAddresses(("desk@office.example",), "+", "", "office.example")
        ).tag_numbers
        == ()
    )


def test_a_bounce_counts_only_at_an_address():
    assert found(f"Delivered-To: desk+{BOUNCE}@office.example").bounce_keys == (BOUNCE,)
    assert found("To: desk@office.example", text=f"Return-Path: desk+{BOUNCE}@office.example").bounce_keys == ()


def test_a_forwarded_notice_is_recognised_in_the_attached_mail():
    attached = (
        f"Message-ID: <maild.{THREAD}@office.example>\r\nFrom: desk@office.example\r\n\r\nIsi\r\nRef: {THREAD}\r\n"
    )
    text = f"--x\r\n\r\nLihat lampiran.\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n{attached}\r\n--x--\r\n"
    assert found('MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"', text=text).thread_ids == (THREAD,)


def test_outlooks_conversation_is_the_same_in_all_its_mails():
    guid = bytes(range(16))
    first, answer = (base64.b64encode(b"\x01" + b"tttt1" + guid + more).decode() for more in (b"", b"reply"))
    assert found(f"Thread-Index: {first}").conversation == found(f"Thread-Index: {answer}").conversation == guid.hex()


@pytest.mark.parametrize("value", ["", "!!", "AQ==", "ä"])
def test_a_broken_thread_index_is_no_hint(value):
    assert found(f"Thread-Index: {value}").conversation == ""


@given(st.text(max_size=300))
def test_nothing_that_people_write_is_an_error(text):
    assert len(found(f"Subject: {''.join(text.split())}", text=text).keys) <= 20


def test_a_text_full_of_such_words_causes_few_lookups():
    words = " ".join(
        f"{'ar' + str(2000 + number).translate(str.maketrans('0189', 'abcd')):a<25}" for number in range(1000)
    )
    assert len(found(text=words).keys) == 20


@pytest.mark.parametrize(
    "line", [f"Ref: {THREAD} {KEY}", f"> > Ref: {KEY}", f"Ref: {KEY.upper()}", f"| Ref:  {THREAD}  "]
)
def test_the_line_that_carries_a_key_can_be_taken_out_of_a_text(line):
    assert without_references(f"#ambil\n{line}\nSaya kerjakan.\n") == "#ambil\nSaya kerjakan.\n"
    assert without_references(f"#ambil\n{line}") == "#ambil\n"


def test_other_lines_stay():
    text = "Ref: SIG-42\nKata sandi: rahasia\n"
    assert without_references(text) == text


def test_what_is_found_has_the_form_of_what_is_signed():
    assert tokens.TOKEN_LENGTH == 25
    assert all(tokens.parse(key) for key in (THREAD, KEY, BOUNCE))
