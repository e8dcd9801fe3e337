"""``/api/v1``: flows drawn, checked, tried, published, rolled back, renamed, removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response
from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema, list_of
from seatyard.identity.permissions import FLOWS, FLOWS_CHANGE
from tenants.models import FlowPublication, Tenant
from tenants.tokens.door import asks

from ..prompts import trying
from . import desk, drafts, naming, publishing, service
from .difference import ADDED, CHANGED, REMOVED, Difference, differences
from .models import FlowDraft
from .prompts import LONGEST_TEXT, prompt
from .publishing import Published
from .stepping import ANSWER, KEYS, WORD
from .templates import TEMPLATES

blueprint = Blueprint(
    "flows", __name__, description="What callers go through: drafts, trial calls, versions."
)
AUDIO = "audio/wav"


class FlowKindSchema(Schema):
    name = fields.String(required=True)
    form = fields.List(
        fields.Dict(), attribute="fields", required=True, metadata={"description": "Its fields."}
    )


class FlowRemarkSchema(Schema):
    level = fields.String(required=True, validate=validate.OneOf((desk.BAD, desk.WARN)))
    path = fields.List(fields.String(), required=True)
    message = fields.String(required=True)


class FlowDraftArgs(Schema):
    revision = fields.Integer(
        required=True, validate=validate.Range(min=0), metadata={"description": "The one it was drawn upon."}
    )
    document = fields.Dict(required=True)
    layout = fields.Dict(load_default=dict)


class FlowDraftHeadSchema(Schema):
    name = fields.String(required=True)
    revision = fields.Integer(required=True, metadata={"description": "0: as published."})
    changed_by = fields.String(required=True)
    changed_at = Moment(allow_none=True)


class FlowDraftSchema(FlowDraftHeadSchema):
    document = fields.Dict(required=True)
    layout = fields.Dict(required=True)
    remarks = fields.List(fields.Nested(FlowRemarkSchema), required=True)


class NewFlowArgs(Schema):
    name = fields.String(required=True)
    template = fields.String(load_default="blank", validate=validate.OneOf(tuple(TEMPLATES)))


class FlowTrialArgs(Schema):
    document = fields.Dict(metadata={"description": "By default the draft."})
    at = fields.String(load_default="", metadata={"description": "The tenant's time; by default now."})
    happened = fields.List(
        fields.String(), load_default=list, metadata={"description": "What happened where the call waited."}
    )


class FlowPromptHeardSchema(Schema):
    file = fields.String(required=True)
    text = fields.String(required=True)


class FlowStopSchema(Schema):
    node = fields.String(required=True)
    kind = fields.String(required=True)
    told = fields.String(required=True)
    prompts = fields.List(fields.Nested(FlowPromptHeardSchema), required=True)
    asked = fields.String(required=True, validate=validate.OneOf(("", KEYS, ANSWER, WORD)))
    said = fields.String(allow_none=True)
    allowed = fields.List(fields.String(), required=True)
    longest = fields.Integer(required=True, metadata={"description": "Keys at most, where it asks for keys."})


class FlowTrialSchema(Schema):
    at = fields.String(required=True)
    stops = fields.List(fields.Nested(FlowStopSchema), required=True)
    waits = fields.Boolean(required=True)
    case = fields.Dict(required=True, metadata={"description": "As it is stored with the flow."})


class FlowPublishArgs(Schema):
    revision = fields.Integer(metadata={"description": "Of the draft."})
    version = fields.Integer(metadata={"description": "In place of a draft: a version, to roll back to."})
    reason = fields.String(load_default="", validate=validate.Length(max=publishing.LONGEST_REASON))


class FlowPublishedSchema(Schema):
    changes = fields.List(fields.String(), required=True)
    generation = fields.Integer(required=True, metadata={"description": "Live once acknowledged."})


class FlowPublicationSchema(Schema):
    version = fields.Integer(required=True)
    at = Moment(required=True)
    by = fields.String(required=True)
    reason = fields.String(required=True)


class FlowDifferenceArgs(Schema):
    old = fields.Integer(metadata={"description": "A version; by default the published one."})
    new = fields.Integer(metadata={"description": "A version; by default the draft."})


class FlowDifferenceSchema(Schema):
    change = fields.String(required=True, validate=validate.OneOf((ADDED, REMOVED, CHANGED)))
    path = fields.List(fields.String(), required=True)
    before = fields.Raw(allow_none=True)
    after = fields.Raw(allow_none=True)


class LiveGenerationSchema(Schema):
    generation = fields.Integer(required=True)
    acknowledged = fields.Integer(required=True)
    node = fields.String(required=True)
    seconds = fields.Float(allow_none=True)
    problem = fields.String(required=True)
    live = fields.Boolean(required=True)


class FlowNameArgs(Schema):
    name = fields.String(required=True)


class FlowRemoveArgs(Schema):
    numbers_to = fields.String(load_default="", metadata={"description": "The flow for its numbers."})


class LeadArgs(Schema):
    flow = fields.String(required=True)


class FlowChangesSchema(Schema):
    changes = fields.List(fields.String(), required=True)


class SayArgs(Schema):
    text = fields.String(
        required=True, validate=[validate.Length(1, LONGEST_TEXT), validate.Regexp(r"\s*\S")]
    )


@blueprint.route("/tenants/<tenant>/flow-kinds")
@asks(FLOWS)
@blueprint.response(200, list_of(FlowKindSchema))
def kinds(tenant: Tenant) -> dict[str, Any]:
    """The kinds of nodes, each with its fields"""
    return {"items": desk.kinds()}


@blueprint.route("/tenants/<tenant>/flow-drafts")
@asks(FLOWS)
@blueprint.response(200, list_of(FlowDraftHeadSchema))
def flow_drafts(tenant: Tenant) -> dict[str, Sequence[FlowDraft]]:
    """All drafts of a tenant, by the flow's name"""
    return {"items": drafts.listing(tenant)}


