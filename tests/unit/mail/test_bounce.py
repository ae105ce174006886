"""Bounces are found whatever system wrote them, and nobody who talks about one is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.mail.bounce import bounce_of
from maild.mail.message import Bounce, Message
from maild.mail.parser import parse
from tests.support.written import DAEMON, written, written_in_parts

RETURNED = (
    "From: desk@office.example\nTo: tariq@example.com\nMessage-ID: <t1.r2@office.example>\nSubject: Tiket\n\nisi\n"
)


def bounced(message: Message) -> Bounce:
    bounce = bounce_of(message)
    assert bounce is not None
    return bounce


def addresses(message: Message) -> list[str]:
    return [recipient.address for recipient in bounced(message).recipients]


def report(*groups: str, note: str = "Your message was not delivered.", **fields: str) -> Message:
    status = "Reporting-MTA: dns; mx.example.com\n\n" + "\n".join(groups)
    return written_in_parts(
        "multipart/report; report-type=delivery-status",
        ("text/plain", note),
        ("message/delivery-status", status),
        ("message/rfc822", RETURNED),
        **{"sender": DAEMON, "subject": "Undelivered Mail Returned to Sender", "Return_Path": "<>"} | fields,
    )


def failed(address: str, status: str, diagnostic: str = "", action: str = "failed", **fields: str) -> str:
    group = {"Final-Recipient": f"rfc822; {address}", "Action": action, "Status": status}
    group |= {"Diagnostic-Code": diagnostic} if diagnostic else {}
    group |= {name.replace("_", "-"): value for name, value in fields.items()}
    return "".join(f"{name}: {value}\n" for name, value in group.items())


def test_a_delivery_report_names_recipient_status_and_the_mail_it_is_about():
    bounce = bounced(report(failed("tariq@example.com", "5.1.1", "smtp; 550 5.1.1 unknown")))
    (recipient,) = bounce.recipients
    assert (recipient.address, recipient.action, recipient.status) == ("tariq@example.com", "failed", "5.1.1")
    assert recipient.diagnostic == "smtp; 550 5.1.1 unknown"
    assert bounce.original_message_id == "<t1.r2@office.example>"
    assert not bounce.temporary


def test_every_recipient_of_a_report_is_named_but_not_those_who_got_the_mail():
    message = report(
        failed("tariq@example.com", "5.1.1"),
        failed("mona@example.com", "2.0.0", action="delivered"),
        failed("omar@example.com", "5.2.1"),
    )
    assert addresses(message) == ["tariq@example.com", "omar@example.com"]


def test_a_report_of_success_is_no_bounce():
    assert (
        bounce_of(report(failed("tariq@example.com", "2.0.0", action="delivered"), subject="Delivery report")) is None
    )


@pytest.mark.parametrize(
    ("stated", "diagnostic", "status"),
    [
        ("5.0.0", "smtp; 550 5.1.1 no such user", "5.1.1"),
        ("5.0.0 (permanent failure)", "smtp; 550 no such user", "5.0.0"),
        ("5.2.2", "smtp; 550 5.1.1 no such user", "5.2.2"),
        ("4.0.0", "smtp; 452 4.2.2 full", "4.2.2"),
        ("", "smtp; 554 refused by 10.5.1.1", "5.0.0"),
        ("553 too large", "", "5.0.0"),
    ],
)
def test_the_diagnostic_refines_a_status_that_says_nothing(stated, diagnostic, status):
    (recipient,) = bounced(report(failed("tariq@example.com", stated, diagnostic))).recipients
    assert recipient.status == status


@pytest.mark.parametrize(
    ("group", "temporary"),
    [
        (failed("tariq@example.com", "4.4.1", action="delayed"), True),
        (failed("tariq@example.com", "4.4.7"), True),
        (failed("tariq@example.com", "5.2.2"), True),
        (failed("tariq@example.com", "5.1.1"), False),
        (failed("tariq@example.com", "5.7.1"), False),
    ],
)
def test_what_may_work_later_is_temporary(group, temporary):
    assert bounced(report(group)).temporary is temporary


def test_a_bounce_is_permanent_as_soon_as_one_recipient_failed_for_good():
    assert not bounced(report(failed("tariq@example.com", "4.4.7"), failed("mona@example.com", "5.1.1"))).temporary


def test_the_address_that_the_mail_was_sent_to_is_named_not_the_one_it_was_forwarded_to():
    assert addresses(report(failed("box7@inner.example", "5.1.1", Original_Recipient="rfc822;tariq@example.com"))) == [
        "tariq@example.com"
    ]


def test_fields_of_a_report_in_plain_text_are_read():
    text = "An error occurred.\n\nFinal-Recipient: rfc822; tariq@example.com\nAction: failed\nStatus: 5.1.1\n"
    assert addresses(written(text, sender=DAEMON, subject="Delivery failure")) == ["tariq@example.com"]


def test_failed_recipients_in_the_header_are_believed():
    message = written(
        "A message that you sent could not be delivered.\n\n"
        "  tariq@example.com\n    550 5.1.1 unknown\n  mona@example.com\n    550 5.2.1 disabled\n",
        sender=DAEMON,
        subject="Mail delivery failed: returning message to sender",
        X_Failed_Recipients="tariq@example.com, mona@example.com",
    )
    assert [(r.address, r.status) for r in bounced(message).recipients] == [
        ("tariq@example.com", "5.1.1"),
        ("mona@example.com", "5.2.1"),
    ]


NOTICES = {
    "qmail": (
        "failure notice",
        """\
