"""maild.toml: what it may say, where it may come from, and how its mistakes are told."""

from __future__ import annotations

import contextlib
import json
import tomllib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.config import Config, ConfigError, load
from maild.config.lines import lines_of
from maild.config.page import commented_toml
from maild.config.shape import sections, settings_of
from maild.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

SMALLEST = """\
[desk]
address = "desk@office.example"

[mailbox.desk]
host = "imap.office.example"
password = "rahasia"

[smtp]
host = "smtp.office.example"
"""


@pytest.fixture
def reading(tmp_path: Path) -> Callable[..., Config]:
    def read(text: str = SMALLEST, environ: Mapping[str, str] | None = None, credentials: Path | None = None) -> Config:
        file = tmp_path / "maild.toml"
        file.write_text(text, "utf-8")
        return load(file, environ or {}, credentials)

    return read


@pytest.fixture
def complaint(reading: Callable[..., Config]) -> Callable[..., str]:
    def complain(*args: object, **more: object) -> str:
        with pytest.raises(ConfigError) as caught:
            reading(*args, **more)
        return str(caught.value)

    return complain


def test_a_folder_is_told_from_a_file(tmp_path: Path) -> None:
    with pytest.raises(PermanentError) as refused:
        load(tmp_path, {})
    assert refused.value.what == f"{tmp_path} is a folder, and no configuration."
    assert refused.value.mend == f"Name the file in it: -c {tmp_path / 'maild.toml'}"


def test_the_smallest_file_needs_an_address_two_hosts_and_a_password(reading, tmp_path) -> None:
    config = reading()
    assert config.mailbox["desk"].host == "imap.office.example"
    assert config.mailbox["desk"].actual_port == 993
    assert config.mailbox["desk"].poll_every == timedelta(seconds=60)
    assert config.smtp.actual_port == 465
    assert config.web.address == ("127.0.0.1", 8025)


def test_a_mailbox_without_a_username_logs_in_with_the_address_of_the_desk(reading) -> None:
    assert reading().mailbox["desk"].username == "desk@office.example"


def test_relative_paths_start_at_the_folder_of_the_file(reading, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir("/")
    config = reading()
    assert config.desk.rules == tmp_path / "rules"
    assert config.desk.keys_file == tmp_path / "maild.keys"
    assert config.database.url.get_secret_value() == f"sqlite:///{tmp_path}/maild.db"


def test_absolute_paths_stay_as_they_are(reading) -> None:
    config = reading(SMALLEST + '[database]\nurl = "sqlite:////var/lib/maild/maild.db"\n')
    assert config.database.url.get_secret_value() == "sqlite:////var/lib/maild/maild.db"


def test_secrets_are_not_shown(reading) -> None:
    config = reading(SMALLEST + '[database]\nurl = "postgresql+psycopg://maild:rahasia@db/maild"\n')
    assert "rahasia" not in repr(config) + str(config)
    assert config.mailbox["desk"].password.get_secret_value() == "rahasia"


def test_a_password_can_stand_in_a_file_of_its_own(reading, tmp_path) -> None:
    (tmp_path / "sandi").write_text("kata sandi\n", "utf-8")
    config = reading(SMALLEST.replace('password = "rahasia"', 'password_file = "sandi"'))
    assert config.mailbox["desk"].password.get_secret_value() == "kata sandi"


def test_a_variable_wins_over_the_file(reading) -> None:
    environ = {
        "MAILD_DESK__ADDRESS": "meja@office.example",
        "MAILD_SMTP__CONNECTIONS": "4",
        "MAILD_CONFIG": "elsewhere",
    }
    config = reading(SMALLEST, environ)
    assert config.desk.address == "meja@office.example"
    assert config.smtp.connections == 4


def test_everything_can_come_from_the_environment(reading) -> None:
    environ = {
        "MAILD_DESK__ADDRESS": "desk@office.example",
        "MAILD_MAILBOX__DESK__HOST": "imap.office.example",
        "MAILD_MAILBOX__DESK__PASSWORD": "rahasia",
        "MAILD_MAILBOX__DESK__IDLE": "false",
        "MAILD_SMTP__HOST": "smtp.office.example",
        "MAILD_TRUST__AUTHSERV_IDS": "mx1.office.example, mx2.office.example",
    }
    config = reading("", environ)
    assert config.mailbox["desk"].idle is False
    assert config.trust.authserv_ids == ("mx1.office.example", "mx2.office.example")


def test_a_variable_reaches_a_mailbox_with_a_hyphen_in_its_name(reading) -> None:
    text = SMALLEST.replace("mailbox.desk", "mailbox.help-desk")
    assert reading(text, {"MAILD_MAILBOX__HELP_DESK__FOLDER": "Masuk"}).mailbox["help-desk"].folder == "Masuk"


def test_a_credential_of_the_service_wins_over_the_file_and_a_variable_over_both(reading, tmp_path) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "mailbox-desk-password").write_text("kredensial\n", "utf-8")
    (credentials / "certificate-of-something-else").write_text("not ours", "utf-8")
    text = SMALLEST.replace('password = "rahasia"', 'password_file = "absent"')
    assert reading(text, {}, credentials).mailbox["desk"].password.get_secret_value() == "kredensial"
    environ = {"MAILD_MAILBOX__DESK__PASSWORD": "variabel"}
    assert reading(text, environ, credentials).mailbox["desk"].password.get_secret_value() == "variabel"


