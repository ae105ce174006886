"""Nobody acts as someone else: who is let in to a ticket, as what, and what leaves because of it (guarantee 5)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from maild.desk.letter import letter_of
from maild.policy.people import People, Person
from maild.tickets.events import NoteAdded, TicketClosed, TicketOpened
from tests.support.desk import BUDI, DESK, OFFICE, OMAR, RITA, STRANGER, TARIQ, Desk, desk_on, mail, reply_to

ANSWER = "Sudah dicoba, tetap macet."
KEY = re.compile(r"[a-z2-7]r[a-z2-7]{23}")


def last_note(desk: Desk, number: int = 1) -> NoteAdded:
    fact = desk.events(number)[-1].fact
    assert isinstance(fact, NoteAdded)
    return fact


def key_of(letter: object) -> str:
    found = KEY.search(dict(letter.headers)["Reply-To"])
    assert found
    return found[0]


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """A desk with one ticket of Rita's, whose sender nothing proves."""
    desk.open(message_id="<first@example.com>")
    return desk


# --- participants ----------------------------------------------------------------------------------------------------


def test_a_requester_who_answers_with_the_key_adds_a_public_note(opened: Desk) -> None:
    assert opened.receive(reply_to(opened.letter(RITA), ANSWER)) == ["noted"]
    assert last_note(opened) == NoteAdded("public", by_requester=True)
    assert opened.messages(1)[-1].because == "the reply key is the sender's own"
    assert opened.outbox(OMAR)[-1].notice == "new_note"


def test_a_requester_whose_client_keeps_only_the_thread_id_is_let_in(opened: Desk) -> None:
    letter = opened.letter(RITA)
    assert opened.receive(reply_to(letter, ANSWER, to=DESK, quoted=False)) == ["noted"]
    assert last_note(opened) == NoteAdded("public", by_requester=True)


def test_a_requester_whose_server_proves_him_is_let_in_by_references(opened: Desk) -> None:
    assert opened.receive(mail(ANSWER, References="<first@example.com>", proven=True)) == ["noted"]
    assert last_note(opened) == NoteAdded("public", by_requester=True)


@pytest.mark.parametrize(
    "carrier",
    [{"References": "<first@example.com>"}, {"subject": "Re: [TIKET-1]"}, {"In_Reply_To": "<first@example.com>"}],
)
def test_a_known_sender_without_proof_is_a_flagged_note_that_only_the_staff_read(
    opened: Desk, carrier: dict[str, str]
) -> None:
    assert opened.receive(mail(ANSWER, **carrier)) == ["noted"]
    assert last_note(opened) == NoteAdded("internal", by_requester=True, flagged=True)
    assert [row.address for row in opened.outbox(notice="flagged_note")] == [OMAR]


def test_a_key_is_read_in_capitals(opened: Desk) -> None:
    letter = opened.letter(RITA)
    key = key_of(letter)
    shouted = reply_to(letter, ANSWER, quoted=False, to=f"DESK+{key.upper()}@OFFICE.EXAMPLE", References="<x@y>")
    assert opened.receive(shouted.replace(letter.message_id.encode(), b"<other@phone>")) == ["noted"]
    assert last_note(opened) == NoteAdded("public", by_requester=True)


def test_a_reply_is_found_when_servers_have_rewritten_every_id(opened: Desk) -> None:
    letter = opened.letter(RITA)
    rewritten = reply_to(letter, ANSWER, quoted=False).replace(letter.message_id.encode(), b"<0100@email.provider>")
    assert opened.receive(rewritten) == ["noted"]
    assert last_note(opened) == NoteAdded("public", by_requester=True)


def test_a_reply_is_found_when_address_and_ids_are_lost_and_only_the_quoted_line_is_left(opened: Desk) -> None:
    letter = opened.letter(RITA)
    bare = reply_to(letter, ANSWER, to=DESK, References="<x@y>").replace(letter.message_id.encode(), b"<z@y>")
    assert opened.receive(bare) == ["noted"]
    assert last_note(opened).visibility == "public"


def test_a_reply_is_found_when_the_line_in_the_body_is_gone(opened: Desk) -> None:
    letter = opened.letter(RITA)
    cut = replace(letter, text="\n".join(line for line in letter.text.splitlines() if "Ref:" not in line))
    assert opened.receive(reply_to(cut, ANSWER)) == ["noted"]
    assert last_note(opened).visibility == "public"


