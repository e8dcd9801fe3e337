"""What the floors below say of a request that cannot be taken, in the page's language.

They speak English, in sentences with places for names; here stands each sentence once, and what was put into
its places is put into the translation. One that is not here is shown as it was said.
"""

from __future__ import annotations

import re
from functools import cache

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from seatyard.errors import SeatyardError

from .i18n import language
from .labels import LABELS

SENTENCES: tuple[LazyString, ...] = (
    # The pool of numbers
    _("{number} is in the pool already, from {carrier}"),
    _("{number} is in the pool already"),
    _("{number} is there twice, first in line {line}"),
    _("{what} is not a telephone number"),
    _("no number comes as {state}"),
    _("{text} is not a day"),
    _("{day} is not a day to come"),
    _("{name} is not a tenant's name"),
    _("reserved for whom? (column: for)"),
    _("{state} until which day? (column: until)"),
    _("a {state} number has no tenant"),
    _("a {state} number has no day"),
    _("{cells} cells, {columns} columns"),
    _("no column {name}"),
    _("e164 once, every other column at most once"),
    _("is not CSV: {why}"),
    _("is not UTF-8 text"),
    _("is too big"),
    _("no file was chosen"),
    _("is not in the operator's pool"),
    _("it is {state}, and cannot become {other}"),
    _("it is {state}"),
    _("{number} belongs to {tenant}"),
    _("belongs to {tenant}"),
    _("{number} is reserved for {tenant}"),
    _("is reserved for {tenant}"),
    _("{number} is in quarantine until {day}"),
    _("is in quarantine until {day}"),
    _("{number} is being ported in: it comes on {day}"),
    _("a tenant's number is given back by its file"),
    _("its numbers change on {day} by its file"),
    _("its data is deleted"),
    _("no flow {flow}"),
    _("no carrier {name}"),
    _("no tenant {name}"),
    # Carriers
    _("not a name: {name}"),
    _("not an address: {address}"),
    _("not a port: {port}"),
    _("not a network: {network}"),
    _("no trunk {name}"),
    _("{prefix} is no prefix"),
    _("there is a trunk {name} already, with {differences}"),
    _("{numbers} numbers come from it"),
    _("{value} is out of range"),
    _("{codecs} are no codecs"),
    _("it rests already"),
    _("it does not rest"),
    _("{text} is no number"),
    # Requests and plans
    _("a few words are needed"),
    _("a reason is needed"),
    _("nobody asks for {kind}"),
    _("{day} is over"),
    _("withdrawn already by {who}: {why}"),
    _("{state} already by {who}"),
    _("no such request"),
    _("not a day"),
    _("no cause {cause}"),
    _("planned work has an end"),
    _("ends before it begins"),
    _("a moment is needed"),
    _("{plan} says the same"),
    _("no such plan"),
    _("no node {name}"),
    _("no seat {name}"),
)


def said(what: SeatyardError | str) -> str:
    """An error, or one line of several, in the page's language; with its place, and what would be taken."""
    if isinstance(what, str):
        message, _open, allowed = what.partition(" (allowed: ")
        where, allowed = "", allowed.removesuffix(")")
    else:
        message, where, allowed = what.message, what.where, what.allowed
    told = _told(message)
    line = gettext("%(where)s: %(told)s", where=where, told=told) if where else told
    return gettext("%(line)s (allowed: %(allowed)s)", line=line, allowed=allowed) if allowed else line


def _told(message: str) -> str:
    if language() == "en":
        return message
    for pattern, sentence in _patterns():
        if found := pattern.fullmatch(message):
            return str(sentence).format(**{place: _word(text) for place, text in found.groupdict().items()})
    return message


def _word(text: str) -> str:
    """What was put into a place: the name of a state, or whatever it is."""
    plain = text.strip("'")
    known = LABELS["number"].get(plain) or LABELS["request_state"].get(plain)
    return str(known) if known else text


@cache
def _patterns() -> list[tuple[re.Pattern[str], LazyString]]:
    """Of each sentence its English, with a group for each place."""
    return [(_pattern(sentence._args[0]), sentence) for sentence in SENTENCES]


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(english)), re.DOTALL)
