"""The prompts as a node fetches them (``pull-prompts`` in its folder, see ``pull.py``)."""

from __future__ import annotations

import orjson
from flask import Blueprint, Response, request

from seatyard.identity.roles import node_only

from ..nodes.access import admit
from . import manifest

blueprint = Blueprint("esl_prompts", __name__)


@blueprint.get("/switch/<node>/prompts")
@node_only
def listing(node: str) -> Response:
    """``{"files": [{"file": …, "sha256": …, "size": …, "placeholder": …}]}``; 304 while it is as it was."""
    node_id = admit(node)
    answer = Response(orjson.dumps({"files": manifest.entries(node_id)}), mimetype="application/json")
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@blueprint.get("/switch/<node>/prompts/<path:file>")
@node_only
def one(node: str, file: str) -> Response:
    return Response(manifest.content(admit(node), file), mimetype="audio/wav")
