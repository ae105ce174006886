"""How dates, durations, sizes and excerpts are written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.notices import links, words
from maild.notices.values import ReplyView

AT = datetime(2026, 11, 19, 2, 20, tzinfo=UTC)
JAKARTA = ZoneInfo("Asia/Jakarta")
DAY = timedelta(hours=8)


@pytest.mark.parametrize(
    ("zone", "language", "said"),
    [
        ("Asia/Jakarta", "id", "Kamis, 19 November 2026 pukul 09.20 WIB"),
        ("Asia/Makassar", "id", "Kamis, 19 November 2026 pukul 10.20 WITA"),
        ("Asia/Jakarta", "en", "Thursday, 19 November 2026 at 09:20 WIB"),
        ("Asia/Dubai", "en", "Thursday, 19 November 2026 at 06:20 UTC+04"),
        ("UTC", "de", "Donnerstag, 19 November 2026 at 02:20 UTC"),
        ("UTC", "xx", "Thursday, 19 November 2026 at 02:20 UTC"),
    ],
)
def test_a_moment_is_written_as_people_of_the_language_do(zone, language, said):
    assert words.moment(AT, ZoneInfo(zone), language) == said


@pytest.mark.parametrize(
    ("lasting", "indonesian", "english"),
    [
        (timedelta(minutes=10), "10 menit", "10 minutes"),
        (timedelta(hours=1), "1 jam", "1 hour"),
        (timedelta(minutes=90), "1 jam 30 menit", "1 hour 30 minutes"),
        (timedelta(hours=8), "8 jam", "8 hours"),
        (timedelta(hours=24), "3 hari kerja", "3 working days"),
        (timedelta(hours=20), "20 jam", "20 hours"),
        (timedelta(seconds=1), "1 menit", "1 minute"),
    ],
)
def test_a_span_is_counted_in_what_people_count_in(lasting, indonesian, english):
    assert words.span(lasting, DAY, "id") == indonesian
    assert words.span(lasting, DAY, "en") == english


def test_a_desk_that_never_closes_counts_days():
    assert words.span(timedelta(days=2), timedelta(days=1), "id") == "2 hari"


@pytest.mark.parametrize(
    ("octets", "language", "said"),
    [
        (0, "id", "0 B"),
        (999, "id", "999 B"),
        (184_320, "id", "184 kB"),
        (2_450_000, "id", "2,5 MB"),
        (2_450_000, "en", "2.5 MB"),
    ],
)
def test_a_size_is_short(octets, language, said):
    assert words.size(octets, language) == said


@given(st.text(max_size=400), st.integers(20, 200))
def test_an_excerpt_is_short_and_begins_as_the_text(text, most):
    said = words.excerpt(text, most)
    kept = said.removesuffix(" […]")
    assert len(kept) <= most
    assert "".join(text.split()).startswith("".join(kept.split()))


def test_an_excerpt_of_one_endless_word_is_cut():
    assert words.excerpt("a" * 5000, 100) == "a" * 100 + " […]"


@given(st.text(max_size=400))
def test_wrapping_loses_no_word_and_keeps_lines_short(text):
    lines = words.wrapped(text, "- ", "  ").split("\n")
    assert " ".join(lines).removeprefix("- ").split() == text.split()
    assert all(len(line) <= words.WIDTH or " " not in line.strip("- ").strip() for line in lines)


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("+62 812-3456-789", "tel:+628123456789"),
        ("0351 123456", "tel:0351123456"),
        ("(0351) 123456 ext. 4", "tel:0351123456"),
        ("ext 204", ""),
        ("tidak ada", ""),
        ("", ""),
        ("javascript:1", ""),
    ],
)
def test_a_phone_number_becomes_a_call(phone, link):
    assert links.tel(phone) == link


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_mail_link_has_exactly_its_own_fields(subject, address):
    link = links.mailto(ReplyView(address, subject), "#ambil")
    assert link.isascii()
    assert link.count("?") == 1
    assert link.count("&") == 1
    assert link.endswith("&body=%23ambil%0D%0A")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a b", 'http://x"y', "ftp://x", "data:text/html,x"])
def test_only_pages_are_linked(url):
    with pytest.raises(ValueError, match="no address"):
        links.page(url)
