"""Whatever is known of a month, taken in before it is computed."""

from __future__ import annotations

from datetime import timedelta

from esl.calls.fold import fold_all
from esl.dropping.boundary import refuse_sealed
from esl.reconcile import going_on
from esl.reconcile.records import compare
from seatyard import clock
from seatyard.errors import InvalidInput

from ..ledger import behind
from . import heads
from .due import Due, due_in
from .uncovered import report_uncovered

LATER = timedelta(days=2)
"""A call of the month may hang up after it; compared with its record it is all the same."""


def prepared(period: str, tenant: str | None) -> list[Due]:
    """The contracts of a month that is over, when all that is known of it has been taken in.

    The call records that still lie unfolded are folded, and compared with the hang-ups heard; calls of the
    month that go on are findings, and those that no contract covers.
    """
    due = _over(period, tenant)
    behind.catch_up()
    heads.catch_up()
    fold_all(again=True)
    if due:
        over = max(one.month.span.ends for one in due)
        compare(min(one.month.span.starts for one in due), over + LATER)
        going_on.report(over)
    report_uncovered(period, tenant)
    return due


def _over(period: str, tenant: str | None) -> list[Due]:
    """The contracts of the month; refused while it is not over for every one of them, and when its calls
    are dropped: its invoices stand."""
    due = due_in(period, tenant)
    for one in due:
        refuse_sealed(one.month.span.starts, period, "period")
        if clock.now() < one.month.span.ends:
            over = one.month.next.first_day
            message = f"{period} is not over in {one.agreement.zone.key} before {over}"
            raise InvalidInput(message, where="period", allowed="a month that is over")
    return due
