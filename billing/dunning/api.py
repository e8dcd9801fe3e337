"""``/api/v1``: what follows when bills are not paid, and a person's word on it."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, PageArgs, ReasonArgs, Schema, list_of, page_of
from seatyard.identity.permissions import MONEY, MONEY_WORK, SERVICE
from seatyard.paging import Part
from tenants import directory
from tenants.models import Tenant
from tenants.tokens.door import asking, asks

from ..mails import outbox
from ..mails.models import Mail
from . import document, ending, listing, service, words

blueprint = Blueprint("dunning", __name__, description="What follows when bills are not paid.")


class MatterSchema(Schema):
    contract = fields.Integer(required=True)
    on = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(document.STATES))
    suspended_for = fields.Raw()
    held = fields.Dict(allow_none=True)
    currency = fields.String(required=True)
    bills = fields.List(fields.Dict(), required=True)
    next = fields.List(fields.Dict(), required=True)
    history = fields.List(fields.Dict(), required=True)


class DunningArgs(Schema):
    reason = fields.String(required=True)
    contract = fields.Integer(metadata={"description": "Its id, where the tenant has several."})


class HoldDunningArgs(DunningArgs):
    until = fields.Date(load_default=None, allow_none=True, metadata={"description": "The last day."})


class ToldDunningArgs(DunningArgs):
    bill = fields.String(required=True)


class MatterOfAllSchema(MatterSchema):
    tenant = fields.String(required=True)


class LetterSchema(Schema):
    about = fields.String(required=True, metadata={"description": "An invoice."})
    subject = fields.String(required=True)
    text = fields.String(required=True)
    made_at = Moment(required=True)
    sent_at = Moment(allow_none=True)
    cancelled_at = Moment(allow_none=True)


@blueprint.route("/dunning")
@asks(MONEY)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, page_of(MatterOfAllSchema))
def dunning_of_all(args: dict[str, Any]) -> Part[dict[str, Any]]:
    """Contracts of all tenants that owe something, or of which something was done that is not over"""
    found = listing.part_of(**args)
    names = directory.names([one.contract.tenant_id for one in found.entries])
    told = [document.of_matter(one) | {"tenant": names[one.contract.tenant_id]} for one in found.entries]
    return Part(told, found.after)


@blueprint.route("/tenants/<tenant>/dunning/letters")
@asks(SERVICE)
@blueprint.response(200, list_of(LetterSchema))
def letters(tenant: Tenant) -> dict[str, list[Mail]]:
    """What was written to a tenant, the latest first"""
    return {"items": outbox.of_tenant(tenant.id)}


@blueprint.route("/tenants/<tenant>/dunning")
@asks(SERVICE)
@blueprint.response(200, list_of(MatterSchema))
def dunning(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    """Each contract: what is open, what was done, what comes next"""
    return _matters(tenant)


@blueprint.route("/tenants/<tenant>/dunning/hold", methods=["POST"])
@asks(MONEY_WORK, changes=True)
@blueprint.arguments(HoldDunningArgs)
@blueprint.response(200, list_of(MatterSchema))
def hold(args: dict[str, Any], tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    """Do nothing until it is resumed, or up to and with a day"""
    words.hold(tenant.name, by=asking().by, **args)
    return _matters(tenant)


@blueprint.route("/tenants/<tenant>/dunning/told", methods=["POST"])
@asks(MONEY_WORK, changes=True)
@blueprint.arguments(ToldDunningArgs)
@blueprint.response(200, list_of(MatterSchema))
def told(args: dict[str, Any], tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    """The notice of a suspension was given today otherwise than by e-mail"""
    words.told(tenant.name, by=asking().by, **args)
    return _matters(tenant)


@blueprint.route("/tenants/<tenant>/dunning/<any(resume, suspend, terminate):word>", methods=["POST"])
@asks(MONEY_WORK, changes=True)
@blueprint.arguments(DunningArgs)
@blueprint.response(200, list_of(MatterSchema))
def say(args: dict[str, Any], tenant: Tenant, word: str) -> dict[str, list[dict[str, Any]]]:
    """Go on, stop service, or end the contract, where it gives the right to"""
    acts: dict[str, Any] = {"resume": words.resume, "suspend": words.suspend, "terminate": ending.terminate}
    acts[word](tenant.name, by=asking().by, **args)
    return _matters(tenant)


@blueprint.route("/tenants/<tenant>/dunning/steps/<int:step>/<any(undo, again):word>", methods=["POST"])
@asks(MONEY_WORK, changes=True)
@blueprint.arguments(ReasonArgs)
@blueprint.response(200, list_of(MatterSchema))
def step_word(args: dict[str, str], tenant: Tenant, step: int, word: str) -> dict[str, list[dict[str, Any]]]:
    """Take a step back, or let it come again"""
    act = words.undo if word == "undo" else words.again
    act(step, by=asking().by, reason=args["reason"], tenant_id=tenant.id)
    return _matters(tenant)


def _matters(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    return {"items": [document.of_matter(one) for one in service.of_tenant(tenant.name)]}