Hi. This is the qmail-send program at mx.example.com.
I'm afraid I wasn't able to deliver your message to the following addresses.

<tariq@example.com>:
no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

To: mona@example.com
""",
    ),
    "postfix": (
        "Undelivered Mail Returned to Sender",
        """\
I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

                   The mail system

<tariq@example.com>: host mx.example.com[192.0.2.7] said: 550 5.1.1 unknown (in
    reply to RCPT TO command)
""",
    ),
    "sendmail": (
        "Returned mail: see transcript for details",
        """\
   ----- The following addresses had permanent fatal errors -----
<tariq@example.com>
    (reason: 550 5.1.1 unknown)

   ----- Transcript of session follows -----
... while talking to mx.example.com.:
>>> RCPT To:<tariq@example.com>
""",
    ),
    "exchange": (
        "Undeliverable: Tiket",
        """\
Delivery has failed to these recipients or groups:

Tariq Aziz (tariq@example.com)
The address was not found.

Diagnostic information for administrators:

Generating server: srv.example.com

tariq@example.com
#550 5.1.1 RESOLVER.ADR.RecipNotFound ##
""",
    ),
    "exchange in Indonesian": (
        "Tidak terkirim: Tiket",
        """\
Pengiriman gagal ke penerima atau grup berikut:

Tariq Aziz (tariq@example.com)
Alamat email tidak dapat ditemukan.

Informasi diagnostik untuk administrator:

tariq@example.com
#550 5.1.1 RESOLVER.ADR.RecipNotFound ##
""",
    ),
    "gmail in Indonesian": (
        "Delivery Status Notification (Failure)",
        """\
** Alamat tidak ditemukan **

Pesan Anda tidak terkirim ke tariq@example.com karena alamat tidak ditemukan.

550 5.1.1 unknown
""",
    ),
    "yahoo": (
        "Failure Notice",
        """\
Sorry, we were unable to deliver your message to the following address.

<tariq@example.com>:
550: 5.1.1 unknown

--- Below this line is a copy of the message.
""",
    ),
    "domino": (
        "DELIVERY FAILURE: User tariq not listed in Domino Directory",
        """\
Your message

  Subject: Tiket

was not delivered to:

  tariq@example.com

because:

  550 5.1.1 User tariq not listed in Domino Directory
""",
    ),
    "groupwise": (
        "Message status - undeliverable",
        """\
The message that you sent was undeliverable to the following:
	tariq@example.com (550 5.1.1 user not found)
""",
    ),
    "opensmtpd": (
        "Delivery status notification: error",
        """\
    An error has occurred while attempting to deliver a message for
    the following list of recipients:

tariq@example.com: 550 5.1.1 unknown
""",
    ),
    "german": (
        "Unzustellbar: Ticket",
        """\
Ihre Nachricht konnte nicht zugestellt werden an:

  tariq@example.com

