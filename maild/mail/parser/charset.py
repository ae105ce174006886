"""Which characters some octets mean, by evidence: what was declared, then UTF-8, then the code page that fits."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from maild.mail.parser import languages

# Names that mail carries for supersets of what they say (WHATWG Encoding Standard, section 4.2), and names that
# only mail uses.
_MEANT = {
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ansi-x3.4-1968": "utf-8",
    "utf8mb4": "utf-8",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "gb2312": "gb18030",
    "gb-2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "euc-kr": "cp949",
    "ks-c-5601-1987": "cp949",
    "ks-c-5601": "cp949",
    "ksc5601": "cp949",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "big5": "big5hkscs",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext",
    "unicode-1-1-utf-7": "utf-7",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
}
# Charsets that write other characters with octets below 128.
_SEVEN_BIT = ("utf-7", "hz", "iso2022", "cp037", "cp500", "cp1140")
_WIDE = ("utf-16", "utf-32")
_ESCAPE = re.compile(rb"\x1b[$(]")
_NO_TEXT = frozenset({"undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "unicode-escape"})
_SAMPLE = 4096


@lru_cache(256)
def codec_for(name: str) -> str:
    """Return the Python codec that a charset name of a mail means, or an empty string for an unknown one."""
    name = name.strip(" \t\r\n\"'<>").lower().partition("*")[0].replace("_", "-")
    name = _MEANT.get(name, name)
    for candidate in (name, re.sub(r"^(?:cs|x-)", "", name), re.sub(r"^windows-?|^cp-?|^ibm-?", "cp", name)):
        try:
            found = codecs.lookup(candidate)
            # Codecs such as "base64" or "rot13" turn no octets into text.
            if found.name not in _NO_TEXT and isinstance(bytes(8).decode(candidate), str):
                return found.name
        except (LookupError, ValueError, OSError):
            continue
    return ""


def decode(octets: bytes, declared: str = "") -> tuple[str, str]:
    """Return the text of some octets, and what had to be guessed (empty when nothing had to)."""
    codec = codec_for(declared) if declared else ""
    if octets.isascii() and not codec.startswith(_SEVEN_BIT):
        if _ESCAPE.search(octets):
            return _escaped(octets), "no charset named, read as ISO-2022 by its escapes"
        if not (codec.startswith(_WIDE) and b"\0" in octets):
            return octets.decode("ascii"), ""
    if codec == "cp1252" and (text := _strictly(octets, "utf-8")) is not None:
        return text, f"charset {declared[:40]!r} is UTF-8"
    if codec:
        if (text := _strictly(octets, codec)) is not None:
            return text, ""
        if codec.startswith("iso2022"):
            return _escaped(octets), f"damaged {declared[:40]}"
    guessed = f"charset {declared[:40]!r} does not fit" if declared else "no charset named"
    for likely in dict.fromkeys(("utf-8", codec or "utf-8")):
        if (text := _strictly(octets, likely)) is not None:
            return text, guessed if declared else ""
        if (text := _nearly(octets, likely, declared=likely == codec)) is not None:
            return text, f"damaged {likely}"
    found = fitting(octets)
    return octets.decode(found, "replace"), f"{guessed}, read as {found}"


def fitting(octets: bytes) -> str:
    """Return the code page in which some octets look most like a language."""
    sample = octets[:_SAMPLE]
    return max(languages.CODE_PAGES, key=lambda codec: languages.likeness(sample.decode(codec, "replace"), codec))


def _strictly(octets: bytes, codec: str) -> str | None:
    try:
        return octets.decode(codec)
    except ValueError:
        return None


def _nearly(octets: bytes, codec: str, *, declared: bool) -> str | None:
    """Return a text that is of a charset but for some damage.

    Whole characters must outweigh lost ones by far; or the text was cut off within its last character, which is
    believed of a declared charset unless a common letter of Latin-1 ends it.
    """
    text = octets.decode(codec, "replace")
    lost = text.count("\ufffd")
    whole = sum(character > "\x7f" for character in text) - lost
    cut_off = declared and lost == 1 and text.endswith("\ufffd") and not languages.is_common_latin(chr(octets[-1]))
    return text if whole >= 8 * lost or cut_off else None


def _escaped(octets: bytes) -> str:
    """Read ISO 2022 by its escapes: senders use rows of later standards without saying so."""
    if b"\x1b$)C" in octets:
        return octets.decode("iso2022_kr", "replace")
    # JIS X 0213 holds the rows that Windows adds to JIS X 0208.
    later = octets.replace(b"\x1b$B", b"\x1b$(Q")
    for candidate, codec in ((octets, "iso2022_jp_ext"), (later, "iso2022_jp_2004")):
        if (text := _strictly(candidate, codec)) is not None:
            return text
    return later.decode("iso2022_jp_2004", "replace")
