"""``/api/v1``: a tenant's deletion, looked at. It is asked for and confirmed on pages, by two people."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema, list_of
from seatyard.attached import attached
from seatyard.errors import NotFound
from seatyard.identity.permissions import TENANT_END
from tenants.models import Tenant
from tenants.tokens.door import asks

from . import deletion
from .models import TenantDeletion
from .obstacles import KINDS, Obstacle

blueprint = Blueprint("tenant_deletion", __name__, description="A tenant's deletion after its contract.")
_ROOT = "/tenants/<tenant>/deletion"


class ObstacleSchema(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    says = fields.String(required=True)


class KeptSchema(Schema):
    rows = fields.Integer(required=True)
    because = fields.String(required=True)


class DeletionPreviewSchema(Schema):
    obstacles = fields.List(fields.Nested(ObstacleSchema), required=True)
    gone = fields.Dict(
        fields.String(),
        fields.Integer(),
        required=True,
        metadata={"description": "Rows by table, files by kind."},
    )
    kept = fields.Dict(
        fields.String(), fields.Nested(KeptSchema), required=True, metadata={"description": "By table."}
    )


class TenantDeletionSchema(Schema):
    id = fields.Integer(required=True)
    reason = fields.String(required=True)
    asked_by = fields.String(required=True)
    asked_at = Moment(required=True)
    confirmed_by = fields.String(required=True, allow_none=True)
    confirmed_at = Moment(
        required=True, allow_none=True, metadata={"description": "From then on there is no way back."}
    )
    problem = fields.String(
        required=True, metadata={"description": "What it waits for, or why it stopped; empty: nothing."}
    )
    finished_at = Moment(required=True, allow_none=True)
    digest = fields.String(
        required=True, allow_none=True, metadata={"description": "Of the proof; keep a copy elsewhere."}
    )


@blueprint.route(f"{_ROOT}/obstacles")
@asks(TENANT_END)
@blueprint.response(200, list_of(ObstacleSchema))
def obstacles(tenant: Tenant) -> dict[str, list[Obstacle]]:
    """What stands against a tenant's deletion; none: it may be asked for"""
    return {"items": deletion.against(tenant)}


@blueprint.route(f"{_ROOT}/preview")
@asks(TENANT_END)
@blueprint.response(200, DeletionPreviewSchema)
def preview(tenant: Tenant) -> dict[str, Any]:
    """What would go and what would stay, counted now: of a large tenant that takes a while"""
    return deletion.preview(tenant).document()


@blueprint.route(_ROOT)
@asks(TENANT_END)
@blueprint.response(200, TenantDeletionSchema)
def standing(tenant: Tenant) -> TenantDeletion:
    """The deletion that was asked for, and not called off; 404 where there is none"""
    found = deletion.standing(tenant.id)
    if found is None:
        raise NotFound("no deletion was asked for", where=f"tenant {tenant.name}")
    return found


@blueprint.route(f"{_ROOT}/files/json")
@asks(TENANT_END)
@blueprint.file("application/json")
def proof(tenant: Tenant) -> Response:
    """The proof of a finished deletion with its digest, as `seatyard tenant deletion proof` prints it"""
    return attached(deletion.proof_text(tenant), "application/json", f"{tenant.name}-deletion.json")
