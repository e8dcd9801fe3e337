"""Group commit: what concurrent callers bring is written in one go, by one of them for all.

Whoever comes while nobody writes writes at once, so an idle process adds no delay. Whoever comes
meanwhile waits, and one of those writes all that has gathered by then. A caller that cannot wait
leaves its item, and is told.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import Generic, TypeVar

from seatyard.errors import Unavailable

Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass(slots=True, eq=False)
class _Place(Generic[Item, Answer]):
    """An item in the line."""

    item: Item
    tell: Callable[[Answer | Exception], None]
    turn: Callable[[], object]
    """Called when the writing is up to this place's caller; holds the line: it must not wait."""
    until: float = inf
    """When it gives up, on the clock of ``time.monotonic``, unless its caller watches that."""


class _Caller(Generic[Answer]):
    """Somebody who waits for the answer."""

    def __init__(self) -> None:
        self.answer: Answer | Exception | None = None
        self.told = threading.Event()
        self.writes = False
        """Whether it is this caller's turn to write for all."""

    def turn(self) -> None:
        self.writes = True
        self.told.set()

    def tell(self, answer: Answer | Exception) -> None:
        self.answer = answer
        self.told.set()


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
        caller = _Caller[Answer]()
        place = _Place[Item, Answer](item, caller.tell, caller.turn)
        self._join(place)
        self._wait(caller, place)
        if caller.writes:
            self._lead()
        if isinstance(caller.answer, Exception):
            raise caller.answer
        assert caller.answer is not None
        return caller.answer

    def leave(
        self,
        item: Item,
        told: Callable[[Answer | Exception], None],
        elsewhere: Callable[[Callable[[], None]], object],
    ) -> None:
        """``bring`` for callers that do not wait: ``told`` gets the answer, or what ``bring`` would raise.

        ``elsewhere`` has the writing done, in another thread, where it is up to this item. Raises
        Unavailable at once when the line is full; ``give_up`` is to be called now and then.
        """
        turn = partial(elsewhere, self._lead)
        self._join(_Place(item, told, turn, time.monotonic() + self._patience))

    def give_up(self) -> None:
        """Tell those that were left and have stood for ``patience`` seconds."""
        now = time.monotonic()
        with self._lock:
            late = [place for place in self._line if place.until < now]
            for place in late:
                self._line.remove(place)
        for place in late:
            place.tell(self._too_late())

    def _join(self, place: _Place[Item, Answer]) -> None:
        with self._lock:
            if len(self._line) >= self._limit:
                raise Unavailable(f"{self._limit} wait already", where="intake")
            self._line.append(place)
            if not self._busy:
                self._busy = True
                place.turn()

    def _wait(self, caller: _Caller[Answer], place: _Place[Item, Answer]) -> None:
        if caller.told.wait(self._patience):
            return
        with self._lock:
            if caller.told.is_set():
                return
            if place in self._line:
                self._line.remove(place)
        raise self._too_late()

    def _too_late(self) -> Unavailable:
        return Unavailable(f"not written within {self._patience:g} s", where="intake")

    def _lead(self) -> None:
        with self._lock:
            batch = [self._line.popleft() for _ in range(min(self._most, len(self._line)))]
        stopped = Unavailable("the writer was stopped", where="intake")
        answers: Sequence[Answer | Exception] = [stopped] * len(batch)
        try:
            if batch:
                answers = self._write([place.item for place in batch])
        except Exception as error:
            answers = [error] * len(batch)
        finally:
            self._hand_over()
            for place, answer in zip(batch, answers, strict=True):
                place.tell(answer)

    def _hand_over(self) -> None:
        """The next in the line writes, with those behind it: nobody serves others for ever."""
        with self._lock:
            if self._line:
                self._line[0].turn()
            else:
                self._busy = False
