"""Records that a node could not post: they lie in its log folder until somebody sweeps them in."""

from __future__ import annotations

import socket
from pathlib import Path

from seatyard.doctor import Told, ok, warning

from ..cdr import folder
from ..models import Node


def told(node: Node, path: Path) -> Told:
    """What lies there, where the node is this machine; else where it is."""
    name = f"records left {node.name}"
    if not _is_here(node.host):
        return ok(name, f"would lie in {path} on the node, not seen from here")
    try:
        left = len(folder.files(path)) if path.exists() else 0
    except OSError as error:
        do = "let Seatyard's user into the group freeswitch, or sweep as root"
        return warning(name, f"{path} cannot be read: {error.strerror}", do)
    if left:
        do = f"seatyard switch sweep-cdrs --node {node.name} {path}"
        return warning(name, f"{left} in {path}", do)
    return ok(name, f"none in {path}")


def _is_here(host: str) -> bool:
    """Whether it is an address of this machine: one that can be bound."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.bind((host, 0))
    except OSError:
        return False
    return True
