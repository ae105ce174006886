"""Which language a text is written in, told by its commonest words so that everybody can check why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT_AT_MOST = 20_000
WORDS_AT_MOST = 2_000
LEAST_HITS = 2  # One word proves nothing: "di" is Indonesian and Italian, "me" English and Spanish.

# Function words, which no topic can avoid; a word may stand in several languages. Malay, Javanese and Sundanese are
# answered in Indonesian, as are the spellings of short messages ("yg", "tdk").
_WORDS: Mapping[str, str] = {
    "id": "yang dan di ke dari untuk dengan tidak ini itu ada saya kami kita anda akan sudah belum bisa dapat "
    "pada oleh juga atau karena mohon tolong terima kasih selamat pagi siang sore malam pak bu bapak ibu "
    "mas mbak sejak lagi sedang telah harus agar supaya sebagai dalam jika kalau apakah bagaimana kapan "
    "dimana mana siapa bukan jangan masih hanya lebih sangat sekali semua seperti setelah sebelum antara "
    "sampai hingga tetapi tapi namun saat ketika lalu kemudian nya yth hormat wassalam assalamualaikum "
    "demikian perihal sehubungan terkait bantu bantuan segera hari kantor ruang baru lama yg dgn utk tdk "
    "gak nggak ga udah sdh blm dr pd krn jd bs sy aja saja dong nih sih deh kok ya iya tak boleh hendak "
    "dah jugak awak encik puan kepada ora ono iki iku kulo kula mboten sampun nggih matur nuwun wis "
    "durung saged wonten ing sing karo teu aya ieu eta abdi kuring hatur nuhun atos acan tiasa kanggo "
    "sareng",
    "en": "the and to of in is that it for on with you this are be have not was we i my your can please thanks "
    "thank hello hi dear from at as by an or but if our has will would could there when what which how "
    "been they no me all do does did am its",
    "de": "der die das und ist nicht ich sie wir mit für von zu den dem ein eine einen auf im bei bitte danke "
    "hallo auch wie sich es dass oder haben hat kann wird sind nach aus noch mein ihre guten",
    "nl": "de het een en van is niet ik wij we met voor op te dat die aan zijn bij ook kan wordt graag bedankt "
    "hallo geen naar maar om als er nog heb uw mijn",
    "fr": "le la les des une un et est pas je nous vous avec pour dans sur que qui ne ce cette au du merci "
    "bonjour mais plus par être sont à il elle mon votre",
    "es": "el la los las una un y es no yo que con para en por se del al lo su mi gracias hola pero como más "
    "está son hay muy usted este esta desde cuando",
    "pt": "o a os as uma um e é não eu que com para em por se do da dos das ao na no meu obrigado obrigada olá "
    "mas como mais está são você foi",
    "it": "il lo la gli le una un e è non io che con per in si del della dei al alla mio grazie ciao ma come "
    "più sono questo questa buongiorno nel",
    "pl": "i w na z do nie jest się to że jak o po od dla przez czy ale być mam proszę dziękuję dzień dobry "
    "jestem przy",
    "tr": "ve bir bu için ile de da çok ne var yok değil ben olarak gibi merhaba teşekkürler lütfen daha kadar "
    "ama",
    "sv": "och att det som en på är av för med jag den till inte har vi du om ett men kan hej tack från",
    "vi": "và của là không có cho được với này tôi một các đã trong xin cảm ơn",
}  # fmt: skip
# Writing systems that are used by one language, or nearly so; the first that holds a third of the letters decides.
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
)  # fmt: skip


def _languages_of_words() -> Mapping[str, tuple[str, ...]]:
    words = {word for listed in _WORDS.values() for word in listed.split()}
    return {word: tuple(language for language, listed in _WORDS.items() if word in listed.split()) for word in words}


_LANGUAGES_OF_WORD = _languages_of_words()
_NOT_PROSE = re.compile(r"(?m)^[>|].*$|https?://\S{1,500}|(?<!\S)\S{1,64}@\S{1,255}")
_WORD = re.compile(r"[^\W\d_]+")
_LETTER = re.compile(r"[^\W\d_]")


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of the language of a text, or an empty string when it cannot be told.

    Quoted lines, links and addresses do not count. Malay, Javanese and Sundanese count as Indonesian ("id"); on equal
    evidence Indonesian is preferred to English and both to all others.
    """
    prose = _NOT_PROSE.sub(" ", text[:TEXT_AT_MOST])
    return _by_script(prose) or _by_words(prose)


def _by_script(prose: str) -> str:
    if prose.isascii():
        return ""
    letters = len(_LETTER.findall(prose))
    for language, pattern in _SCRIPTS:
        # A Japanese text mixes kana with the characters of Chinese, so that a tenth of kana settles it.
        if letters and len(pattern.findall(prose)) * (10 if language == "ja" else 3) >= letters:
            return language
    return ""


def _by_words(prose: str) -> str:
    hits = dict.fromkeys(_WORDS, 0)
    for word in _WORD.findall(prose.lower())[:WORDS_AT_MOST]:
        for language in _LANGUAGES_OF_WORD.get(word, ()):
            hits[language] += 1
    best = max(_WORDS, key=lambda language: hits[language])
    return best if hits[best] >= LEAST_HITS else ""
