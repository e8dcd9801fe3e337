"""``/api/v1``: the audit trail: all of it, and of each tenant what concerns it."""

from __future__ import annotations

from itertools import islice
from typing import Any

from flask import Response
from marshmallow import fields

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, PageArgs, Schema, page_of
from seatyard.attached import attached
from seatyard.audit import service
from seatyard.errors import NotFound
from seatyard.identity.permissions import AUDIT, AUDIT_OWN
from seatyard.paging import Part

from . import directory
from .models import Tenant
from .tokens.door import asking, asks

blueprint = Blueprint("audit", __name__, description="Who did and saw what.")
KINDS = {"csv": "text/csv", "jsonl": "application/jsonl"}


class NarrowArgs(Schema):
    actor = fields.String(load_default="", metadata={"description": "A login, or `token LABEL`; whole."})
    what = fields.String(load_default="", metadata={"example": "seats/7"})
    since = Moment(load_default=None)
    until = Moment(load_default=None)


class NarrowAllArgs(NarrowArgs):
    tenant = fields.String(load_default=None, metadata={"description": "What concerns this one, by name."})


class TrailArgs(NarrowArgs, PageArgs):
    """The part of the entries that is asked for."""


class TrailOfAllArgs(NarrowAllArgs, PageArgs):
    """Likewise."""


class TrailEntrySchema(Schema):
    id = fields.Integer(required=True)
    at = Moment(required=True)
    actor = fields.String(required=True)
    role = fields.String(required=True)
    whence = fields.String(required=True, metadata={"description": "An address, `cli` or `worker`."})
    action = fields.String(required=True)
    what = fields.String(required=True)
    tenant_id = fields.Integer(allow_none=True)
    before = fields.Dict(allow_none=True)
    after = fields.Dict(allow_none=True, metadata={"description": "Of a look: what was asked for."})
    hash = fields.String(required=True)


@blueprint.route("/audit")
@asks(AUDIT)
@blueprint.arguments(TrailOfAllArgs, location="query")
@blueprint.response(200, page_of(TrailEntrySchema))
def trail(args: dict[str, Any]) -> Part[dict[str, Any]]:
    """Entries of all, the latest first"""
    after, limit = args.pop("after"), args.pop("limit")
    return _part(_filters(**args), after, limit)


@blueprint.route("/audit/files/<any(csv, jsonl):form>")
@asks(AUDIT)
@blueprint.arguments(NarrowAllArgs, location="query")
@blueprint.file(*KINDS.values())
def trail_file(args: dict[str, Any], form: str) -> Response:
    """The latest 20,000 entries, each as it fits its own hash (jsonl), or for a spreadsheet"""
    return _file(_filters(**args), form, "audit")


@blueprint.route("/tenants/<tenant>/audit")
@asks(AUDIT_OWN)
@blueprint.arguments(TrailArgs, location="query")
@blueprint.response(200, page_of(TrailEntrySchema))
def tenant_trail(args: dict[str, Any], tenant: Tenant) -> Part[dict[str, Any]]:
    """Entries that concern a tenant, the latest first, looks of the operator's people among them"""
    after, limit = args.pop("after"), args.pop("limit")
    return _part(_of(tenant, args), after, limit)


@blueprint.route("/tenants/<tenant>/audit/files/<any(csv, jsonl):form>")
@asks(AUDIT_OWN)
@blueprint.arguments(NarrowArgs, location="query")
@blueprint.file(*KINDS.values())
def tenant_trail_file(args: dict[str, Any], tenant: Tenant, form: str) -> Response:
    """The latest 20,000 of them"""
    return _file(_of(tenant, args), form, f"{tenant.name}-audit")


def _part(filters: service.Filters, after: str, limit: int) -> Part[dict[str, Any]]:
    found = service.search(filters, after=after, limit=limit)
    told = [service.shown(one) for one in found.entries]
    return Part([one | {"whence": one["from"]} for one in told], found.after)


def _file(filters: service.Filters, form: str, name: str) -> Response:
    write = service.as_csv if form == "csv" else service.as_lines
    latest = islice(service.every(filters), service.MOST)
    return attached("".join(write(latest)), KINDS[form], f"{name}.{form}")


def _of(tenant: Tenant, args: dict[str, Any]) -> service.Filters:
    theirs = asking().tenant_id is not None
    return service.of_tenant(service.Filters(**args), tenant.id, theirs=theirs)


def _filters(*, tenant: str | None = None, **narrowed: Any) -> service.Filters:
    found = directory.find(tenant) if tenant is not None else None
    if tenant is not None and found is None:
        raise NotFound("no such tenant", where=tenant)
    return service.Filters(tenant_id=found.id if found else None, **narrowed)
