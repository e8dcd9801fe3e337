"""``/api/v1``: what of a tenant's recordings was deleted, and what may not be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response
from marshmallow import fields

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, PageArgs, Schema, list_of, page_of
from seatyard.attached import attached
from seatyard.identity.permissions import RECORDINGS
from seatyard.paging import Part
from tenants.models import Tenant
from tenants.tokens.door import asks

from . import holds, proofs
from .models import Deletion, Hold

blueprint = Blueprint("deletions", __name__, description="Proofs of deletion, and legal holds.")


class DeletionSchema(Schema):
    number = fields.Integer(required=True, metadata={"description": "1, 2, 3… of the tenant."})
    document = fields.Dict(required=True, metadata={"description": "What, when, by which policy."})
    digest = fields.String(
        required=True,
        metadata={"description": "SHA-256 of the one before, a line break, the document in canonical JSON."},
    )
    deleted_at = Moment(required=True)


class DeletionsArgs(Schema):
    since = Moment(load_default=None, metadata={"description": "Deleted then or later."})
    until = Moment(load_default=None, metadata={"description": "Deleted before."})


class CheckedSchema(Schema):
    broken = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "The first that is not as it was written, or is missing; null: none."},
    )


class HoldSchema(Schema):
    call = fields.String(
        allow_none=True, attribute="call_id", metadata={"description": "Null: all of the tenant's."}
    )
    reason = fields.String(required=True)
    held_by = fields.String(required=True)
    held_at = Moment(required=True)


@blueprint.route("/tenants/<tenant>/recording-deletions")
@asks(RECORDINGS)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, page_of(DeletionSchema))
def deletions(args: dict[str, Any], tenant: Tenant) -> Part[Deletion]:
    """Proofs of deletion, the latest first"""
    return proofs.part_of(tenant.id, **args)


@blueprint.route("/tenants/<tenant>/recording-deletions/check")
@asks(RECORDINGS)
@blueprint.response(200, CheckedSchema)
def check_deletions(tenant: Tenant) -> dict[str, int | None]:
    """Compare all proofs with their digests"""
    return {"broken": proofs.broken(tenant.id)}


@blueprint.route("/tenants/<tenant>/recording-deletions/files/<any(csv, json):form>")
@asks(RECORDINGS)
@blueprint.arguments(DeletionsArgs, location="query")
@blueprint.file("text/csv", "application/json")
def deletions_file(args: dict[str, datetime | None], tenant: Tenant, form: str) -> Response:
    """Proofs of deletion of a time, as a file to keep"""
    chosen, name = proofs.between(tenant.id, **args), f"{tenant.name}-deletions.{form}"
    if form == "csv":
        return attached(proofs.as_csv(chosen), "text/csv", name)
    return attached(proofs.as_json(tenant, chosen), "application/json", name)


@blueprint.route("/tenants/<tenant>/recording-holds")
@asks(RECORDINGS)
@blueprint.response(200, list_of(HoldSchema))
def recording_holds(tenant: Tenant) -> dict[str, Sequence[Hold]]:
    """Legal holds that stand, the oldest first"""
    return {"items": holds.standing(tenant.id)}
