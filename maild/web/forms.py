"""What a browser sends: a small form, read only as far as it may be long."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect

from maild.desk.surveys.survey import Given

if TYPE_CHECKING:
    from starlette.requests import Request

MOST_OCTETS = 64_000
MOST_FIELDS = 200
_FORM = "application/x-www-form-urlencoded"
_SCORE = "score-"


class Refused(Exception):  # noqa: N818  # it is no error of ours: what was sent cannot be taken
    """A request that is not taken in, with the status that says why (RFC 9110)."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def fields_of(request: Request) -> dict[str, str]:
    """Return the fields of a form that was sent; Refused when it is too big or no form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise Refused(415)
    try:
        # Whatever is in it, every octet is one character here; the fields are UTF-8 behind their percent signs.
        text = (await _octets(request)).decode("latin-1")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except (ValueError, ClientDisconnect) as error:
        raise Refused(400) from error


def given_of(fields: dict[str, str]) -> Given:
    """Return what the fields of the survey's form say."""
    scores = {name.removeprefix(_SCORE): value for name, value in fields.items() if name.startswith(_SCORE)}
    return Given(scores, fields, fields.get("user_group", ""))


async def _octets(request: Request) -> bytes:
    octets = bytearray()
    async for chunk in request.stream():
        octets += chunk
        if len(octets) > MOST_OCTETS:
            raise Refused(413)
    return bytes(octets)
