"""``GET /api/tenants/NAME/seats/SEAT/calls``: the calls that reached a seat last, for a browser at its side.

``Authorization: Bearer TOKEN`` (``seatyard tenant token add``).
"""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from seatyard.db import db, reading
from seatyard.identity.roles import token_only
from tenants.tokens.service import admitted

from ..seats.service import seat_of
from ..webhooks.models import Delivery

blueprint = Blueprint("esl_parameters", __name__)
LATEST = 10


@blueprint.get("/api/tenants/<name>/seats/<seat>/calls")
@token_only
def calls(name: str, seat: str) -> ResponseReturnValue:
    """``[{"kind": "call.ringing", "at": …, "seat": …, "queue": …, "caller": …, "called": …, "url": …}]``."""
    db.session.rollback()
    reading()
    tenant, _ = admitted(name)
    found = seat_of(tenant.name, seat)
    query = select(Delivery).filter_by(tenant_id=tenant.id, seat_id=found.id)
    latest = db.session.scalars(query.order_by(Delivery.at.desc(), Delivery.id).limit(LATEST))
    return jsonify([{"kind": one.kind, "at": one.at, **one.data} for one in latest])
