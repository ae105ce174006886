"""Where things stand in the rule files: the way from a value back to its line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Path = tuple[int | str, ...]
Place = tuple[int, int]
Places = Mapping[str, Callable[[Path], Place]]
Source = Callable[..., str]


def sources(places: Places, name: str) -> Source:
    """Return a function from the keys of a value in this file to its `file:line`."""

    def source(*path: int | str) -> str:
        return f"{name}:{places[name](path)[0]}"

    return source
