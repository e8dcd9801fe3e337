"""``/api/v1``: where the time of a tenant's seats went."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response
from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Day, Moment, PageArgs, Schema, page_of
from seatyard.attached import attached
from seatyard.identity.permissions import HOME
from seatyard.paging import Part
from tenants.models import Tenant
from tenants.tokens.door import asks

from . import documents, listing
from .states import STATES

blueprint = Blueprint("seat_time", __name__, description="Where seats' time went; microseconds throughout.")


class DaysArgs(Schema):
    """Local days of the tenant, the last one included; at most 31, today by default."""

    since = Day(load_default=None)
    until = Day(load_default=None)


class SeatTimeArgs(DaysArgs, PageArgs):
    seat = fields.String(load_default=None, metadata={"description": "Of this one alone, by number."})
    intervals = fields.Boolean(load_default=False, metadata={"description": "Each day's, one by one."})


class StateTimeSchema(Schema):
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    reason = fields.Integer(allow_none=True)
    reason_name = fields.String(required=True)
    time_us = fields.Integer(required=True, attribute="microseconds")


class IntervalSchema(Schema):
    starts_at = Moment(required=True, attribute="starts")
    ends_at = Moment(required=True, attribute="ends")
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    reason = fields.Integer(allow_none=True)
    evidence = fields.String(required=True)


class SeatDaySchema(Schema):
    day = fields.String(required=True, metadata={"format": "date"})
    length_us = fields.Integer(
        required=True, attribute="microseconds", metadata={"description": "Of the day so far."}
    )
    signed_in_us = fields.Integer(required=True, attribute="signed_in")
    unknown_us = fields.Integer(required=True, attribute="unknown")
    states = fields.List(fields.Nested(StateTimeSchema), required=True)
    intervals = fields.List(fields.Nested(IntervalSchema))


class SeatTimeSchema(Schema):
    seat = fields.String(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True)
    signed_in_us = fields.Integer(required=True, attribute="signed_in")
    seat_days = fields.Integer(required=True, metadata={"description": "Days signed in at any moment."})
    unknown_us = fields.Integer(required=True, attribute="unknown")
    states = fields.List(fields.Nested(StateTimeSchema), required=True)
    days = fields.List(fields.Nested(SeatDaySchema), required=True)


@blueprint.route("/tenants/<tenant>/seat-time")
@asks(HOME)
@blueprint.arguments(SeatTimeArgs, location="query")
@blueprint.response(200, page_of(SeatTimeSchema))
def seat_time(args: dict[str, Any], tenant: Tenant) -> Part[dict[str, Any]]:
    """The time of seats by number, day by day"""
    intervals = args.pop("intervals")
    found, after = listing.part_of(tenant, **args)
    return Part([_shown(one, found, intervals) for one in found.seats], after)


@blueprint.route("/tenants/<tenant>/seat-time/files/csv")
@asks(HOME)
@blueprint.arguments(DaysArgs, location="query")
@blueprint.file("text/csv")
def seat_time_file(args: dict[str, date | None], tenant: Tenant) -> Response:
    """The same of all seats, a row a seat and day, in seconds"""
    content = documents.as_csv(listing.of_days(tenant, **args))
    return attached(content, "text/csv", f"{tenant.name}-seat-time.csv")


def _shown(one: listing.SeatDays, found: listing.Report, intervals: bool) -> dict[str, Any]:
    told = documents.of_seat(one, found, intervals=False)
    if intervals:
        days = zip(told["days"], one.days, strict=True)
        told["days"] = [day | {"intervals": known.stretches} for day, known in days]
    return told
