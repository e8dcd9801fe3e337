"""``/api/v1``: who gets which report by e-mail."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from esl.reports.words import REPORTS
from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema, list_of
from seatyard.identity.permissions import REPORTS_SEND
from tenants.models import Tenant
from tenants.tokens.door import asking, asks

from . import service
from .periods import EVERY
from .service import LANGUAGES, Standing

blueprint = Blueprint("report_subscriptions", __name__, description="Reports by e-mail, each period's once.")


class SubscribeArgs(Schema):
    report = fields.String(required=True, validate=validate.OneOf(tuple(REPORTS)))
    every = fields.String(required=True, validate=validate.OneOf(EVERY))
    address = fields.String(
        required=True, metadata={"description": "A person's of the tenant, or one of its contacts'."}
    )
    language = fields.String(load_default="zh", validate=validate.OneOf(LANGUAGES))


class ReportSubscriptionSchema(SubscribeArgs):
    id = fields.Integer(required=True)
    next_on = fields.Date(required=True, metadata={"description": "The local day on which the next goes."})
    paused_at = Moment(allow_none=True)
    left_at = Moment(allow_none=True, metadata={"description": "When its reader asked to get it no more."})
    sent_at = Moment(allow_none=True, metadata={"description": "When the last one left."})
    problem = fields.String(required=True, metadata={"description": "Why the last one did not."})


_ONE = "/tenants/<tenant>/report-subscriptions/<int:subscription_id>"


@blueprint.route("/tenants/<tenant>/report-subscriptions")
@asks(REPORTS_SEND)
@blueprint.response(200, list_of(ReportSubscriptionSchema))
def subscriptions(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    """All of a tenant's, with when the last e-mail left or why it did not"""
    return {"items": [_shown(one) for one in service.listing(tenant.id)]}


@blueprint.route("/tenants/<tenant>/report-subscriptions", methods=["POST"])
@asks(REPORTS_SEND, changes=True)
@blueprint.arguments(SubscribeArgs)
@blueprint.response(200, ReportSubscriptionSchema)
def subscribe(args: dict[str, str], tenant: Tenant) -> dict[str, Any]:
    """From the next full day, week or month on"""
    made = service.subscribe(tenant, **args, by=asking().by)
    return _shown(Standing(made, None))


@blueprint.route(f"{_ONE}/<any(pause, resume):act>", methods=["POST"])
@asks(REPORTS_SEND, changes=True)
@blueprint.response(200, ReportSubscriptionSchema)
def change_subscription(tenant: Tenant, subscription_id: int, act: str) -> dict[str, Any]:
    """Stop for a while, or go on with the next full day, week or month"""
    (service.pause if act == "pause" else service.resume)(tenant.id, subscription_id)
    return _shown(next(one for one in service.listing(tenant.id) if one.subscription.id == subscription_id))


@blueprint.route(_ONE, methods=["DELETE"])
@asks(REPORTS_SEND, changes=True)
@blueprint.response(204)
def remove_subscription(tenant: Tenant, subscription_id: int) -> Response:
    """Send it no more"""
    service.remove(tenant.id, subscription_id)
    return Response(status=204)


def _shown(one: Standing) -> dict[str, Any]:
    row, mail = one.subscription, one.mail
    names = ("id", "report", "every", "address", "language", "next_on", "paused_at", "left_at")
    told = {name: getattr(row, name) for name in names}
    return told | {
        "sent_at": mail.sent_at if mail else None,
        "problem": row.problem or (mail.problem if mail else ""),
    }
