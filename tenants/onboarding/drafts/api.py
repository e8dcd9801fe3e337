"""``/api/v1``: tenants to come. A draft takes the document of an onboarding file, whole or not."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema, list_of, shown
from seatyard.identity.permissions import TENANTS_ONBOARD

from ...tokens.door import asking, asks
from . import service
from .models import OnboardingDraft

blueprint = Blueprint("onboarding", __name__, description="Tenants to come, and making them.")


class OnboardingArgs(Schema):
    document = fields.Dict(
        required=True, metadata={"description": "As a file of `seatyard tenant onboard`, in JSON."}
    )
    admin = fields.String(
        load_default="", metadata={"description": "The e-mail address of its first admin, who is invited."}
    )


class OnboardingSchema(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True, metadata={"description": "Of the tenant, as far as it has one."})
    admin = fields.String(required=True)
    made_by = fields.String(required=True)
    made_at = Moment(required=True)
    changed_at = Moment(required=True)
    discarded_at = Moment(allow_none=True)
    tenant = fields.String(allow_none=True, metadata={"description": "What was made of it."})


class OnboardingReviewSchema(Schema):
    document = fields.Dict(required=True, metadata={"description": "Filled in; without passwords."})
    changes = fields.List(fields.String(), required=True, metadata={"description": "In the order of making."})


class OnboardedSchema(OnboardingSchema):
    passwords = fields.Dict(
        keys=fields.String(), values=fields.String(), allow_none=True, metadata={"description": "Told once."}
    )


@blueprint.route("/onboarding")
@asks(TENANTS_ONBOARD)
@blueprint.response(200, list_of(OnboardingSchema))
def drafts() -> dict[str, list[dict[str, Any]]]:
    """Drafts that one may go on with or take back, the latest first"""
    return {"items": [_one(draft) for draft in service.listing()]}


@blueprint.route("/onboarding", methods=["POST"])
@asks(TENANTS_ONBOARD, changes=True)
@blueprint.arguments(OnboardingArgs)
@blueprint.response(201, OnboardingSchema)
def begin(args: dict[str, Any]) -> dict[str, Any]:
    """Keep a draft"""
    draft = service.begin(args["document"], asking().by)
    return _one(service.put(draft.id, args["document"], args["admin"]))


@blueprint.route("/onboarding/<int:onboarding>")
@asks(TENANTS_ONBOARD, also=(409,))
@blueprint.response(200, OnboardingReviewSchema)
def review(onboarding: int) -> dict[str, Any]:
    """What would be made of a draft; 400 or 409 for what cannot be"""
    document, changes = service.review(service.find(onboarding))
    return {"document": service.without_passwords(document), "changes": changes}


@blueprint.route("/onboarding/<int:onboarding>", methods=["PUT"])
@asks(TENANTS_ONBOARD, changes=True)
@blueprint.arguments(OnboardingArgs)
@blueprint.response(200, OnboardingSchema)
def put(args: dict[str, Any], onboarding: int) -> dict[str, Any]:
    """Keep what a draft says now"""
    return _one(service.put(onboarding, args["document"], args["admin"]))


@blueprint.route("/onboarding/<int:onboarding>/<any(discard, restore):act>", methods=["POST"])
@asks(TENANTS_ONBOARD, changes=True)
@blueprint.response(200, OnboardingSchema)
def act(onboarding: int, act: str) -> dict[str, Any]:
    """Throw a draft away, or take it back within a week"""
    return _one(service.discard(onboarding) if act == "discard" else service.take_back(onboarding))


@blueprint.route("/onboarding/<int:onboarding>/make", methods=["POST"])
@asks(TENANTS_ONBOARD, changes=True, secret="passwords")
@blueprint.response(200, OnboardedSchema)
def make(onboarding: int) -> dict[str, Any]:
    """Make the tenant, once; asked again it says what was made"""
    done = service.submit(onboarding, asking())
    return _one(done) | {"passwords": service.reveal(done).passwords}


def _one(draft: OnboardingDraft) -> dict[str, Any]:
    name = service.named(draft.document)
    return shown(OnboardingSchema, draft, name=draft.became or name, tenant=draft.became)
