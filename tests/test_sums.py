"""Amounts add up inside either database to the last digit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from billing.models import InvoiceLine
from seatyard.db import db
from seatyard.sums import exact_sum
from tests.factories import InvoiceFactory, InvoiceLineFactory


@pytest.mark.parametrize(
    "amounts",
    [
        ["0.10"] * 3,
        ["99999999999999999.99", "0.01", "-0.02"],
        ["0.000000000001", "-7"],
    ],
)
def test_they_are_no_floats(app: Flask, amounts: list[str]) -> None:
    invoice = InvoiceFactory()
    for amount in amounts:
        InvoiceLineFactory(invoice=invoice, amount=Decimal(amount))
    db.session.flush()
    found = db.session.scalar(select(exact_sum(InvoiceLine.amount)))
    assert found == sum(map(Decimal, amounts))


def test_of_nothing_there_is_none(app: Flask) -> None:
    assert db.session.scalar(select(exact_sum(InvoiceLine.amount))) is None
