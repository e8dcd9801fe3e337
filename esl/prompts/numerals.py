"""Chinese numerals, as a voice says them. Pure."""

from __future__ import annotations

import re

DIGITS = "零一二三四五六七八九"
ON_THE_TELEPHONE = DIGITS.replace("一", "幺")
"""Digit by digit one says 幺, which nobody takes for seven."""
PLACES = ("千", "百", "十", "")
GROUPS = ("", "万", "亿")
MOST_DIGITS = 4 * len(GROUPS)


def cardinal(number: int) -> str:
    """``1200`` is 一千二百, ``12`` is 十二, ``10001`` is 一万零一. Below 10**12."""
    said, gap = "", False
    for place in reversed(range(len(GROUPS))):
        group = number // 10_000**place % 10_000
        if group:
            said += ("零" if said and (gap or group < 1000) else "") + _group(group) + GROUPS[place]
        gap = not group
    said = said.removeprefix("一") if said.startswith("一十") else said
    return said or DIGITS[0]


def digits(text: str, names: str = ON_THE_TELEPHONE) -> str:
    """Digit by digit: ``10086`` is 幺零零八六."""
    return "".join(names[int(digit)] for digit in text)


def decimal(text: str) -> str:
    """``3.50`` is 三点五零; without a point, the cardinal."""
    whole, _, rest = text.partition(".")
    return cardinal(int(whole)) + (f"点{digits(rest, DIGITS)}" if rest else "")


def _group(number: int) -> str:
    """1 to 9999."""
    named = (
        DIGITS[int(digit)] + (place if digit != "0" else "")
        for digit, place in zip(f"{number:04d}", PLACES, strict=True)
    )
    return re.sub("零+", "零", "".join(named)).strip("零")
