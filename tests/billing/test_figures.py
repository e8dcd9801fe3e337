"""How figures are written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.documents.figures import amount, money


@pytest.mark.parametrize(
    ("value", "shown"), [("17600", "17,600.00"), ("-1333.33", "−1,333.33"), ("0", "0.00"), ("0.5", "0.50")]
)
def test_money(value: str, shown: str) -> None:
    assert money(Decimal(value)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("105263.158", "105,263.158"),
        ("0.0950", "0.095"),
        ("1E+3", "1,000"),
        ("100", "100"),
        ("-66.66666666666666", "−66.666666…"),
        ("0.1234560000", "0.123456"),
    ],
)
def test_amounts_keep_their_digits_and_say_when_there_are_more(value: str, shown: str) -> None:
    assert amount(Decimal(value)) == shown
