"""Which letters carry links, and what their tokens are good for."""

from __future__ import annotations

from dataclasses import replace

from maild import tokens
from maild.desk.links import link_values, page_link, survey_link
from tests.support.desk import KEYRING, OFFICE
from tests.support.pages import BASE, HOSTED, PublicDesk

LETTER = PublicDesk().letter()


def test_a_letter_to_the_requester_carries_both_links() -> None:
    survey, page = survey_link(HOSTED, KEYRING, LETTER), page_link(HOSTED, KEYRING, LETTER)
    assert survey.startswith(f"{BASE}/survey/")
    assert page.startswith(f"{BASE}/ticket/")
    purposes = [parsed.purpose for url in (survey, page) if (parsed := tokens.parse(url.rpartition("/")[2]))]
    assert purposes == ["survey", "page"]


def test_the_links_of_two_letters_differ() -> None:
    other = replace(LETTER, id=LETTER.id + 1)
    assert survey_link(HOSTED, KEYRING, LETTER) != survey_link(HOSTED, KEYRING, other)


def test_an_office_without_pages_writes_no_links() -> None:
    assert link_values(OFFICE, KEYRING, LETTER, confidential=False) == {"survey_url": "", "page_url": ""}


def test_a_letter_about_a_confidential_ticket_carries_no_link() -> None:
    assert link_values(HOSTED, KEYRING, LETTER, confidential=True) == {"survey_url": "", "page_url": ""}


def test_a_letter_about_no_ticket_carries_no_link() -> None:
    assert page_link(HOSTED, KEYRING, replace(LETTER, ticket=None)) == ""


def test_the_survey_is_for_the_requester_and_the_page_for_the_staff_too() -> None:
    to_staff = replace(LETTER, role="operators", contact=None, person="omar")
    to_participant = replace(LETTER, role="participants")
    assert survey_link(HOSTED, KEYRING, to_staff) == ""
    assert page_link(HOSTED, KEYRING, to_staff) != ""
    assert (survey_link(HOSTED, KEYRING, to_participant), page_link(HOSTED, KEYRING, to_participant)) == ("", "")
