"""Letting a node in: its name and token checked, a refusal counted."""

from __future__ import annotations

from flask import request
from sqlalchemy import bindparam, select

from seatyard import findings
from seatyard.db import db
from seatyard.errors import NotFound, Unauthorized
from seatyard.identity.nodes import require_node

from ..models import Node

REFUSED = "node_auth_refused"

_ID = select(Node.id).where(Node.name == bindparam("name"))
"""Built once: every request of every node asks it."""


def admit(node_name: str) -> int:
    """The id of the node that sent this request.

    Raises Unauthorized (wrong name or token) or NotFound (no such node). A refusal is a finding,
    one a node; all names that no node has share one, so that a scanner cannot fill the table.
    """
    prove(node_name)
    node_id = _id_of(node_name)
    if node_id is None:
        db.session.rollback()
        raise unknown(node_name)
    return node_id


def prove(node_name: str) -> None:
    """``admit`` for those who look the name up themselves: the database is asked only to count a refusal."""
    try:
        require_node(node_name)
    except Unauthorized as error:
        key = node_name if _id_of(node_name) is not None else "unknown node"
        findings.report_alone(REFUSED, key, str(error), address=request.remote_addr, path=request.path)
        raise


def unknown(node_name: str) -> NotFound:
    return NotFound("no such node", where=f"node {node_name}", allowed="a node of `seatyard node add`")


def _id_of(node_name: str) -> int | None:
    return db.session.connection().scalar(_ID, {"name": node_name})
