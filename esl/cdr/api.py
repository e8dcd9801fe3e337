"""Where the nodes post their call records (mod_json_cdr)."""

from __future__ import annotations

from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from seatyard.app import settings_of
from seatyard.identity.roles import node_only

from ..nodes.access import prove
from . import service
from .body import named_in
from .errors import TooBig

blueprint = Blueprint("esl_cdr", __name__)

PIECE = 64 * 1024
READ_AWAY = 16
"""An oversized body is read to its end, unkept, up to this many limits: then the sender hears why."""


@blueprint.post("/switch/<node_name>/cdr")
@node_only
def post(node_name: str) -> ResponseReturnValue:
    prove(node_name)
    named = named_in(request.query_string)
    with service.refusals_counted(node_name, named):
        raw = _body_within(settings_of(current_app).cdr_limit)
        outcome = service.take(node_name, raw, named=named)
    return jsonify(record=outcome)


def _body_within(limit: int) -> bytes:
    kept, size = bytearray(), 0
    over = (request.content_length or 0) > limit
    while piece := request.stream.read(PIECE):
        size += len(piece)
        over = over or size > limit
        if over:
            kept.clear()
            if size > READ_AWAY * limit:
                break
        else:
            kept += piece
    if over:
        raise TooBig(f"a call record of more than {limit} bytes", where="body", allowed=f"{limit} bytes")
    return bytes(kept)
