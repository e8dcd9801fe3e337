"""Migrations keep what is there, both ways."""

from __future__ import annotations

from datetime import date

from alembic import command
from flask import Flask
from sqlalchemy import select, text

from billing.models import Invoice, InvoiceCounter, InvoiceLine
from seatyard import migrations
from seatyard.db import db
from tests.factories import InvoiceLineFactory


def test_invoices_outlive_a_change_of_their_key(app: Flask) -> None:
    line = InvoiceLineFactory()
    number = line.invoice.number
    db.session.commit()
    db.session.remove()
    config = migrations.config_for(app)
    command.downgrade(config, "0002")
    columns = "number, period, due, kind, asked"
    before = db.session.execute(text(f"SELECT {columns} FROM invoices")).one()  # noqa: S608
    assert before.number == number
    db.session.remove()
    command.upgrade(config, "head")
    kept = db.session.scalars(select(Invoice)).one()
    assert (kept.number, kept.sequence, kept.due) == (number, 1, date(2026, 4, 10))
    assert db.session.scalars(select(InvoiceLine)).one().invoice is kept


def test_numbers_given_before_series_had_years_are_one_of_their_own(app: Flask) -> None:
    config = migrations.config_for(app)
    db.session.remove()
    command.downgrade(config, "0032")
    db.session.execute(text("INSERT INTO invoice_counters (series, last) VALUES ('invoice', 7)"))
    db.session.commit()
    command.upgrade(config, "head")
    assert db.session.execute(select(InvoiceCounter.series, InvoiceCounter.last)).all() == [("SY", 7)]
