"""Group commit: what concurrent callers bring is written in one go, by one of them for all.

Whoever comes while nobody writes writes at once, so an idle process adds no delay. Whoever comes
meanwhile waits, and one of those writes all that has gathered by then.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from seatyard.errors import Unavailable

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class _Place(Generic[Item, Answer]):
    """One caller's item in the line."""

    __slots__ = ("answer", "item", "told", "writes")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.answer: Answer | Exception | None = None
        self.told = threading.Event()
        self.writes = False
        """Whether it is this caller's turn to write for all."""


class Together(Generic[Item, Answer]):
    """``bring`` returns the answer for its item once ``write`` has done it for all that were waiting.

    ``write`` gets up to ``most`` items and gives as many answers, an exception for an item that failed
    alone; if it raises, all of them have failed. At most ``waiting`` stand in the line.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Item]], Sequence[Answer | Exception]],
        *,
        most: int,
        waiting: int,
        patience: float,
    ) -> None:
        self._write = write
        self._most, self._limit, self._patience = most, waiting, patience
        self._lock = threading.Lock()
        self._line: deque[_Place[Item, Answer]] = deque()
        self._busy = False
        """Whether somebody writes, or has been told to."""

    def bring(self, item: Item) -> Answer:
        """Raises what ``write`` did, or Unavailable: the line is full, or stood for ``patience`` seconds."""
        place = _Place[Item, Answer](item)
        with self._lock:
            if len(self._line) >= self._limit:
                raise Unavailable(f"{self._limit} wait already", where="intake")
            self._line.append(place)
            if not self._busy:
                self._busy = place.writes = True
        if not place.writes:
            self._wait(place)
        if place.writes:
            self._lead()
        if isinstance(place.answer, Exception):
            raise place.answer
        assert place.answer is not None
        return place.answer

    def _wait(self, place: _Place[Item, Answer]) -> None:
        if place.told.wait(self._patience):
            return
        with self._lock:
            if place.told.is_set():
                return
            if place in self._line:
                self._line.remove(place)
        raise Unavailable(f"not written within {self._patience:g} s", where="intake")

    def _lead(self) -> None:
        with self._lock:
            batch = [self._line.popleft() for _ in range(min(self._most, len(self._line)))]
        answers: Sequence[Answer | Exception] = [Unavailable("the writer was stopped", where="intake")] * len(
            batch
        )
        try:
            answers = self._write([place.item for place in batch])
        except Exception as error:
            answers = [error] * len(batch)
        finally:
            self._hand_over()
            for place, answer in zip(batch, answers, strict=True):
                place.answer = answer
                place.told.set()

    def _hand_over(self) -> None:
        """The next in the line writes, with those behind it: nobody serves others for ever."""
        with self._lock:
            if self._line:
                self._line[0].writes = True
                self._line[0].told.set()
            else:
                self._busy = False
