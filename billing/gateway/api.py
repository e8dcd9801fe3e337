"""``POST /stripe/events``: where Stripe tells what happened."""

from __future__ import annotations

import logging

from flask import Blueprint, Flask, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from seatyard import findings, scope
from seatyard.app import settings_of
from seatyard.errors import InvalidInput, NotFound
from seatyard.identity.roles import signed_only

from . import events, stripe
from .backend import NotGenuine
from .stripe.secrets import webhook_secrets

logger = logging.getLogger(__name__)
blueprint = Blueprint("billing_gateway", __name__)

REFUSED = "gateway_refused"


@blueprint.post("/stripe/events")
@signed_only
def take() -> ResponseReturnValue:
    """Answered once it is stored; worked off after the answer, or later by ``bill stripe push``."""
    settings = settings_of(current_app)
    if settings.stripe_webhook_file is None or settings.stripe_key_file is None:
        raise NotFound("no payment service is set up", where="/stripe/events")
    body = request.get_data()
    try:
        stripe.verify(body, request.headers.get("Stripe-Signature", ""), webhook_secrets(settings))
        document = events.read(body)
    except NotGenuine as error:
        findings.report_alone(REFUSED, error.reason, f"a message was refused: {error.message}")
        raise
    except InvalidInput as error:
        findings.report_alone(REFUSED, "unreadable", f"a message was refused: {error}")
        raise
    events.keep(document)
    response = jsonify(received=document["id"])
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    response.call_on_close(lambda: _work_off(app, document["id"]))
    return response


def _work_off(app: Flask, id: str) -> None:
    """The sender has its answer: what goes wrong here is tried again, and tells nobody but the log."""
    with app.app_context(), scope.everyone():
        try:
            events.work(id)
        except Exception:
            logger.exception("event %s", id)
