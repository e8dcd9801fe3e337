"""``/api/v1``: months at a glance, their books, what was earned, and what the one that runs will bring."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response
from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import MONTH, Amount, Schema, list_of, shown
from seatyard.attached import attached
from seatyard.db import snapshot
from seatyard.identity.permissions import MONEY
from tenants import directory
from tenants.tokens.door import asks

from ..documents.journal_table import SHAPES
from ..engine import Month
from ..exports.forms import FORMS
from ..ledger.journal import journal
from ..ledger.revenue import Earned, revenue
from ..outlook import service as outlook
from .board import board, months

blueprint = Blueprint("months", __name__, description="Months at a glance, for finance.")


class MonthSchema(Schema):
    period = fields.String(required=True, metadata={"example": "2026-03"})


class LaneSchema(Schema):
    count = fields.Integer(required=True)
    totals = fields.Dict(fields.String(), Amount(), required=True, metadata={"description": "By currency."})
    open = fields.Dict(fields.String(), Amount(), required=True, metadata={"description": "Not paid."})


class BoardSchema(MonthSchema):
    drafts = fields.Dict(fields.String(), fields.Nested(LaneSchema), required=True)
    invoices = fields.Dict(
        fields.String(), fields.Nested(LaneSchema), required=True, metadata={"description": "By state."}
    )
    final = fields.Nested(LaneSchema, required=True, metadata={"description": "All invoices."})
    credited = fields.Nested(LaneSchema, required=True)


class RevenueArgs(Schema):
    until = fields.String(load_default=None, validate=MONTH)
    months = fields.Integer(load_default=12, validate=validate.Range(1, 120))


class EarnedMonthSchema(MonthSchema):
    total = Amount(required=True)
    accounts = fields.Dict(
        fields.String(), Amount(), required=True, metadata={"description": "Below zero: granted, given up."}
    )


class EarnedSchema(Schema):
    currency = fields.String(required=True)
    months = fields.List(fields.Nested(EarnedMonthSchema), required=True)


class ComingDaySchema(Schema):
    on = fields.Date(required=True)
    totals = fields.Dict(fields.String(), Amount(), required=True)
    contracts = fields.Integer(required=True)
    problems = fields.Integer(required=True, metadata={"description": "Not computable."})


class ComingContractSchema(Schema):
    tenant = fields.String(required=True)
    contract = fields.Integer(required=True)
    on = fields.Date(required=True)
    currency = fields.String(required=True)
    total = Amount(required=True)
    problem = fields.String(required=True)


class OutlookSchema(MonthSchema):
    days = fields.List(fields.Nested(ComingDaySchema), required=True)
    contracts = fields.List(fields.Nested(ComingContractSchema), required=True)


@blueprint.route("/months")
@asks(MONEY)
@blueprint.response(200, list_of(MonthSchema))
def billed_months() -> dict[str, list[dict[str, str]]]:
    """All months that have a draft or an invoice, the latest first"""
    return {"items": [{"period": one} for one in months()]}


@blueprint.route("/months/<period>")
@asks(MONEY)
@blueprint.response(200, BoardSchema)
def one_month(period: str) -> dict[str, Any]:
    """How many drafts, invoices and credit notes of a month stand where, and what they come to"""
    month = _month(period)
    return shown(BoardSchema, board(month), period=month)


@blueprint.route("/months/<period>/journal/<any(csv, json, xlsx):form>")
@asks(MONEY)
@blueprint.file(*(FORMS[form].mimetype for form in SHAPES))
def month_journal(period: str, form: str) -> Response:
    """What belongs to a month's books, a row a debit or a credit"""
    month = _month(period)
    with snapshot():
        content = SHAPES[form](journal(month))
    return attached(content, FORMS[form].mimetype, f"journal-{month}.{form}")


@blueprint.route("/revenue")
@asks(MONEY)
@blueprint.arguments(RevenueArgs, location="query")
@blueprint.response(200, list_of(EarnedSchema))
def earned(args: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What was earned by kind, month by month, from the ledger"""
    return {"items": [{"currency": one.currency, "months": _months(one)} for one in revenue(**args)]}


@blueprint.route("/outlook")
@asks(MONEY)
@blueprint.response(200, OutlookSchema)
def coming() -> dict[str, Any]:
    """What the month that runs will bring as things are: day by day, and by contract, the largest first"""
    period = outlook.running_month()
    rows = outlook.latest(period)
    names = directory.names([row.tenant_id for row in rows])
    contracts = [
        shown(ComingContractSchema, row, tenant=names[row.tenant_id], contract=row.contract_id)
        for row in rows
    ]
    return {"period": period, "days": outlook.days(period), "contracts": contracts}


def _months(one: Earned) -> list[dict[str, Any]]:
    totals: dict[str, Decimal] = one.totals
    return [
        {"period": month, "total": totals[month], "accounts": accounts}
        for month, accounts in one.months.items()
    ]


def _month(period: str) -> str:
    """Raises InvalidInput for what is none."""
    return Month.parse(period, ZoneInfo("UTC")).name
