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
from .raised import PLACE, field

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
    # Of findings
    _("node {name}"),
    _("tenant {name}"),
    _("call {uuid}"),
    _("seats.{type}"),
    _("2 to 31 of a-z, 0-9, -, a letter first"),
    _("contract {number}"),
    _("invoice {number}"),
    _("line {number}"),
    _("finding {number}"),
    _("no carrier"),
    _("the node was restarted under it"),
    _("it has gone from the node"),
    _("its node does not answer"),
    _("{counter} counts {held} calls where {exist} exist"),
    _("the record has no {field}"),
    _("billusec {billusec}, but {span} from the answer to the end"),
    _("callers hear a tone: {text}"),
    # Why a command is to be sent to a switch
    _("missing"),
    _("not wanted"),
    # What was seen of an outage
    _("no answer in {seconds} s"),
    _("no banner in {seconds} s"),
    _("closed without a banner"),
    _("the switch does not list it as running"),
    _("taking the switch's state in failed: {error}"),
    _("[Errno {number}] {error}"),
    _("Connection refused"),
    _("Connection reset by peer"),
    _("No route to host"),
    _("Network is unreachable"),
    _("timed out"),
)


_ERRORS = Domain(translation_directories=str(TRANSLATIONS), domain="errors")
_PUT_IN = re.compile(r"\{(\w+)\}")
_AT = re.compile(r"\S+:\d+(:\d+)?")
"""A line of a file."""
_MISSING = "{1} is missing"
"""Whose place is a field."""
_CHOSEN = ("role", "seat_state", "bank_profile", "strategy", "request")
"""Kinds of keys that nobody types on a page."""
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
        taken = _choices(allowed) or phrase(allowed)
        line = gettext("%(line)s (allowed: %(allowed)s)", line=line, allowed=taken)
    return line


def told(error: SeatyardError) -> str:
    """Likewise of a form about one thing: a ``Sentence`` names its place by itself."""
    return sentences.told(error) if isinstance(error.message, Sentence) else said(error)


def phrase(message: str) -> str:
    """A sentence without its place, in the page's language."""
    if isinstance(message, Sentence):
        return sentences.said(message)
    if language() == "en":
        return message
    return _after_its_place(message) or _found(message) or _parts(message) or message


def _choices(text: str) -> str | None:
    """What a select of the page offers under these keys, in its words."""
    names = text.split(", ")
    for kind in _CHOSEN:
        words = LABELS[kind]
        if all(name in words for name in names):
            return (", " if language() == "en" else "、").join(str(words[name]) for name in names)
    return None


def place(where: str) -> str:
    """Where a fault lies: a field by its word, a path of a file as it is."""
    if where in LABELS["field"]:
        return str(LABELS["field"][where])
    if language() == "en":
        return field(where)
    words = str(_ERRORS.get_translations().upgettext(PLACE, field(where)))
    return words if words != where else _found(where) or where


def _found(message: str) -> str | None:
    if message in (plain := _sentences()[0]):
        return plain[message]
    for pattern, sentence in _sentences()[1]:
        if found := pattern.fullmatch(message):
            return _filled(sentence, found)
    return None


def _filled(sentence: str, found: re.Match[str]) -> str:
    said_of = place if sentence == _sentences()[0].get(_MISSING) else _word
    return _PUT_IN.sub(lambda put: said_of(found[f"_{put[1]}"]), sentence)


def _after_its_place(message: str) -> str | None:
    """``numbers.csv:3: is missing``: of a list of faults each line begins with its place."""
    where, colon, rest = message.partition(": ")
    if not colon or not _AT.fullmatch(where):
        return None
    return str(gettext("%(where)s: %(told)s", where=place(where), told=_found(rest) or rest))


def _parts(message: str) -> str | None:
    """``node fs1: wrong node name or token``, ``no uuid; no answer_uepoch``: known sentences in a row."""
    where, colon, rest = message.partition(": ")
    if colon and (told := _found(rest)):
        return str(gettext("%(where)s: %(told)s", where=_word(place(where)), told=told))
    parts = message.split("; ")
    return "；".join(_found(part) or part for part in parts) if len(parts) > 1 else None


def _word(text: str) -> str:
    """What was put into a place: the name of a state, a sentence itself, or whatever it is."""
    plain = text.strip("'")
    known = LABELS["number"].get(plain) or LABELS["request_state"].get(plain)
    if known := known or _choices(text):
        return str(known)
    return _found(text) or _parts(text) or text if " " in text else _sentences()[0].get(text, text)


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
    places = re.sub(r"\\\{(\w+)\\\}", r"(?P<_\1>.*?)", re.escape(english))
    return re.compile(places, re.DOTALL)
