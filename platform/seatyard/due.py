"""Work that a day or an hour brings: features name it here, ``seatyard clock`` does it.

Each piece does whatever is due by now, however long nobody looked, and is done by one process at a time, on
whichever machine (``claims``): a second ``seatyard clock`` stands by.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from . import actor, traces
from .claims import claimed
from .watch import duties

logger = logging.getLogger(__name__)

Work = Callable[[], int]
"""Answers how much there was to do."""


@dataclass(frozen=True, slots=True)
class Piece:
    name: str
    every: float
    """Seconds from one look to the next."""
    work: Work


@dataclass(frozen=True, slots=True)
class Outcome:
    name: str
    done: int
    problem: str = ""
    """Why it broke off; ``busy`` says that another process was at it, which is none."""
    busy: bool = False


_pieces: dict[str, Piece] = {}


def register(name: str, every: float, work: Work) -> None:
    """Add a piece of work; the same name again replaces it."""
    _pieces[name] = Piece(name, every, work)


def pieces() -> list[Piece]:
    return list(_pieces.values())


def do(piece: Piece) -> Outcome:
    """Look once. What fails is logged and told, and tried again at the next look. Needs an application."""
    since = time.monotonic()
    with traces.span(f"duty {piece.name}") as ours:
        outcome = _looked(piece)
        what = duties.FAILED if outcome.problem else duties.BUSY if outcome.busy else duties.DONE
        ours.note(outcome=what, done=outcome.done)
        if outcome.problem:
            ours.fail(outcome.problem.partition(":")[0])
    seconds = time.monotonic() - since
    duties.looked(piece.name, what, done=outcome.done, at=time.time(), seconds=seconds)
    return outcome


def _looked(piece: Piece) -> Outcome:
    try:
        with actor.working(), claimed(f"due:{piece.name}") as had:
            return Outcome(piece.name, piece.work()) if had else Outcome(piece.name, 0, busy=True)
    except Exception as error:
        logger.exception("%s failed", piece.name)
        return Outcome(piece.name, 0, problem=f"{type(error).__name__}: {error}")
