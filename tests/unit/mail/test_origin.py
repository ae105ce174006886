"""Machines are known for machines and persons for persons, each with the reason, and only persons are answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.mail.bounce import bounce_of
from maild.mail.message import Message, Origin
from maild.mail.origin import OwnSigns, calendar_method, origin_of
from maild.mail.parser import parse
from tests.support.written import DAEMON, written, written_in_parts

OWN = OwnSigns(
    addresses=frozenset({"desk@office.example"}),
    is_own_message_id=lambda message_id: message_id.endswith(".maild@office.example>"),
    marks=(("X-Desk", "layanan"),),
    devices=frozenset({"mesin@office.example"}),
)
LISTED = "Mesin <Mesin@Office.example>"


def origin(message: Message, own: OwnSigns = OWN) -> Origin:
    return origin_of(message, own, bounce_of(message))


def test_a_mail_without_any_sign_is_a_person_and_may_be_answered():
    found = origin(written("Printer di lantai 2 tidak mau mencetak."))
    assert (found.kind, found.may_answer) == ("person", True)


MACHINES = {
    # Marked by a header field.
    "auto_reply by RFC 3834": ("auto_reply", {"text": "OK", "Auto_Submitted": "auto-replied"}),
    "auto_reply by X-Autoreply": (
        "auto_reply",
        {"text": "OK", "X_Autoreply": "yes", "In_Reply_To": "<t1@office.example>"},
    ),
    "auto_reply by X-POST-MessageClass": (
        "auto_reply",
        {"X_POST_MessageClass": "9; Autoresponder", "subject": "Re: Tiket"},
    ),
    "auto_reply suppressing answers": ("auto_reply", {"X_Auto_Response_Suppress": "All", "subject": "Re: Tiket"}),
    "vacation of sieve": ("vacation", {"text": "Sampai jumpa.", "Auto_Submitted": "auto-replied (vacation)"}),
    "vacation of Apple": ("vacation", {"text": "Tidur.", "X_Apple_Action": "VACATION"}),
    "vacation marked as automatic": ("vacation", {"text": "Saya cuti tahunan.", "Auto_Submitted": "auto-replied"}),
    "vacation by subject and null return path": ("vacation", {"subject": "Out of Office: Tiket", "Return_Path": "<>"}),
    "loop by X-Loop": ("loop", {"text": "OK", "X_Loop": "other@desk.example"}),
    "bulk by Precedence": ("bulk", {"text": "OK", "Precedence": "bulk"}),
    "bulk by List-Unsubscribe": ("bulk", {"text": "Diskon", "List_Unsubscribe": "<https://toko.example/berhenti>"}),
    "bulk by Feedback-ID": ("bulk", {"text": "Diskon", "Feedback_ID": "1:2:toko"}),
    # Without any, by what they say.
    "vacation in Indonesian": (
        "vacation",
        {
            "subject": "Balasan otomatis: Tiket",
            "text": "Saya sedang cuti melahirkan. Hubungi Bu Mona untuk hal mendesak.",
        },
    ),
    "vacation in English": ("vacation", {"subject": "Automatic reply: Ticket", "text": "I am on leave until 3 May."}),
    "vacation in German": (
        "vacation",
        {"subject": "Abwesenheitsnotiz", "text": "Ich bin im Urlaub und nicht erreichbar."},
    ),
    "vacation before the subject it answers": (
        "vacation",
        {"subject": "On vacation Re: Ticket", "text": "I am away until Monday."},
    ),
    "auto_reply behind the subject": ("auto_reply", {"subject": "Re: Ticket (automatic reply)", "text": "Got it."}),
    "read receipt of Thunderbird": (
        "receipt",
        {
            "subject": "Return Receipt (displayed) - Ticket",
            "text": "This is a Return Receipt for the mail that you sent to rita@example.com.",
        },
    ),
    "vacation in a plain reply": (
        "vacation",
        {
            "subject": "Re: Ticket",
            "text": "I am currently out of the office without access to mail; no access to e-mail until I return.\n"
            "I will be back on 3 May.",
        },
    ),
    "vacation in a plain Indonesian reply": (
        "vacation",
        {
            "subject": "Re: Tiket",
            "text": "Saat ini saya sedang dinas luar dan akan kembali bekerja pada 3 Mei.\n"
            "Untuk hal mendesak silakan hubungi Bu Mona.",
        },
    ),
    "vacation in Polish": ("auto_reply", {"subject": "[Automatyczna odpowiedź] Ticket", "text": "Dziękuję."}),
    "auto_reply in Indonesian": (
        "auto_reply",
        {"text": "Pesan Anda telah kami terima.\nPesan ini dikirim secara otomatis, mohon tidak membalas."},
    ),
    "auto_reply in English": (
        "auto_reply",
        {"text": "Thank you for contacting us.\n\nThis is an automated response."},
    ),
    "receipt of another desk": (
        "receipt",
        {"text": "Laporan Anda telah kami terima dengan nomor tiket 77.\nEmail ini dikirim secara otomatis."},
    ),
    "read receipt in words": (
        "receipt",
        {"subject": "Read: Ticket", "text": "Your message was read on 3 May 2026 at 9:00."},
    ),
    # Devices and systems.
    "scanner": ("device", {"sender": "scan@office.example", "subject": "Message from RNP0026"}),
    "scanner by its mailer": ("device", {"X_Mailer": "bizhub C224e", "subject": "Hasil scan"}),
    "cron": ("device", {"sender": "root <root@srv.office.example>", "subject": "Cron <root@srv> backup"}),
    "zabbix": (
        "device",
        {"sender": "zabbix@mon.office.example", "subject": "Problem: disk", "Auto_Submitted": "auto-generated"},
    ),
    "monitoring of unknown make": (
        "device",
        {"sender": "alert@mon.example", "subject": "[Alert] disk", "text": "Trigger: disk full"},
    ),
    "a system's report": ("device", {"text": "Laporan harian", "Auto_Submitted": "auto-generated"}),
    "no-reply": ("device", {"sender": "noreply@bank.example", "text": "Tagihan Anda"}),
    "listed": ("device", {"sender": LISTED, "subject": "Hasil pindai ruang rapat"}),
    "listed, and marked as a responder": ("device", {"sender": LISTED, "Auto_Submitted": "auto-replied"}),
    "listed, and in the words of a receipt": (
        "device",
        {"sender": LISTED, "subject": "Read: Ticket", "text": "Your message was read on 3 May 2026 at 9:00."},
    ),
    "listed, but a mailing": ("bulk", {"sender": LISTED, "Precedence": "bulk", "text": "OK"}),
    "listed, but our own words": ("loop", {"sender": LISTED, "Message_ID": "<1.maild@office.example>"}),
    "no envelope sender": ("device", {"text": "halo", "Return_Path": "<>"}),
    "old complaint report": ("device", {"subject": "complaint about message from 192.0.2.1"}),
    # Lists.
    "digest": ("list", {"subject": "Prakom Digest, Vol 3, Issue 4", "Precedence": "list"}),
    "a list's own voice": (
        "list",
        {
            "sender": "Milis <milis@prakom.example>",
            "to": "prakom@prakom.example",
            "List_Post": "<mailto:prakom@prakom.example>",
        },
    ),
}


@pytest.mark.parametrize("sign", MACHINES)
def test_a_machine_is_known_and_never_answered(sign):
    kind, fields = MACHINES[sign]
    found = origin(written(**fields))
    assert (found.kind, found.may_answer) == (kind, False)
    assert found.because


PERSONS = {
    "whose fault is about automatic things": {
        "subject": "Pintu otomatis rusak",
        "text": "Pintu otomatis tidak mau menutup.",
    },
    "asking how to set an automatic reply": {
        "subject": "Balasan otomatis",
        "text": "Saya cuti besok, bagaimana cara mengaktifkannya?",
    },
    "asking about out of office": {
        "subject": "Out of office: tombol abu-abu",
        "text": "Mohon bantuannya, saya cuti minggu depan.",
    },
    "on leave who reports a fault": {"text": "Saya sedang cuti, tapi tolong cek server ya."},
    "telling of a leave": {
        "subject": "Cuti tahunan",
        "text": "Saya cuti sampai tanggal 20, tolong matikan akses VPN saya.",
    },
    "on leave who asks for an account to be closed": {
        "subject": "Sedang cuti",
        "text": "Saya sedang cuti minggu depan, mohon akun saya dinonaktifkan sementara.",
    },
    "urging from a leave": {
        "subject": "Re: Tiket",
        "text": "Thank you for your e-mail. I am on leave, but it is urgent, so please restore the file.",
    },
    "replying from a leave": {
        "subject": "Re: Tiket",
        "text": "Terima kasih atas emailnya. Saya sedang cuti, kembali pada 3 Mei. Printer masih rusak.",
    },
    "asking from a leave": {
        "subject": "Re: Tiket",
        "text": "I am on leave and will be back on 3 May, it is urgent: could you reset my password?",
    },
    "answering an automatic reply": {
        "subject": "RE: Automatic reply: Tiket",
        "text": "Saya sudah kembali.\n\n> I am out of the office.",
    },
    "quoting our receipt": {
        "subject": "Re: Tiket",
        "text": "kapan datang pak\n\nPada Jum, 12 Apr 2026 Layanan TI menulis:\n"
        "> Pesan ini dikirim secara otomatis, mohon tidak membalas.",
    },
    "asking whether a mail is phishing": {"text": 'Saya dapat email: "This is an automated message", apakah ini aman?'},
    "asking for an answer": {
        "text": "Mohon membalas email ini secepatnya. Terima kasih telah menghubungi kami kemarin."
    },
    "shouting PROBLEM": {"subject": "PROBLEM: printer mati", "text": "Printer lantai 2 mati."},
    "with a team's address": {"sender": "Tim Monitoring <monitoring@office.example>", "text": "Tolong buka port 443."},
    "who thanks": {"subject": "Re: Tiket", "text": "Terima kasih atas pesan Anda, laptop sudah bisa."},
    "with a calendar file": {"text": "File rapat.ics tidak bisa dibuka."},
    "in a read subject": {"subject": "Read: hak akses", "text": "The file was read by a stranger."},
}


@pytest.mark.parametrize("who", PERSONS)
def test_a_person_stays_a_person(who):
    found = origin(written(**PERSONS[who]))
    assert (found.kind, found.may_answer) == ("person", True)


LIST = {"Precedence": "list", "List_Id": "<teknisi.office.example>", "List_Post": "<mailto:teknisi@office.example>"}


def test_a_person_who_writes_through_a_list_is_a_person():
    found = origin(written("Konektor habis, tolong tiketnya.", to="teknisi@office.example", **LIST))
    assert found.kind == "person"
    assert "through a list" in found.because


def test_a_list_is_answered_only_when_the_desk_itself_is_addressed():
    assert origin(written("Konektor habis.", to="teknisi@office.example, desk@office.example", **LIST)).may_answer
    assert not origin(written("Konektor habis.", to="teknisi@office.example", **LIST)).may_answer


def test_a_web_form_speaks_for_the_person_in_reply_to_and_is_not_answered_itself():
    text = "Nama: Rita\nEmail: rita@example.com\nPesan: Wi-Fi mati"
    form = {"sender": "Formulir <noreply@office.example>", "Reply_To": "Rita <rita@example.com>"}
    for marks in ({}, {"Precedence": "bulk"}, {"Auto_Submitted": "auto-generated"}):
        found = origin(written(text, **form, **marks))
        assert (found.kind, found.may_answer) == ("person", False)


def test_a_form_that_writes_in_the_desks_own_name_is_no_loop():
    found = origin(written("Wi-Fi mati", sender="desk@office.example", Reply_To="rita@example.com"))
    assert (found.kind, found.may_answer) == ("person", False)


@pytest.mark.parametrize(
    "fields",
    [
        {"sender": "desk@office.example"},
        {"sender": "Desk+Kunci@Office.Example"},
        {"X_Desk": "layanan 3"},
        {"Message_ID": "<abc.maild@office.example>"},
    ],
)
def test_our_own_mail_that_comes_back_is_a_loop(fields):
    assert origin(written("Tiket Anda selesai", **fields)).kind == "loop"


def test_without_knowing_ourselves_nothing_is_our_own():
    assert origin(written("halo", sender="desk@office.example"), OwnSigns()).kind == "person"


def test_a_bounce_is_a_bounce():
    message = written(
        "Your message could not be delivered to:\n\n  tariq@example.com\n", sender=DAEMON, subject="Undeliverable"
    )
    assert origin(message).kind == "bounce"


DELIVERED = "Final-Recipient: rfc822; tariq@example.com\nAction: delivered\nStatus: 2.0.0"


def report(kind: str, part: str, body: str) -> Message:
    return written_in_parts(f"multipart/report; report-type={kind}", ("text/plain", "laporan"), (part, body))


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (
            report(
                "disposition-notification", "message/disposition-notification", "Disposition: manual-action; displayed"
            ),
            "receipt",
        ),
        (report("feedback-report", "message/feedback-report", "Feedback-Type: abuse"), "device"),
        (report("delivery-status", "message/delivery-status", DELIVERED), "receipt"),
    ],
)
def test_reports_are_known_by_their_type(message, kind):
    assert origin(message).kind == kind


def test_an_invitation_and_its_answer_are_calendar_mail_with_their_method():
    invitation = written_in_parts(
        "multipart/alternative", ("text/plain", "Rapat"), ("text/calendar; method=REQUEST", "BEGIN:VCALENDAR")
    )
    answer = written("BEGIN:VCALENDAR", subject="Diterima: Rapat", Content_Type="text/calendar; method=reply")
    assert (origin(invitation).kind, calendar_method(invitation)) == ("calendar", "REQUEST")
    assert (origin(answer).kind, calendar_method(answer)) == ("calendar", "REPLY")


def test_a_calendar_file_attached_by_a_person_is_an_attachment():
    message = written_in_parts(
        "multipart/mixed", ("text/plain", "Tidak bisa dibuka"), ('text/calendar; name="rapat.ics"', "BEGIN:VCALENDAR")
    )
    assert origin(message).kind == "person"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"sender": None}, "no From"),
        ({"Reply_To": "no-reply@example.com"}, "Reply-To"),
        ({"Auto_Submitted": "auto-forwarded"}, "passed it on"),
    ],
)
def test_some_persons_are_not_answered_and_the_reason_says_why(fields, why):
    found = origin(written("Printer rusak.", **fields))
    assert (found.kind, found.may_answer) == ("person", False)
    assert why in found.because


def test_auto_submitted_no_means_a_person():
    assert origin(written("Printer rusak.", Auto_Submitted="no")).may_answer


FIELDS = st.dictionaries(
    st.sampled_from(
        [
            "Auto_Submitted",
            "Precedence",
            "List_Id",
            "Return_Path",
            "Reply_To",
            "X_Loop",
            "Sender",
            "X_Mailer",
            "X_Autoreply",
        ]
    ),
    st.sampled_from(["", "<>", "list", "bulk", "auto-generated (", ";;", "no", "\x00", "é@", "a" * 300, "owner-x@y.z"]),
    max_size=4,
)


@given(
    FIELDS,
    st.text(max_size=80),
    st.text(max_size=300),
    st.sampled_from(["a@b.c", "<>", "", "root", "noreply@x.y", DAEMON]),
)
def test_nothing_raises_and_every_origin_has_its_reason(fields, subject, text, sender):
    raw = f"From: {sender}\nSubject: {subject!r}\n" + "".join(
        f"{k.replace('_', '-')}: {v}\n" for k, v in fields.items()
    )
    found = origin(parse((raw + "\n" + text).encode("utf-8", "replace")))
    assert found.because
    assert found.kind == "person" or not found.may_answer
