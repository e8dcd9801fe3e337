"""``/api/v1``: lines of bank statements: taken in, and matched with what is owed."""

from __future__ import annotations

from typing import Any

from flask import request
from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Amount, MonthPageArgs, ReasonArgs, Schema, page_of, shown
from seatyard.identity.permissions import MONEY, MONEY_WORK
from seatyard.paging import Part
from seatyard.requested import at_most
from tenants.tokens.door import asking, asks

from ..recorded.typed import decimal
from . import intake, listing, matching, profiles
from .models import MARK
from .suggesting import suggestions

blueprint = Blueprint("bank", __name__, description="Lines of bank statements.")
MOST_PARTS = 20
"""Of a line that is split."""


class LinesArgs(MonthPageArgs):
    state = fields.String(load_default=None, validate=validate.OneOf(listing.STATES))


class BankMatchSchema(Schema):
    fact = fields.String(required=True, metadata={"example": "F17"})
    document = fields.Dict(required=True)
    amount = Amount(required=True)
    reasons = fields.String(required=True)
    by = fields.String(required=True)


class BankLineSchema(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True, metadata={"example": "B17"})
    state = fields.String(required=True, validate=validate.OneOf(listing.STATES))
    why = fields.String(required=True, metadata={"description": "Of one parked or faulty."})
    incoming = fields.Boolean(allow_none=True)
    on = fields.Date(allow_none=True)
    amount = Amount(allow_none=True)
    left = Amount(required=True, metadata={"description": "Not matched."})
    currency = fields.String(required=True)
    account = fields.String(required=True, metadata={"description": "The operator's own."})
    payer_name = fields.String(required=True)
    payer_account = fields.String(required=True)
    text = fields.String(required=True)
    reference = fields.String(required=True)
    matches = fields.List(fields.Nested(BankMatchSchema), required=True)


class BankPartSchema(Schema):
    of = fields.String(
        required=True, metadata={"description": "An invoice, a tenant (on account), or a refund (F17)."}
    )
    amount = Amount(required=True)


class SuggestionSchema(Schema):
    tenant = fields.String(required=True)
    contract_id = fields.Integer(required=True)
    parts = fields.List(fields.Nested(BankPartSchema), required=True)
    reasons = fields.List(fields.String(), required=True)
    sure = fields.Boolean(required=True, metadata={"description": "Number and amount are exact."})


class WholeBankLineSchema(BankLineSchema):
    raw = fields.String(required=True, metadata={"description": "As it came."})
    suggestions = fields.List(fields.Nested(SuggestionSchema), required=True)


class BankPartArgs(Schema):
    of = fields.String(required=True)
    amount = fields.String(load_default="", metadata={"description": "Of the last part: the rest if none."})


class ConfirmArgs(Schema):
    parts = fields.List(fields.Nested(BankPartArgs), required=True, validate=validate.Length(1, MOST_PARTS))


class StatementArgs(Schema):
    file_name = fields.String(required=True, metadata={"example": "2026-03.csv"})
    profile = fields.String(load_default=None, validate=validate.OneOf(profiles.built_in()))
    account = fields.String(load_default="", metadata={"description": "Where the file does not say it."})
    book = fields.Boolean(load_default=False, metadata={"description": "Book the sure ones."})


class TakenSchema(Schema):
    added = fields.List(fields.Integer(), required=True, metadata={"description": "Lines, by id."})
    known = fields.Integer(required=True, metadata={"description": "Lines that were there already."})


@blueprint.route("/bank-lines")
@asks(MONEY)
@blueprint.arguments(LinesArgs, location="query")
@blueprint.response(200, page_of(BankLineSchema))
def bank_lines(args: dict[str, Any]) -> Part[listing.Row]:
    """Lines of all statements, those taken in last first"""
    return listing.part_of(**args)


@blueprint.route("/bank-lines/<int:line>")
@asks(MONEY)
@blueprint.response(200, WholeBankLineSchema)
def one_line(line: int) -> dict[str, Any]:
    """A line as it came, what it was matched with, and what it may be"""
    found = listing.named(f"{MARK}{line}")
    may_be = suggestions([found]).get(found.id, [])
    return shown(WholeBankLineSchema, listing.row(found), raw=found.raw, suggestions=may_be)


@blueprint.route("/bank-lines/<int:line>/confirm", methods=["POST"])
@asks(MONEY_WORK, changes=True)
@blueprint.arguments(ConfirmArgs)
@blueprint.response(200, BankLineSchema)
def confirm_line(args: dict[str, Any], line: int) -> listing.Row:
    """Book a line, or parts of it"""
    parts = [
        matching.Asked(one["of"], decimal(one["amount"], "parts") if one["amount"] else None)
        for one in args["parts"]
    ]
    return matching.confirm(f"{MARK}{line}", parts, by=asking().by)


@blueprint.route("/bank-lines/<int:line>/unmatch", methods=["POST"])
@asks(MONEY_WORK, changes=True)
@blueprint.arguments(ReasonArgs)
@blueprint.response(200, BankLineSchema)
def unmatch_line(args: dict[str, str], line: int) -> listing.Row:
    """Take a line's payments back"""
    return matching.unmatch(f"{MARK}{line}", reason=args["reason"], by=asking().by)


@blueprint.route("/bank-lines/<int:line>/park", methods=["POST"])
@asks(MONEY_WORK, changes=True)
@blueprint.arguments(ReasonArgs)
@blueprint.response(200, BankLineSchema)
def park_line(args: dict[str, str], line: int) -> listing.Row:
    """Set a line that is not matched aside"""
    return matching.park(f"{MARK}{line}", reason=args["reason"], by=asking().by)


@blueprint.route("/bank-lines/<int:line>/release", methods=["POST"])
@asks(MONEY_WORK, changes=True)
@blueprint.response(200, BankLineSchema)
def release_line(line: int) -> listing.Row:
    """Take a parked line as what it says"""
    return matching.release(f"{MARK}{line}", by=asking().by)


@blueprint.route("/bank-statements", methods=["POST"])
@blueprint.sent("A CSV, or a CAMT.053; up to 32 MB.")
@asks(MONEY_WORK, changes=True)
@at_most(intake.MOST_BYTES)
@blueprint.arguments(StatementArgs, location="query")
@blueprint.response(201, TakenSchema)
def import_statement(args: dict[str, Any]) -> intake.Taken:
    """Take in a statement; again, it adds nothing"""
    name, by, book = args.pop("file_name"), asking().by, args.pop("book")
    taken = intake.take(request.get_data(), name, by=by, **args)
    if book:
        matching.book_sure(taken.added, by=by)
    return taken
