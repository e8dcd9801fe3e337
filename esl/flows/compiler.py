"""From a checked flow to the extensions that run it on the switch. Nothing in them asks Seatyard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .document import kept, steps
from .kinds import KINDS
from .scope import Scope, Site
from .xml import Element


def flow_extensions(flow_id: int, document: Mapping[str, Any], scope: Scope) -> list[Element]:
    """The extensions of all nodes, in the document's order. The document has passed the checks."""
    nodes = list(steps(document))
    site = Site(flow_id, scope, kept(nodes))
    return [made for at in nodes for made in KINDS[at.kind].extensions(at, site)]
