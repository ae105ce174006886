"""`maild demo` as a stranger runs it: one command, and a real desk at work on the screen."""

from __future__ import annotations

import imaplib
import os
import re
import signal
import smtplib
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from maild.demo.cast import ACTS, DESK, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = [sys.executable, "-m", "maild", "demo"]
# The command has 40 seconds on a machine that does nothing else.
PATIENCE = 120
MAILS = sum(scene.mails for act in ACTS for scene in act.scenes)


@pytest.fixture(scope="module")
def shown() -> str:
    """What the demo prints into a pipe, all of it on lines of 80 columns."""
    done = subprocess.run(
        COMMAND,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env={**os.environ, "COLUMNS": "80", "PYTHONWARNINGS": "error::ResourceWarning"},
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert done.stderr == ""
    return done.stdout


def scene(shown: str, caption: str) -> str:
    """Return what is shown from a caption to the next one, unwrapped."""
    text = " ".join(shown.split("\n\n" + caption[:60])[1].split("\n\n", maxsplit=1)[0].split())
    assert text
    return text


def test_every_mail_is_accounted_for(shown: str) -> None:
    (account,) = re.findall(r"^(\d+) mails came: (.*)\.$", shown, re.MULTILINE)
    assert int(account[0]) == MAILS
    assert sum(int(count) for count in re.findall(r"\d+", account[1])) == MAILS
    assert "quarantined" not in account[1]


def test_every_letter_left_and_only_the_returned_one_failed(shown: str) -> None:
    (letters, states) = re.findall(r"^(\d+) letters went out: (.*)\.$", shown, re.MULTILINE)[0]
    counts = {state: int(count) for count, state in re.findall(r"(\d+) (\w+)", states)}
    assert sum(counts.values()) == int(letters)
    assert set(counts) <= {"sent", "failed"}
    assert counts.get("failed", 0) <= 1


def test_it_fits_a_terminal_of_80_columns(shown: str) -> None:
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_a_new_ticket_is_shown_with_rule_words_and_letters(shown: str) -> None:
    text = scene(shown, "An incident, in everyday Indonesian.")
    assert "opened TIKET-1 Incident: Internet slow" in text
    assert re.search(r'internet-slow: "internet" \+ "lambat".*triage/10-services.yaml:\d+', text)
    assert "sent receipt to Rita Maharani" in text
    assert "sent new_ticket to Omar Wibowo, Sari Puspita" in text


def test_requests_are_told_from_incidents(shown: str) -> None:
    assert "Service request" in scene(shown, "Nothing is broken: a request for something new.")
    assert "Access request" in scene(shown, "And somebody new needs a way in.")


def test_a_receipt_is_shown_as_its_reader_sees_it(shown: str) -> None:
    assert "│ [TIKET-1] Internet lambat sekali sejak pagi" in shown


def test_an_answer_to_a_receipt_joins_its_ticket_by_the_reply_key(shown: str) -> None:
    text = scene(shown, "Rita answers her receipt")
    assert "noted on TIKET-1 because the reply key is the sender's own" in text
    assert "menulis" not in text, "the quoted receipt is folded away"


def test_the_same_mail_again_is_a_duplicate(shown: str) -> None:
    assert "duplicate on TIKET-1" in scene(shown, "Her mail program sends the same mail")


def test_a_vacation_notice_is_kept_and_not_answered(shown: str) -> None:
    text = scene(shown, "Budi is on leave")
    assert "noted on TIKET-2 because vacation" in text
    assert "sent" not in text


def test_one_word_of_an_operator_takes_the_ticket(shown: str) -> None:
    text = scene(shown, "Omar, an operator, takes Rita's ticket")
    assert "ticket taken: In progress, with Omar Wibowo" in text
    assert "sent command_receipt to Omar Wibowo" in text


def test_an_escalation_is_shown_as_the_technician_reads_it(shown: str) -> None:
    assert "sent escalation to Tariq Hidayat" in scene(shown, "He hands it on to the network technicians")
    form = shown.partition("What Tariq Hidayat reads:")[2].partition("Tariq takes it")[0]
    assert "Switch di ruang pendaftaran sudah dinyalakan ulang" in form
    assert "Tambahan: di lantai 2 normal" in form


def test_a_technician_asks_and_the_answer_reaches_him(shown: str) -> None:
    assert "ticket taken" in scene(shown, "Tariq takes it from his telephone")
    assert "sent question to Rita Maharani" in scene(shown, "He asks Rita")
    answered = scene(shown, "She answers as one answers mail")
    assert "waiting ended" in answered
    assert "sent new_note to Tariq Hidayat" in answered


def test_a_solution_goes_by_the_operator_to_the_requester_who_closes_the_ticket(shown: str) -> None:
    mended = scene(shown, "He has mended it")
    assert "record filled, solution proposed" in mended
    assert "solution_ready to Omar Wibowo" in mended
    assert "sent solution to Rita Maharani" in scene(shown, "Omar lets it go")
    assert "│ Laporan Anda sudah kami selesaikan" in shown
    closed = scene(shown, "It works again, she says")
    assert "ticket closed: Closed" in closed
    assert "sent closure to Rita Maharani" in closed


def test_the_survey_is_filled_in_on_its_page(shown: str) -> None:
    filled = scene(shown, "She follows the link to the survey")
    assert "survey of TIKET-1: 10 questions answered, 5.00 of 5 on the average" in filled


def test_a_scan_with_an_empty_body_is_a_ticket(shown: str) -> None:
    text = scene(shown, "The scanner on the second floor")
    assert "(no text) [SKM-" in text
    assert "opened TIKET-" in text


def test_a_broken_mail_is_a_ticket(shown: str) -> None:
    assert "Computer does not boot" in scene(shown, "A mail that is broken")


def test_a_receipt_that_comes_back_is_told_to_the_operators(shown: str) -> None:
    text = scene(shown, "Hendra's mailbox was closed")
    assert "bounced on TIKET-" in text
    assert "sent undeliverable to Omar Wibowo, Sari Puspita" in text


def test_advertising_is_ignored(shown: str) -> None:
    assert "ignored no ticket" in scene(shown, "Advertising is no ticket.")


def test_a_stranger_with_a_ticket_number_gets_a_ticket_of_his_own(shown: str) -> None:
    text = scene(shown, "He has seen Rita's ticket number")
    assert "the sender is not on ticket 1, so it has its own" in text
    assert "Rita" not in text.removeprefix("and tries to get in.").partition("from")[2]


def test_a_forged_sender_gets_no_receipt(shown: str) -> None:
    text = scene(shown, "Somebody writes in Rita's name")
    assert "forged" in text
    assert "sent receipt" not in text
    assert "sent new_ticket to Omar Wibowo" in text


def test_it_ends_with_a_table_of_the_tickets(shown: str) -> None:
    table = shown.partition("The tickets ─")[2]
    numbers = [int(number) for number in re.findall(r"^TIKET-(\d+) ", table, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 10


# --- maild demo --stay -----------------------------------------------------------------------------------------------


class Staying:
    """A demo that stays open, with what it has printed so far."""

    def __init__(self, output: Path) -> None:
        self._output = output
        with output.open("wb") as stream:
            self.process = subprocess.Popen(
                [*COMMAND, "--stay"], stdout=stream, stderr=stream, env={**os.environ, "COLUMNS": "200"}
            )

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Return the match as soon as it is on the screen."""
        deadline = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self._output.read_text("utf-8"))):
            assert self.process.poll() is None, self._output.read_text("utf-8")
            assert time.monotonic() < deadline, self._output.read_text("utf-8")[-3000:]
            time.sleep(0.1)
        return found


@pytest.fixture(scope="module")
def staying(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staying]:
    demo = Staying(tmp_path_factory.mktemp("demo") / "screen")
    try:
        demo.wait_for(r"tickets +maild -c")
        yield demo
    finally:
        demo.process.kill()
        demo.process.wait()


def test_while_it_stays_any_mail_program_can_write_and_read(staying: Staying) -> None:
    smtp = int(staying.wait_for(r"SMTP +127\.0\.0\.1, port (\d+)")[1])
    imap = int(staying.wait_for(r"IMAP +127\.0\.0\.1, port (\d+)")[1])
    with smtplib.SMTP("127.0.0.1", smtp) as client:
        client.login("emma@rsud.madiun.example", PASSWORD)
        mail = "From: emma@rsud.madiun.example\r\nSubject: Proyektor mati\r\n\r\nProyektor di aula mati.\r\n"
        client.sendmail("emma@rsud.madiun.example", [DESK], mail)
    staying.wait_for(r"subject +Proyektor mati")
    staying.wait_for(r"(?s)Proyektor mati.*sent +receipt to Emma Clarke")
    with imaplib.IMAP4("127.0.0.1", imap) as client:
        client.login("emma@rsud.madiun.example", PASSWORD)
        _, (count,) = client.select("INBOX", readonly=True)
    assert int(count) >= 2


def test_while_it_stays_edited_rules_take_over(staying: Staying) -> None:
    folder = Path(staying.wait_for(r"rules +(\S+/rules) ")[1])
    office = folder / "triage" / "00-office.yaml"
    office.write_text(office.read_text("utf-8") + "# seen\n", "utf-8")
    staying.wait_for("the new ones are in force")


def test_it_ends_on_ctrl_c_and_leaves_nothing(staying: Staying) -> None:
    folder = Path(staying.wait_for(r"rules +(\S+)/rules ")[1])
    staying.process.send_signal(signal.SIGINT)
    assert staying.process.wait(30) == 0
    assert not folder.exists()
