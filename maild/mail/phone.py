"""The telephone number under a mail: people sign with it, and a technician has to call."""

from __future__ import annotations

import re

# A number alone may be anything (a NIP, a postal code), so a word has to say that one can call it.
_SAYS = r"(?:telp(?:on)?|telepon|tlp|tel|phone|ph|hp|no\.? ?hp|handphone|ponsel|mobile|cell|wa|whatsapp)"
_NUMBER = r"\+?\(?\d[\d ()./-]{4,20}\d"
# No blank is given back once it was read: a signature that is full of them is read once.
_BETWEEN = r"\s*+[.:/]?\s*+(?:no\.?\s*+)?[:.]?\s*+"
_SIGNED = re.compile(rf"(?<!\w){_SAYS}{_BETWEEN}(?P<number>{_NUMBER})(?!\w)", re.IGNORECASE)
_FEWEST_DIGITS, _MOST_DIGITS = 6, 15
_LONGEST_SIGNATURE = 2000


def signed_phone(signature: str) -> str:
    """Return the first telephone number that a signature names as one, as it is written there, "" without any.

    Six digits at least, fifteen at most (E.164).
    """
    for match in _SIGNED.finditer(signature[:_LONGEST_SIGNATURE]):
        number = match["number"].strip()
        if _FEWEST_DIGITS <= sum(map(str.isdigit, number)) <= _MOST_DIGITS:
            return number
    return ""