@blueprint.route("/tenants/<tenant>/flow-drafts", methods=["POST"])
@asks(FLOWS_CHANGE, changes=True)
@blueprint.arguments(NewFlowArgs)
@blueprint.response(201, FlowDraftSchema)
def begin_flow(args: dict[str, str], tenant: Tenant) -> dict[str, Any]:
    """Begin a flow by a template; it is not published"""
    return _draft(tenant, drafts.begin(tenant, args["name"], args["template"]))


@blueprint.route("/tenants/<tenant>/flow-drafts/<flow>")
@asks(FLOWS)
@blueprint.response(200, FlowDraftSchema)
def draft(tenant: Tenant, flow: str) -> dict[str, Any]:
    """The draft of a flow, with what stands against it"""
    return _draft(tenant, drafts.find(tenant, flow))


@blueprint.route("/tenants/<tenant>/flow-drafts/<flow>", methods=["PUT"])
@asks(FLOWS_CHANGE, changes=True)
@blueprint.arguments(FlowDraftArgs)
@blueprint.response(200, FlowDraftSchema)
def save_draft(args: dict[str, Any], tenant: Tenant, flow: str) -> dict[str, Any]:
    """Keep a draft; 409 where another was kept since the revision it was drawn upon"""
    return _draft(tenant, drafts.save(tenant, flow, args["revision"], args["document"], args["layout"]))


@blueprint.route("/tenants/<tenant>/flow-drafts/<flow>/trial", methods=["POST"])
@asks(FLOWS, also=(409,))
@blueprint.arguments(FlowTrialArgs)
@blueprint.response(200, FlowTrialSchema)
def trial(args: dict[str, Any], tenant: Tenant, flow: str) -> dict[str, Any]:
    """A trial call through the draft, as far as it goes by what happened"""
    document = args.get("document") or drafts.find(tenant, flow).document
    at = desk.moment(tenant, args["at"])
    went = desk.call(tenant, document, f"{at:%Y-%m-%d %H:%M}", args["happened"])
    return {"at": f"{at:%Y-%m-%d %H:%M}", "stops": went.stops, "waits": went.waits, "case": went.case(at)}


