"""``/api/v1``: test calls to a tenant's number, asked for by the operator's people."""

from __future__ import annotations

from typing import Any

from flask import url_for
from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema
from seatyard.identity.permissions import TENANTS_ONBOARD
from tenants.models import Tenant
from tenants.tokens.door import asking, asks

from . import service
from .models import STATES, TestCall

blueprint = Blueprint("test_calls", __name__, description="Calls that try a tenant's number out.")


class TestCallArgs(Schema):
    __test__ = False

    number = fields.String(required=True, metadata={"example": "+861088880001"})


class TestCallSchema(Schema):
    __test__ = False

    key = fields.String(required=True, metadata={"description": "The call's id, once it is in the log."})
    number = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    asked_at = Moment(required=True)
    asked_by = fields.String(required=True)
    answered_in = fields.Float(allow_none=True, metadata={"description": "Seconds to the flow's answer."})
    seat = fields.String(allow_none=True, metadata={"description": "The seat that it was connected with."})
    cause = fields.String(allow_none=True)
    ended_at = Moment(allow_none=True)


@blueprint.route("/tenants/<tenant>/test-calls", methods=["POST"])
@asks(TENANTS_ONBOARD, changes=True)
@blueprint.arguments(TestCallArgs)
@blueprint.response(202, TestCallSchema)
def ask(args: dict[str, Any], tenant: Tenant) -> tuple[TestCall, int, dict[str, str]]:
    """Have a number called; `Location` is where to ask what came of it"""
    call = service.ask(tenant, args["number"], asking().by)
    return call, 202, {"Location": url_for("test_calls.one", tenant=tenant.name, key=call.key)}


@blueprint.route("/tenants/<tenant>/test-calls/<key>")
@asks(TENANTS_ONBOARD)
@blueprint.response(200, TestCallSchema)
def one(tenant: Tenant, key: str) -> TestCall:
    """How far a test call has come"""
    return service.find(tenant.id, key)
