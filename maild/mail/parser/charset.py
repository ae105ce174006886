"""Which characters some octets mean, by evidence: what was declared, then UTF-8, then the code page that fits."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

# Names that mail carries for supersets of what they say (WHATWG Encoding Standard, section 4.2), and names that
# only mail uses.
_MEANT = {
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "utf8mb4": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "shift_jis": "cp932",
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
# Charsets in which octets below 128 do not mean ASCII.
_NOT_ASCII = ("utf-7", "utf-16", "utf-32", "utf_16", "utf_32", "hz", "iso2022", "iso-2022", "cp037", "cp500", "cp1140")
_TEXT_CODECS_ONLY = frozenset({"undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"})
_HIGH = re.compile(rb"[\x80-\xff]")
_FITTING = ("gb18030", "cp932", "euc_jp", "big5", "cp949", "cp1251", "koi8_r", "cp1253", "cp874", "cp1256", "cp1252")


@lru_cache(256)
def codec_for(name: str) -> str:
    """Return the Python codec that a charset name of a mail means, or an empty string for an unknown one."""
    name = name.strip(" \t\r\n\"'<>").lower().partition("*")[0]
    name = _MEANT.get(name) or _MEANT.get(name.replace("_", "-"), name)
    for candidate in (name, re.sub(r"^(?:cs|x-)", "", name), name.replace("windows", "cp").replace("-", "")):
        try:
            found = codecs.lookup(candidate)
        except (LookupError, ValueError, UnicodeError):
            continue
        # Codecs such as "base64" or "rot13" turn no octets into text.
        if found._is_text_encoding and found.name not in _TEXT_CODECS_ONLY:  # noqa: SLF001 -- the only way to ask
            return found.name
    return ""


def decode(octets: bytes, declared: str = "") -> tuple[str, str]:
    """Return the text of some octets, and what had to be guessed (empty when nothing had to)."""
    codec = codec_for(declared) if declared else ""
    if octets.isascii() and not codec.startswith(_NOT_ASCII):
        if b"\x1b$" in octets:
            return _escaped(octets)
        return octets.decode("ascii"), ""
    if codec:
        try:
            return octets.decode(codec), ""
        except (UnicodeError, ValueError):
            pass
    guessed = f"charset {declared[:40]!r} does not fit" if declared else ""
    try:
        return octets.decode("utf-8"), guessed
    except UnicodeError:
        pass
    if codec and _nearly(octets, codec):
        return octets.decode(codec, "replace"), guessed
    found = fitting(octets)
    return octets.decode(found, "replace"), f"{guessed or 'no charset named'}, read as {found}"


def _escaped(octets: bytes) -> tuple[str, str]:
    """Read octets with ISO 2022 escapes, whatever was declared."""
    try:
        return octets.decode("iso2022_jp_ext"), "read as ISO-2022-JP by its escapes"
    except UnicodeError:
        return octets.decode("ascii"), ""


def _nearly(octets: bytes, codec: str) -> bool:
    """Whether a text is of the declared charset but for some damage: at most one octet in fifty is lost."""
    high = len(_HIGH.findall(octets[:4096]))
    return octets[:4096].decode(codec, "replace").count("\ufffd") * 50 <= max(high, 50)


def fitting(octets: bytes) -> str:
    """Return the code page in which some octets look most like a language."""
    sample = octets[:4096]
    return max(_FITTING, key=lambda codec: _likeness(sample, codec))


def _likeness(sample: bytes, codec: str) -> float:
    """Grade a reading: each strange character weighs more than several usual ones."""
    text = sample.decode(codec, "replace")
    grade = sum(_USUAL.get(codec, _usual_western)(character) for character in text if character >= "\x80")
    return grade / max(len(_HIGH.findall(sample)), 1)


def _usual_western(character: str) -> float:
    if character in "äöüßÄÖÜéèêàáâçñóòôíìúùåøæ\xa0’‘“”–—…€«»°§":
        return 0.8
    return 0.3 if character.isalpha() else -1.0


def _usual_cyrillic(character: str) -> float:
    if character in "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф":
        return 1.0
    return 0.35 if "А" <= character <= "я" or character in "ёЁ№«»—" else -1.0


def _usual_greek(character: str) -> float:
    return 0.9 if "ά" <= character <= "ώ" else 0.3 if "Ά" <= character <= "Ώ" else -1.0


def _usual_thai(character: str) -> float:
    return 0.85 if "ก" <= character <= "๛" else -1.0


def _usual_arabic(character: str) -> float:
    return 0.85 if "ء" <= character <= "ي" or character in "،؟" else -1.0


def _usual_han(character: str) -> float:
    if "一" <= character <= "龥":
        return 2.0 if character in _COMMON_HAN else 1.2
    return 1.4 if "\u3000" <= character <= "\u303f" or "！" <= character <= "～" else -2.0


def _usual_japanese(character: str) -> float:
    if "ぁ" <= character <= "ヶ" or character == "ー":
        return 2.1
    return 1.1 if "一" <= character <= "龥" or "\u3000" <= character <= "\u303f" else -2.0


def _usual_korean(character: str) -> float:
    return 1.9 if "가" <= character <= "힣" else -1.5


_COMMON_HAN = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美點請這個來國時會們說為學對後過開們關於謝您收到电子邮件通知课程企业管理培训系统"
)
_USUAL = {
    "gb18030": _usual_han,
    "big5": _usual_han,
    "cp932": _usual_japanese,
    "euc_jp": _usual_japanese,
    "cp949": _usual_korean,
    "cp1251": _usual_cyrillic,
    "koi8_r": _usual_cyrillic,
    "cp1253": _usual_greek,
    "cp874": _usual_thai,
    "cp1256": _usual_arabic,
}
