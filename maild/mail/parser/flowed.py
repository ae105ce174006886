"""Text that was wrapped for sending, joined again: format=flowed (RFC 3676)."""

from __future__ import annotations

_SIGNATURE = "-- "


def unflow(text: str, *, delete_space: bool) -> str:
    """Join soft line breaks: a line that ends in a blank goes on in the next one of the same quote depth."""
    lines: list[list[str]] = []
    depth_before, flows = 0, False
    for written in text.split("\n"):
        rest = written.lstrip(">")
        depth = len(written) - len(rest)
        rest = rest.removeprefix(" ")
        if flows and depth == depth_before and rest != _SIGNATURE:
            lines[-1].append(rest)
        else:
            lines.append([">" * depth + " " if depth else "", rest])
        flows = rest.endswith(" ") and rest != _SIGNATURE
        if flows and delete_space:
            lines[-1][-1] = rest[:-1]
        depth_before = depth
    return "\n".join(map("".join, lines))
