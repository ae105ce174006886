"""What is wrong with the rule files, said so that an admin can mend it: file, line, column, reason, suggestion."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from maild.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong (`error`: the files are not used) or doubtful (`warning`); lines and columns from 1."""

    file: str
    line: int
    column: int
    message: str
    suggestion: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        mend = f" ({self.suggestion})" if self.suggestion else ""
        return f"{self.file}:{self.line}:{self.column}: {self.message}{mend}"


class PolicyError(PermanentError):
    """The rule files cannot be used; `findings` has every reason."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings))
        errors = [finding for finding in self.findings if finding.severity == "error"]
        many = f"{len(errors)} mistakes" if len(errors) != 1 else "a mistake"
        super().__init__(f"the rule files have {many}", "\n".join(map(str, errors)))


def meant(word: str, among: Iterable[str]) -> str:
    """Return "did you mean ...?" when something close to the word is there, else an empty string."""
    by_folded = {known.lower(): known for known in among}
    close = get_close_matches(word.lower(), by_folded, n=1, cutoff=0.6)
    return f"did you mean {by_folded[close[0]]}?" if close else ""


def one_of(word: str, among: Iterable[str]) -> str:
    """Return what was probably meant, else all that is possible."""
    known = list(among)
    return meant(word, known) or (f"one of: {', '.join(known)}" if known and len(known) <= 12 else "")