def test_a_credential_can_hold_a_secret_of_oauth(reading, tmp_path) -> None:
    (tmp_path / "mailbox-help-desk-oauth-client_secret").write_text("kredensial", "utf-8")
    oauth = '[mailbox.help-desk.oauth]\ntoken_url = "https://login.example.com/token"\nclient_id = "desk"\n'
    text = SMALLEST.replace("mailbox.desk", "mailbox.help-desk").replace('password = "rahasia"\n', "") + oauth
    assert reading(text, {}, tmp_path).mailbox["help-desk"].oauth.client_secret.get_secret_value() == "kredensial"


def test_all_mistakes_are_told_at_once_each_with_its_line(complaint) -> None:
    text = SMALLEST.replace('[desk]\naddress = "desk@office.example"', '[desk]\nadress = "x"\ntimezone = "Asia/Jakrta"')
    lines = complaint(text + 'security = "ssl"\nconnections = 9\n').splitlines()
    assert lines[0] == "maild.toml has 5 mistakes:"
    assert "maild.toml:2: desk.adress is not a setting; did you mean address?" in lines
    assert (
        'maild.toml:3: desk.timezone must be a time zone, like "Asia/Jakarta", not "Asia/Jakrta"; '
        'did you mean "Asia/Jakarta"?' in lines
    )
    assert 'maild.toml:11: smtp.security must be "tls", "starttls" or "none", not "ssl"' in lines
    assert "maild.toml:12: smtp.connections must be at most 4, not 9" in lines
    assert any(line.startswith("maild.toml:1: desk.address is missing; write address = ") for line in lines)


def test_what_is_missing_is_named_one_by_one(complaint) -> None:
    told = complaint("[mailbox.desk]\n")
    for name in ("desk.address", "mailbox.desk.host", "mailbox.desk.password", "smtp.host"):
        assert f"{name} is missing" in told
    assert "MAILD_MAILBOX__DESK__PASSWORD" in told


def test_a_missing_setting_is_told_at_its_commented_line(complaint) -> None:
    text = SMALLEST.replace('host = "imap', '# host = "imap')
    assert "maild.toml:5: mailbox.desk.host is missing" in complaint(text)


def test_a_file_without_a_mailbox_is_a_mistake(complaint) -> None:
    assert "the desk reads no mailbox" in complaint(SMALLEST.partition("[mailbox")[0] + '[smtp]\nhost = "x"\n')


