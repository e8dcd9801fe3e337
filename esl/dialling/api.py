"""``POST /api/tenants/NAME/seats/SEAT/dial``: a program of the tenant lets a seat's phone dial.

``Authorization: Bearer TOKEN`` (``seatyard tenant token add``); ``Idempotency-Key`` names the call, so that
asking again after a lost answer dials nothing twice.
"""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from seatyard.db import db, reading
from seatyard.errors import InvalidInput
from seatyard.identity.roles import token_only
from tenants.tokens.service import admitted

from . import service

blueprint = Blueprint("esl_dialling", __name__)


@blueprint.post("/api/tenants/<name>/seats/<seat>/dial")
@token_only
def dial(name: str, seat: str) -> ResponseReturnValue:
    """``{"number": "13800138000", "auto_answer": false}``; 202, with where to ask what became of it."""
    tenant, label = admitted(name)
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("number"), str):
        raise InvalidInput("needs a number", where="body", allowed='{"number": "13800138000"}')
    wants = body.get("auto_answer", False)
    if not isinstance(wants, bool):
        raise InvalidInput("neither true nor false", where="auto_answer", allowed="true, false")
    key = request.headers.get("Idempotency-Key", "")
    done = service.ask(tenant.name, seat, body["number"], key, auto_answer=wants, by=label)
    answer = jsonify(asdict(done))
    answer.status_code = 202
    answer.headers["Location"] = f"/api/tenants/{tenant.name}/dialled/{done.key}"
    return answer


@blueprint.get("/api/tenants/<name>/dialled/<key>")
@token_only
def dialled(name: str, key: str) -> ResponseReturnValue:
    """What became of a call that was asked for."""
    db.session.rollback()
    reading()
    tenant, _ = admitted(name)
    return jsonify(asdict(service.find(tenant.id, key)))
