"""An English text with what espeak-ng would misread put into words: telephone numbers, dates, signs. Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable

CURRENCIES = {"¥": "yuan", "$": "dollars", "€": "euros"}
SIGNS = {"#": " hash ", "*": " star ", "&": " and ", "@": " at ", "+": " plus ", "=": " equals "}
KEPT = r"[^A-Za-z\u00c0-\u024f0-9'.,:;?!%-]+"
"""Everything else is a short breath: brackets and tags would be commands to the engine."""


def words(text: str) -> str:
    """``Press 1, or call 10086`` is ``Press 1, or call 1 0 0 8 6``."""
    for pattern, reading in _READINGS:
        text = pattern.sub(reading, text)
    for sign, said in SIGNS.items():
        text = text.replace(sign, said)
    return re.sub(KEPT, " ", text.replace("’", "'")).strip()


def _date(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    name = calendar.month_name[int(month)] if 1 <= int(month) <= 12 else month
    return f"{name} {int(day)}, {year}"


def _digits(match: re.Match[str]) -> str:
    return ", ".join(" ".join(group) for group in re.split("[- ]", match[0]))


def _time(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), match[2]
    half = "a.m." if hour % 24 < 12 else "p.m."
    return f"{hour % 12 or 12}{'' if minute == '00' else f':{minute}'} {half}"


def _spelled(match: re.Match[str]) -> str:
    """VIP, IVR: letter by letter. In a sentence of capitals alone they are words."""
    shouted = match.string.isupper() and len(match.string.split()) > 2
    return match[0] if shouted else " ".join(match[0])


_READINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", _date),
        (r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])", _time),
        (r"\d{3,}(?:[- ]\d{3,})+", _digits),
        (r"([¥$€])\s*([\d,]*\.?\d+)", lambda m: f"{m[2]} {CURRENCIES[m[1]]}"),
        (r"(?<![\d.,])(?:\d{5,}|0\d+)(?![\d.,]*\d)", _digits),
        (r"(\d|[ap]\.m\.)\s*[-~–—]\s*(?=\d)", lambda m: f"{m[1]} to "),
        (r"\b[A-Z]{2,4}\b", _spelled),
    )
)
