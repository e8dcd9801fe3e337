"""``/api/v1``: a tenant's working hours by name."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema, list_of
from seatyard.calendar import swaps_known
from seatyard.identity.permissions import HOME, SETUP_CHANGE
from tenants.models import Tenant
from tenants.onboarding.editing import Brought
from tenants.tokens.door import asks

from . import service
from .service import Named
from .year import KINDS

blueprint = Blueprint(
    "working_hours", __name__, description="Hours by name, with public holidays, which flows go by."
)


class WorkingHoursArgs(Schema):
    when = fields.String(required=True, metadata={"example": "Mon-Fri 09:00-12:00, Mon-Fri 13:00-18:00"})
    holidays = fields.String(
        validate=validate.OneOf(("CN",)), metadata={"description": "Left out: none are observed."}
    )
    days = fields.Dict(
        load_default=dict,
        metadata={"description": 'By day: "closed", hours, or {"hours": …, "reason": …}; they win over all.'},
    )


class StandingSchema(Schema):
    open = fields.Boolean(required=True)
    until = Moment(allow_none=True, metadata={"description": "While open; null where it never closes."})
    opens = Moment(allow_none=True, metadata={"description": "While closed; null where it never opens."})


class WorkingHoursSchema(Schema):
    name = fields.String(required=True)
    said = fields.Dict(required=True, metadata={"description": "As it is set."})
    standing = fields.Nested(StandingSchema, required=True, metadata={"description": "At this moment."})
    flows = fields.List(fields.String(), required=True, metadata={"description": "That use them."})


class WorkingDaySchema(Schema):
    day = fields.Date(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    hours = fields.String(required=True, metadata={"description": "That begin on it; empty: closed."})
    reason = fields.String(required=True)
    stands_for = fields.Date(allow_none=True, metadata={"description": "The day off that it makes up for."})


class WorkingYearSchema(Schema):
    announced = fields.Boolean(
        required=True,
        metadata={"description": "False: make-up days of the year are not known yet, none are counted."},
    )
    days = fields.List(fields.Nested(WorkingDaySchema), required=True)


class ChangedDaySchema(Schema):
    day = fields.Date(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)


class WorkingHoursPreviewSchema(Schema):
    changes = fields.Boolean(required=True)
    flows = fields.List(fields.String(), required=True)
    numbers = fields.List(fields.String(), required=True)
    before = fields.Nested(StandingSchema, allow_none=True)
    after = fields.Nested(StandingSchema, required=True)
    days = fields.List(fields.Nested(ChangedDaySchema), required=True)


class WorkingHoursMadeSchema(Schema):
    generation = fields.Integer(required=True, metadata={"description": "Live once acknowledged."})


@blueprint.route("/tenants/<tenant>/working-hours")
@asks(HOME)
@blueprint.response(200, list_of(WorkingHoursSchema))
def listing(tenant: Tenant) -> dict[str, list[Named]]:
    """All working hours, with whether it is open and which flows use them"""
    return {"items": service.listing(tenant)}


@blueprint.route("/tenants/<tenant>/working-hours/<name>")
@asks(HOME)
@blueprint.response(200, WorkingHoursSchema)
def one(tenant: Tenant, name: str) -> Named:
    """Working hours by their name"""
    return service.find(tenant, name)


@blueprint.route("/tenants/<tenant>/working-hours/<name>/years/<int:year>")
@asks(HOME)
@blueprint.response(200, WorkingYearSchema)
def year(tenant: Tenant, name: str, year: int) -> dict[str, Any]:
    """All days of a year: open, closed, holidays, make-up days and days of one's own"""
    days = service.year(service.find(tenant, name), year)
    return {"announced": swaps_known(year), "days": days}


@blueprint.route("/tenants/<tenant>/working-hours/<name>/preview", methods=["POST"])
@asks(HOME, also=(409,))
@blueprint.arguments(WorkingHoursArgs)
@blueprint.response(200, WorkingHoursPreviewSchema)
def preview(args: dict[str, Any], tenant: Tenant, name: str) -> dict[str, Any]:
    """What setting them would change; nothing is kept"""
    told = service.preview(tenant, name, args)
    days = [{"day": day, "before": was, "after": now} for day, was, now in told.days]
    return vars(told) | {"days": days}


@blueprint.route("/tenants/<tenant>/working-hours/<name>", methods=["PUT"])
@asks(SETUP_CHANGE, changes=True)
@blueprint.arguments(WorkingHoursArgs)
@blueprint.response(200, WorkingHoursMadeSchema)
def put(args: dict[str, Any], tenant: Tenant, name: str) -> Brought:
    """Set working hours, or add them: the flows that use them follow at once"""
    return service.put(tenant, name, args)


@blueprint.route("/tenants/<tenant>/working-hours/<name>", methods=["DELETE"])
@asks(SETUP_CHANGE, changes=True)
@blueprint.response(200, WorkingHoursMadeSchema)
def remove(tenant: Tenant, name: str) -> Brought:
    """Remove working hours that no flow uses"""
    return service.remove(tenant, name)
