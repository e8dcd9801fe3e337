"""The address that mod_xml_curl posts to (``<param name="gateway-url">`` in xml_curl.conf)."""

from __future__ import annotations

from flask import Blueprint, Response, request

from seatyard.errors import TooLarge, Unauthorized
from seatyard.identity.nodes import require_node
from seatyard.identity.roles import node_only

from ..nodes.access import admit
from . import form, service

blueprint = Blueprint("esl_answers", __name__)


@blueprint.post("/switch/<node>/xml")
@node_only
def answers(node: str) -> Response:
    """What the node may know; an answer is always 200, also for "not found"."""
    try:
        require_node(node)
    except Unauthorized:
        admit(node)  # refuses as well, and counts it
    if (request.content_length or 0) > form.LONGEST:
        raise TooLarge("a question of too many bytes", where="body", allowed=f"{form.LONGEST} bytes")
    return Response(service.answer(node, form.fields(request.get_data())), mimetype="text/xml")
