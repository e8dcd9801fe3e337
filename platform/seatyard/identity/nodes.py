"""How a switch node proves itself: a token derived from the instance's secret, so none is stored."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app, request
from werkzeug.datastructures import Authorization

from ..errors import Unauthorized


def token_for(node_name: str, secret_key: str) -> str:
    """The password that ``node_name`` sends with every xml_curl request and call record."""
    return hmac.new(secret_key.encode(), f"node:{node_name}".encode(), hashlib.sha256).hexdigest()


def require_node(node_name: str) -> None:
    """Refuse the request unless it carries this node's name and token (HTTP Basic)."""
    if not is_node(node_name, request.authorization, str(current_app.config["SECRET_KEY"])):
        raise Unauthorized("wrong node name or token", where=f"node {node_name}")


def is_node(node_name: str, given: Authorization | None, secret_key: str) -> bool:
    """Whether these credentials (HTTP Basic) are this node's name and token."""
    if given is None or given.username != node_name:
        return False
    wanted = token_for(node_name, secret_key)
    return hmac.compare_digest((given.password or "").encode(), wanted.encode())
