"""Text that was wrapped for sending, joined again: format=flowed (RFC 3676)."""

from __future__ import annotations

import re

_QUOTE = re.compile(r">*")


def unflow(text: str, delete_space: bool) -> str:
    """Join soft line breaks: a line ending in a blank goes on in the next one of the same quote depth."""
    found: list[str] = []
    depth_before, open_line = 0, False
    for raw_line in text.split("\n"):
        depth = _QUOTE.match(raw_line).end()  # type: ignore[union-attr]  # it matches the empty string too
        line = raw_line[depth:].removeprefix(" ")
        if open_line and depth == depth_before and line != "-- ":
            found[-1] += line
        else:
            found.append(">" * depth + (" " if depth else "") + line if depth else line)
        flows = line.endswith(" ") and line != "-- "
        if flows and delete_space:
            found[-1] = found[-1][:-1]
        depth_before, open_line = depth, flows
    return "\n".join(found)
