"""The command line as a whole: where options may stand, how errors are told, what help costs."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import typer

from maild import __version__
from maild.cli import main as command_line
from maild.cli.frame import config_of, options_first
from maild.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Callable

HEAVY = {"sqlalchemy", "alembic", "pydantic", "jinja2", "mailparser", "starlette", "uvicorn", "re2", "imapclient"}


def maild(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "maild", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **more)


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run a command of our own, here, and return its exit status."""

    def run(command: Callable[..., None], *arguments: str) -> int:
        module = sys.modules[__name__]
        monkeypatch.setattr(module, "_command", command, raising=False)
        monkeypatch.setitem(command_line.MaildCommands.table, "try", f"{__name__}:_command")
        monkeypatch.setitem(sys.modules, __name__, module)
        monkeypatch.setattr(sys, "argv", ["maild", "try", *arguments])
        with pytest.raises(SystemExit) as left:
            command_line.main()
        return int(left.value.code or 0)

    return run


def test_the_version_is_told() -> None:
    assert maild("--version").stdout == f"maild {__version__}\n"


def test_an_unknown_command_is_a_mistake_of_usage() -> None:
    assert maild("tikets").returncode == 2


@pytest.mark.parametrize(
    ("arguments", "possible"),
    [
        (("tickets", "list", "--status", "opne"), "new, in_progress, waiting, resolved, closed"),
        (("tickets", "export", "--status", "opne"), "new, in_progress, waiting, resolved, closed"),
        (("outbox", "list", "--state", "sendt"), "waiting, claimed, unsure, sent, failed, dropped"),
        (("mail", "list", "--disposition", "lost"), "opened, noted, bounced, ignored, duplicate, quarantined"),
        (("quarantine", "list", "--state", "free"), "held, wanted, released, dropped"),
    ],
)
def test_a_word_that_finds_nothing_is_answered_with_those_that_do(arguments, possible) -> None:
    done = maild(*arguments)
    assert done.returncode == 2
    assert possible in " ".join(done.stderr.split())


def test_a_terminal_without_unicode_gets_an_answer_too(tmp_path) -> None:
    mail = tmp_path / "mail.eml"
    mail.write_text("Subject: \u2013 \U0001f600\n\nhalo\n", "utf-8")
    done = maild(
        "inspect", str(mail), env={"PATH": "/usr/bin", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    )
    assert done.returncode == 0, done.stderr
    assert "\\u2013" in done.stdout


def test_a_file_that_cannot_be_written_is_named(running, capsys, tmp_path) -> None:
    def command() -> None:
        (tmp_path / "no" / "such" / "page.html").write_text("")

    assert running(command) == 1
    told = capsys.readouterr().err
    assert f"{tmp_path}/no/such/page.html cannot be read or written: No such file or directory." in told
    assert "error of its own" not in told


def test_help_imports_nothing_heavy() -> None:
    done = maild("--help", env={"PYTHONPROFILEIMPORTTIME": "1", "PATH": "/usr/bin"})
    assert done.returncode == 0
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "typer" in imported
    assert imported & HEAVY == set()


@pytest.mark.parametrize(
    ("typed", "ordered"),
    [
        (["run", "-c", "x.toml", "--once"], ["-c", "x.toml", "run", "--once"]),
        (
            ["tickets", "show", "5", "--config=x.toml", "--debug"],
            ["--config=x.toml", "--debug", "tickets", "show", "5"],
        ),
        (["inspect", "--", "-c"], ["inspect", "--", "-c"]),
        (["run", "-c"], ["-c", "run"]),
    ],
)
def test_the_options_of_all_commands_may_stand_anywhere(typed, ordered) -> None:
    assert options_first(typed) == ordered


def test_a_command_without_its_configuration_says_what_to_do(running, capsys, tmp_path) -> None:
    def command(context: typer.Context) -> None:
        config_of(context)

    assert running(command, "-c", str(tmp_path / "maild.toml")) == 1
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 2
    assert "maild init" in told


def test_an_error_is_told_in_words_and_without_a_traceback(running, capsys) -> None:
    def command() -> None:
        raise PermanentError("The database is \x1b[31mgone.", "Bring it back.")

    assert running(command) == 1
    assert capsys.readouterr().err == "The database is [31mgone.\nBring it back.\n"


def test_an_error_of_maild_itself_asks_for_a_report(running, capsys) -> None:
    def command() -> None:
        raise KeyError("nomor")

    assert running(command) == 1
    told = capsys.readouterr().err
    assert "--debug" in told
    assert "Traceback" not in told


def test_debug_shows_where_an_error_arose(monkeypatch, running) -> None:
    def command() -> None:
        raise PermanentError("The database is gone.")

    with pytest.raises(PermanentError):
        running(command, "--debug")


def test_a_reader_that_leaves_early_hears_no_complaint() -> None:
    script = "import sys; sys.argv[1:] = ['--help']; from maild.cli.main import main; main()"
    shell = f'{sys.executable} -c "{script}" | true'
    done = subprocess.run(shell, shell=True, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