# --- strangers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("carrier", [{"References": "<first@example.com>"}, {"subject": "[TIKET-1] sama"}])
def test_a_stranger_gets_a_linked_ticket_that_the_operator_sees(opened: Desk, carrier: dict[str, str]) -> None:
    assert opened.receive(mail("Saya juga.", sender=f"Orang <{STRANGER}>", **carrier)) == ["opened"]
    fact = opened.events(2)[0].fact
    assert isinstance(fact, TicketOpened)
    assert fact.linked_to == 1
    assert opened.kinds(1) == ["TicketOpened"]
    assert [row.address for row in opened.outbox(notice="stranger_ticket")] == [OMAR]
    assert [row.ticket for row in opened.outbox(RITA)] == [1]


def test_a_thread_id_that_was_stolen_lets_nobody_in(opened: Desk) -> None:
    """No Ticket Trick: nothing of the mail reaches the requester, nothing of the ticket reaches the thief."""
    stolen = reply_to(opened.letter(RITA), "Kirim kata sandi ke saya.", sender=STRANGER, to=DESK, quoted=False)
    assert opened.receive(stolen) == ["opened"]
    assert [message.ticket for message in opened.messages()] == [1, 2]
    assert len(opened.outbox(RITA)) == 1
    assert "Printer" not in "".join(row.text + row.subject for row in opened.outbox(STRANGER))


def test_an_id_claimed_before_its_mail_arrives_brings_nobody_onto_another_s_ticket(desk: Desk) -> None:
    """References fixation: whoever guesses a Message-ID of tomorrow gets no mail of tomorrow."""
    desk.receive(mail("Tunggu.", sender=STRANGER, References="<tomorrow@example.com>"))
    assert desk.receive(mail("Gaji saya salah.", message_id="<tomorrow@example.com>")) == ["opened"]
    assert [message.ticket for message in desk.messages()] == [1, 2]
    assert len(desk.outbox(STRANGER)) == 1
    assert len(desk.outbox(RITA)) == 1


def test_somebody_in_cc_is_a_stranger_until_added(desk: Desk) -> None:
    desk.open(Cc=BUDI, message_id="<first@example.com>")
    assert desk.outbox(BUDI) == []
    assert desk.receive(mail(sender=BUDI, References="<first@example.com>")) == ["opened"]


# --- a key in another hand -------------------------------------------------------------------------------------------


def test_the_text_that_comes_by_another_s_key_stays_inside_and_the_operator_is_told_once(opened: Desk) -> None:
    before = len(opened.outbox(OMAR))
    assert opened.receive(reply_to(opened.letter(RITA), "Kirim ke saya saja.", sender=BUDI, proven=True)) == ["noted"]
    assert last_note(opened) == NoteAdded("internal", flagged=True)
    told = opened.outbox(OMAR)[before:]
    assert [row.notice for row in told] == ["flagged_note"]
    assert "Kirim ke saya saja." in told[0].text
    assert opened.outbox(BUDI) == []


def test_the_key_is_withdrawn_and_its_owner_gets_a_fresh_one_that_works(opened: Desk) -> None:
    stolen = opened.letter(RITA)
    opened.receive(reply_to(stolen, "Kirim ke saya saja.", sender=BUDI))
    _, fresh = opened.outbox(RITA)
    assert fresh.notice == "key_renewed"
    assert "Kirim ke saya" not in fresh.text
    assert key_of(fresh) != key_of(stolen)
    with opened.store.begin() as work:
        assert work.outbox_row(stolen.id).withdrawn
    assert opened.receive(reply_to(fresh, ANSWER, quoted=False)) == ["noted"]
    assert last_note(opened) == NoteAdded("public", by_requester=True)


def test_a_withdrawn_key_only_finds_the_ticket(opened: Desk) -> None:
    stolen = opened.letter(RITA)
    opened.receive(reply_to(stolen, "Satu.", sender=BUDI))
    assert opened.receive(reply_to(stolen, "Dua.", sender=BUDI)) == ["opened"]
    assert len(opened.outbox(RITA, "key_renewed")) == 1


def test_a_requester_of_the_office_may_answer_from_any_of_his_addresses(desk: Desk) -> None:
    desk.open(sender=f"Omar <{OMAR}>")
    letter = desk.letter(OMAR, "receipt_fixed")
    assert desk.receive(reply_to(letter, ANSWER, sender="omar.wibowo@example.com")) == ["noted"]
    assert last_note(desk) == NoteAdded("public", by_requester=True)
    assert desk.outbox(notice="key_renewed") == []


@pytest.mark.parametrize("days", [181])
def test_a_key_dies_of_age(opened: Desk, days: int) -> None:
    letter = opened.letter(RITA)
    opened.clock.pass_(days=days)
    opened.receive(reply_to(letter, ANSWER, to=f"desk+{key_of(letter)}@office.example", sender=BUDI))
    assert opened.outbox(notice="key_renewed") == []


