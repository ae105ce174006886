"""`maild demo` where its mail servers are not installed."""

from __future__ import annotations

import sys

import pytest

from maild.cli.demo import demo
from maild.errors import PermanentError


@pytest.mark.parametrize("library", ["pymap", "aiosmtpd"])
def test_without_its_servers_the_demo_says_what_to_install(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("maild.demo", library))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(PermanentError) as told:
        demo()
    assert "pip install 'maild[demo]'" in told.value.mend
