"""How a switch node proves itself: a token derived from the instance's secret, so none is stored."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app, request

from ..errors import Unauthorized


def token_for(node_name: str, secret_key: str) -> str:
    """The password that ``node_name`` sends with every xml_curl request and call record."""
    return hmac.new(secret_key.encode(), f"node:{node_name}".encode(), hashlib.sha256).hexdigest()


def require_node(node_name: str) -> None:
    """Refuse the request unless it carries this node's name and token (HTTP Basic)."""
    given = request.authorization
    wanted = token_for(node_name, str(current_app.config["SECRET_KEY"]))
    if (
        given is None
        or given.username != node_name
        or not hmac.compare_digest((given.password or "").encode(), wanted.encode())
    ):
        raise Unauthorized("wrong node name or token", where=f"node {node_name}")