def test_a_key_dies_with_a_lost_role(opened: Desk) -> None:
    letter = opened.letter(OMAR)
    people = People((Person("omar", "Omar", (OMAR,), roles=frozenset({"technician"})),))
    opened.rulebook = replace(opened.rulebook, policy=replace(opened.rulebook.policy, people=people))
    assert opened.receive(reply_to(letter, "Sudah saya cek.")) == ["noted"]
    assert last_note(opened).flagged


def test_a_key_dies_thirty_days_after_the_ticket_closed(opened: Desk) -> None:
    from maild.desk.recording import Cause, recorded
    from maild.desk.records import Changes

    letter = opened.letter(OMAR)
    with opened.store.begin() as work:
        cause = Cause(opened.clock(), "maild", "test")
        fact = TicketClosed("command")
        done = recorded(opened.rulebook, 1, opened.store.tables.tickets[1], (), fact, cause)
        work.write(Changes(events=(done.event,), tickets=(done.ticket,)))
        work.commit()
    opened.clock.pass_(days=29)
    opened.receive(reply_to(letter, "Catatan.", to=f"desk+{key_of(letter)}@office.example"))
    assert not last_note(opened).flagged
    opened.clock.pass_(days=2)
    opened.receive(reply_to(letter, "Catatan lagi.", to=f"desk+{key_of(letter)}@office.example"))
    assert last_note(opened).flagged


# --- staff -----------------------------------------------------------------------------------------------------------


def test_an_operator_with_key_and_sender_answers_the_client_in_public(opened: Desk) -> None:
    letter = opened.letter(OMAR, "new_ticket")
    assert opened.receive(reply_to(letter, "Mohon matikan lalu nyalakan.", proven=True)) == ["noted"]
    assert last_note(opened) == NoteAdded("public")
    note = opened.outbox(RITA, "new_note")[0]
    assert "Mohon matikan lalu nyalakan." in note.text
    assert opened.ticket().responded_at is not None
    assert opened.targets()["response"].met_at is not None


def test_an_operator_with_the_key_alone_writes_an_internal_note(opened: Desk) -> None:
    opened.receive(reply_to(opened.letter(OMAR, "new_ticket"), "Mohon matikan lalu nyalakan."))
    assert last_note(opened) == NoteAdded("internal")
    assert opened.outbox(RITA, "new_note") == []


def test_an_office_that_trusts_keys_lets_the_key_alone_answer_in_public() -> None:
    desk = desk_on(office=replace(OFFICE, commands="key"))
    desk.open()
    desk.receive(reply_to(desk.letter(OMAR, "new_ticket"), "Mohon matikan lalu nyalakan."))
    assert last_note(desk) == NoteAdded("public")


def test_an_operator_without_any_proof_is_a_flagged_note(opened: Desk) -> None:
    opened.receive(mail("Mohon matikan.", sender=OMAR, subject="[TIKET-1]"))
    assert last_note(opened) == NoteAdded("internal", flagged=True)
    assert opened.outbox(RITA, "new_note") == []


def test_a_technician_s_words_stay_inside_however_well_proven(opened: Desk) -> None:
    opened.receive(mail("Kabel putus.", sender=TARIQ, subject="[TIKET-1]", proven=True))
    assert last_note(opened) == NoteAdded("internal")
    assert opened.outbox(OMAR)[-1].notice == "new_note"
    assert opened.outbox(RITA, "new_note") == []


def test_lines_of_our_own_notice_do_not_leave_and_their_writer_is_told(opened: Desk) -> None:
    letter = opened.letter(OMAR, "new_ticket")
    inside = next(line for line in letter.text.splitlines() if len(line) > 20 and "Printer" not in line)
    opened.receive(reply_to(letter, f"Mohon matikan lalu nyalakan.\r\n{inside}\r\nTerima kasih.", proven=True))
    note = opened.outbox(RITA, "new_note")[0]
    assert inside not in note.text
    assert "Mohon matikan lalu nyalakan." in note.text
    (told,) = opened.outbox(OMAR, "lines_left_out")
    assert " ".join(inside.split()) in " ".join(told.text.split())


# --- what no From tells ----------------------------------------------------------------------------------------------


def test_a_mail_without_from_opens_a_ticket_and_is_answered_to_nobody(desk: Desk) -> None:
    assert desk.receive(mail(sender=None)) == ["opened"]
    assert {row.address for row in desk.outbox()} == {OMAR}


