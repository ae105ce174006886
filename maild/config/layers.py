"""What is set outside the file: systemd credentials win over the file, environment variables over both."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from maild.config.mistakes import Mistake
from maild.config.secrets import read_secret
from maild.config.shape import NAMED, PREFIX, described, sections, settings_of, variable_of

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Mapping

    from maild.config.shape import Path

# A secret that comes from outside takes the place of the same secret in the file, however it was given there.
_RIVALS = {
    "password": ("password_file", "oauth"),
    "password_file": ("password", "oauth"),
    "client_secret": ("client_secret_file",),
    "client_secret_file": ("client_secret",),
    "refresh_token": ("refresh_token_file",),
    "refresh_token_file": ("refresh_token",),
}


@dataclass(slots=True)
class Layers:
    """The values of all sources put together; `origins` names where a value came from, if not from the file."""

    values: dict[str, Any]
    origins: dict[Path, str] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def add_credentials(self, folder: pathlib.Path) -> None:
        """Take the settings among the credentials of a service; other credentials are none of ours."""
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            path = _credential_path(file.name)
            if described(path) is None:
                continue
            try:
                self._set(path, read_secret(file), f"credential {file.name}")
            except OSError as error:
                self.mistakes.append(Mistake(path, f"cannot be read from {file}: {error.strerror}"))

    def add_environment(self, environ: Mapping[str, str]) -> None:
        """Take the settings among the environment variables: `MAILD_SECTION__KEY`."""
        for variable in sorted(environ):
            if not variable.startswith(PREFIX) or "__" not in variable:
                continue
            path = self._variable_path(variable)
            if described(path) is None:
                self.origins[path] = variable
                self.mistakes.append(self._unknown(path, variable))
            else:
                self._set(path, environ[variable], variable)

    def _set(self, path: Path, value: str, origin: str) -> None:
        table = self.values
        for part in path[:-1]:
            below = table.setdefault(part, {})
            if not isinstance(below, dict):
                return  # The file has a value where a section belongs, which is a mistake of its own.
            table = below
        for rival in _RIVALS.get(path[-1], ()):
            table.pop(rival, None)
        table[path[-1]] = _read(path, value)
        self.origins[path] = origin

    def _variable_path(self, variable: str) -> Path:
        parts = variable.removeprefix(PREFIX).lower().split("__")
        if parts[0] == NAMED and len(parts) > 1:
            names = {name.lower().replace("-", "_"): name for name in self._mailboxes()}
            parts[1] = names.get(parts[1], parts[1])
        return tuple(parts)

    def _unknown(self, path: Path, variable: str) -> Mistake:
        paths = [(*section, setting.key) for section, model in sections().items() for setting in settings_of(model)]
        known = [
            variable_of((NAMED, name, *known[2:]) if known[0] == NAMED else known)
            for known in paths
            for name in ([*self._mailboxes(), "desk"] if known[0] == NAMED else [""])
        ]
        near = get_close_matches(variable, known, n=1, cutoff=0.8)
        return Mistake(path, "is not a setting", f"did you mean {near[0]}?" if near else f"unset {variable}")

    def _mailboxes(self) -> list[str]:
        mailboxes = self.values.get(NAMED)
        return list(mailboxes) if isinstance(mailboxes, dict) else []


def _credential_path(name: str) -> Path:
    """Read `smtp-password`, `mailbox-NAME-password` or `mailbox-NAME-oauth-client_secret`; a NAME may have hyphens."""
    *section, key = name.split("-")
    below = ["oauth"] if section[-1:] == ["oauth"] else []
    section = section[: len(section) - len(below)]
    if section[:1] == [NAMED]:
        section = [NAMED, "-".join(section[1:])]
    return (*section, *below, key)


def _read(path: Path, text: str) -> Any:
    """Turn a text into a list where the setting is one; the check of all values reads the other kinds."""
    setting = described(path)
    if setting is None or not isinstance(setting.default, tuple):
        return text
    if text.strip().startswith("["):
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            return text
    return [item.strip() for item in text.split(",") if item.strip()]
