"""A Chinese text as pinyin with tone numbers, which is what espeak-ng's Mandarin voice reads.

Debian's espeak-ng reads Chinese characters themselves wrongly (it spells out the tones in English).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pypinyin import Style, lazy_pinyin

from .errors import Unspeakable
from .numerals import DIGITS, MOST_DIGITS, cardinal, decimal, digits
from .scripts import HAN

SYLLABLES = {
    "零": "ling2", "一": "yi1", "二": "er4", "三": "san1", "四": "si4", "五": "wu3",
    "六": "liu4", "七": "qi1", "八": "ba1", "九": "jiu3", "十": "shi2", "百": "bai3",
    "千": "qian1", "万": "wan4", "亿": "yi4", "点": "dian3", "两": "liang3", "幺": "yao1",
}  # fmt: skip
NUMERALS = "".join(SYLLABLES)
MARKS = "".join(map(chr, range(0xE000, 0xE000 + len(NUMERALS))))
"""Numerals that were digits, in characters of no script: their 一 is yi1, whatever follows."""
MARKED, PLAIN = str.maketrans(NUMERALS, MARKS), str.maketrans(MARKS, NUMERALS)
SYLLABLE_OF = dict(zip(MARKS, SYLLABLES.values(), strict=True))

COUNTED = "个位分秒元块天名人次条项月日点时小周岁层楼倍万亿折页度"
"""A number before one of these is an amount (120元); without one it is digits (拨打120)."""
TWO = "个位分秒元块天名人次条项点时小周层倍页"
"""Before these, 2 is 两."""
SIGNS = {
    "#号": "井号",
    "#": "井号",
    "*号": "星号",
    "*": "星号",
    "&": "和",
    "+": "加",
    "=": "等于",
    "〇": "零",
}
CURRENCIES = {"¥": "元", "$": "美元", "€": "欧元"}
PAUSES = str.maketrans(
    {**dict.fromkeys("、，；：,;:()（）—–-~/|·…《》【】「」“”", ","), **dict.fromkeys("。！？!?", ".")}
)

_AMOUNT = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SAID = f"[{MARKS}元分日]"


def pinyin(text: str) -> str:
    """``请按1`` is ``qing3 an4 yi1``. Punctuation becomes commas and full stops, which are pauses."""
    words = lazy_pinyin(in_words(text), style=Style.TONE3, neutral_tone_with_five=True, errors=_other)
    said = re.sub(r"\s+", " ", " ".join(words)).strip()
    if unknown := re.search(r"[^\x00-\x7f]", said):
        raise Unspeakable(f"a character without a reading: {unknown[0]}", where="text")
    return re.sub(r" ?([,.])[ ,.]*", r"\1 ", said).strip(" ,")


def in_words(text: str) -> str:
    """Without digits and signs; numbers are in ``MARKS``."""
    for pattern, reading in _READINGS:
        text = pattern.sub(reading, text)
    for sign, said in SIGNS.items():
        text = text.replace(sign, said)
    return text


def _marked(said: str) -> str:
    return said.translate(MARKED)


def _digits(text: str) -> str:
    return _marked(digits(text))


def _amount(text: str) -> str:
    plain = text.replace(",", "")
    whole = plain.partition(".")[0]
    return _digits(whole) if len(whole) > MOST_DIGITS else _marked(decimal(plain))


def _date(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    return f"{_marked(digits(year, DIGITS))}年{_amount(month)}月{_amount(day)}日"


def _time(match: re.Match[str]) -> str:
    hour, minute = match.groups()
    if minute == "00":
        return _marked(f"{cardinal(int(hour))}点")
    nought = DIGITS[0] if minute[0] == "0" else ""
    return _marked(f"{cardinal(int(hour))}点{nought}{cardinal(int(minute))}") + "分"


def _counted(match: re.Match[str]) -> str:
    number, unit = match.groups()
    return (_marked("两") if number == "2" and unit in TWO else _amount(number)) + unit


def _number(match: re.Match[str]) -> str:
    number = match[0]
    code = number.isdigit() and (len(number) > 2 or (len(number) == 2 and number[0] == "0"))
    return _digits(number) if code else _amount(number)


def _other(run: str) -> str:
    """What pypinyin does not know: numerals, pauses, and what nobody says."""
    said = (f" {SYLLABLE_OF[char]} " if char in SYLLABLE_OF else char for char in run.translate(PAUSES))
    return re.sub(rf"[^a-z0-9,. {HAN}]", " ", "".join(said))


_Reading = Callable[[re.Match[str]], str]
_READINGS: tuple[tuple[re.Pattern[str], _Reading], ...] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", _date),
        (r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])", _time),
        (r"\d{3,}(?:[- ]\d{3,})+", lambda m: ",".join(map(_digits, re.split("[- ]", m[0])))),
        (r"(?<!\d)\d{4}(?=年)", lambda m: _marked(digits(m[0], DIGITS))),
        (rf"({_AMOUNT})%", lambda m: "百分之" + _amount(m[1])),
        (rf"([¥$€])\s*({_AMOUNT})", lambda m: _amount(m[2]) + CURRENCIES[m[1]]),
        (r"(?<=第)\d{1,8}", lambda m: _amount(m[0])),
        (rf"({_AMOUNT})\s*([{COUNTED}])", _counted),
        (_AMOUNT, _number),
        (rf"(?<={_SAID})\s*[-~–—]\s*(?=[{MARKS}])", lambda m: "到"),
    )
)
