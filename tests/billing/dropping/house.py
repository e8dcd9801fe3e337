"""Months of a tenant long past: called in, billed, and due to be dropped."""

from __future__ import annotations

from datetime import UTC, date, datetime

from billing.invoices import service
from seatyard import clock
from tests.billing.month import Leased, leased

MARCH = date(2026, 3, 1)
BEFORE = date(2026, 2, 1)
"""The contract begins at midnight of 1 March in Shanghai, which is February yet by UTC."""
DUE = datetime(2027, 5, 1, 0, 30, tzinfo=UTC)
"""When March 2026 may go."""
PERIODS = ("2026-03", "2026-04", "2026-05")
"""The months that a call of March may have a part in: one may last for 31 days."""

CALLS = {
    "u-1": "03-01T00:30",  # February by UTC
    "u-2": "03-03T09:00",
    "u-3": "03-31T23:59:30",
    "u-4": "04-01T07:59",  # March by UTC
    "u-5": "04-01T08:01",
    "u-6": "05-20T10:00",
}


def called(*, close: bool = True) -> Leased:
    """Calls of three months, and the months' invoices."""
    with clock.frozen(datetime(2026, 6, 1, 12, tzinfo=UTC)):
        made = leased(2)
        for uuid, starts in CALLS.items():
            made.came(uuid, starts, 90)
        for period in PERIODS if close else ():
            assert [one.status for one in service.close(period)] == ["finalised"]
    return made
