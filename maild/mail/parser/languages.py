"""How much a text looks like one that people write, by which a code page is told from another.

Letters of the scripts in question count for a reading; what no language puts side by side counts against it: a
Han character between Latin letters, five accented letters in a row, symbols amid words.
"""

from __future__ import annotations

import re

_RUN = re.compile(r"[^\x00-\x7f]+")
_COMMON_HAN = (
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而"
    "能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些"
    "与高意进把法此实回二理点请问电邮件收谢您通訊點請這個來國時會們說為學對後過開們關於謝網機電郵"
)
_MORE_HAN = "一-龥\u3000-〟！-～"
# Code page: letters that are usual in it, others that are possible, and what each of the two is worth.
_LETTERS: dict[str, tuple[str, str, float, float]] = {
    "gb18030": (_COMMON_HAN, _MORE_HAN, 2.2, 1.7),
    "cp932": ("ぁ-んァ-ヶー、。", _MORE_HAN, 2.2, 1.2),
    "euc_jp": ("ぁ-んァ-ヶー、。", _MORE_HAN, 2.2, 1.2),
    "big5": (_COMMON_HAN, _MORE_HAN, 2.2, 1.6),
    "euc_kr": ("가-힣", _MORE_HAN, 2.0, 0.8),
    "cp1251": ("оеаинтсрвлкмдпуяыьгзбчйх", "А-яЁёІіЇїЄєҐґ№«»–—", 1.0, 0.5),
    "koi8_r": ("оеаинтсрвлкмдпуяыьгзбчйх", "А-яЁё", 1.0, 0.5),
    "cp1253": ("αεηιοσςτνκρπλυμάέήίόύώ", "Ά-ώ", 1.0, 0.6),
    "cp1255": ("א-ת", "\u05b0-\u05c3", 0.95, 0.2),
    "cp1256": ("ء-ي", "،؟؛", 0.95, 0.4),
    "cp874": ("กานรอเงมยลวดทสตะปบคหแจพชขใไโ\u0e31-\u0e39\u0e47-\u0e4c", "ก-๛", 0.9, 0.2),
    "cp1252": ("äöüßéèêàáâçñóòôíìúùåøæÄÖÜÉ’‘“”–—…\xa0", "À-ÿ€«»°§©®™·•", 0.9, 0.45),
    "cp1250": ("ąćęłńóśźżěščřžýáíéůúťďňľőűășțŁŚŻČŠŽŘ", "À-ž’‘“”„–—…\xa0€", 0.9, 0.45),
    "cp1254": ("çğıöşüÇĞİÖŞÜ", "À-ÿ’‘“”–—…\xa0€", 0.9, 0.45),
}
CODE_PAGES = ("cp1252", *(codec for codec in _LETTERS if codec != "cp1252"))
_LATIN = frozenset({"cp1252", "cp1250", "cp1254"})
_PATTERNS = {
    codec: (re.compile(f"[{usual}]"), re.compile(f"[{possible}]"), worth, half_worth)
    for codec, (usual, possible, worth, half_worth) in _LETTERS.items()
}


def likeness(text: str, codec: str) -> float:
    """Grade the reading of a text in a code page; higher is more likely."""
    usual, possible, worth, half_worth = _PATTERNS[codec]
    grade = 0.0
    for run in _RUN.finditer(text):
        length = len(run[0])
        others = usual.sub("", run[0])
        strange = possible.sub("", others)
        grade += worth * (length - len(others)) + half_worth * (len(others) - len(strange)) - 2.0 * len(strange)
        if codec in _LATIN:
            grade -= 1.2 * length if length > 4 else -0.2
        elif text[run.start() - 1 : run.start()].isalpha() or text[run.end() : run.end() + 1].isalpha():
            grade -= 2.2
    return grade


def is_common_latin(character: str) -> bool:
    """Whether a character beyond ASCII is common in Western European text."""
    return _PATTERNS["cp1252"][0].fullmatch(character) is not None
