"""What one client has asked for: event names, custom subclasses, filters, and the form."""

from __future__ import annotations

import re

from .bus import Event
from .encoding import joined
from .names import ALL, CUSTOM, NAMES

_FORMS = ("plain", "json", "xml")


class Subscription:
    """The event list of a client, with mod_event_socket's rules (QUIRKS 7) and reply texts."""

    def __init__(self) -> None:
        self.form = "plain"
        self.names: set[str] = set()
        self.subclasses: set[str] = set()
        self.listening = False
        self.filters: list[tuple[str, str]] = []

    def event(self, words: list[str]) -> str:
        """``event [plain|json] NAME… [CUSTOM subclass…]``; every word after CUSTOM is a subclass."""
        if words and words[0].lower() in _FORMS:
            form = words.pop(0).lower()
            self.form = "plain" if form == "xml" else form
        names, subclasses = _split(words)
        if not names:
            return "-ERR no keywords supplied"
        self.names |= names
        self.subclasses |= subclasses
        self.listening = True
        return f"+OK event listener enabled {self.form}"

    def nixevent(self, words: list[str]) -> str:
        names, subclasses = _split(words)
        if not names:
            return "-ERR no keywords supplied"
        if ALL in names:
            self.names.clear()
        elif ALL in self.names:
            self.names = set(NAMES - {ALL})
        self.names -= names - {CUSTOM}
        self.subclasses -= subclasses
        self.listening = True
        return "+OK events nixed"

    def noevents(self) -> str:
        if not self.listening:
            return "-ERR not listening for events"
        self.names.clear()
        self.subclasses.clear()
        self.listening = False
        return "+OK no longer listening for events"

    def filter(self, rest: str) -> str:
        """``filter [add] NAME VALUE`` or ``filter delete NAME|all [VALUE]``."""
        name, _, value = rest.strip().partition(" ")
        if name.lower() == "delete" and value:
            name, _, value = value.partition(" ")
            self.filters = (
                [] if name.lower() == "all" else [f for f in self.filters if not _same(f, name, value)]
            )
            return f"+OK filter deleted. [{name}][{value}]"
        if name.lower() == "add" and value:
            name, _, value = value.partition(" ")
        if not value:
            return "-ERR invalid syntax"
        self.filters.append((name, value))
        return f"+OK filter added. [{name}]=[{value}]"

    def wants(self, name: str, subclass: str) -> bool:
        if not self.listening:
            return False
        if ALL in self.names:
            return True
        return name in self.names and (name != CUSTOM or not subclass or subclass in self.subclasses)

    def passes(self, event: Event) -> bool:
        """A header that matches any filter lets the event through; ``-value`` keeps it back."""
        if not self.filters:
            return True
        send = False
        for name, value in self.filters:
            found = event.headers.get(name)
            if found is None:
                continue
            wanted = value.lstrip("+- ")
            negative = value.startswith("-")
            if send and not negative:
                continue
            if _matches(joined(found), wanted):
                if negative:
                    return False
                send = True
        return send


def _split(words: list[str]) -> tuple[set[str], set[str]]:
    names: set[str] = set()
    for position, word in enumerate(words):
        if word.upper() in NAMES:
            names.add(word.upper())
        if word.upper() == CUSTOM:
            return names, set(words[position + 1 :])
    return names, set()


def _same(filter_: tuple[str, str], name: str, value: str) -> bool:
    return filter_[0].lower() == name.lower() and (not value or filter_[1] == value)


def _matches(found: str, wanted: str) -> bool:
    if wanted.startswith("/"):
        try:
            return re.search(wanted.strip("/"), found) is not None
        except re.error:
            return False
    return found.lower() == wanted.lower()
