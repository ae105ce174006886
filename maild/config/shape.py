"""The sections and settings as data, for the checks, the layers, the file of `maild init` and its page."""

from __future__ import annotations

import typing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maild.config.kinds import Secret
from maild.config.settings import Config, Mailbox, OAuth, Section

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

# The way to a setting, such as ("mailbox", "desk", "host").
Path = tuple[str, ...]

PREFIX = "MAILD_"
NAMED = "mailbox"  # The only section of which there may be several, each with a name.


@dataclass(frozen=True, slots=True)
class Described:
    """A setting as it was described; `default` is None where there is none, `needed` when it cannot do without."""

    key: str
    text: str
    default: Any
    example: Any
    needed: bool
    secret: bool


def sections() -> dict[Path, type[Section]]:
    """Return every section in the order of the file, that of mailboxes under the name "desk"."""
    found: dict[Path, type[Section]] = {}
    for name, field in Config.model_fields.items():
        path: Path = (name, "desk") if name == NAMED else (name,)
        model = Mailbox if name == NAMED else field.annotation
        assert isinstance(model, type)
        assert issubclass(model, Section)
        found[path] = model
        if "oauth" in model.model_fields:
            found[*path, "oauth"] = OAuth
    return found


def section_at(path: Path) -> type[Section] | None:
    """Return the section that a path names, None when there is none."""
    known = (NAMED, "desk", *path[2:]) if path[:1] == (NAMED,) and len(path) > 1 else path
    return sections().get(known)


def settings_of(section: type[Section]) -> list[Described]:
    """Return the settings of a section without its own sections, in the order of the file."""
    return [_described(key, field) for key, field in section.model_fields.items() if key != "oauth"]


def described(path: Path) -> Described | None:
    """Return how the setting at a path was described, None when there is no such setting."""
    section = section_at(path[:-1])
    field = section.model_fields.get(path[-1]) if section else None
    return _described(path[-1], field) if field else None


def keys_below(path: Path) -> list[str]:
    """Return what may stand below a path: sections at the top, settings in a section."""
    if not path:
        return list(Config.model_fields)
    section = section_at(path)
    return list(section.model_fields) if section else []


def variable_of(path: Path) -> str:
    """Return the environment variable that sets a setting."""
    return PREFIX + "__".join(part.upper().replace("-", "_") for part in path)


def credential_of(path: Path) -> str:
    """Return the name of the systemd credential that sets a setting."""
    return "-".join(path)


def _described(key: str, field: FieldInfo) -> Described:
    kinds = (field.annotation, *typing.get_args(field.annotation))
    default = None if field.is_required() else field.default
    example = field.examples[0] if field.examples else None
    return Described(key, field.description or "", default, example, field.is_required(), Secret in kinds)
