"""The longest prefix that fits a number, found without walking through the table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

T = TypeVar("T")

HEAD = 4
"""Characters of a number that most decide: ``+861``."""
MOST = 1 << 14
"""Heads remembered. Numbers have fewer; what is dialled at random shall not fill the memory."""


class Prefixes(Generic[T]):
    """Values by prefix.

    For each head it is remembered which lengths of prefix there are under it, and what holds where none
    of those fits: a lookup is one for the head and one for each of its lengths, whatever the number
    of prefixes and of numbers.
    """

    def __init__(self, entries: Mapping[str, T], otherwise: T) -> None:
        self._entries = entries
        self._otherwise = otherwise
        lengths: dict[str, set[int]] = {}
        for prefix in entries:
            if len(prefix) > HEAD:
                lengths.setdefault(prefix[:HEAD], set()).add(len(prefix))
        self._lengths = {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}
        self._heads: dict[str, tuple[tuple[int, ...], T]] = {}

    def find(self, number: str) -> T:
        """The value of the longest prefix of ``number``; the default if none fits."""
        head = number[:HEAD]
        lengths, shorter = self._heads.get(head) or self._remember(head)
        for length in lengths:
            found = self._entries.get(number[:length])
            if found is not None:
                return found
        return shorter

    def _remember(self, head: str) -> tuple[tuple[int, ...], T]:
        fitting = (
            self._entries[head[:length]] for length in range(HEAD, 0, -1) if head[:length] in self._entries
        )
        known = self._lengths.get(head, ()), next(fitting, self._otherwise)
        if len(self._heads) < MOST:
            self._heads[head] = known
        return known