def test_a_mistake_in_a_variable_is_named_by_it(complaint) -> None:
    told = complaint(SMALLEST, {"MAILD_MAILBOX__DESK__PORT": "imaps", "MAILD_DESK__ADRESS": "x"})
    assert "MAILD_MAILBOX__DESK__PORT: mailbox.desk.port must be a whole number" in told
    assert "MAILD_DESK__ADRESS: desk.adress is not a setting; did you mean MAILD_DESK__ADDRESS?" in told


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('password = "rahasia"', 'pasword = "rahasia"'),
        ('password = "rahasia"', 'password = ["rahasia"]'),
        ('host = "smtp', 'password = "rahasia"\nhost = "smtp'),
        ("[smtp]", '[database]\nurl = "mysql://maild:rahasia@db"\n[smtp]'),
    ],
)
def test_no_complaint_shows_a_secret(complaint, right, wrong) -> None:
    assert "rahasia" not in complaint(SMALLEST.replace(right, wrong))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('[desk]\naddress = "desk"', "desk.address must be one mail address"),
        ('[desk]\naddress = "a@x.example, b@x.example"', "desk.address must be one mail address"),
        ('[desk]\nname = "Meja\\nLayanan"', "desk.name must be one line"),
        ('[desk]\nmode = "shadow"', "desk.admin is missing"),
        ('[desk]\nadmin = "DESK@office.example"', "desk.admin is the desk's own address"),
        ('[desk]\nplus = "++"', "desk.plus must be the one character"),
        ('[desk]\nticket_prefix = "[X]"', "desk.ticket_prefix must be up to 16 letters"),
        (f'[desk]\naddress = "{"d" * 39}@office.example"', "desk.address must have at most 38 characters"),
        ('[database]\nurl = "maild.db"', 'database.url must be "sqlite:///FILE"'),
        ('[mailbox.desk]\npoll_every = "soon"', "mailbox.desk.poll_every must be a time"),
        ('[mailbox.desk]\npassword_file = "absent"', "mailbox.desk.password_file stands beside password"),
        ('[mailbox.desk]\nprocessed_folder = "INBOX"', "processed_folder must not be the folder that is read"),
        ('[mailbox.Meja]\nhost = "x"', "mailbox.Meja must be named with small letters"),
        (
            '[mailbox.two]\nhost = "imap.office.example"\npassword = "x"',
            "mailbox.two is the same folder as mailbox.desk",
        ),
        ('[smtp]\nusername = "desk"', "smtp.password is missing"),
        ('[smtp]\npassword = "x"', "smtp.username is missing"),
        ('[web]\nlisten = "8025"', "web.listen must be an address and a port"),
        ('[web]\nbase_url = "desk.office.example"', "web.base_url must be the beginning of a web address"),
        ('[trust]\nauthserv_ids = "mx"', "trust.authserv_ids must be a list"),
        ('[trust]\ninside_header = "X Inside"', "trust.inside_header must be a header field"),
        ("[limits]\nnesting = -1", "limits.nesting must be at least 0"),
        ("[limits]\nnesting = 1.5", "limits.nesting must be a whole number"),
        ('[retention]\nsent_letters = "7 days"', "retention.sent_letters must be a time of 30 days or more"),
        ("[retention]\nclosed_tickets = 365", "retention.closed_tickets must be a time of 30 days or more"),
        ("web = 5", "web must be a section of settings"),
        ("[disk]\nsize = 1", "disk is not a setting; did you mean desk?"),
    ],
)
def test_a_wrong_value_is_told_with_what_would_be_right(complaint, lines, told) -> None:
    merged = tomllib.loads(SMALLEST)
    for name, value in tomllib.loads(lines).items():
        if not isinstance(value, dict):
            merged[name] = value
        elif name == "mailbox":
            for box, table in value.items():
                merged[name].setdefault(box, {}).update(table)
        else:
            merged.setdefault(name, {}).update(value)
    assert told in complaint(written(merged))


def test_a_password_file_that_cannot_be_read_is_told(complaint) -> None:
    told = complaint(SMALLEST.replace('password = "rahasia"', 'password_file = "absent"'))
    assert "maild.toml:6: mailbox.desk.password_file cannot be read: No such file or directory" in told


def test_a_file_that_is_no_toml_is_told_with_line_and_column(reading) -> None:
    with pytest.raises(PermanentError, match=r"maild\.toml:2:11: "):
        reading("[desk]\naddress = desk\n")


def test_a_file_that_is_not_there_is_told_with_what_to_do(tmp_path) -> None:
    with pytest.raises(PermanentError, match="maild init"):
        load(tmp_path / "maild.toml", {})


