"""The commented `maild.toml` that `maild init` writes, and the page that describes every setting."""

from __future__ import annotations

import inspect
import textwrap
from typing import TYPE_CHECKING, Any

from maild.config.mistakes import toml_value
from maild.config.shape import credential_of, sections, settings_of, variable_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maild.config.settings import Section
    from maild.config.shape import Described, Path

_WIDTH = 100

_HEAD = """\
The settings of maild. A line behind a # shows what holds without it, or an example.
Paths start at the folder of this file. Every setting can come from the environment instead
(MAILD_MAILBOX__DESK__PASSWORD) or from a systemd credential (mailbox-desk-password).
`maild check` says what is missing or wrong."""

_PAGE = """\
# Configuration

Everything about the office's judgement stands in its rule files; `maild.toml` says where the desk reads,
writes and keeps. `maild init` writes the file with a comment on each setting, `maild check` tries all of it.

- Relative paths start at the folder of the file.
- Any setting can come from the environment: `MAILD_SECTION__SETTING`, for example `{variable}`.
- Any setting can come from a systemd credential named `SECTION-SETTING`, for example `{credential}`.
- The environment wins over credentials, and both win over the file.
- Passwords are best kept in a file of their own (`password_file`), in a credential or in the environment. They are
  never printed.
- All mistakes are told at once, each with its line, its variable or its credential.
"""


def commented_toml(values: Mapping[Path, Any]) -> str:
    """Return a whole `maild.toml`: the given values set, every other setting commented out."""
    blocks = [_comment(_HEAD)]
    for path, section in sections().items():
        given = {key: value for (*above, key), value in values.items() if tuple(above) == path}
        header = f"[{'.'.join(path)}]"
        optional = path[-1] == "oauth" and not given
        lines = [_comment(_meaning(section)), f"# {header}" if optional else header]
        for setting in settings_of(section):
            lines += _toml_lines(setting, given)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def markdown() -> str:
    """Return the page that describes every setting: what it means, its default, what it may look like."""
    password = ("mailbox", "desk", "password")
    intro = _PAGE.format(variable=variable_of(password), credential=credential_of(password))
    blocks = [intro, *("\n".join(_table(path, section)) + "\n" for path, section in sections().items())]
    return "\n".join(blocks)


def _toml_lines(setting: Described, given: Mapping[str, Any]) -> Iterator[str]:
    needed = " Needed." if setting.needed else ""
    yield _comment(setting.text + needed)
    if setting.key in given:
        yield f"{setting.key} = {toml_value(given[setting.key])}"
    else:
        yield f"# {setting.key} = {toml_value(_shown(setting))}"


def _shown(setting: Described) -> Any:
    """Return what a commented line shows: the example where the default says nothing."""
    candidates = (setting.default, setting.example) if setting.default else (setting.example, setting.default)
    return next((candidate for candidate in candidates if candidate is not None), "")


def _table(path: Path, section: type[Section]) -> Iterator[str]:
    name = ".".join("NAME" if part == "desk" and index else part for index, part in enumerate(path))
    yield f"## `[{name}]`"
    yield ""
    yield _meaning(section)
    yield ""
    yield "| setting | default | meaning |"
    yield "|---|---|---|"
    for setting in settings_of(section):
        default = "**needed**" if setting.needed else _code(setting.default) if setting.default is not None else ""
        example = "" if setting.example is None else f" For example {_code(setting.example)}."
        yield f"| `{setting.key}` | {default} | {_escape(setting.text)}{example} |"


def _code(value: Any) -> str:
    return f"`{toml_value(value)}`"


def _escape(text: str) -> str:
    return text.replace("|", "\\|")


def _meaning(section: type[Section]) -> str:
    return inspect.cleandoc(section.__doc__ or "")


def _comment(text: str) -> str:
    return textwrap.indent(
        "\n".join(
            line for paragraph in text.split("\n") for line in textwrap.wrap(paragraph, _WIDTH, break_on_hyphens=False)
        ),
        "# ",
    )
