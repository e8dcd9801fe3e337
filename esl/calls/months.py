"""Narrowing a question to the months (``parts``) that can have an answer: all others stay closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Interval, and_, literal_column, true
from sqlalchemy.orm import InstrumentedAttribute

from seatyard.clock import from_epoch_us
from seatyard.db import db
from seatyard.months import months_after

from ..models import Conversation, Leg
from .fields import YEAR_9999_US
from .lengths import LONGEST_CALL


def its_rows(model: type[Conversation] | type[Leg], month: date) -> ColumnElement[bool]:
    """Those of a month, given by its first day, wherever they lie."""
    begins = datetime.combine(month, time(), UTC)
    ends = datetime.combine(months_after(month, 1), time(), UTC)
    return and_(model.started_at >= begins, model.started_at < ends)


def within(model: type[Conversation] | type[Leg], moments: Iterable[int]) -> ColumnElement[bool]:
    """Narrows a look-up by name to the months in which rows made of such legs can have started.

    ``moments`` are theirs, in microseconds since 1970, at least one. A call starts with one of its legs; of
    one that two nodes recorded in part, no further away than the longest call. Without it every month would
    be searched.
    """
    times, longest = sorted(moments), LONGEST_CALL // timedelta(microseconds=1)
    earliest, latest = max(times[0] - longest, 1), min(times[-1] + longest, YEAR_9999_US)
    return model.started_at.between(from_epoch_us(earliest), from_epoch_us(latest))


def near(model: type[Conversation] | type[Leg], *moments: datetime) -> ColumnElement[bool]:
    """``within``, of moments of the call as we keep them: at which a leg began, a recording, a hang-up."""
    return within(model, [round(moment.timestamp() * 1_000_000) for moment in moments])


def beside(
    model: type[Conversation] | type[Leg], moment: InstrumentedAttribute[datetime]
) -> ColumnElement[bool]:
    """``near`` a moment of the row that calls or legs are joined to: each row's months are opened alone."""
    if db.engine.dialect.name != "postgresql":
        return true()
    longest = literal_column(f"interval '{LONGEST_CALL.total_seconds():.0f} seconds'", Interval)
    return model.started_at.between(moment - longest, moment + longest)
