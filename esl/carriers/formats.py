"""How numbers are written for a carrier, and how a carrier's are read. Numbers of ours are E.164. Pure.

A number that is known when the dialplan is made is written here; one that a call brings is written by the
switch, out of a variable that holds it in E.164.
"""

from __future__ import annotations

import re

E164, PLAIN, INTERNATIONAL, NATIONAL = "e164", "plain", "00", "national"
FORMATS = (E164, PLAIN, INTERNATIONAL, NATIONAL)
"""``+8613800138000``, ``8613800138000``, ``008613800138000``; ``13800138000``, ``01088880001``."""

HOME = 86
"""The country whose numbers are written without its code in the national format."""
MOBILE = r"1[3-9]\d{9}"
"""A mobile number of that country: no 0 before it."""
SERVICE = r"[48]00\d{7}"
"""A number that the called pays for (400) or nobody (800): no 0 before it either."""

Rule = tuple[str, str]
"""An expression, and what becomes of what matches it, with its group ``$1``."""


def to_national(home: int = HOME) -> list[Rule]:
    """Rules from E.164 to the national format; the first that matches counts."""
    return [
        (rf"^\+{home}({MOBILE}|{SERVICE})$", "$1"),
        (rf"^\+{home}(\d+)$", "0$1"),
        (r"^\+(\d+)$", "00$1"),
    ]


def to_e164(form: str, home: int = HOME) -> list[Rule]:
    """Rules to E.164 from what a carrier of this format sends; what none matches is left as it is."""
    international = [(r"^\+([1-9]\d{6,14})$", "+$1"), (r"^00([1-9]\d{6,14})$", "+$1")]
    if form == PLAIN:
        return [*international, (r"^([1-9]\d{6,14})$", "+$1")]
    if form == NATIONAL:
        own = [(rf"^({MOBILE}|{SERVICE})$", f"+{home}$1"), (r"^0([1-9]\d{8,10})$", f"+{home}$1")]
        return [*international, *own]
    return international


def written(e164: str, form: str, home: int = HOME) -> str:
    """A number in this format."""
    if form == NATIONAL:
        made = ((re.match(expression, e164), text) for expression, text in to_national(home))
        return next((text.replace("$1", found[1]) for found, text in made if found), e164)
    return e164 if form == E164 else f"{'00' if form == INTERNATIONAL else ''}{e164.removeprefix('+')}"


def expansion(form: str, variable: str) -> str:
    """The number in ``variable`` (E.164) as the dialplan writes it; NATIONAL is ``<variable>_national``."""
    if form == NATIONAL:
        return f"${{{variable}_national}}"
    if form == E164:
        return f"${{{variable}}}"
    return f"{'00' if form == INTERNATIONAL else ''}${{{variable}:1}}"
