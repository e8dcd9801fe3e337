"""``/api/v1``: what contracts ask of the operator beside money."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from marshmallow import fields, validate

from seatyard.api.frame import BYTES, Blueprint
from seatyard.api.schemas import LanguageArgs, Moment, MonthPageArgs, Schema, page_of, shown
from seatyard.attached import attached
from seatyard.identity.permissions import DUTIES_WORK, MONEY, SERVICE
from seatyard.paging import Part, walked
from seatyard.requested import at_most
from tenants import directory
from tenants.models import Tenant
from tenants.tokens.door import asking, asks

from . import service, template

blueprint = Blueprint("duties", __name__, description="Reports and agreements that are owed.")
_ONE = "/tenants/<tenant>/duties/<duty>/<int:position>"


class DutiesArgs(MonthPageArgs):
    open = fields.Boolean(load_default=False, metadata={"description": "Only what is not done."})


class DutySchema(Schema):
    name = fields.String(required=True, metadata={"description": "Its invoice and position."})
    tenant = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(service.KINDS))
    text = fields.Dict(required=True, metadata={"description": "What is asked, in both languages."})
    due = fields.Date(required=True)
    overdue = fields.Boolean(required=True)
    owner = fields.String(allow_none=True)
    done_at = Moment(allow_none=True)
    done_by = fields.String(allow_none=True)
    file_name = fields.String(allow_none=True)


class DutyOwnerArgs(Schema):
    owner = fields.String(required=True, metadata={"description": "A login of the operator's people."})


class DoneArgs(Schema):
    file_name = fields.String(required=True, metadata={"example": "report.pdf"})


@blueprint.route("/duties")
@asks(MONEY)
@blueprint.arguments(DutiesArgs, location="query")
@blueprint.response(200, page_of(DutySchema))
def duties(args: dict[str, Any]) -> Part[dict[str, Any]]:
    """Duties to all tenants, by their names"""
    known = service.listing(period=args["period"], open_only=args["open"])
    found = walked(known, lambda one: one.name, args["after"], args["limit"])
    names = directory.names([one.invoice.tenant_id for one in found.entries])
    told = [shown(DutySchema, one, tenant=names[one.invoice.tenant_id]) for one in found.entries]
    return Part(told, found.after)


@blueprint.route(f"{_ONE}/template")
@asks(MONEY)
@blueprint.arguments(LanguageArgs, location="query")
@blueprint.file("text/html")
def duty_template(args: dict[str, str], tenant: Tenant, duty: str, position: int) -> Response:
    """The document to fill, as HTML that word processors open"""
    found = service.by_name(duty, position, tenant.id)
    return attached(template.of(found, args["language"]), "text/html", f"{found.kind}-{duty}.html")


@blueprint.route(f"{_ONE}/document")
@asks(SERVICE)
@blueprint.file(BYTES)
def duty_document(tenant: Tenant, duty: str, position: int) -> Response:
    """What was handed over"""
    found = service.by_name(duty, position, tenant.id)
    return attached(service.document_of(found), BYTES, found.file_name or "")


@blueprint.route(f"{_ONE}/owner", methods=["POST"])
@asks(DUTIES_WORK, changes=True)
@blueprint.arguments(DutyOwnerArgs)
@blueprint.response(200, DutySchema)
def own_duty(args: dict[str, str], tenant: Tenant, duty: str, position: int) -> dict[str, Any]:
    """Give a duty to one of the operator's people"""
    service.by_name(duty, position, tenant.id)
    service.assign(duty, position, args["owner"])
    return _shown(tenant, duty, position)


@blueprint.route(f"{_ONE}/done", methods=["POST"])
@blueprint.sent("The document that was handed over, up to 10 MB.")
@asks(DUTIES_WORK, changes=True)
@at_most(service.LARGEST)
@blueprint.arguments(DoneArgs, location="query")
@blueprint.response(200, DutySchema)
def do_duty(args: dict[str, str], tenant: Tenant, duty: str, position: int) -> dict[str, Any]:
    """Say that a duty is done; its document is kept"""
    service.by_name(duty, position, tenant.id)
    service.done(duty, position, by=asking().by, file_name=args["file_name"], content=request.get_data())
    return _shown(tenant, duty, position)


def _shown(tenant: Tenant, duty: str, position: int) -> dict[str, Any]:
    return shown(DutySchema, service.by_name(duty, position, tenant.id), tenant=tenant.name)
