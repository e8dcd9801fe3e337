"""From a node's row to its Event Socket."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import InvalidInput, NotFound

from ..models import Node
from .limits import Address


def address_of(node: Node) -> Address:
    """Where the node listens, with the password from its file. Raises InvalidInput without one."""
    try:
        password = Path(node.password_file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise InvalidInput(
            f"cannot read its Event Socket password: {error.strerror}", where=f"node {node.name}"
        ) from error
    return Address(node.name, node.host, node.port, password)


def named(names: Sequence[str]) -> list[Node]:
    """These nodes, or all when none is named. Raises NotFound for a name that no node has."""
    query = select(Node).order_by(Node.name)
    nodes = list(db.session.scalars(query.where(Node.name.in_(names)) if names else query))
    if missing := set(names) - {node.name for node in nodes}:
        known = ", ".join(db.session.scalars(select(Node.name).order_by(Node.name))) or "none yet"
        raise NotFound("no such node", where=f"node {min(missing)}", allowed=known)
    return nodes
