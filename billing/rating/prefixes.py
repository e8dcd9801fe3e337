"""The longest prefix that fits a number, found without trying them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")

HEAD = 4
"""Characters of a number that most decide: ``+861``."""
MOST = 1 << 14
"""Heads remembered. Numbers have fewer; what is dialled at random shall not fill the memory."""

Stretches = tuple[list[str], list[T]]
"""Where in the order of all numbers another value begins, and the values: one more, the first before
the first of those numbers."""


class Prefixes(Generic[T]):
    """Values by prefix.

    The numbers under a prefix lie side by side in the order of numbers as text, so that the table
    is a list of stretches with one value each. A number's is found by its head, then by bisection
    among the few under that head.
    """

    def __init__(self, entries: Mapping[str, T], otherwise: T) -> None:
        self._otherwise = otherwise
        self._entries = entries
        self._longer: dict[str, list[str]] = {}
        for prefix in entries:
            if len(prefix) > HEAD:
                self._longer.setdefault(prefix[:HEAD], []).append(prefix)
        self.heads: dict[str, Stretches[T]] = {}
        """What ``stretches`` has answered, for loops that cannot afford to ask."""

    def find(self, number: str) -> T:
        """The value of the longest prefix of ``number``; the default if none fits."""
        head = number[:HEAD]
        starts, values = self.heads.get(head) or self.stretches(head)
        return values[bisect_right(starts, number)] if starts else values[0]

    def stretches(self, head: str) -> Stretches[T]:
        """What holds for the numbers that begin with ``head``."""
        longer = self._longer.get(head, ())
        starts = sorted({start for prefix in longer for start in (prefix, _after(prefix))})
        made = starts, [self._longest(head), *(self._longest(start) for start in starts)]
        if len(self.heads) < MOST:
            self.heads[head] = made
        return made

    def values(self) -> Iterator[T]:
        """Each prefix's, then the default."""
        yield from self._entries.values()
        yield self._otherwise

    def mapped(self, make: Callable[[T], U]) -> Prefixes[U]:
        """The same prefixes with other values."""
        made = {prefix: make(value) for prefix, value in self._entries.items()}
        return Prefixes(made, make(self._otherwise))

    def _longest(self, number: str) -> T:
        shorter = (number[:length] for length in range(len(number), 0, -1))
        return next((self._entries[one] for one in shorter if one in self._entries), self._otherwise)


def _after(prefix: str) -> str:
    """The first text that no longer begins with ``prefix``."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
