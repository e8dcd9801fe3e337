"""Whether a number may be called, and now: the longest prefix of ``allow`` and ``deny``, then the hours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...flows import hours
from ...flows.xml import Element, action, element, extension, inline, stopping, when
from ..features import rights
from ..limits import REFUSED
from .variables import ALLOWED, OPEN, TO
from .wayout import WayOut

BARRED = "OUTGOING_CALL_BARRED"
"""The cause that a phone sees as 403."""
NUMBER = r"^\+"


def policy_extensions(way: WayOut) -> list[Element]:
    """Set ALLOWED by the tenant's lists, then refuse what may not go."""
    verdict = [
        stopping(f"${{{TO}}}", rf"^{re.escape(prefix)}", inline(ALLOWED, "true" if allowed else "false"))
        for prefix, allowed in _rules(way.allow, way.deny)
    ]
    otherwise = stopping("destination_number", "^", inline(ALLOWED, "false"))
    return [
        extension("outbound-policy", *verdict, otherwise, goes_on=True),
        refused("seat", rights.may_not_go_out(), "seat"),
        refused("number", when(f"${{{ALLOWED}}}", "^(?!true$)"), "policy"),
        *_hours(way),
    ]


def _hours(way: WayOut) -> list[Element]:
    """Refuse all calls outside the hours in which the tenant calls, by its own clock."""
    if way.hours is None:
        return []
    spans = [
        element(
            "condition", span.attributes() | {"break": "on-true"}, inline(OPEN, "true" if opened else "false")
        )
        for span, opened in hours.ordered(way.hours, way.years)
    ]
    otherwise = stopping("destination_number", "^", inline(OPEN, "false"))
    return [
        extension("outbound-hours", *spans, otherwise, goes_on=True),
        refused("hours", when(f"${{{OPEN}}}", "^(?!true$)"), "hours"),
    ]


def refused(name: str, condition: Element, why: str, cause: str = BARRED) -> Element:
    """The end of a call to a number, when the condition is met as well."""
    condition.extend([action("set", f"{REFUSED}={why}"), action("hangup", cause)])
    return extension(f"outbound-refused-{name}", when(f"${{{TO}}}", NUMBER), condition)


def _rules(allow: Iterable[str], deny: Iterable[str]) -> list[tuple[str, bool]]:
    """Each prefix and what it says, the longest first; one in both lists is denied."""
    rules = dict.fromkeys(allow, True) | dict.fromkeys(deny, False)
    return sorted(rules.items(), key=lambda rule: (-len(rule[0]), rule[0]))
