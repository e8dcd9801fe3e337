"""``/api/tenants/NAME/webhook/messages``: what a tenant's own system was told, and telling it again.

``Authorization: Bearer TOKEN`` (``seatyard tenant token add``).
"""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from seatyard.db import db, reading
from seatyard.identity.roles import token_only
from tenants.tokens.service import admitted

from . import service

blueprint = Blueprint("esl_webhooks", __name__)


@blueprint.get("/api/tenants/<name>/webhook/messages")
@token_only
def listed(name: str) -> ResponseReturnValue:
    """The latest first; ``?state=dead`` those alone."""
    db.session.rollback()
    reading()
    tenant, _ = admitted(name)
    return jsonify([service.shown(one) for one in service.listing(tenant, request.args.get("state", ""))])


@blueprint.post("/api/tenants/<name>/webhook/messages/<id>/resend")
@token_only
def resend(name: str, id: str) -> ResponseReturnValue:
    tenant, _ = admitted(name)
    return jsonify(service.shown(service.resend(tenant, id))), 202
