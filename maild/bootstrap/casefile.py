"""A case as one file, for the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.bootstrap.database import store_of
from maild.bootstrap.values import office_of
from maild.bootstrap.wiring import renderer_of
from maild.desk.casefile.case import case_of
from maild.desk.casefile.file import CaseFiles
from maild.policy.loader import load

if TYPE_CHECKING:
    from maild.config import Config
    from maild.desk.casefile.file import CaseFile


def case_file(config: Config, number: int) -> CaseFile | None:
    """Return a case with its mails as they came and went, keys and all; None when there is no such ticket."""
    store = store_of(config)
    case = case_of(store, number)
    if case is None:
        return None
    files = CaseFiles(office_of(config), renderer_of(config))
    return files.made(case, load(config.desk.rules), store.raw, keys=True)
