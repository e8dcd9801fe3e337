"""Calls to seconds per line: one pass, nothing kept but the sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from seatyard.errors import InvalidInput

from ..engine.facts import LONGEST_CALL, Call
from ..engine.spans import MICROSECOND, Span
from .bundle import Balance
from .order import EARLIEST, check_order
from .plain import even_of, plain_totals
from .prefixes import Prefixes
from .slots import Cell, Part, Seconds, Slot


@dataclass(frozen=True, slots=True)
class Window:
    """Which calls a month's terms are for."""

    span: Span
    """Those that start in it."""
    month: Span
    cut: bool
    """Whether of a call over an end of the month only the part inside counts."""


@dataclass(frozen=True, slots=True)
class Rating:
    """Calls under a tariff. ``totals`` and ``parts`` walk through the calls once each."""

    calls: Iterable[Call]
    cells: Mapping[str, Prefixes[Cell] | None]
    """By kind of leg; None: nobody pays."""
    window: Window
    by_increment: bool = False
    """Whether each increment has the price of the time at which it begins, not of the call's start."""
    balance: Balance | None = None
    """Minutes paid for ahead."""

    def totals(self) -> dict[Slot, Seconds]:
        """Seconds by slot; also of those whose calls come to none."""
        if self.balance is None and not self.window.cut and (even := even_of(self.cells)):
            return plain_totals(self.calls, self.cells, self.window.span, even)
        totals: dict[Slot, Seconds] = {}
        for slot, _, seconds in self.parts():
            totals[slot] = totals.get(slot, 0) + seconds
        return totals

    def parts(self) -> Iterator[tuple[Slot, Call, Seconds]]:
        """What of each call falls into which slot; each slot at most once a call."""
        whole = not (self.window.cut or self.by_increment)
        draw = self.balance.drawing() if self.balance else None
        cells = self.cells
        for call in self._inside():
            table = cells[call.direction]
            if table is None:
                continue
            cell = table.find(call.dialled)
            seconds = cell.meter.charged(call.billusec)
            slot = _at_start(cell, call) if whole else self._undivided(cell, call) if seconds else None
            pieces: list[Part] = [(slot, seconds)] if slot else list(self._pieces(cell, call))
            if draw is not None:
                pieces = draw(call.starts, pieces)
            for slot, part in pieces if len(pieces) == 1 else _joined(pieces):
                yield slot, call, part

    def _inside(self) -> Iterator[Call]:
        """The calls that the window is for, while all of them are seen to be in order."""
        starts, ends = self.window.span.starts, self.window.span.ends
        month, cut = self.window.month.starts, self.window.cut
        before: Call | None = None
        last = EARLIEST
        for call in self.calls:
            at = call.starts
            if at <= last and before is not None:
                check_order(before, call)
            before, last = call, at
            if starts <= at < ends or (cut and at < month == starts and _ends(call) > month):
                yield call

    def _pieces(self, cell: Cell, call: Call) -> Iterator[Part]:
        """What is charged of the part of a call that counts, stretch by stretch of one price.

        Each increment is charged once, in the stretch in which it begins. A call that has none at
        all is told in the month in which it started.
        """
        talk, talks, month = call.billusec, call.talks, self.window.month
        at, ends = talks, _ends(call)
        if self.window.cut:
            if ends - talks > LONGEST_CALL:
                message = f"call {call.id} lasts longer than {LONGEST_CALL.days} days"
                raise InvalidInput(
                    message, where="call_charges.call_period", allowed="start, with such calls"
                )
            at, ends = max(at, month.starts), min(ends, month.ends)
        charged = cell.meter.begun(talk, (at - talks) // MICROSECOND)
        while at < ends:
            slot, until = self._stretch(cell, call, at)
            at = min(until, ends)
            begun = cell.meter.begun(talk, (at - talks) // MICROSECOND)
            if begun > charged:
                yield slot, begun - charged
            charged = begun
        if call.starts >= month.starts and not cell.meter.charged(talk):
            yield _at_start(cell, call), 0

    def _undivided(self, cell: Cell, call: Call) -> Slot | None:
        """The one slot of a call that lies in one month and one stretch, as most do; else None."""
        ends, month = _ends(call), self.window.month
        if self.window.cut and not (month.starts <= call.starts and ends <= month.ends):
            return None
        slot, until = self._stretch(cell, call, call.talks)
        return slot if ends <= until else None

    def _stretch(self, cell: Cell, call: Call, at: datetime) -> tuple[Slot, datetime]:
        """The slot at an instant of a call, and until when it holds."""
        if cell.schedule is None or not self.by_increment:
            return _at_start(cell, call), _ends(call)
        stretch, band = cell.schedule.at(at)
        return cell.within(band), stretch.ends


def _at_start(cell: Cell, call: Call) -> Slot:
    return cell.slot if cell.schedule is None else cell.within(cell.schedule.at(call.starts)[1])


def _ends(call: Call) -> datetime:
    return call.talks + timedelta(microseconds=call.billusec)


def _joined(parts: list[Part]) -> Iterable[Part]:
    """Parts with one for each slot."""
    joined: dict[Slot, Seconds] = {}
    for slot, seconds in parts:
        joined[slot] = joined.get(slot, 0) + seconds
    return joined.items()
