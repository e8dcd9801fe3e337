"""``/api/tenants/NAME/seats/SUPERVISOR/supervisions``: a tenant's program lets a supervisor into a talk.

``Authorization: Bearer TOKEN`` (``seatyard tenant token add``).
"""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from seatyard.db import db, reading
from seatyard.errors import InvalidInput
from seatyard.identity.roles import token_only
from tenants.tokens.service import admitted

from . import supervising, supervisions

blueprint = Blueprint("esl_seats", __name__)


@blueprint.post("/api/tenants/<name>/seats/<seat>/supervisions")
@token_only
def supervise(name: str, seat: str) -> ResponseReturnValue:
    """``{"kind": "listen", "target": "1002"}``: 202 once the supervisor's phone is asked to ring."""
    tenant, label = admitted(name)
    body = request.get_json(silent=True)
    body = body if isinstance(body, dict) else {}
    kind, target = body.get("kind"), body.get("target")
    if not isinstance(kind, str) or not isinstance(target, str):
        example = '{"kind": "listen", "target": "1002"}'
        raise InvalidInput("needs a kind and a target", where="body", allowed=example)
    asked = supervising.ask(kind, tenant.name, seat, target, by=label)
    return jsonify({"id": asked, "kind": kind, "supervisor": seat, "target": target}), 202


@blueprint.get("/api/tenants/<name>/supervisions")
@token_only
def listed(name: str) -> ResponseReturnValue:
    """What supervisors did, the latest first."""
    db.session.rollback()
    reading()
    tenant, _ = admitted(name)
    return jsonify([asdict(one) for one in supervisions.listing(tenant.name)])
