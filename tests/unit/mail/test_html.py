"""HTML of mails is read as a person sees it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.mail.html import to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>Halo,<br><br>Printer <b>rusak</b>&nbsp;lagi.</div>", "Halo,\n\nPrinter rusak lagi."),
        ("<p>Satu</p><p>Dua</p>", "Satu\n\nDua"),
        ("<p class=MsoNormal>Satu</p><p class=MsoNormal>Dua</p>", "Satu\nDua"),
        ("<div>Satu</div><div>Dua</div>", "Satu\nDua"),
        ("<ul><li>satu<li>dua<ol><li>a<li>b</ol></ul>", "- satu\n- dua\n  1. a\n  2. b"),
        ("<table><tr><td>Nama<td><p>Rita</p><tr><td>Unit<td>IT</table>", "Nama\tRita\nUnit\tIT"),
        ("<pre>a  b\n  c</pre>", "a  b\n  c"),
        ("a<blockquote type=cite>lama<br>baris</blockquote>b", "a\n\n> lama\n> baris\n\nb"),
        ("a<blockquote>menjorok</blockquote>b", "a\n\nmenjorok\n\nb"),
        ("atas<hr>bawah", "atas\n________________________________\nbawah"),
        ("<a href='https://a.example/x'>klik</a>", "klik <https://a.example/x>"),
        ("<a href='https://a.example/'>a.example</a>", "a.example"),
        ("<a href='javascript:x'>klik</a>", "klik"),
        ("a<img alt='😀'>b<img alt='Logo kantor'>", "a😀b"),
        ("<title>x</title><style>y</style>a<script>z</script><!-- w -->", "a"),
        ("a<div style='display: none'>tersembunyi</div>b", "a\nb"),
        ("<p>satu\n dua</p>", "satu dua"),
        ("1 &lt; 2 &amp; 3", "1 < 2 & 3"),
        ("", ""),
    ],
)
def test_html_is_read_as_text(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize("html", ["<div>" * 100_000, "<b>" * 100_000 + "x", "<ol>" + "<li>x" * 30_000, "<" * 300_000])
def test_strange_html_is_read_in_time(html: str) -> None:
    to_text(html)


@given(st.text(alphabet="<>/abpliqtd \n=\"'&;-!", max_size=200))
def test_any_html_is_read(html: str) -> None:
    to_text(html)