@blueprint.route("/tenants/<tenant>/flow-drafts/<flow>/difference")
@asks(FLOWS)
@blueprint.arguments(FlowDifferenceArgs, location="query")
@blueprint.response(200, list_of(FlowDifferenceSchema))
def difference(args: dict[str, int], tenant: Tenant, flow: str) -> dict[str, Sequence[Difference]]:
    """What is different from one version, or what is published, to another, or the draft"""
    found = drafts.find(tenant, flow)
    of = service.found(tenant, flow)
    old = service.version(of, args.get("old")).document if of else {}
    new = service.version(of, args["new"]).document if of and "new" in args else found.document
    return {"items": differences(old, new)}


@blueprint.route("/tenants/<tenant>/flow-drafts/<flow>/publish", methods=["POST"])
@asks(FLOWS_CHANGE, changes=True)
@blueprint.arguments(FlowPublishArgs)
@blueprint.response(200, FlowPublishedSchema)
def publish(args: dict[str, Any], tenant: Tenant, flow: str) -> Published:
    """Put the draft, or an earlier version, on the switch"""
    if "version" in args:
        return service.roll_back(tenant.name, flow, args["version"], reason=args["reason"])
    return publishing.publish_draft(tenant, flow, args.get("revision", 0), reason=args["reason"])


@blueprint.route("/tenants/<tenant>/flows/<flow>/publications")
@asks(FLOWS)
@blueprint.response(200, list_of(FlowPublicationSchema))
def publications(tenant: Tenant, flow: str) -> dict[str, Sequence[FlowPublication]]:
    """Who published which version when and why, the latest first"""
    return {"items": publishing.history(service.flow(tenant.name, flow))}


@blueprint.route("/tenants/<tenant>/flow-drafts/<flow>/rename", methods=["POST"])
@asks(FLOWS_CHANGE, changes=True)
@blueprint.arguments(FlowNameArgs)
@blueprint.response(204)
def rename_flow(args: dict[str, str], tenant: Tenant, flow: str) -> Response:
    """Give a flow another name; nothing changes for callers"""
    naming.rename(tenant, flow, args["name"])
    return Response(status=204)


@blueprint.route("/tenants/<tenant>/flow-drafts/<flow>", methods=["DELETE"])
@asks(FLOWS_CHANGE, changes=True)
@blueprint.arguments(FlowRemoveArgs, location="query")
@blueprint.response(200, FlowChangesSchema)
def remove_flow(args: dict[str, str], tenant: Tenant, flow: str) -> dict[str, list[str]]:
    """Take a flow and its versions away; its numbers lead to another"""
    return {"changes": naming.remove(tenant, flow, numbers_to=args["numbers_to"])}


@blueprint.route("/tenants/<tenant>/numbers/<number>/flow", methods=["PUT"])
@asks(FLOWS_CHANGE, changes=True)
@blueprint.arguments(LeadArgs)
@blueprint.response(200, FlowChangesSchema)
def lead_number(args: dict[str, str], tenant: Tenant, number: str) -> dict[str, list[str]]:
    """Let a number lead to a published flow"""
    return {"changes": naming.lead(tenant, number, args["flow"])}


@blueprint.route("/tenants/<tenant>/live")
@asks(FLOWS)
@blueprint.response(200, LiveGenerationSchema)
def live(tenant: Tenant) -> desk.Live:
    """How far the tenant's newest generation has come on its node"""
    return desk.live(tenant)


@blueprint.route("/tenants/<tenant>/spoken")
@asks(FLOWS)
@blueprint.arguments(SayArgs, location="query")
@blueprint.file(AUDIO)
def spoken(args: dict[str, str], tenant: Tenant) -> Response:
    """A text as callers would hear it"""
    return Response(trying.heard(tenant, prompt({"say": args["text"]})), mimetype=AUDIO)


def _draft(tenant: Tenant, found: FlowDraft) -> dict[str, Any]:
    """With what is to be said of it."""
    told = {name: getattr(found, name) for name in FlowDraftSchema().fields if name != "remarks"}
    return told | {"remarks": desk.remarks(tenant, found.document)}
