"""A text taken apart by script, so that each part is read by a voice of its language. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from seatyard.sentence import sentence

from .errors import Unspeakable

LONGEST = 500
"""Characters: a minute and a half of Chinese."""
ZH, EN = "zh", "en"
ALLOWED = sentence("1 to %(most)s characters of Chinese and English, digits and punctuation", most=LONGEST)

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LATIN = "A-Za-z\u00c0-\u024f"
_ENGLISH = re.compile(rf"[{_LATIN}](?:[{_LATIN} '’.&-]*[{_LATIN}])?")


@dataclass(frozen=True)
class Part:
    language: str
    text: str


def parts(text: str, language: str) -> list[Part]:
    """The text's parts in their order, each zh or en.

    Digits and signs are Chinese in a text with Chinese characters, English in one with Latin letters
    alone, and of ``language`` in one without either. Raises Unspeakable.
    """
    clean = _clean(text)
    if not re.search(rf"[{HAN}]", clean):
        return [Part(EN if re.search(rf"[{_LATIN}]", clean) or language != ZH else ZH, clean)]
    found, at = [], 0
    for english in _ENGLISH.finditer(clean):
        found += [Part(ZH, clean[at : english.start()]), Part(EN, english[0])]
        at = english.end()
    found.append(Part(ZH, clean[at:]))
    return [part for part in found if part.text.strip()]


def _clean(text: str) -> str:
    """Full-width letters as usual ones, no control characters; only what one of the voices can read."""
    if len(text) > LONGEST:
        raise Unspeakable(sentence("%(number)s characters", number=len(text)), where="text", allowed=ALLOWED)
    clean = unicodedata.normalize("NFKC", text)
    clean = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in clean)
    for char in clean:
        if unicodedata.category(char)[0] in "LNM" and not re.match(rf"[{HAN}{_LATIN}0-9]", char):
            raise Unspeakable(
                sentence("no voice reads %(character)s", character=char), where="text", allowed=ALLOWED
            )
    if not re.search(rf"[{HAN}{_LATIN}0-9#*]", clean):
        raise Unspeakable(sentence("nothing to say"), where="text", allowed=ALLOWED)
    return clean
