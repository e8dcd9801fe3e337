"""``/api/v1``: legal holds, set and released by the operator's people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import fields

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, ReasonArgs, Schema, list_of
from seatyard.identity.permissions import TENANT_END
from tenants.models import Tenant
from tenants.tokens.door import asking, asks

from . import holds
from .models import Hold

blueprint = Blueprint("holds", __name__, description="Legal holds: what is not deleted, whatever its age.")


class HoldArgs(ReasonArgs):
    reference = fields.String(
        load_default="", metadata={"description": "What a court or an authority calls the matter."}
    )
    call = fields.String(
        load_default=None,
        allow_none=True,
        metadata={"description": "One call's id, or a leg's; none: all of the tenant's."},
    )


class LegalHoldSchema(Schema):
    id = fields.Integer(required=True, metadata={"description": "1, 2, 3… of the tenant."})
    call = fields.String(
        required=True, allow_none=True, attribute="call_id", metadata={"description": "Null: everything."}
    )
    reason = fields.String(required=True)
    reference = fields.String(required=True)
    held_by = fields.String(required=True)
    held_at = Moment(required=True)
    released_at = Moment(required=True, allow_none=True, metadata={"description": "Null: it stands."})
    released_by = fields.String(required=True, allow_none=True)
    release_reason = fields.String(required=True, allow_none=True)


@blueprint.route("/tenants/<tenant>/holds")
@asks(TENANT_END)
@blueprint.response(200, list_of(LegalHoldSchema))
def every_hold(tenant: Tenant) -> dict[str, Sequence[Hold]]:
    """Legal holds, the latest first, released ones too"""
    return {"items": holds.every(tenant.id)}


@blueprint.route("/tenants/<tenant>/holds", methods=["POST"])
@asks(TENANT_END, changes=True)
@blueprint.arguments(HoldArgs)
@blueprint.response(201, LegalHoldSchema)
def hold(args: dict[str, Any], tenant: Tenant) -> Hold:
    """Delete nothing of a tenant, or of one call, until it is released"""
    return holds.hold(tenant.id, args["call"], args["reason"], asking().by, args["reference"])


@blueprint.route("/tenants/<tenant>/holds/<int:hold>/release", methods=["POST"])
@asks(TENANT_END, changes=True)
@blueprint.arguments(ReasonArgs)
@blueprint.response(200, LegalHoldSchema)
def release_hold(args: dict[str, str], tenant: Tenant, hold: int) -> Hold:
    """End a legal hold, on record; what is past its keep goes with the next sweep"""
    return holds.release_one(tenant.id, hold, args["reason"], asking().by)
