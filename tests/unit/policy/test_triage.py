"""Triage: what the language of rules means, told on mails of our cast."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.mail.message import Attachment
from maild.policy.facts import Facts
from maild.policy.triage import triage
from tests.support.sorting import policy_with, shipped_policy, small_policy_with, sorted_as, sorted_by

if TYPE_CHECKING:
    from pathlib import Path


def service(text: str, subject: str = "") -> str:
    return sorted_as(text, subject).service


def test_a_thing_and_its_trouble_in_one_clause_make_a_service() -> None:
    assert service("internet di kantor lemot sekali") == "Internet lambat"


def test_what_is_well_is_not_what_is_broken() -> None:
    """Negation: the network is fine, the application is not."""
    assert service("internet lancar, tapi aplikasi e-surat tidak bisa dibuka") == "Aplikasi down"
    assert service("aplikasi e-surat lancar, tapi internet mati") == "Internet mati"


def test_a_negated_trouble_is_none() -> None:
    assert service("komputer saya tidak lambat, hanya sering hang") == "Komputer hang"


def test_what_was_well_once_is_broken_now() -> None:
    assert service("internet biasanya lancar sekarang mati total") == "Internet mati"


def test_what_is_well_again_is_no_ticket() -> None:
    sorted_mail = sorted_as("Internet yang mati kemarin sudah normal kembali. Terima kasih banyak pak.")
    assert (sorted_mail.type, sorted_mail.disposition) == ("not_ticket", "ignore")


def test_thanks_with_another_fault_stays_a_ticket() -> None:
    text = "Terima kasih wifinya sudah bisa. Tapi sekarang printer tidak mau mencetak."
    assert sorted_as(text).disposition == "ticket"


def test_thanks_in_advance_does_not_make_a_report_vanish() -> None:
    assert sorted_as("Komputer saya mati. Terima kasih").disposition == "ticket"


def test_the_signature_decides_nothing() -> None:
    policy = shipped_policy()
    plain = sorted_by(policy, "laptop saya hang terus")
    signed = sorted_by(
        policy, "laptop saya hang terus", signature="Server kebahagiaan, jaringan kepedulian mati lambat"
    )
    assert signed == plain


def test_quoted_text_decides_nothing() -> None:
    policy = shipped_policy()
    assert (
        sorted_by(policy, "laptop saya hang terus", quoted="> internet mati total di semua lantai").service
        == "Laptop hang"
    )


def test_a_forwarded_letter_counts() -> None:
    sorted_mail = sorted_by(
        shipped_policy(), "Mohon ditindaklanjuti.", letter="Internet di kelurahan kami mati sejak pagi."
    )
    assert sorted_mail.service == "Internet mati"


def test_abbreviations_slang_and_stretched_letters_are_understood() -> None:
    assert service("inet sy lemoooot bgt pak") == "Internet lambat"
    assert service("kompi tdk bs booting") == "Komputer gagal booting"


def test_indonesian_affixes_are_understood() -> None:
    request = sorted_as("Mohon dapat dipasangkan titik jaringan di ruang rapat")
    assert (request.type, request.category) == ("service_request", "Jaringan")


def test_a_security_incident_is_confidential_and_goes_to_its_own_people() -> None:
    """SEC-5: it is recognised before anybody is told."""
    sorted_mail = sorted_as("Website dinas diretas, ada tulisan hacked by", "darurat")
    assert (sorted_mail.type, sorted_mail.confidential, sorted_mail.group) == ("security_incident", True, "keamanan")


def test_an_ordinary_ticket_comes_to_the_desk_first() -> None:
    """MAD-11, MAD-12: the desk first, technicians by escalation."""
    sorted_mail = sorted_as("internet kantor mati")
    assert sorted_mail.group == "meja-layanan"
    group = shipped_policy().people.group_for(sorted_mail.category, sorted_mail.service)
    assert group is not None
    assert group.id == "jaringan"


def test_a_request_has_a_category_of_requests() -> None:
    """MAD-5: there is no request for hardware in the form."""
    assert sorted_as("Mohon dibelikan laptop baru untuk bidang kami", "Permohonan laptop").category != "Hardware"


def test_priority_follows_from_urgency_and_impact() -> None:
    sorted_mail = sorted_as("SIMRS tidak bisa diakses sama sekali, pasien menumpuk di IGD", "DARURAT")
    assert (sorted_mail.urgency, sorted_mail.impact, sorted_mail.priority) == ("tinggi", "tinggi", 1)


def test_text_alone_wakes_nobody() -> None:
    text, subject = "SIMRS tidak bisa diakses sama sekali, pasien menumpuk di IGD", "DARURAT"
    assert not sorted_by(shipped_policy(), text, subject).wakes
    assert sorted_by(shipped_policy(), text, subject, proven=True).wakes


def test_every_decision_names_rule_file_line_and_words() -> None:
    (hit, *_) = sorted_as("internet di kantor lemot sekali").hits
    assert hit.rule == "internet-slow"
    assert hit.file == "triage/10-services.yaml"
    assert hit.line > 1
    assert '"internet" + "lemot"' in hit.because
    assert "service Internet lambat" in hit.because


def test_what_spoke_for_something_else_is_shown_as_a_near_miss() -> None:
    misses = {hit.rule for hit in sorted_as("laptop hang kalau internet lemot").misses}
    assert misses


def test_a_rule_that_decides_wins_whatever_the_others_say(tmp_path: Path) -> None:
    policy = policy_with(tmp_path, "  - {rule: aula, when: {says: [aula]}, then: {urgency: rendah}, decides: true}")
    assert sorted_by(policy, "internet di aula mati total").urgency == "rendah"


def test_weak_words_add_up(tmp_path: Path) -> None:
    rules = "\n".join(
        f"  - {{rule: r{n}, when: {{says: [{word}]}}, then: {{tags: [kucing], group: data}}, points: 1}}"
        for n, word in enumerate(("meong", "cakar"))
    )
    policy = policy_with(
        tmp_path, rules + "\n  - {rule: other, when: {says: [bulu]}, then: {group: jaringan}, points: 1.5}"
    )
    assert sorted_by(policy, "cakar dan bulu").group == "jaringan"
    assert sorted_by(policy, "meong, cakar dan bulu").group == "data"


def test_behind_a_rule_that_stops_nothing_is_asked(tmp_path: Path) -> None:
    rules = "  - {rule: scan, when: {subject: [pindaian]}, then: {type: other}, stop: true}"
    sorted_mail = sorted_by(policy_with(tmp_path, rules), "internet mati", "pindaian")
    assert [hit.rule for hit in sorted_mail.hits] == ["scan"]


CONDITIONS = [
    ("sender: [rita@example.com]", {"sender": "rita@example.com", "proven": True}),
    ("sender: ['*@example.com']", {"sender": "rita@example.com", "proven": True}),
    ("domain: [example.com]", {"sender": "rita@example.com", "proven": True}),
    ("unit: [Dinas Kesehatan]", {"unit": "Dinas Kesehatan", "proven": True}),
    ("proven: true", {"proven": True}),
    ("to: [desk@office.example]", {"recipients": ("desk@office.example",)}),
    ("header: {X-Mailer: ['*Scan*']}", {"headers": (("x-mailer", "MegaScan 2"),)}),
    ("attachment: ['*.zip']", {"attachments": (Attachment("a.ZIP", "application/zip", 9, False, "", "2", ""),)}),
    ("attachment_type: [image/*]", {"attachments": (Attachment("a", "image/png", 9, False, "", "2", ""),)}),
    ("larger_than: 1 MB", {"size": 2_000_000}),
    ("smaller_than: 10 kB", {"size": 2_000}),
    ("language: [en]", {"language": "en"}),
    ("origin: [device]", {"origin": "device"}),
    ("time: ['16:00-07:30']", {"at": datetime(2026, 11, 20, 12, 0, tzinfo=UTC)}),
    ("weekday: [jumat]", {"at": datetime(2026, 11, 20, 12, 0, tzinfo=UTC)}),
    ("shorter_than: 5", {}),
    ("quoted: [kucing]", {"quoted": "> kucing"}),
    ("signature: [kucing]", {"signature": "kucing"}),
    ("letter: [kucing]", {"letter": "kucing"}),
    ("subject: [kucing]", {"subject": "kucing"}),
    ("text: [halo]", {}),
    ("pattern: ['hal[aeo]{1,3} semua']", {}),
    ("any: [{says: [zebra]}, {says: [halo]}]", {}),
    ("all: [{says: [semua]}, {says: [halo]}]", {}),
    ("not: {says: [zebra]}", {}),
]


@pytest.mark.parametrize(("condition", "facts"), CONDITIONS, ids=[condition for condition, _ in CONDITIONS])
def test_a_condition_holds(tmp_path: Path, condition: str, facts: dict[str, object]) -> None:
    policy = small_policy_with(tmp_path, f"  - {{rule: it, when: {{{condition}}}, then: {{tags: [yes]}}}}")
    mail = replace(Facts(subject="", text="halo semua"), **facts)
    assert triage(policy, mail).tags == ("yes",)


@pytest.mark.parametrize(
    "condition", ["sender: [rita@example.com]", "domain: [example.com]", "unit: [Dinas Kesehatan]"]
)
def test_conditions_on_senders_hold_for_proven_ones_only(tmp_path: Path, condition: str) -> None:
    policy = small_policy_with(tmp_path, f"  - {{rule: it, when: {{{condition}}}, then: {{tags: [yes]}}}}")
    assert sorted_by(policy, "halo", sender="rita@example.com", unit="Dinas Kesehatan").tags == ()


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_gets_an_answer_and_always_the_same(text: str, subject: str) -> None:
    first, second = sorted_as(text, subject), sorted_as(text, subject)
    assert first == second
    assert first.disposition in {"ticket", "ignore", "quarantine"}
    assert 1 <= first.priority <= 3


def test_an_empty_mail_is_a_ticket() -> None:
    sorted_mail = sorted_as("")
    assert (sorted_mail.type, sorted_mail.category, sorted_mail.disposition) == ("other", "Lainnya", "ticket")
