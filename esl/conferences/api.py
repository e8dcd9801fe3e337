"""``/api/tenants/NAME/conferences``: who is in a tenant's rooms, and mute, kick, lock, by its own program.

``Authorization: Bearer TOKEN`` (``seatyard tenant token add``).
"""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from seatyard.db import db, reading
from seatyard.identity.roles import token_only
from tenants.tokens.service import admitted

from . import service

blueprint = Blueprint("esl_conferences", __name__)
TO_THE_ROOM = ", ".join(service.TO_THE_ROOM)
TO_A_MEMBER = ", ".join(service.TO_A_MEMBER)


@blueprint.get("/api/tenants/<name>/conferences")
@token_only
def rooms(name: str) -> ResponseReturnValue:
    """All rooms, also the empty ones, each with its members."""
    tenant = _tenant(name)
    return jsonify([asdict(one) for one in service.rooms(tenant)])


@blueprint.post(f"/api/tenants/<name>/conferences/<number>/<any({TO_THE_ROOM}):what>")
@token_only
def to_the_room(name: str, number: str, what: str) -> ResponseReturnValue:
    tenant = _tenant(name)
    service.do(what, tenant, number)
    return jsonify({"done": what, "conference": number})


@blueprint.post(f"/api/tenants/<name>/conferences/<number>/members/<int:member>/<any({TO_A_MEMBER}):what>")
@token_only
def to_a_member(name: str, number: str, member: int, what: str) -> ResponseReturnValue:
    """``member`` is the ``id`` in the room's list."""
    tenant = _tenant(name)
    service.do(what, tenant, number, member)
    return jsonify({"done": what, "conference": number, "member": member})


def _tenant(name: str) -> str:
    """Its name, when the token is its own."""
    db.session.rollback()
    reading()
    tenant, _ = admitted(name)
    return tenant.name
