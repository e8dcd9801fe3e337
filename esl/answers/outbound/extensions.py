"""All of a tenant's way out, in the order in which the switch looks at it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...flows.xml import Element, action, dialled, extension, when
from .callers import caller_extensions
from .dialled import SHOWING, dialled_extensions
from .policy import NUMBER, policy_extensions
from .variables import FROM, TO
from .wayout import EMERGENCY, WayOut
from .ways import emergency_actions, way_extensions


def emergency_extensions(way: WayOut) -> dict[str, Element]:
    """110, 119, 120 and 122, reachable from every seat whatever its type, policy or limits."""
    return {
        number: extension(f"emergency-{number}", dialled(f"^{number}$", *emergency_actions(number, way)))
        for number in EMERGENCY
    }


def _emergency_showing(way: WayOut) -> list[Element]:
    """Help, although another number was to be shown: what is dialled before it does not matter."""
    return [
        extension(
            f"emergency-showing-{number}", dialled(f"^{SHOWING}{number}$", *emergency_actions(number, way))
        )
        for number in EMERGENCY
    ]


def _limits(way: WayOut) -> list[Element]:
    """Within the limits of the number that is shown, and of the tenant, or refused."""
    own = {e164 for e164, _ in way.numbers}
    limited = [
        extension(
            f"outbound-limits-{e164}",
            when(f"${{{TO}}}", NUMBER),
            when(f"${{{FROM}}}", f"^{re.escape(e164)}$", *way.limits.leaving_with(e164)),
            goes_on=True,
        )
        for e164 in way.limits.numbers
        if e164 in own
    ]
    everyone = when(f"${{{TO}}}", NUMBER, *way.limits.leaving(f"${{{FROM}}}"))
    return [*limited, extension("outbound-limits", everyone, goes_on=True)]


def outbound_extensions(way: WayOut, recording: Sequence[Element] = ()) -> list[Element]:
    """Most of them only find out about the call, and the search goes on; the last ones place it.

    ``recording`` is what stands before a call that may be recorded.
    """
    return [
        *_emergency_showing(way),
        *dialled_extensions(way.home),
        *policy_extensions(way),
        *caller_extensions(way),
        *_limits(way),
        *way_extensions(way, recording),
        extension("nowhere", dialled("^", action("hangup", "NO_ROUTE_DESTINATION"))),
    ]
