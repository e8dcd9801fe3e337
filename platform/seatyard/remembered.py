"""What was made of rows that are only ever added, kept in this process for as long as none is added.

Whoever asks says the state of those rows, such as how many there are and when the last came. Rows that stay
are seen by every later transaction, so that as many as before are the same ones: an answer is never older
than what its asker sees. Kept is only what a transaction found that writes nothing: what is undone after all
was never there.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

from flask import current_app

from .db import only_reads

T = TypeVar("T")


class Memory(Generic[T]):
    """Answers by what they are about, each with the state that it was made from; the last used ``most``."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[Any, T]] = OrderedDict()
        self._lock = Lock()

    def get(self, about: Hashable, state: Any) -> T | None:
        """None where nothing is kept of that state."""
        with self._lock:
            known, answer = self._kept.get(about, (None, None))
            if answer is None or known != state:
                return None
            self._kept.move_to_end(about)
            return answer

    def keep(self, about: Hashable, state: Any, answer: T) -> None:
        """If the transaction is one that only reads. The state must have been read before the answer."""
        if not only_reads():
            return
        with self._lock:
            self._kept[about] = state, answer
            self._kept.move_to_end(about)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def memory(name: str, most: int) -> Memory[Any]:
    """The application's, made when it is first asked for."""
    kept: Memory[Any] = current_app.extensions.setdefault(f"seatyard.remembered.{name}", Memory(most))
    return kept
