"""``/api/v1``: findings, and what the operator's people do about them."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard import findings as service
from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, PageArgs, ReasonArgs, Schema, page_of, shown
from seatyard.findings import KINDS, Finding
from seatyard.identity.permissions import FINDINGS, FINDINGS_WORK
from seatyard.paging import Part

from . import directory
from .tokens.door import asking, asks

blueprint = Blueprint("findings", __name__, description="What does not add up, until a person clears it.")


class FindingsArgs(PageArgs):
    cleared = fields.Boolean(load_default=False)
    kind = fields.String(load_default="", validate=validate.OneOf(KINDS))
    owner = fields.String(load_default="", metadata={"description": "A login, or `-` for nobody's."})
    billable = fields.Boolean(load_default=False)


class FindingSchema(Schema):
    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    key = fields.String(required=True)
    tenant = fields.String(allow_none=True)
    message = fields.String(required=True)
    detail = fields.Dict(required=True)
    billable = fields.Boolean(required=True)
    about_from = Moment(allow_none=True)
    about_until = Moment(allow_none=True)
    count = fields.Integer(required=True)
    first_at = Moment(required=True)
    last_at = Moment(required=True)
    owner = fields.String(allow_none=True)
    cleared_at = Moment(allow_none=True)
    cleared_by = fields.String(allow_none=True)
    cleared_because = fields.String(allow_none=True)


class NoteSchema(Schema):
    at = Moment(required=True)
    by = fields.String(required=True)
    what = fields.String(required=True)
    text = fields.String(required=True)


class FindingWithNotesSchema(FindingSchema):
    notes = fields.List(fields.Nested(NoteSchema), required=True)


class OwnerArgs(Schema):
    owner = fields.String(required=True, metadata={"description": "A login; empty for nobody."})


class NoteArgs(Schema):
    note = fields.String(required=True)


@blueprint.route("/findings")
@asks(FINDINGS)
@blueprint.arguments(FindingsArgs, location="query")
@blueprint.response(200, page_of(FindingSchema))
def findings(args: dict[str, Any]) -> Part[dict[str, Any]]:
    """Findings in the order in which they were first recorded"""
    after, limit = args.pop("after"), args.pop("limit")
    found = service.part_of(service.Filters(**args), after, limit)
    return Part([_shown(one, FindingSchema) for one in found.entries], found.after)


@blueprint.route("/findings/<int:finding>")
@asks(FINDINGS)
@blueprint.response(200, FindingWithNotesSchema)
def one_finding(finding: int) -> dict[str, Any]:
    """A finding, and what people did about it"""
    return _with_notes(service.by_id(finding))


@blueprint.route("/findings/<int:finding>/owner", methods=["POST"])
@asks(FINDINGS_WORK, changes=True)
@blueprint.arguments(OwnerArgs)
@blueprint.response(200, FindingWithNotesSchema)
def own_finding(args: dict[str, str], finding: int) -> dict[str, Any]:
    """Give a finding to somebody, or to nobody"""
    by, owner = asking().by, args["owner"]
    return _with_notes(service.assign(finding, owner, by) if owner else service.unassign(finding, by))


@blueprint.route("/findings/<int:finding>/notes", methods=["POST"])
@asks(FINDINGS_WORK, changes=True)
@blueprint.arguments(NoteArgs)
@blueprint.response(200, FindingWithNotesSchema)
def note_finding(args: dict[str, str], finding: int) -> dict[str, Any]:
    """Say something of a finding"""
    return _with_notes(service.note(finding, args["note"], asking().by))


@blueprint.route("/findings/<int:finding>/clear", methods=["POST"])
@asks(FINDINGS_WORK, changes=True)
@blueprint.arguments(ReasonArgs)
@blueprint.response(200, FindingWithNotesSchema)
def clear_finding(args: dict[str, str], finding: int) -> dict[str, Any]:
    """Mark a finding as dealt with"""
    return _with_notes(service.clear(finding, asking().by, args["reason"]))


def _with_notes(finding: Finding) -> dict[str, Any]:
    return _shown(finding, FindingWithNotesSchema, notes=service.history(finding.id))


def _shown(finding: Finding, schema: type[Schema], **more: Any) -> dict[str, Any]:
    name = directory.name_of(finding.tenant_id) if finding.tenant_id else None
    return shown(schema, finding, tenant=name, **more)
