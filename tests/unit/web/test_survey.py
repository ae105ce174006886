"""The survey of a solved ticket in a browser (MAD-18)."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest

from maild.tickets.events import SurveyAnswered, TicketReopened, TicketResolved
from tests.support.desk import KEYRING, MONA, RITA
from tests.support.pages import ANSWERS, BAD_ANSWERS, HOSTED, MEAN, PublicDesk, solved

WORDS = {"suggestions": "Lebih cepat lagi.", "name": "Rita Sari", "position": "Bendahara", "user_group": "Auditor"}


def shown(desk: PublicDesk, path: str) -> str:
    answer = desk.client.get(path)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


def answers_of(desk: PublicDesk) -> list[SurveyAnswered]:
    return [event.fact for event in desk.events if isinstance(event.fact, SurveyAnswered)]


# --- what is asked ---------------------------------------------------------------------------------------------------


def test_the_page_asks_the_ten_questions_of_the_form_on_the_scale_of_five() -> None:
    desk = solved()
    page = shown(desk, desk.survey_path())
    assert page.count("<fieldset") == page.count("<legend") == 10
    assert page.count('type="radio"') == 50
    assert "Seberapa puas Anda dengan kecepatan penanganan masalah?" in page
    assert "Sangat memuaskan" in page


def test_the_page_names_the_evaluation_its_date_and_the_ticket() -> None:
    desk = solved()
    page = shown(desk, desk.survey_path())
    assert "EV-2026-000001" in page
    assert "Jumat, 20 November 2026" in page
    assert "TIKET-1 – Internet lambat di ruang keuangan" in page


def test_the_fields_hold_what_is_known_of_the_respondent() -> None:
    desk = solved()
    page = shown(desk, desk.survey_path())
    for known in ("Rita Sari", "+62 812-3456-789", "Bagian Keuangan", RITA):
        assert f'value="{known}"' in page
    assert [group in page for group in ("Panitia", "Penyedia", "PPK", "Auditor")] == [True] * 4


def test_a_request_is_asked_about_by_its_own_form() -> None:
    desk = solved(type_="service_request")
    assert "Seberapa puas Anda dengan kecepatan pemenuhan permintaan?" in shown(desk, desk.survey_path())


def test_the_page_speaks_the_language_of_its_reader_and_offers_the_other() -> None:
    indonesian, english = solved(), solved(languages="en")
    assert '<html lang="id">' in shown(indonesian, indonesian.survey_path())
    assert "How satisfied are you with the speed?" in shown(english, english.survey_path())
    assert "Very satisfying" in shown(indonesian, f"{indonesian.survey_path()}?language=en")
    assert '<html lang="id">' in shown(indonesian, f"{indonesian.survey_path()}?language=xx")


def test_every_input_has_a_label() -> None:
    desk = solved()
    page = shown(desk, desk.survey_path())
    for name in ("name", "phone", "office", "position", "address", "email", "suggestions", "user_group"):
        assert f'<label for="{name}">' in page
        assert f'id="{name}"' in page


def test_what_people_wrote_is_text_and_never_markup() -> None:
    desk = solved()
    asker = replace(desk.store.tables.contacts[1], name='"><script>alert(1)</script>')
    desk.store.tables.contacts[1] = asker
    assert "<script" not in desk.client.get(desk.survey_path()).text


# --- what is answered ------------------------------------------------------------------------------------------------


def test_an_answer_becomes_an_event_and_the_mean_shows_on_the_ticket() -> None:
    desk = solved()
    path = desk.survey_path()
    answer = desk.client.post(path, data=ANSWERS | WORDS)
    assert answer.status_code == 303
    (fact,) = answers_of(desk)
    assert (fact.survey, fact.through, fact.user_group, fact.bad) == ("penanganan-masalah", "page", "Auditor", False)
    assert dict(fact.scores) == {name.removeprefix("score-"): int(score) for name, score in ANSWERS.items()}
    assert desk.ticket.survey == MEAN
    assert desk.events[-1].actor == "contact:1"


def test_the_words_are_kept_beside_the_event_and_not_in_it() -> None:
    desk = solved()
    desk.client.post(desk.survey_path(), data=ANSWERS | WORDS)
    kept = desk.store.tables.survey_answers[1]
    assert (kept.suggestions, kept.name, kept.position, kept.phone) == (
        "Lebih cepat lagi.",
        "Rita Sari",
        "Bendahara",
        "",
    )
    assert "cepat lagi" not in repr(desk.events)


def test_after_the_answer_the_page_thanks_and_says_until_when_it_may_be_changed() -> None:
    desk = solved()
    path = desk.survey_path()
    answer = desk.client.post(path, data=ANSWERS)
    page = desk.client.get(path.rpartition("/")[0] + "/" + answer.headers["Location"]).text
    assert "Terima kasih atas penilaian Anda" in page
    assert "4,3" in page
    assert "Sabtu, 21 November 2026 pukul 10.21 WIB" in page


def test_an_answer_can_be_changed_for_a_day_and_stays_one() -> None:
    desk = solved()
    path = desk.survey_path()
    desk.client.post(path, data=ANSWERS)
    desk.clock.pass_(hours=23)
    assert desk.client.post(path, data=ANSWERS | {"score-sesuai": "5"}).status_code == 303
    assert desk.ticket.survey == 4.5
    assert len(desk.store.tables.survey_answers) == 1
    desk.clock.pass_(hours=2)
    last = desk.client.post(path, data=ANSWERS)
    assert last.status_code == 200
    assert "tidak dapat diubah lagi" in last.text
    assert desk.ticket.survey == 4.5


def test_another_letter_about_the_same_ticket_leads_to_the_same_answer() -> None:
    desk = solved()
    desk.client.post(desk.survey_path(), data=ANSWERS)
    desk.clock.pass_(days=2)
    page = desk.client.post(desk.survey_path(), data=BAD_ANSWERS)
    assert "tidak dapat diubah lagi" in page.text
    assert len(answers_of(desk)) == 1


def test_the_same_answer_sent_twice_is_recorded_once() -> None:
    desk = solved()
    path = desk.survey_path()
    desk.client.post(path, data=ANSWERS | WORDS)
    desk.client.post(path, data=ANSWERS | WORDS)
    assert len(answers_of(desk)) == 1


def test_looking_changes_nothing() -> None:
    desk = solved()
    path = desk.survey_path()
    before = desk.store.commits
    for method in ("get", "head", "options", "put", "delete"):
        desk.client.request(method, path)
    desk.client.get(path, params=ANSWERS)
    assert desk.store.commits == before


# --- mistakes --------------------------------------------------------------------------------------------------------


def test_a_question_without_an_answer_is_named_and_what_was_filled_in_is_still_there() -> None:
    desk = solved()
    sent = {name: score for name, score in ANSWERS.items() if name != "score-mutu"} | WORDS
    answer = desk.client.post(desk.survey_path(), data=sent)
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert '<a href="#score-mutu">Apakah Anda puas dengan kualitas pelayanan kami?</a>' in page
    assert 'aria-describedby="error-mutu"' in page
    assert 'id="error-mutu"' in page
    assert page.count(" checked") == 9
    assert "Lebih cepat lagi." in page
    assert "<option selected>Auditor</option>" in page
    assert answers_of(desk) == []


@pytest.mark.parametrize("score", ["0", "6", "-1", "5.0", "٣", "", "five", "11"])
def test_a_score_that_is_not_on_the_scale_is_no_answer(score: str) -> None:
    desk = solved()
    assert desk.client.post(desk.survey_path(), data=ANSWERS | {"score-ramah": score}).status_code == 422
    assert answers_of(desk) == []


def test_words_that_are_too_long_are_refused_with_the_limit() -> None:
    desk = solved()
    answer = desk.client.post(desk.survey_path(), data=ANSWERS | {"phone": "0" * 61})
    assert answer.status_code == 422
    assert "paling banyak 60 huruf" in answer.text


def test_questions_and_groups_that_nobody_asked_about_are_dropped() -> None:
    desk = solved()
    desk.client.post(desk.survey_path(), data=ANSWERS | {"score-lain": "1", "user_group": "Raja", "ticket": "2"})
    (fact,) = answers_of(desk)
    assert (len(fact.scores), fact.user_group) == (10, "")


def test_control_and_bidi_characters_are_not_kept() -> None:
    desk = solved()
    desk.client.post(
        desk.survey_path(), data=ANSWERS | {"name": "Rita\r\nBcc: x\x00\u202e", "suggestions": "a\x1b[31mb\nc"}
    )
    kept = desk.store.tables.survey_answers[1]
    assert (kept.name, kept.suggestions) == ("Rita Bcc: x", "a[31mb\nc")


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"name=" + b"x" * 70_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"f%d=1" % number for number in range(300)), "application/x-www-form-urlencoded", 400),
        (b"{}", "application/json", 415),
        (b"--x", "multipart/form-data; boundary=x", 415),
        (b"", "", 415),
    ],
)
def test_what_is_no_small_form_is_refused(content: bytes, kind: str, status: int) -> None:
    desk = solved()
    answer = desk.client.post(desk.survey_path(), content=content, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert "Tidak dapat diterima" in answer.text
    assert answers_of(desk) == []


# --- when it is not asked --------------------------------------------------------------------------------------------


def test_a_survey_waits_until_the_ticket_is_solved() -> None:
    desk = PublicDesk()
    path = desk.survey_path()
    assert desk.client.get(path).status_code == 409
    assert "sedang kami kerjakan" in desk.client.post(path, data=ANSWERS).text
    assert answers_of(desk) == []
    desk.record(TicketResolved())
    assert desk.client.get(path).status_code == 200
    desk.record(TicketReopened(), "contact:1")
    assert desk.client.get(path).status_code == 409


def test_a_survey_is_over_after_the_working_days_that_the_office_gives() -> None:
    desk = solved()
    path = desk.survey_path()
    desk.clock.pass_(days=13)
    assert desk.client.get(path).status_code == 200
    desk.clock.pass_(days=2)
    assert desk.client.get(path).status_code == 410
    assert "sudah berakhir" in desk.client.post(path, data=ANSWERS).text
    assert answers_of(desk) == []


# --- who is told -----------------------------------------------------------------------------------------------------


def test_a_bad_score_reaches_the_managers_with_questions_and_suggestions() -> None:
    desk = solved()
    desk.client.post(desk.survey_path(), data=BAD_ANSWERS | {"suggestions": "Petugas tidak datang."})
    (letter,) = desk.letters
    assert (letter.notice, letter.address) == ("bad_survey", MONA)
    assert "[TIKET-1]" in letter.subject
    for said in ("2 dari 5", "Petugas tidak datang.", "Kurang memuaskan", "Rita Sari", "EV-2026-000001"):
        assert said in letter.text
    assert desk.events[-1].fact.bad


def test_a_score_that_is_good_enough_tells_nobody() -> None:
    desk = solved()
    desk.client.post(desk.survey_path(), data=ANSWERS)
    assert desk.letters == []


def test_managers_hear_of_a_bad_score_once_however_often_it_is_changed() -> None:
    desk = solved()
    path = desk.survey_path()
    desk.client.post(path, data=BAD_ANSWERS)
    desk.client.post(path, data=BAD_ANSWERS | {"score-mutu": "1"})
    assert len(desk.letters) == 1


def test_who_is_not_content_is_offered_to_reopen_by_mail() -> None:
    desk = solved()
    path = desk.survey_path()
    desk.client.post(path, data=BAD_ANSWERS)
    page = html.unescape(desk.client.get(path).text)
    assert f"mailto:{HOSTED.address}?subject=Re%3A%20%5BTIKET-1%5D&body=%23buka" in page
    assert KEYRING.keys[0].secret.hex() not in page
