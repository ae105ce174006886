"""Octets are read in the charset they are written in, whatever a mail says about it."""

from __future__ import annotations

import pytest

from maild.mail.parser.charset import codec_for, decode


@pytest.mark.parametrize(
    ("text", "code_page"),
    [
        ("您好，打印机无法使用，请帮忙", "gb18030"),
        ("您好，印表機無法使用，請幫忙", "big5"),
        ("プリンターが動きません", "cp932"),
        ("プリンターが動きません", "euc_jp"),
        ("프린터가 작동하지 않습니다", "euc_kr"),
        ("Не работает принтер", "cp1251"),
        ("Не работает принтер", "koi8_r"),
        ("Ο εκτυπωτής δεν λειτουργεί", "cp1253"),
        ("המדפסת לא עובדת", "cp1255"),
        ("الطابعة لا تعمل", "cp1256"),
        ("เครื่องพิมพ์ใช้งานไม่ได้", "cp874"),
        ("Der Drucker im Büro läuft nicht", "cp1252"),
        ("L’imprimante est cassée", "cp1252"),
        ("Drukarka nie działa, proszę o pomoc", "cp1250"),
        ("Yazıcı çalışmıyor, teşekkürler", "cp1254"),
    ],
)
def test_a_text_without_charset_is_read_in_the_code_page_that_fits(text: str, code_page: str) -> None:
    assert decode(text.encode(code_page))[0] == text


@pytest.mark.parametrize(
    ("octets", "declared", "text"),
    [
        ("né".encode(), "", "né"),
        ("né".encode("latin-1"), "iso-8859-1", "né"),
        ("“né”".encode("cp1252"), "iso-8859-1", "“né”"),
        ("né".encode(), "iso-8859-1", "né"),
        ("né".encode(), "us-ascii", "né"),
        ("né".encode(), "x-unknown", "né"),
        ("né".encode("latin-1"), "utf-8", "né"),
        ("朱镕基".encode("gbk"), "gb2312", "朱镕基"),
        (b"\x1b$B-!\x1b(B", "iso-2022-jp", "①"),
        (b"\x1b$B2q5D\x1b(B", "us-ascii", "会議"),
        ("①".encode("cp932"), "shift_jis", "①"),
        ("똠방".encode("cp949"), "ks_c_5601-1987", "똠방"),
        (b"plain", "utf-16", "plain"),
        (b"plain", "base64", "plain"),
        ("né".encode("utf-16"), "utf-16", "né"),
        ("aé".encode()[:-1], "utf-8", "a\ufffd"),
        (b"+AOk-", "utf-7", "é"),
    ],
)
def test_what_was_declared_is_believed_as_far_as_it_fits(octets: bytes, declared: str, text: str) -> None:
    assert decode(octets, declared)[0] == text


def test_a_guess_is_said() -> None:
    assert decode(b"ok", "utf-8")[1] == ""
    assert decode("né".encode("latin-1"), "utf-8")[1] == "charset 'utf-8' does not fit, read as cp1252"


@pytest.mark.parametrize("name", ["undefined", "idna", "rot13", "hex", "mbcs", "../x", "\0", ""])
def test_names_of_no_charset_are_refused(name: str) -> None:
    assert codec_for(name) == ""
