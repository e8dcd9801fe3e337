"""Calls of old months go when nothing needs them: by a person's word, or each month by the setting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date

from flask import current_app

from esl.calls.fold import fold_all
from esl.dropping import service as months
from esl.dropping.models import DroppedMonth
from seatyard import clock, findings
from seatyard.app import settings_of
from seatyard.db import db, snapshot, transaction
from seatyard.errors import Conflict

from . import evidence
from .conditions import LEAST, in_the_way, may_go_from

EVERY = 3600.0
"""Seconds from one look of the clock to the next."""
WAITS = "month_not_dropped"
BY, BECAUSE = "clock", "SEATYARD_CALLS_KEPT_MONTHS"


def obstacles(month: date, keeps: int = LEAST) -> list[str]:
    """What stands against dropping a month, a line each."""
    goes = may_go_from(month, keeps)
    young = [f"its calls are kept until {goes}"] if clock.now().astimezone(UTC).date() < goes else []
    with snapshot():
        return [*_out_of_order(month), *young, *in_the_way(month)]


def _out_of_order(month: date) -> list[str]:
    try:
        months.check_next(month)
    except Conflict as error:
        return [str(error)]
    return []


def drop(month: date, *, by: str, reason: str) -> DroppedMonth:
    """Drop a month's calls, by its first day. Broken off, it goes on when it is asked for again.

    Conflict with all that stands against it, and where it is not the one that goes next.
    """
    if month not in months.unfinished():
        fold_all()
        if found := obstacles(month):
            raise Conflict("; ".join(found), where=f"{month:%Y-%m}")
        months.seal(month, by=by, reason=reason, then=lambda: evidence.count(month))
    months.finish(month)
    with snapshot():
        row = db.session.get_one(DroppedMonth, month)
        db.session.expunge(row)
        return row


def due_now() -> int:
    """Go on with what was begun, then drop the months that are past the setting; how many went.

    What stands against one is a finding, until it goes.
    """
    begun = months.unfinished()
    for month in begun:
        months.finish(month)
    return len(begun) + sum(1 for _ in _past(settings_of(current_app).calls_kept_months))


def _past(keeps: int) -> Iterator[date]:
    today = clock.now().astimezone(UTC).date()
    while keeps and (month := months.due_next()) is not None and may_go_from(month, keeps) <= today:
        found = obstacles(month, keeps)
        _tell(month, found)
        if found:
            return
        drop(month, by=BY, reason=BECAUSE)
        yield month


def _tell(month: date, found: list[str]) -> None:
    key = f"{month:%Y-%m}"
    with transaction():
        if found:
            findings.report_still(WAITS, key, f"calls of {key} are past their keep: {'; '.join(found)}")
        else:
            findings.resolve(WAITS, [key], by=BY)