def test_every_setting_says_what_it_means_and_what_it_is_without() -> None:
    for section in sections().values():
        for setting in settings_of(section):
            assert setting.text.endswith(".")
            assert setting.needed is (setting.default is None and setting.example is not None and setting.key != "port")


def test_the_written_file_shows_every_setting_and_sets_only_what_is_given(reading) -> None:
    given = {("desk", "address"): "desk@office.example", ("smtp", "host"): "smtp.office.example"}
    text = commented_toml(given)
    shown = lines_of(text)
    for path, section in sections().items():
        prefix = path if path[-1] != "oauth" else path[:-1]
        assert all((*prefix, setting.key) in shown for setting in settings_of(section))
    assert tomllib.loads(text) == {
        "desk": {"address": "desk@office.example"},
        "database": {},
        "mailbox": {"desk": {}},
        "smtp": {"host": "smtp.office.example"},
        "web": {},
        "trust": {},
        "limits": {},
        "retention": {},
    }


def test_the_file_as_written_needs_only_what_is_missing(complaint) -> None:
    assert complaint(commented_toml({})).splitlines()[0] == "maild.toml has 4 mistakes:"


@pytest.mark.parametrize("path", [path for path in sections() if path[-1] != "oauth"])
def test_every_default_and_example_that_is_shown_is_accepted(reading, path) -> None:
    secrets = {"password", "password_file"}
    block = commented_toml({}).partition(f"[{'.'.join(path)}]\n")[2].partition("\n\n")[0]
    shown = [line.removeprefix("# ") for line in block.splitlines()]
    keys = {setting.key for setting in settings_of(sections()[path])} - secrets
    merged = tomllib.loads(SMALLEST)
    table = merged
    for part in path:
        table = table.setdefault(part, {})
    for line in shown:
        key, equals, _ = line.partition(" = ")
        if equals and key in keys:
            table.update(tomllib.loads(line))
    if path == ("smtp",):
        table["password"] = "rahasia"
    assert set(table) >= keys
    reading(written(merged))


KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True)
VALUES = st.one_of(
    st.integers(0, 9).map(str),
    st.sampled_from(['"a#b"', "'[x]'", '"""one\n[two]\nthree = 3"""', "[1,\n 2, # three\n 3]", '{ y = "]" }', "true"]),
)


@given(st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=4), max_size=4))
def test_every_setting_of_any_file_is_found_on_the_line_it_begins(tables) -> None:
    text, expected = "", {}
    for section, settings in tables.items():
        expected[(section,)] = text.count("\n") + 1
        text += f"[{section}] # note\n"
        for key, value in settings.items():
            expected[section, key] = text.count("\n") + 1
            text += f"{key} = {value}\n"
    assert lines_of(text) == expected


ANYTHING = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=5),
    st.integers(-1, 99999),
    st.booleans(),
    st.lists(st.text("abc", max_size=3), max_size=2),
    st.dictionaries(KEYS, st.integers(0, 9), max_size=2),
)
PLACES = [(*path, setting.key) for path, section in sections().items() for setting in settings_of(section)]


@given(st.dictionaries(st.sampled_from([*PLACES, *sections(), ("mailbox",)]), ANYTHING, max_size=6))
def test_whatever_stands_in_the_file_is_accepted_or_told_as_a_mistake(tmp_path_factory, settings) -> None:
    values: dict[str, object] = {}
    for (*above, key), value in settings.items():
        table = values
        for part in above:
            below = table.setdefault(part, {})
            table = below if isinstance(below, dict) else {}
        table[key] = value
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_text(written(values), "utf-8")
    with contextlib.suppress(ConfigError):
        load(file, {})


def written(values: dict[str, object]) -> str:
    """Write plain tables as TOML: values first, then sections."""

    def table(name: str, settings: dict[str, object]) -> str:
        own = "".join(
            f"{key} = {json.dumps(value, ensure_ascii=False)}\n"
            for key, value in settings.items()
            if not isinstance(value, dict)
        )
        below = "".join(
            table(f"{name}.{key}" if name else key, value) for key, value in settings.items() if isinstance(value, dict)
        )
        return (f"[{name}]\n" if name else "") + own + below

    return table("", values)
