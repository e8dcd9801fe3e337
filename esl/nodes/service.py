"""The operator's side: nodes, added once."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound

from ..models import Node, Placement

NAME = re.compile(r"[a-z][a-z0-9-]{0,30}\Z")
NAME_ALLOWED = "1 to 31 of a-z, 0-9, -, a letter first"
LARGEST_CAPACITY = 100_000
"""Seats on one machine: more is a slip of the hand."""


def add_node(name: str, host: str, port: int, password_file: Path) -> bool:
    """Add a node; the same again changes nothing. True when it was new."""
    check_place(name, host, port)
    password_of(password_file)
    wanted = {"host": host, "port": port, "password_file": str(password_file.absolute())}
    known = db.session.scalar(select(Node).filter_by(name=name))
    if known is not None:
        same(f"node {name}", known, wanted)
        return False
    db.session.add(Node(name=name, **wanted))
    db.session.commit()
    return True


def node(name: str) -> Node:
    found = db.session.scalar(select(Node).filter_by(name=name))
    if found is None:
        known = ", ".join(db.session.scalars(select(Node.name).order_by(Node.name)))
        raise NotFound(f"no node {name}", allowed=known or "one that `seatyard node add` made")
    return found


def placed_on(node_id: int) -> list[int]:
    """The ids of the tenants whose home the node is."""
    placed = select(Placement.tenant_id).filter_by(node_id=node_id)
    return list(db.session.scalars(placed.order_by(Placement.tenant_id)))


def set_draining(name: str, draining: bool) -> bool:
    """Let a node take no further tenants, or take them again; those that it has stay. True if that is new."""
    with transaction():
        found = _held(name)
        if (found.draining_since is not None) == draining:
            return False
        found.draining_since = clock.now() if draining else None
        return True


def set_capacity(name: str, seats: int | None) -> bool:
    """Say for how many seats a node has room; None: for any number. True if that is new."""
    if seats is not None and not 0 < seats <= LARGEST_CAPACITY:
        raise InvalidInput("not a number of seats", where="capacity", allowed=f"1 to {LARGEST_CAPACITY}")
    with transaction():
        found = _held(name)
        changed = found.capacity != seats
        found.capacity = seats
        return changed


def _held(name: str) -> Node:
    """The node, kept from whoever else would change it until the transaction ends."""
    node(name)
    return db.session.scalars(select(Node).filter_by(name=name).with_for_update()).one()


def password_of(path: Path) -> str:
    """The Event Socket password in ``path``: one line, nothing that the switch would read as its own."""
    try:
        password = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"cannot be read: {error}", where=str(path)) from None
    if not password or not password.isascii() or not password.isprintable() or "$${" in password:
        raise InvalidInput(
            "not a password", where=str(path), allowed="one line of printable ASCII without $${"
        )
    return password


def check_place(name: str, host: str, port: int) -> None:
    """Refuse a name, address or port that cannot be one."""
    if not NAME.match(name):
        raise InvalidInput(f"not a name: {name}", where="NAME", allowed=NAME_ALLOWED)
    try:
        ip_address(host)
    except ValueError:
        raise InvalidInput(f"not an address: {host}", where="--host", allowed="an IP address") from None
    if not 0 < port < 65536:
        raise InvalidInput(f"not a port: {port}", where="--port", allowed="1 to 65535")


def same(what: str, known: object, wanted: dict[str, Any]) -> None:
    """Refuse to add again, with other settings, what is there."""
    differs = [
        f"{key} {getattr(known, key)}" for key, value in wanted.items() if getattr(known, key) != value
    ]
    if differs:
        raise Conflict(f"there is a {what} already, with {', '.join(differs)}")