Grund: 550 5.1.1 unbekannt
""",
    ),
}


@pytest.mark.parametrize("system", NOTICES)
@pytest.mark.parametrize("sender", [DAEMON, "postmaster@mx.example.com"])
def test_what_mail_systems_write_for_people_is_read(system, sender):
    subject, text = NOTICES[system]
    (recipient,) = bounced(written(text, sender=sender, subject=subject, Return_Path="<>")).recipients
    assert (recipient.address, recipient.status) == ("tariq@example.com", "5.1.1")


@pytest.mark.parametrize(
    "text",
    [
        "The note from <desk@office.example> to <tariq@example.com> came back.",
        "[192.0.2.1] #550 <tariq@example.com> account gone",
        "From: desk@office.example\nHost says 550, nobody called tariq@example.com lives here.",
        "收件人：tariq@example.com\n您的邮件被退回",
        "Wiadomość nie dotarła do adresata (tariq@example.com)",
        "<tariq@example.com>:\nKein Postfach mit diesem Namen. (#5.1.1)",
    ],
)
def test_the_only_address_in_a_notice_of_any_wording_is_the_recipient(text):
    message = written(text, sender=DAEMON, subject="Undeliverable mail", Return_Path="<>")
    assert addresses(message) == ["tariq@example.com"]


def test_two_addresses_that_nothing_tells_apart_are_not_guessed_at():
    text = "Trouble between tariq@example.com and mona@example.com."
    assert addresses(written(text, sender=DAEMON, subject="Undeliverable mail")) == []


def test_nothing_of_the_returned_mail_below_a_notice_is_taken_for_a_recipient():
    text = "tariq@example.com has no mailbox here.\n\nMessage-ID: <t1.r2@office.example>\nTo: mona@example.com\n"
    assert addresses(written(text, sender=DAEMON, subject="Returned mail", Return_Path="<>")) == ["tariq@example.com"]


def test_a_postmaster_without_envelope_sender_bounces_in_words_we_do_not_know():
    fields = {"sender": "postmaster@mx.example.com", "subject": "Unzustellbar: Bericht", "Return_Path": "<>"}
    assert bounced(written("Zpráva se vrátila.", **fields)).recipients == ()


def test_a_warning_that_a_mail_is_still_being_tried_is_temporary():
    text = (
        "THIS IS A WARNING ONLY.\nYour message could not be delivered for more than 4 hours.\n\n"
        "<tariq@example.com>: connection timed out\n"
    )
    bounce = bounced(written(text, sender=DAEMON, subject="Delayed Mail (still being retried)"))
    assert bounce.temporary
    assert bounce.recipients[0].action == "delayed"


def test_a_notice_that_names_nobody_is_about_the_one_addressee_of_the_returned_mail():
    message = written_in_parts(
        "multipart/mixed",
        ("text/plain", "Your message could not be delivered."),
        ("message/rfc822", RETURNED),
        sender=DAEMON,
        subject="Mail System Error",
    )
    assert addresses(message) == ["tariq@example.com"]


def test_the_sender_of_the_returned_mail_and_the_postmaster_are_never_the_recipient():
    text = (
        "Your message could not be delivered to:\n\n  tariq@example.com\n\n"
        "Sent by:\n  desk@office.example\n\nFor help write to\n  postmaster@example.com\n"
    )
    assert addresses(written(text, sender=DAEMON, subject="Undeliverable")) == ["tariq@example.com"]


def test_a_server_that_only_asks_for_confirmation_has_not_refused_the_mail():
    group = failed(
        "tariq@example.com",
        "5.0.0",
        "smtp; 550 Your server requires confirmation. Visit http://mx.example.com/ to confirm this mail server.",
    )
    assert bounce_of(report(group)) is None


QUOTED = (
    "This is the mail system at host mx.\nYour message could not be delivered to one or more recipients.\n\n"
    "<tariq@example.com>: 550 5.1.1 unknown\n"
)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Email tidak terkirim", f"Pak, email saya selalu balik, isinya begini:\n\n{QUOTED}"),
        ("Fwd: Undelivered Mail Returned to Sender", f"Mohon bantuannya\n\n{QUOTED}"),
        ("Undelivered Mail Returned to Sender", f"Kenapa ini ya?\n\n{QUOTED}"),
        ("Re: Undeliverable: laporan", f"Sudah saya coba lagi.\n\n> {QUOTED}"),
    ],
)
def test_a_person_who_quotes_a_bounce_has_written_no_bounce(subject, text):
    assert bounce_of(written(text, subject=subject)) is None


def test_a_person_who_attaches_a_bounce_has_written_no_bounce():
    attached = "From: MAILER-DAEMON@mx.example.com\nSubject: Undeliverable\n\n" + QUOTED
    message = written_in_parts(
        "multipart/mixed", ("text/plain", "Ini kenapa?"), ("message/rfc822", attached), subject="Undeliverable: laporan"
    )
    assert bounce_of(message) is None


def test_an_alert_about_an_unknown_user_is_no_bounce():
    text = "Login failed.\n\nUnknown user: tariq@example.com\nThe account does not exist.\n"
    message = written(text, sender="noreply@app.example", subject="Login alert", Auto_Submitted="auto-generated")
    assert bounce_of(message) is None


def test_a_vacation_without_envelope_sender_is_no_bounce():
    assert (
        bounce_of(
            written(
                "Saya sedang cuti sampai 3 Mei.",
                subject="Balasan otomatis: Tiket",
                Return_Path="<>",
                Auto_Submitted="auto-replied",
            )
        )
        is None
    )


WORDS = st.sampled_from(
    ["Final-Recipient: rfc822; ", "could not be delivered", "tariq@example.com", "<", ">", ":", "\n", "\n\n",
     "5.1.1", "550 ", "Action: failed", "@", "a" * 200, " ", "\0", "é"]
)  # fmt: skip


@given(
    st.lists(WORDS, max_size=60).map("".join),
    st.sampled_from(["text/plain", "message/delivery-status", "multipart/report; boundary=x", "text/html"]),
)
def test_nothing_raises(body, content_type):
    head = f"From: {DAEMON}\nReturn-Path: <>\nSubject: Undeliverable {body[:20]!r}\nContent-Type: {content_type}\n\n"
    bounce = bounce_of(parse((head + body).encode()))
    assert bounce is None or isinstance(bounce, Bounce)


def test_a_megabyte_of_hostile_text_costs_no_time():
    for text in ("x@y.z\n" * 170_000, "could not be delivered " * 43_000, "<" * 1_000_000, "a@" + "b." * 500_000):
        bounce_of(written(text, sender=DAEMON, subject="Undeliverable"))
