"""All of a tenant's way out, in the order in which the switch looks at it."""

from __future__ import annotations

from collections.abc import Sequence

from ...flows.xml import Element, action, dialled, extension
from .callers import caller_extensions
from .dialled import dialled_extensions
from .policy import policy_extensions
from .wayout import EMERGENCY, WayOut
from .ways import emergency_actions, way_extensions


def emergency_extensions(way: WayOut) -> dict[str, Element]:
    """110, 119, 120 and 122, reachable from every seat whatever its type, policy or limits."""
    return {
        number: extension(f"emergency-{number}", dialled(f"^{number}$", *emergency_actions(number, way)))
        for number in EMERGENCY
    }


def outbound_extensions(way: WayOut, recording: Sequence[Element] = ()) -> list[Element]:
    """Most of them only find out about the call, and the search goes on; the last ones place it.

    ``recording`` is what stands before a call that may be recorded.
    """
    return [
        *dialled_extensions(way.home),
        *policy_extensions(way),
        *caller_extensions(way),
        *way_extensions(way, recording),
        extension("nowhere", dialled("^", action("hangup", "NO_ROUTE_DESTINATION"))),
    ]
