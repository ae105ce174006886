"""The pages in a real browser: without JavaScript, by keyboard alone, on a phone, as a screen reader hears them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.browser import chromium, page_of
from tests.support.pages import PublicDesk, solved
from tests.support.served import Served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.needs("chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def desk() -> PublicDesk:
    return solved()


@pytest.fixture
def served(desk: PublicDesk) -> Iterator[Served]:
    with Served(desk) as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with page_of(browser) as page:
        yield page


def test_the_survey_is_filled_in_without_javascript(served: Served, page: Page) -> None:
    """MAD-18: the form of the procedure, from the letter's link to the score on the ticket."""
    page.goto(served.url + served.desk.survey_path())
    for question in page.get_by_role("radiogroup").all():
        question.get_by_role("radio", name="5 Sangat memuaskan").check()
    page.get_by_role("radiogroup", name="ramah").get_by_role("radio", name="3 Cukup memuaskan").check()
    page.get_by_label("Saran untuk perbaikan").fill("Tetap semangat!")
    page.get_by_label("Jabatan di instansi").fill("Bendahara")
    page.get_by_label("Kelompok pengguna").select_option("Auditor")
    page.get_by_role("button", name="Kirim penilaian").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Terima kasih atas penilaian Anda"
    assert served.desk.ticket.survey == 4.8
    kept = served.desk.store.tables.survey_answers[1]
    assert (kept.suggestions, kept.position, kept.name) == ("Tetap semangat!", "Bendahara", "Rita Sari")


def test_what_is_missing_is_announced_and_mended_from_the_list_of_mistakes(served: Served, page: Page) -> None:
    page.goto(served.url + served.desk.survey_path())
    for question in page.get_by_role("radiogroup").all()[:-1]:
        question.get_by_role("radio", name="4 Memuaskan").check()
    page.get_by_role("button", name="Kirim penilaian").click()
    alert = page.get_by_role("alert")
    assert alert.evaluate("box => box === document.activeElement")
    assert page.get_by_role("radio", checked=True).count() == 9
    wrong = page.get_by_role("radiogroup", name="kesesuaian layanan")
    assert "Mohon pilih salah satu nilai." in wrong.inner_text()
    alert.get_by_role("link").click()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Kirim penilaian").click()
    assert served.desk.ticket.survey == 3.8


def test_the_survey_is_filled_in_by_keyboard_alone(served: Served, page: Page) -> None:
    page.goto(served.url + served.desk.survey_path())
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Langsung ke isi"
    page.keyboard.press("Enter")
    for _ in range(10):
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert page.locator(":focus").get_attribute("value") == "3"
    page.keyboard.press("Tab")
    page.keyboard.type("Baik.")
    while page.locator(":focus").get_attribute("type") != "submit":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Terima kasih").wait_for()
    assert served.desk.ticket.survey == 3.0
    assert served.desk.store.tables.survey_answers[1].suggestions == "Baik."


def test_an_answer_is_changed_behind_the_thanks(served: Served, page: Page) -> None:
    page.goto(served.url + served.desk.survey_path())
    for question in page.get_by_role("radiogroup").all():
        question.get_by_role("radio", name="5 Sangat memuaskan").check()
    page.get_by_role("button", name="Kirim penilaian").click()
    page.get_by_text("Ubah penilaian").click()
    for question in page.get_by_role("radiogroup").all():
        question.get_by_role("radio", name="2 Kurang memuaskan").check()
    page.get_by_role("button", name="Simpan perubahan").click()
    assert "2" in page.locator(".score").inner_text()
    assert served.desk.ticket.survey == 2.0


@pytest.mark.parametrize("width", [320, 390, 1100])
def test_no_page_is_wider_than_the_screen(served: Served, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    ticket = served.desk.page_path()
    for path in (served.desk.survey_path(), ticket, f"{ticket}/documentation", f"{ticket}/closure"):
        page.goto(served.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_score_can_be_hit_with_a_thumb(served: Served, page: Page) -> None:
    page.goto(served.url + served.desk.survey_path())
    boxes = [box for radio in page.get_by_role("radio").all() if (box := radio.bounding_box())]
    assert len(boxes) == 50
    assert min(min(box["width"], box["height"]) for box in boxes) >= 44


def test_text_can_be_read_in_light_and_in_the_dark(served: Served, page: Page) -> None:
    """WCAG 2.2, 1.4.3: text stands out from what is behind it by 4.5 to 1."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for path in (served.desk.survey_path(), served.desk.page_path()):
            page.goto(served.url + path)
            assert page.evaluate(CONTRAST) == []


def test_the_closure_form_is_one_sheet_of_paper(served: Served, page: Page) -> None:
    page.goto(f"{served.url}{served.desk.page_path()}/closure")
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1


CONTRAST = """
() => {
  const channel = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = element => {
    for (let one = element; one; one = one.parentElement) {
      const colour = numbers(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll("main *, header *, footer *")) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own || element.tagName === "OPTION") continue;
    const pair = [light(numbers(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < 4.5) faint.push([element.tagName, element.className, element.textContent.trim().slice(0, 30), ratio]);
  }
  return faint;
}
"""
