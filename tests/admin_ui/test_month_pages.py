"""A month at a glance, for finance."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

from flask import Flask
from openpyxl import load_workbook

from admin_ui.stacks import HEIGHT, stacks
from billing.drafts import making, review
from billing.drafts import service as drafts
from billing.invoices import service as invoices
from billing.ledger.revenue import Earned
from billing.outlook import service as outlook
from seatyard import clock
from seatyard.db import db
from tests.billing.booked import pay
from tests.billing.cases import at
from tests.billing.month import leased
from tests.factories import UserFactory

from .conftest import Visitor


def test_a_month_counts_its_drafts_and_invoices_and_leads_to_them(app: Flask, visit: Visitor) -> None:
    leased(3)
    UserFactory(login="fin", role="finance")
    db.session.commit()
    with clock.frozen(at("05-01")):
        invoices.close("2026-03")
        making.draft("2026-04")
        review.hold(drafts.one_of("2026-04", "acme").draft.id, "fin", "asks")
        outlook.due_now()
        page = visit("finance").get("/months?lang=en").text
        for shown in (
            "/drafts?period=2026-04",
            "/months?period=2026-03",
            "6,000.00",
            "What 2026-05 will bring",
        ):
            assert shown in page, shown
        march = visit("finance").get("/months?lang=en&period=2026-03").text
        assert "/invoices?period=2026-03&amp;state=overdue" in march
        assert "<svg" in march
        overdue = visit("finance").get("/invoices?lang=en&period=2026-03&state=overdue").text
        assert "SY-2026-000001" in overdue
        pay(2500, "2026-05-01")
        assert "3,500.00 open" in visit("finance").get("/invoices?lang=en").text
        paid = visit("finance").get("/invoices?lang=en&period=2026-03&state=paid").text
        assert "SY-2026-000001" not in paid
    assert visit(tenant=leased(1, name="beta").tenant).get("/months").status_code == 403


def test_a_months_journal_is_downloaded(app: Flask, visit: Visitor) -> None:
    tenant = leased(3).tenant
    with clock.frozen(at("04-01")):
        invoices.close("2026-03")
        answer = visit("finance").get("/months/2026-03/journal.csv")
        assert answer.headers["Content-Disposition"] == "attachment; filename=journal-2026-03.csv"
        rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
        assert [(row["account"], row["debit"], row["credit"]) for row in rows] == [
            ("receivable", "6000.00", ""),
            ("revenue.rent", "", "6000.00"),
        ]
        assert json.loads(visit("operator").get("/months/2026-03/journal.json").data)["journal"]
        assert load_workbook(io.BytesIO(visit("finance").get("/months/2026-03/journal.xlsx").data))["journal"]
        refused = visit("finance").get("/months/2026-13/journal.csv")
        assert (refused.status_code, "2026-13" in refused.text) == (400, True)
    assert visit(tenant=tenant).get("/months/2026-03/journal.csv").status_code == 403


def test_nothing_yet(app: Flask, visit: Visitor) -> None:
    assert "No month has a draft or an invoice yet." in visit("finance").get("/months?lang=en").text


def test_kinds_stand_on_the_ground_and_what_was_granted_hangs_below() -> None:
    months = {
        "2026-03": {"revenue.rent": Decimal(60), "revenue.calls": Decimal(20), "credits": Decimal(-20)},
        "2026-04": {"revenue.rent": Decimal(40)},
        "2026-05": {},
    }
    chart = stacks(Earned("CNY", months))
    march = {piece.account: (piece.y, piece.height) for piece in chart.stacks[0].pieces}
    assert chart.ground == HEIGHT * 0.8
    assert (len(chart.stacks), chart.free, chart.width) == (3, 9, 117)
    assert march == {
        "revenue.rent": (HEIGHT * 0.2, HEIGHT * 0.6),
        "revenue.calls": (0, HEIGHT * 0.2),
        "credits": (HEIGHT * 0.8, HEIGHT * 0.2),
    }
    assert [stack.total for stack in chart.stacks] == [60, 40, 0]
    assert chart.stacks[2].pieces == []
