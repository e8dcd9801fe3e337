"""Tax (contracts.md, tax): added or included, never in the shipped templates."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing import terms

from .cases import lease, march, outage, seats


def test_added_tax_comes_on_top_and_credits_carry_theirs() -> None:
    """'Credits carry the tax of what they credit'"""
    made = march(
        lease({"tax": {"rate": 0.06, "included": False}}), seats(10), outage("03-05T10:00", "03-06T12:00")
    )
    assert (made.subtotal, made.tax, made.total) == (
        Decimal("18666.67"),
        Decimal("1120.00"),
        Decimal("19786.67"),
    )
    assert made.tax_formula == "18666.67 × 0.06 = 1120.00"


def test_included_tax_is_taken_out_of_the_lines() -> None:
    made = march(lease({"tax": {"rate": 0.06, "included": True}}), seats(1))
    assert (made.subtotal, made.tax, made.total) == (
        Decimal("1886.79"),
        Decimal("113.21"),
        Decimal("2000.00"),
    )


@pytest.mark.parametrize("name", terms.names())
def test_templates_ship_without_tax_but_for_two(name: str) -> None:
    """'Templates ship without it but for `seats-and-voice-line` (6 % added: its prices are before tax)
    and `system-purchase` (6 % included).'
    """
    two = {"seats-and-voice-line": False, "system-purchase": True}
    tax = terms.load(name).terms.get("tax")
    assert tax == ({"rate": "0.06", "included": two[name]} if name in two else None)
