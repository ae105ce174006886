"""The public side of a ticket for its requester, and the forms that are printed from it."""

from __future__ import annotations

import html
from datetime import timedelta

from maild.desk.records import Changes, Contact, TicketWords
from maild.tickets.events import ActionUndone, RequesterChanged, TicketClosed, TicketTaken
from tests.support.desk import OMAR
from tests.support.pages import PublicDesk, solved


def shown(desk: PublicDesk, path: str) -> str:
    answer = desk.client.get(path)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_requester_sees_status_promises_and_what_was_said() -> None:
    desk = solved()
    page = shown(desk, desk.page_path())
    for said in (
        "Internet lambat di ruang keuangan",
        "Selesai - menunggu konfirmasi",
        "Sudah: Jumat, 20 November 2026 pukul 09.06 WIB",
        "Apakah kabel di ruang Ibu baru dipindah?",
        "Omar Wibowo",
        "Ya, kemarin meja kami dipindah.",
        "surat.pdf",
        "Kabel diganti dan porta diperiksa",
        "Menunggu jawaban Anda",
    ):
        assert said in page


def test_nothing_internal_and_no_words_of_others_are_shown() -> None:
    desk = solved()
    page = shown(desk, desk.page_path())
    for hidden in ("Rahasia dapur", "Budi", "budi@example.com", "tariq@example.com", OMAR, "galat pada porta"):
        assert hidden not in page


def test_a_date_for_the_solution_is_promised_only_after_a_person_looked_at_the_triage() -> None:
    desk = PublicDesk()
    path = desk.page_path()
    assert "Penyelesaian" not in shown(desk, path)
    assert "Tanggapan" in shown(desk, path)
    looked_at = solved()
    assert "Penyelesaian" in shown(looked_at, looked_at.page_path())


def test_the_record_stays_inside_until_the_ticket_is_solved() -> None:
    desk = PublicDesk()
    desk.write(Changes(words=(TicketWords(1, solution="Mungkin sakelarnya.", analysis="Sedang ditebak."),)))
    path = desk.page_path()
    assert "Mungkin" not in shown(desk, path)
    assert "Sedang ditebak" not in shown(desk, f"{path}/documentation")


def test_what_was_taken_back_is_not_in_the_history() -> None:
    desk = PublicDesk()
    desk.record(TicketTaken("tariq"))
    path = desk.page_path()
    assert "Penanganan dimulai" in shown(desk, path)
    desk.record(ActionUndone(2))
    assert "Penanganan dimulai" not in shown(desk, path)


def test_the_page_speaks_english_when_asked_and_its_forms_too() -> None:
    desk = solved()
    page = shown(desk, f"{desk.page_path()}?language=en")
    assert "What happened" in page
    assert '/documentation?language=en">Incident documentation form' in page


# --- who may see it --------------------------------------------------------------------------------------------------


def test_a_confidential_ticket_has_no_page_and_no_survey() -> None:
    desk = PublicDesk(confidential=True)
    assert desk.client.get(desk.page_path()).status_code == 404
    assert desk.client.get(f"{desk.page_path()}/documentation").status_code == 404
    assert desk.client.get(desk.survey_path()).status_code == 404


def test_a_link_is_good_for_its_purpose_only() -> None:
    desk = solved()
    survey, page = desk.survey_path(), desk.page_path()
    assert desk.client.get(survey.replace("/survey/", "/ticket/")).status_code == 404
    assert desk.client.get(page.replace("/ticket/", "/survey/")).status_code == 404


def test_a_link_that_was_tampered_with_leads_nowhere() -> None:
    desk = solved()
    path = desk.page_path()
    for at in range(len("/ticket/"), len(path)):
        other = path[:at] + ("b" if path[at] != "b" else "c") + path[at + 1 :]
        assert desk.client.get(other).status_code == 404


def test_a_link_works_in_capital_letters() -> None:
    desk = solved()
    path = desk.page_path()
    assert desk.client.get("/ticket/" + path.removeprefix("/ticket/").upper()).status_code == 200


def test_a_link_dies_with_its_letter_with_age_and_long_after_closing() -> None:
    desk = solved()
    path = desk.page_path()
    assert desk.client.get(desk.page_path(withdrawn=True)).status_code == 404
    assert desk.client.get(desk.page_path(created_at=desk.clock() - timedelta(days=181))).status_code == 404
    desk.record(TicketClosed())
    desk.clock.pass_(days=30)
    assert desk.client.get(path).status_code == 200
    desk.clock.pass_(hours=1)
    assert desk.client.get(path).status_code == 404


def test_the_link_of_who_is_not_the_requester_any_more_leads_nowhere() -> None:
    desk = solved()
    path = desk.page_path()
    desk.write(Changes(contacts=(Contact(2, "budi@example.com", "Budi"),)))
    desk.record(RequesterChanged(1, 2))
    assert desk.client.get(path).status_code == 404


def test_another_participant_has_no_page() -> None:
    desk = solved()
    desk.write(Changes(contacts=(Contact(2, "budi@example.com", "Budi"),)))
    assert desk.page_path(contact=2, role="participants", address="budi@example.com") == ""
    assert desk.client.get(desk.page_path(contact=2)).status_code == 404


def test_people_of_the_office_have_the_page_and_no_survey() -> None:
    desk = solved()
    page = shown(desk, desk.page_path(contact=None, person="omar", role="operators"))
    assert "Rita Sari" in page
    assert "Rahasia dapur" not in page
    assert desk.survey_path(contact=None, person="omar", role="operators") == ""
    assert desk.client.get(desk.page_path(contact=None, person="gone", role="operators")).status_code == 404


def test_what_does_not_exist_and_what_is_not_yours_look_the_same() -> None:
    desk = PublicDesk(confidential=True)
    answers = [desk.client.get(path).text for path in (desk.page_path(), "/ticket/x", "/survey/x", "/nowhere")]
    assert len(set(answers)) == 1


# --- forms -----------------------------------------------------------------------------------------------------------


def test_the_documentation_form_has_every_column_of_the_procedure() -> None:
    """UNM-2: id, date, time, user, incident, analysis, solution, status, note."""
    desk = solved()
    page = shown(desk, f"{desk.page_path()}/documentation")
    rows = {
        "ID insiden": "TIKET-1",
        "Tanggal": "Jumat, 20 November 2026",
        "Waktu": "09.00 WIB",
        "Pengguna": "Rita Sari",
        "Insiden": "Internet lambat sejak pagi.",
        "Analisis": "Sakelar mencatat galat pada porta 14.",
        "Solusi": "Kabel diganti",
        "Status": "Selesai",
        "Catatan": "Periksa lagi pekan depan.",
    }
    for label, value in rows.items():
        after = page.partition(f'<th scope="row">{label}</th>')[2]
        assert value in after.partition("</tr>")[0], label


def test_the_documentation_form_can_be_printed_for_every_ticket() -> None:
    desk = PublicDesk()
    page = shown(desk, f"{desk.page_path()}/documentation")
    assert "sejak pukul 08.00 internet" in page
    assert '<a href="../' in page


def test_the_closure_form_names_reporter_and_person_in_charge_once_it_is_solved() -> None:
    desk = PublicDesk()
    assert desk.client.get(f"{desk.page_path()}/closure").status_code == 404
    finished = solved()
    page = shown(finished, f"{finished.page_path()}/closure")
    assert "Formulir penutupan insiden" in page
    assert page.index("Rita Sari") < page.index("Tariq Hidayat")