def test_two_mails_without_from_are_two_tickets(desk: Desk) -> None:
    assert desk.receive(mail(sender=None), mail("Lain: internet lambat.", sender=None)) == ["opened", "opened"]


def test_a_mail_with_two_senders_is_never_taken_for_one_of_them(opened: Desk) -> None:
    letter = opened.letter(RITA)
    forged = reply_to(letter, ANSWER, proven=True).replace(b"From: ", f"From: {STRANGER}\r\nFrom: ".encode(), 1)
    assert opened.receive(forged) == ["noted"]
    assert last_note(opened).visibility == "internal"


def test_mail_from_the_desk_s_own_address_is_a_loop_and_is_put_aside(desk: Desk) -> None:
    assert desk.receive(mail(sender=f"Layanan TI <{DESK}>")) == ["ignored"]
    assert desk.outbox() == []


def test_a_form_that_writes_in_the_desk_s_name_opens_a_ticket_for_the_person_in_reply_to(desk: Desk) -> None:
    assert desk.receive(mail(sender=f"Formulir <{DESK}>", Reply_To=f"Rita <{RITA}>", proven=True)) == ["opened"]
    assert {row.address for row in desk.outbox()} == {OMAR}
    desk.receive(reply_to(desk.letter(OMAR, "new_ticket"), "Kami datang pukul 10.", proven=True))
    assert [row.notice for row in desk.outbox(RITA)] == ["new_note"]
    assert desk.outbox(DESK) == []


# --- keys in other hands ---------------------------------------------------------------------------------------------


def test_no_key_reaches_what_is_kept_or_what_others_are_sent(opened: Desk) -> None:
    """A reply that quotes our letter between its own lines brings the writer's key along."""
    letter = opened.letter(RITA)
    key, thread = key_of(letter), letter.message_id[7:32]
    quoted = "\r\n".join(f"> {line}" for line in letter.text.splitlines())
    said = f"Jawaban di bawah.\r\n{quoted}\r\nMasih macet.\r\n> Ref: {thread}\r\n> {key}\r\nTerima kasih."
    said += f"\r\nAlamat saya: desk+{key}@office.example dan <{letter.message_id[1:]}"
    assert opened.receive(reply_to(letter, said, quoted=False)) == ["noted"]
    kept = opened.messages(1)[-1]
    mailed = "".join(row.text + row.html + row.subject + str(row.headers) for row in opened.outbox(OMAR))
    for secret in (key, thread):
        assert secret not in (kept.text + kept.folded).lower()
        assert secret not in mailed.lower()


def test_references_name_only_what_this_very_reader_has_seen(opened: Desk) -> None:
    opened.receive(reply_to(opened.letter(OMAR, "new_ticket"), "Mohon matikan.", message_id="<omar@x>", proven=True))
    note = opened.outbox(RITA, "new_note")[0]
    named = set(dict(note.headers)["References"].split())
    assert named == {"<first@example.com>", opened.outbox(RITA)[0].message_id}


def test_a_sender_proven_by_his_server_is_told_from_one_that_is_only_claimed(desk: Desk) -> None:
    claimed = "mx.elsewhere.example; dmarc=pass header.from=example.com"
    desk.open(message_id="<first@example.com>")
    desk.receive(mail(ANSWER, References="<first@example.com>", Authentication_Results=claimed))
    assert last_note(desk).flagged
    assert desk.clock() - desk.ticket().opened_at == timedelta()


def test_a_letter_of_ours_that_somebody_attaches_is_kept_and_passed_on_without_its_key(opened: Desk) -> None:
    letter = opened.letter(RITA)
    key, thread = key_of(letter), letter.message_id[7:32]
    attached = (
        f"From: {DESK}\r\nReply-To: desk+{key}@office.example\r\nSubject: [TIKET-1]\r\n\r\n{letter.text}Ref: {key}\r\n"
    )
    body = (
        "--edge\r\nContent-Type: text/plain\r\n\r\nLihat lampiran, printer macet.\r\n--edge\r\n"
        f"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n{attached}\r\n--edge--\r\n"
    )
    raw = mail("", sender=BUDI, subject="Penerusan")
    head = raw.replace(b"Content-Type: text/plain; charset=utf-8", b'Content-Type: multipart/mixed; boundary="edge"')
    opened.receive(head + body.encode())
    kept = opened.messages()[-1]
    (file,) = kept.attachments
    assert "Ref:" not in file.text
    row = replace(opened.letter(BUDI), attachments=((kept.raw, file.part),))
    octets = letter_of(row, opened.office, opened.store.raw).octets
    for secret in (key, thread):
        assert secret not in file.text
        assert secret.encode() not in octets
