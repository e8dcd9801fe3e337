"""``/api/v1``: all of a tenant's data in one file: asked for, made in the background, fetched."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from marshmallow import fields, validate

from seatyard import ranges
from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, PageArgs, Schema, page_of
from seatyard.files import Reopened
from seatyard.identity.permissions import DATA
from seatyard.paging import Part
from tenants.models import Tenant
from tenants.tokens.door import asking, asks

from . import jobs
from .models import ASKED, EXPIRED, FAILED, MAKING, READY, TenantExport

blueprint = Blueprint("exports", __name__, description="All of a tenant's data, in one file.")
ZIP = "application/zip"


class ExportArgs(Schema):
    recordings = fields.Boolean(
        load_default=False, metadata={"description": "With the audio of its recordings."}
    )


class ExportSchema(Schema):
    id = fields.Integer(required=True)
    recordings = fields.Boolean(required=True)
    asked_by = fields.String(required=True)
    asked_at = Moment(required=True)
    state = fields.String(required=True, validate=validate.OneOf((ASKED, MAKING, READY, FAILED, EXPIRED)))
    done = fields.Integer(required=True, metadata={"description": "Parts of it that are made."})
    of = fields.Integer(required=True, metadata={"description": "Parts in all; 0 before it is begun."})
    size = fields.Integer(required=True, metadata={"description": "Bytes of the file; 0 before it is made."})
    problem = fields.String(required=True, metadata={"description": "Why it failed."})
    expires_at = Moment(
        required=True, allow_none=True, metadata={"description": "Until when the file is there."}
    )


@blueprint.route("/tenants/<tenant>/exports")
@asks(DATA)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, page_of(ExportSchema))
def exports(args: dict[str, Any], tenant: Tenant) -> Part[TenantExport]:
    """Exports that were asked for, the latest first"""
    return jobs.part_of(tenant.id, **args)


@blueprint.route("/tenants/<tenant>/exports", methods=["POST"])
@asks(DATA, changes=True)
@blueprint.arguments(ExportArgs)
@blueprint.response(201, ExportSchema)
def ask_export(args: dict[str, bool], tenant: Tenant) -> TenantExport:
    """Ask for one; 409 while another is made"""
    return jobs.ask(tenant, recordings=args["recordings"], by=asking().name)


@blueprint.route("/tenants/<tenant>/exports/<int:export>")
@asks(DATA)
@blueprint.response(200, ExportSchema)
def one_export(tenant: Tenant, export: int) -> TenantExport:
    """How far an export is"""
    return jobs.one(tenant.id, export)


@blueprint.route("/tenants/<tenant>/exports/<int:export>/files/zip")
@asks(DATA)
@blueprint.file(ZIP)
def export_file(tenant: Tenant, export: int) -> Response:
    """The file, or the part of it that `Range` asks for; who asks is in the audit trail"""
    path = jobs.fetched(tenant.id, export)
    return ranges.answer(
        request,
        Reopened(path),
        path.stat().st_size,
        mimetype=ZIP,
        etag=f"{export}-{path.stat().st_mtime_ns}",
        name=f"{tenant.name}-{export}.zip",
        attached=True,
    )
