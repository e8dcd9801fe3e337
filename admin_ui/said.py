"""What the floors below say of a request that cannot be taken, in the page's language.

They speak English, in sentences with places for values. ``errors.po`` has those of all errors, read from the
source (``raised.py``); here stand the few that come another way. A sentence is found by its text, and what
was put into its places is put into the translation. One that is nowhere is shown as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from flask_babel import Domain, LazyString, gettext
from flask_babel import lazy_gettext as _

from seatyard.errors import Faults, SeatyardError
from seatyard.sentence import Sentence

from . import sentences
from .i18n import TRANSLATIONS, language
from .labels import LABELS
from .raised import PLACE

SENTENCES: tuple[LazyString, ...] = (
    # The pool of numbers
    _("{number} is in the pool already, from {carrier}"),
    _("no number comes as {state}"),
    _("a {state} number has no tenant"),
    _("a {state} number has no day"),
    _("{number} belongs to {tenant}"),
    _("{number} is reserved for {tenant}"),
    _("is reserved for {tenant}"),
    _("{number} is in quarantine until {day}"),
    _("is in quarantine until {day}"),
    _("{number} is being ported in: it comes on {day}"),
    # Carriers
    _("there is a trunk {name} already, with {differences}"),
    # What is leased
    _("seat"),
    _("line"),
    _("person"),
    # Requests and plans
    _("a moment is needed"),
)


_ERRORS = Domain(translation_directories=str(TRANSLATIONS), domain="errors")
_PUT_IN = re.compile(r"\{(\w+)\}")
_AT = re.compile(r"\S+:\d+(:\d+)?")
"""A line of a file."""
_CONTEXT = "\x04"
"""Between a context and its text, in a compiled catalogue."""


def said(what: SeatyardError | str) -> str:
    """An error, or one line of several, in the page's language; with its place, and what would be taken."""
    if isinstance(what, Faults):
        return "\n".join(said(line) for line in what.message.split("\n"))
    if isinstance(what, str):
        message, _open, allowed = what.partition(" (allowed: ")
        where, allowed = "", allowed.removesuffix(")")
    else:
        message, where, allowed = what.message, what.where, what.allowed
    line = phrase(message)
    if where:
        line = gettext("%(where)s: %(told)s", where=place(where), told=line)
    if allowed:
        line = gettext("%(line)s (allowed: %(allowed)s)", line=line, allowed=_listed(allowed))
    return line


def phrase(message: str) -> str:
    """A sentence without its place, in the page's language."""
    if isinstance(message, Sentence):
        return sentences.said(message)
    if language() == "en":
        return message
    return _after_its_place(message) or _found(message) or message


def _listed(allowed: str) -> str:
    """What would be taken: a sentence, or the roles that may."""
    names, roles = allowed.split(", "), LABELS["role"]
    if language() != "en" and all(name in roles for name in names):
        return "、".join(str(roles[name]) for name in names)
    return phrase(allowed)


def place(where: str) -> str:
    """Where a fault lies: a field by its word, a path of a file as it is."""
    if language() == "en":
        return where
    return str(_ERRORS.get_translations().upgettext(PLACE, where))


def _found(message: str) -> str | None:
    if message in (plain := _sentences()[0]):
        return plain[message]
    for pattern, sentence in _sentences()[1]:
        if found := pattern.fullmatch(message):
            return _filled(sentence, found)
    return None


def _filled(sentence: str, found: re.Match[str]) -> str:
    return _PUT_IN.sub(lambda put: _word(found[f"_{put[1]}"]), sentence)


def _after_its_place(message: str) -> str | None:
    """``numbers.csv:3: is missing``: of a list of faults each line begins with its place."""
    where, colon, rest = message.partition(": ")
    if not colon or not _AT.fullmatch(where):
        return None
    return str(gettext("%(where)s: %(told)s", where=place(where), told=_found(rest) or rest))


def _word(text: str) -> str:
    """What was put into a place: the name of a state, a sentence itself, or whatever it is."""
    plain = text.strip("'")
    known = LABELS["number"].get(plain) or LABELS["request_state"].get(plain)
    return str(known) if known else _sentences()[0].get(text, text)


@cache
def _sentences() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """Those without a place by their English, and the others, which say the most of their own first."""
    texts: dict[Any, str] = _ERRORS.get_translations()._catalog
    known = {text: chinese for text, chinese in texts.items() if text and _CONTEXT not in text}
    known |= {sentence._args[0]: str(sentence) for sentence in SENTENCES}
    known |= {
        apart: told
        for text, chinese in list(known.items())
        for apart, told in _apart(text, chinese)
        if apart not in known
    }
    placed = sorted((text for text in known if _PUT_IN.search(text)), key=_own, reverse=True)
    return known, [(_pattern(text), known[text]) for text in placed]


def _apart(english: str, chinese: str) -> Iterator[tuple[str, str]]:
    """What is wrong, and what would be taken, of a line that has both: some come in one, some apart."""
    fault, _open, allowed = english.removesuffix(")").partition(" (allowed: ")
    told, _open, taken = chinese.removesuffix("）").partition("（可以是：")
    if allowed and taken:
        yield from (one for one in ((fault, told), (allowed, taken)) if _own(one[0]))


def _own(text: str) -> int:
    """How many letters of a sentence are its own."""
    return len(_PUT_IN.sub("", text))


def _pattern(english: str) -> re.Pattern[str]:
    places = re.sub(r"\\\{(\w+)\\\}", r"(?P<_\1>.+?)", re.escape(english))
    return re.compile(places, re.DOTALL)
