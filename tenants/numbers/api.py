"""``/api/v1``: the pool of numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Day, Moment, PageArgs, Schema, list_of, page_of
from seatyard.errors import InvalidInput
from seatyard.identity.permissions import NUMBERS, NUMBERS_CHANGE
from seatyard.paging import Part
from seatyard.requested import at_most, text_of

from ..models import NumberChange
from ..tokens.door import asks
from . import acts, listing, pool
from .e164 import valid
from .listing import Entry, Filters
from .states import STATES
from .table import MOST_BYTES

blueprint = Blueprint("pool", __name__, description="The operator's telephone numbers.")
_ONE = "/numbers/<e164>"
_ACTS = '"assign", "reserve", "quarantine", "release", "give-back"'


class PoolNumberSchema(Schema):
    e164 = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    carrier = fields.String(allow_none=True)
    tenant = fields.String(allow_none=True, metadata={"description": "Whose it is, or is kept for."})
    until = fields.Date(allow_none=True)
    flow = fields.String(allow_none=True)


class PoolArgs(PageArgs):
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    tenant = fields.String(load_default=None)
    carrier = fields.String(load_default=None)
    prefix = fields.String(load_default="", metadata={"example": "+8610"})


class AddArgs(Schema):
    e164 = fields.String(required=True)
    carrier = fields.String(load_default=None)


class ImportArgs(Schema):
    name = fields.String(load_default="list.csv", metadata={"description": "The file's, for the record."})
    look = fields.Boolean(load_default=False, metadata={"description": "Only say what it would do."})


class FaultSchema(Schema):
    line = fields.Integer(required=True)
    told = fields.String(required=True)


class ImportedSchema(Schema):
    added = fields.Integer(required=True, metadata={"description": "Of a look: would be."})
    there_before = fields.Integer(required=True)
    faults = fields.List(fields.Nested(FaultSchema), required=True)


class ActArgs(Schema):
    tenant = fields.String(load_default="", metadata={"description": "Of assign and reserve."})
    flow = fields.String(load_default="", metadata={"description": "Of assign."})
    until = Day(load_default=None, metadata={"description": "Of reserve and quarantine."})
    reason = fields.String(load_default="")


class MoveSchema(Schema):
    at = Moment(required=True)
    by = fields.String(required=True)
    before = fields.String(allow_none=True)
    after = fields.String(required=True)
    tenant = fields.String(allow_none=True)
    until = fields.Date(allow_none=True)
    reason = fields.String(required=True)


@blueprint.route("/numbers")
@asks(NUMBERS)
@blueprint.arguments(PoolArgs, location="query")
@blueprint.response(200, page_of(PoolNumberSchema))
def pool_numbers(args: dict[str, Any]) -> Part[Entry]:
    """The numbers of the pool, in their order"""
    after, limit = args.pop("after"), args.pop("limit")
    return listing.part_of(Filters(**args), after, limit)


@blueprint.route("/numbers", methods=["POST"])
@asks(NUMBERS_CHANGE, changes=True)
@blueprint.arguments(AddArgs)
@blueprint.response(201, PoolNumberSchema)
def add_number(args: dict[str, Any]) -> Entry:
    """Put one number into the pool"""
    acts.add(**args)
    return listing.one(valid(args["e164"]))


@blueprint.route("/numbers/import", methods=["POST"])
@blueprint.sent("A CSV; up to 64 MB.", "text/csv")
@asks(NUMBERS_CHANGE, changes=True)
@at_most(MOST_BYTES)
@blueprint.arguments(ImportArgs, location="query")
@blueprint.response(200, ImportedSchema)
def import_numbers(args: dict[str, Any]) -> dict[str, Any]:
    """Put a list into the pool, all of it or with a fault nothing; or look what it would do"""
    text, name = _text(), args["name"]
    if args["look"]:
        looked = pool.look(text, name)
        faults = [{"line": line, "told": told} for line, told in looked.faults]
        return {"added": len(looked.fresh), "there_before": looked.there_before, "faults": faults}
    done = pool.import_text(text, name)
    return {"added": done.added, "there_before": done.there_before, "faults": []}


@blueprint.route(_ONE)
@asks(NUMBERS)
@blueprint.response(200, PoolNumberSchema)
def pool_number(e164: str) -> Entry:
    """One number"""
    return listing.one(valid(e164))


@blueprint.route(f"{_ONE}/history")
@asks(NUMBERS)
@blueprint.response(200, list_of(MoveSchema))
def number_history(e164: str) -> dict[str, list[NumberChange]]:
    """Every move of a number, the first first"""
    return {"items": listing.history(valid(e164))}


@blueprint.route(f"{_ONE}/<any({_ACTS}):act>", methods=["POST"])
@asks(NUMBERS_CHANGE, changes=True)
@blueprint.arguments(ActArgs)
@blueprint.response(200, PoolNumberSchema)
def change_number(args: dict[str, Any], e164: str, act: str) -> Entry:
    """Give it to a tenant, keep it for one, let it rest, let it go, or take it from its tenant"""
    tenant, until, reason = args["tenant"], args["until"], args["reason"]
    doing: dict[str, Callable[[], None]] = {
        "assign": lambda: acts.assign(e164, tenant, args["flow"]),
        "reserve": lambda: acts.reserve(e164, tenant, until),
        "quarantine": lambda: acts.quarantine(e164, until, reason),
    }
    (doing.get(act) or (lambda: acts.PLAIN[act](e164, reason)))()
    return listing.one(valid(e164))


@blueprint.route(_ONE, methods=["DELETE"])
@asks(NUMBERS_CHANGE, changes=True)
@blueprint.response(204)
def remove_number(e164: str) -> None:
    """Take a number out of the pool that no tenant has"""
    acts.remove(e164)


def _text() -> str:
    if not request.content_length:
        raise InvalidInput("no file was sent", where="body", allowed="a CSV")
    return text_of()
