"""Notices: what people get to read, whatever the values say and whatever the office did to its templates."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maild.notices import look
from maild.notices.check import check_templates
from maild.notices.renderer import Renderer, TemplateError
from maild.notices.samples import NOTICES, samples
from maild.shipped import shipped

SHIPPED = shipped("templates")
RENDERER = Renderer([SHIPPED])
LANGUAGES = ("id", "en")
EVIL = "a\u202eb\x00c\r\nBcc: x@example.com {{ 7 * 7 }} {% raw %} <script>alert(1)</script> %0A#tutup"


class Page(HTMLParser):
    """The words, links and elements of an HTML notice."""

    VOID = ("meta", "br")

    def __init__(self, html):
        super().__init__()
        self.words, self.links, self.opened, self.elements = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "a":
            self.links.append(dict(attrs)["href"])
        if tag not in self.VOID:
            self.opened.append(tag)

    def handle_endtag(self, tag):
        assert self.opened.pop() == tag

    def handle_data(self, data):
        if self.opened and self.opened[-1] not in ("style", "title"):
            self.words += data.split()


def values_of(notice, **other):
    return {**next(samples(notice)), **other}


def words_of(text):
    return re.findall(r"[\w@.+]+", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", NOTICES)
def test_every_notice_can_be_written_in_both_languages(notice, language):
    for values in samples(notice):
        rendered = RENDERER.render(notice, language, values)
        assert rendered.subject
        assert rendered.text.strip()
        assert rendered.html.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", NOTICES)
def test_text_and_html_say_the_same(notice, language):
    for values in samples(notice):
        rendered = RENDERER.render(notice, language, values)
        in_html = words_of(" ".join(Page(rendered.html).words))
        # What a link leads to is written out in the text only.
        in_text = words_of(re.sub(r"^https?://\S+$", "", rendered.text, flags=re.MULTILINE))
        for word in words_of(" ".join(re.findall(r"^  (#.+?)  ", rendered.text, re.MULTILINE))):
            in_text.remove(word)
        assert sorted(in_text) == sorted(in_html)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", NOTICES)
def test_html_is_readable_by_everybody(notice, language):
    rendered = RENDERER.render(notice, language, next(samples(notice)))
    page = Page(rendered.html)
    elements = [tag for tag, _ in page.elements]
    assert page.opened == []
    assert ("html", {"lang": language}) in [(tag, {"lang": attrs.get("lang")}) for tag, attrs in page.elements]
    assert elements.count("h1") == 1
    assert "img" not in elements
    assert all(
        attrs.get("role") == "presentation" or attrs["class"] in {"facts", "table"}
        for tag, attrs in page.elements
        if tag == "table"
    )
    assert {"name": "color-scheme", "content": "light dark"} in [attrs for _, attrs in page.elements]
    assert "prefers-color-scheme: dark" in rendered.html
    assert re.search(r"<h1[^>]* style=", rendered.html)


@pytest.mark.parametrize("notice", NOTICES)
def test_every_mail_says_at_its_foot_what_a_reply_does(notice):
    for values in samples(notice):
        text = RENDERER.render(notice, "id", values).text
        assert re.search(r"(?i)\bbalas|tulis ke", text.split("* * *")[1])


def test_a_receipt_names_number_title_triage_and_the_promised_time():
    rendered = RENDERER.render("receipt", "id", values_of("receipt"))
    assert rendered.subject == "[SIG-42] Internet lambat di ruang keuangan"
    for said in (
        "SIG-42",
        "Jaringan – Internet lambat – Internet",
        "Kamis, 19 November 2026 pukul",
        "09.30 WIB",
        "10 menit",
    ):
        assert said in rendered.text


def test_a_receipt_asks_for_what_is_missing_and_for_nothing_else():
    text = RENDERER.render("receipt", "id", values_of("receipt", missing=("phone",))).text
    assert "nomor telepon" in text
    assert "lokasi atau ruangan" not in text
    assert "mohon balas" not in RENDERER.render("receipt", "id", values_of("receipt", missing=())).text


def test_a_receipt_for_an_unproven_sender_holds_none_of_his_words():
    ticket = replace(values_of("receipt_fixed")["ticket"], title="BUY CHEAP", category="x", type="y", priority="z")
    for language in LANGUAGES:
        for rendered in (
            RENDERER.render("receipt_fixed", language, values_of("receipt_fixed", ticket=ticket)),
            RENDERER.plain("receipt_fixed", language, values_of("receipt_fixed", ticket=ticket)),
        ):
            assert rendered.subject == "[SIG-42]"
            assert "CHEAP" not in rendered.text + rendered.html
    assert (
        "desk+abaaaaaaaaaaaaaaaaaaaaaaa@office.example"
        in rendered.text + RENDERER.render("receipt_fixed", "id", values_of("receipt_fixed")).text
    )


def test_a_phone_number_can_be_tapped():
    assert "tel:+628123456789" in Page(RENDERER.render("new_ticket", "id", values_of("new_ticket")).html).links


def test_a_button_writes_its_command_to_the_readers_own_address():
    links = Page(RENDERER.render("new_ticket", "id", values_of("new_ticket")).html).links
    address, _, fields = next(link for link in links if "ambil" in link).removeprefix("mailto:").partition("?")
    assert unquote(address) == "desk+abaaaaaaaaaaaaaaaaaaaaaaa@office.example"
    assert parse_qs(fields) == {"subject": ["Re: [SIG-42]"], "body": ["#ambil\r\n"]}


def test_without_plus_addresses_button_and_foot_carry_the_key():
    values = list(samples("new_note"))[1]
    rendered = RENDERER.render("new_note", "id", values)
    assert f"Ref: {values['reply'].thread} {values['reply'].key}" in rendered.text
    ticket = {**values_of("new_ticket"), "reply": values["reply"]}
    link = next(link for link in Page(RENDERER.render("new_ticket", "id", ticket).html).links if "ambil" in link)
    assert parse_qs(link.partition("?")[2])["body"] == [f"#ambil\r\n\r\nRef: {values['reply'].key}\r\n"]


def test_text_beside_a_button_cannot_put_a_command_into_it():
    ticket = replace(values_of("new_ticket")["ticket"], title=EVIL)
    reply = replace(values_of("new_ticket")["reply"], subject=f"Re: [SIG-42] {EVIL}&body=#tutup")
    html = RENDERER.render("new_ticket", "id", values_of("new_ticket", ticket=ticket, text=EVIL, reply=reply)).html
    for link in Page(html).links:
        if link.startswith("mailto:"):
            fields = parse_qs(link.partition("?")[2])
            assert set(fields) == {"subject", "body"}
            assert fields["body"][0] in ("#ambil\r\n", "#eskalasi\r\n", "#selesai\r\n")
            assert "\n" not in fields["subject"][0]


@settings(max_examples=60)
@given(st.text(max_size=200) | st.just(EVIL))
def test_whatever_people_write_stays_text(text):
    ticket = replace(values_of("new_ticket")["ticket"], title=text)
    person = replace(values_of("new_ticket")["requester"], name=text, phone=text)
    rendered = RENDERER.render("new_ticket", "id", values_of("new_ticket", ticket=ticket, requester=person, text=text))
    page = Page(rendered.html)
    assert page.opened == []
    assert {tag for tag, _ in page.elements} <= {
        "html", "head", "meta", "title", "style", "body", "table", "tbody", "tr", "td", "th", "h1", "p", "div",
        "blockquote", "br", "ul", "li", "a",
    }  # fmt: skip
    assert "\n" not in rendered.subject
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", rendered.subject + rendered.text + rendered.html
    )


def test_mail_text_is_never_compiled():
    text = RENDERER.render("new_ticket", "id", values_of("new_ticket", text="{{ 7 * 7 }} {% for %}")).text
    assert "{{ 7 * 7 }} {% for %}" in text


# --- the office's own templates ---------------------------------------------------------------------------------


def office(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return Renderer([folder, SHIPPED])


GOOD = (
    "{% block subject %}S{% endblock %}{% block foot %}F{% endblock %}"
    "{% block body %}{% heading %}H{% endheading %}{% endblock %}"
)


def test_a_template_of_the_office_wins_by_its_name(tmp_path):
    renderer = office(tmp_path, "id/receipt.j2", GOOD)
    assert renderer.render("receipt", "id", values_of("receipt")).subject == "S"
    assert renderer.render("receipt", "en", values_of("receipt")).subject.startswith("[SIG-42]")


def test_a_style_of_the_office_reaches_every_mail(tmp_path):
    (tmp_path / "look").mkdir()
    (tmp_path / "look" / "style.css").write_text(".heading { color: #c0ffee; }")
    html = Renderer([tmp_path, SHIPPED]).render("receipt", "id", values_of("receipt")).html
    assert 'style="color: #c0ffee;"' in html


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        (GOOD.replace("H", "\n{{ tiket.number }}"), 2, "tiket"),
        (GOOD.replace("H", "\n\n{{ ticket.numbr }}"), 3, "numbr"),
        (GOOD.replace("H", "\n{{ 1 / 0 }}"), 2, "ZeroDivisionError"),
        (GOOD.replace("H", "{% if %}"), 1, "Expected"),
        (GOOD + "\n{% paragraph %}", 2, "Unexpected end"),
        (GOOD.replace("H", "{{ ''.__class__.__mro__ }}"), 1, "unsafe"),
        (GOOD.replace("H", "\n{% link 'javascript:alert(1)' %}x{% endlink %}"), 2, "no address of a page"),
        ("{% block subject %}{% endblock %}", 1, "body, foot"),
        (GOOD.replace("H", "\n{% include 'id/nothing.j2' %}"), 2, "nothing"),
    ],
)
def test_a_broken_template_is_named_by_file_and_line(tmp_path, text, line, why):
    renderer = office(tmp_path, "id/receipt.j2", text)
    with pytest.raises(TemplateError) as caught:
        renderer.render("receipt", "id", values_of("receipt"))
    assert caught.value.file.endswith("id/receipt.j2")
    assert caught.value.line == line
    assert why in caught.value.what
    assert "maild check" in caught.value.mend


def test_a_broken_template_hinders_no_other_notice(tmp_path):
    renderer = office(tmp_path, "id/receipt.j2", "{% if %}")
    assert renderer.render("new_ticket", "id", values_of("new_ticket")).html


def test_a_template_that_is_not_unicode_is_named(tmp_path):
    (tmp_path / "id").mkdir()
    (tmp_path / "id" / "receipt.j2").write_bytes(b"\xff\xfe")
    (error,) = check_templates([tmp_path, SHIPPED])
    assert "id/receipt.j2" in error.file


def test_a_broken_look_is_told_and_nothing_else_breaks(tmp_path):
    renderer = office(tmp_path, "look/blocks.html", "<!-- block heading --><h1><!-- content --></h1><!-- end -->")
    with pytest.raises(TemplateError, match="no block paragraph"):
        renderer.render("receipt", "id", values_of("receipt"))
    assert renderer.plain("receipt", "id", values_of("receipt")).text


def test_every_block_and_filter_is_explained_to_those_who_write_templates():
    page = (SHIPPED.parent / "docs" / "templates.md").read_text()
    own = {"moment", "span", "number", "size", "phone", "excerpt", "short", "quote"}
    assert [name for name in {*look.BLOCKS, *own} if f"`{name}" not in page] == []


def test_check_finds_nothing_wrong_with_the_shipped_templates():
    assert check_templates([SHIPPED]) == ()


def test_check_finds_every_broken_template(tmp_path):
    office(tmp_path, "id/receipt.j2", GOOD.replace("H", "{{ tiket }}"))
    office(tmp_path, "en/our_own.j2", "{% endif %}")
    assert [error.file.rpartition("/")[2] for error in check_templates([tmp_path, SHIPPED])] == [
        "our_own.j2",
        "receipt.j2",
    ]


def test_a_language_without_templates_gets_the_default_one():
    assert RENDERER.render("receipt", "ar", values_of("receipt")).text.startswith("Laporan Anda")


def test_a_notice_nobody_wrote_is_told():
    with pytest.raises(TemplateError, match="no such template"):
        RENDERER.render("nothing", "id", {})


# --- the built-in form ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", NOTICES)
def test_every_notice_has_a_built_in_form(notice, language):
    for values in samples(notice):
        rendered = RENDERER.plain(notice, language, values)
        assert rendered.subject
        assert "\n" not in rendered.subject
        assert rendered.html == ""


def test_the_built_in_form_fails_on_nothing():
    rendered = RENDERER.plain("unheard_of", "xx", {"ticket": None, "desk": 7, "reply": object()})
    assert rendered.text == "There is news about your ticket.\n"


def test_the_built_in_receipt_names_number_and_promise_and_how_to_answer():
    text = RENDERER.plain("receipt", "id", values_of("receipt")).text
    assert "SIG-42" in text
    assert "10 menit" in text
    assert "Balas surat ini" in text
    assert values_of("receipt")["reply"].thread in text


def test_the_built_in_form_for_staff_holds_what_they_need():
    text = RENDERER.plain("new_ticket", "id", values_of("new_ticket")).text
    for said in ("SIG-42", "rita@example.com", "+62 812-3456-789", "Kami berlima"):
        assert said in text
