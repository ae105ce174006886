"""The file of a whole case: what is in it, what its names are, and that the same case gives the same octets (SEC-4)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from maild.desk.casefile.bundle import INDEX, Filed, bundled
from maild.desk.casefile.case import case_of
from maild.desk.casefile.file import CaseFiles
from maild.desk.casefile.mails import mails_of
from maild.tickets.events import type_of_fact
from tests.support.at_work import at_work, omar, rita
from tests.support.desk import CHECKOUT, Desk, renderer

if TYPE_CHECKING:
    import pytest

AT = datetime(2026, 11, 20, 2, 0, 30, tzinfo=UTC)


def worked() -> Desk:
    """Return a desk whose first ticket has mails of both sides, a note and a record."""
    desk = at_work()
    desk.send()
    desk.clock.pass_(hours=1)
    omar(desk, "#catatan Pelapor ini sering salah colok.")
    omar(desk, "#dampak tinggi")
    desk.clock.pass_(hours=1)
    rita(desk, "Masih lambat, Pak.")
    desk.clock.pass_(hours=1)
    omar(desk, "#selesai\nGejala: lambat\nPenyebab: kabel tua\nSolusi: Kabel uplink diganti.")
    desk.send()
    return desk


def file_of(desk: Desk, *, keys: bool = True, most: int = 0) -> bytes | None:
    case = case_of(desk.store, 1)
    assert case is not None
    files = CaseFiles(desk.office, renderer())
    made = files.made(case, desk.rulebook.policy, desk.store.raw, keys=keys, most=most)
    return made and made.octets


def opened(octets: bytes | None) -> ZipFile:
    assert octets is not None
    return ZipFile(BytesIO(octets))


def test_sec_4_a_case_is_one_file_with_its_form_its_mails_and_an_index() -> None:
    """SEC-4."""
    desk = worked()
    archive = opened(file_of(desk))
    names = archive.namelist()
    assert (names[0], names[-1]) == ("TIKET-1.pdf", INDEX)
    assert names[1] == "mails/001-in-rita-example-com.eml"
    assert sum("-in-" in name for name in names) == 5
    assert sum("-out-" in name for name in names) == len([row for row in desk.outbox() if row.ticket == 1])


def test_the_mails_that_came_are_there_as_they_came() -> None:
    desk = worked()
    archive = opened(file_of(desk))
    came = [archive.read(name) for name in archive.namelist() if "-in-" in name]
    assert came == [desk.store.raw(one.raw or 0) for one in desk.messages(1)]


def test_the_mails_that_went_out_are_there_as_they_went() -> None:
    desk = worked()
    archive = opened(file_of(desk))
    went = {archive.read(name) for name in archive.namelist() if "-out-" in name}
    assert {letter.octets for letter in desk.mailer.taken} <= went


def test_the_form_tells_the_record_the_history_and_what_the_staff_noted() -> None:
    archive = opened(file_of(worked()))
    pages = PdfReader(BytesIO(archive.read("TIKET-1.pdf"))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for part in ("ID insiden TIKET-1", "Kabel uplink diganti.", "Laporan diterima dan dipilah: Insiden, Jaringan"):
        assert part in text
    assert "Pemilahan diubah petugas: Menengah → Tinggi" in text
    assert "Dinyatakan selesai: oleh petugas Omar" in text
    assert "Pelapor ini sering salah colok." in text
    assert "catatan internal" in text


def test_the_index_holds_for_every_file() -> None:
    archive = opened(file_of(worked()))
    lines = [line for line in archive.read(INDEX).decode().splitlines() if not line.startswith("#")]
    told = dict(reversed(line.split("  ")) for line in lines)
    assert told == {
        name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist() if name != INDEX
    }


def test_the_same_case_gives_the_same_octets_whenever_it_is_made() -> None:
    desk = worked()
    first = file_of(desk)
    desk.clock.pass_(days=40)
    assert file_of(desk) == first


def test_every_file_bears_the_time_of_what_it_holds() -> None:
    archive = opened(file_of(worked()))
    assert archive.getinfo("mails/001-in-rita-example-com.eml").date_time == (2026, 11, 20, 2, 0, 0)
    assert archive.getinfo(INDEX).date_time == (2026, 11, 20, 5, 0, 0)


def test_for_other_readers_no_key_is_in_any_mail() -> None:
    desk = worked()
    archive = opened(file_of(desk, keys=False))
    mails = b"".join(archive.read(name) for name in archive.namelist())
    addresses = [dict(row.headers)["Reply-To"].rpartition("<")[2].rstrip(">") for row in desk.outbox()]
    assert all(address.encode() not in mails for address in addresses)
    answered = desk.messages(1)[1]
    assert hashlib.sha256(desk.store.raw(answered.raw or 0)).hexdigest() in archive.read(INDEX).decode()


def test_what_is_larger_than_wanted_is_not_made() -> None:
    desk = worked()
    whole = file_of(desk)
    assert whole is not None
    assert file_of(desk, most=len(whole) - 1) is None
    assert file_of(desk, most=len(whole)) == whole


def test_without_the_library_the_form_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maild.desk.casefile.file.can_print", lambda: False)
    archive = opened(file_of(worked()))
    assert "Solusi: Kabel uplink diganti." in archive.read("TIKET-1.txt").decode()


def test_an_erased_mail_is_left_out_and_the_others_stay() -> None:
    desk = worked()
    case = case_of(desk.store, 1)
    assert case is not None
    first, *rest = case.messages
    erased = replace(case, messages=(replace(first, raw=None), *rest))
    made = CaseFiles(desk.office, renderer()).made(erased, desk.rulebook.policy, desk.store.raw, keys=True)
    assert made is not None
    assert "mails/001-in-rita-example-com.eml" not in opened(made.octets).namelist()
    assert len(opened(made.octets).namelist()) == len(opened(file_of(desk)).namelist()) - 1


@given(st.text(max_size=80))
def test_no_sender_steers_where_a_file_goes(sender: str) -> None:
    desk = _one_mail()
    case = case_of(desk.store, 1)
    assert case is not None
    named = replace(case, messages=tuple(replace(one, sender=sender) for one in case.messages), letters=())
    (file,) = mails_of(named, desk.store.raw, desk.office, keys=True)
    folder, name = file.name.split("/")
    assert folder == "mails"
    assert name.startswith("001-in-")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert ".." not in name


def test_a_file_from_before_all_zips_is_dated_as_early_as_can_be() -> None:
    octets = bundled([Filed("a", datetime(1970, 1, 1, tzinfo=UTC), b"")], (), AT)
    assert opened(octets).getinfo("a").date_time == (1980, 1, 1, 0, 0, 0)


def test_everything_that_can_happen_has_words_in_every_language() -> None:
    for language in ("id", "en"):
        words = (CHECKOUT / "templates" / language / "pages/facts.j2").read_text("utf-8")
        assert [fact.__name__ for fact in type_of_fact if f'"{fact.__name__}":' not in words] == []


@cache
def _one_mail() -> Desk:
    return at_work()
