"""A long column's few values."""

from __future__ import annotations

from flask import Flask

from billing.models import Invoice
from seatyard import distinct
from tests.factories import InvoiceFactory


def test_values_come_once_each_the_largest_first(app: Flask) -> None:
    assert distinct.latest(Invoice.period) == []
    for period in ("2026-03", "2026-01", "2026-03", "2025-12", "2026-04"):
        InvoiceFactory(period=period)
    assert distinct.latest(Invoice.period) == ["2026-04", "2026-03", "2026-01", "2025-12"]
    assert distinct.latest(Invoice.period, 2) == ["2026-04", "2026-03"]
    assert distinct.latest(Invoice.period, 2, "2026-02") == ["2026-01", "2025-12"]
    assert distinct.latest(Invoice.period, until="2025-01") == []
