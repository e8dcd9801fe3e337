"""``/api/v1``: a month of planned work, and what one more plan would take."""

from __future__ import annotations

from typing import Any

from flask import current_app
from marshmallow import fields

from esl.outages import plans
from esl.outages.api import PlanArgs
from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema, shown
from seatyard.app import settings_of
from seatyard.identity.permissions import OUTAGES, OUTAGES_JUDGE
from tenants import directory
from tenants.tokens.door import asking, asks

from ..clauses.maintenance import Counted
from .calendar import Month, called, first_of, month, month_of

blueprint = Blueprint("maintenance", __name__, description="Planned work by month, and allowances.")


class PlannedSchema(Schema):
    plan = fields.String(required=True, metadata={"example": "P3"})
    cause = fields.String(required=True)
    starts_at = Moment(required=True)
    ends_at = Moment(allow_none=True)
    reason = fields.String(required=True)


class UseSchema(Schema):
    tenant = fields.String(required=True)
    counted = fields.String(required=True, metadata={"description": "time (seconds) or days."})
    allowed = fields.Integer(required=True)
    takes = fields.Integer(required=True, metadata={"description": "If all of it takes place."})
    left = fields.Integer(required=True, metadata={"description": "Below zero: a fault."})


class MaintenanceMonthSchema(Schema):
    plans = fields.List(fields.Nested(PlannedSchema), required=True)
    uses = fields.List(fields.Nested(UseSchema), required=True)
    overlaps = fields.List(fields.List(fields.String()), required=True)
    late = fields.List(fields.String(), required=True, metadata={"description": "Announced too late."})


@blueprint.route("/outage-plans/months/<period>")
@asks(OUTAGES)
@blueprint.response(200, MaintenanceMonthSchema)
def maintenance_month(period: str) -> dict[str, Any]:
    """A month's planned work, what it takes of allowances, and what collides"""
    return _shown(month(first_of(period), _zone()))


@blueprint.route("/outage-plans/look", methods=["POST"])
@asks(OUTAGES_JUDGE)
@blueprint.arguments(PlanArgs)
@blueprint.response(200, MaintenanceMonthSchema)
def look_at_plan(args: dict[str, Any]) -> dict[str, Any]:
    """What the month of a plan would be like with it; nothing is announced"""
    draft = plans.drafted(by=asking().by, **args)
    return _shown(month(month_of(draft.starts_at, _zone()), _zone(), draft))


def _zone() -> str:
    return settings_of(current_app).timezone


def _shown(found: Month) -> dict[str, Any]:
    names = directory.names([one.allowance.tenant_id for one in found.uses])
    scale = {True: 1_000_000, False: 1}
    uses = [
        {
            "tenant": names[one.allowance.tenant_id],
            "counted": (Counted.TIME if one.by_time else Counted.DAYS).value,
            **{key: getattr(one, key) // scale[one.by_time] for key in ("allowed", "takes", "left")},
        }
        for one in found.uses
    ]
    planned = [shown(PlannedSchema, one, plan=called(one)) for one in found.plans]
    overlaps = [[called(one), called(other)] for one, other in found.overlaps]
    return {"plans": planned, "uses": uses, "overlaps": overlaps, "late": [called(one) for one in found.late]}
