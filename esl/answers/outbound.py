"""Calls out of a tenant: emergency numbers for everyone, the rest by the outbound policy.

The longest matching prefix of the policy's ``allow`` and ``deny`` decides. A number may
be dialled in E.164 (+86…, 0086…) or as people dial at home: a mobile number as it is,
a landline with its leading 0. The switch decides all this by itself, also for a call
that a seat transfers: ``seatyard_outbound`` is a variable of the directory entry of a
seat that may dial out, so a caller from outside or an inbound seat never carries it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import phonenumbers

from ..flows.xml import Element, action, copied, dialled, extension, when

EMERGENCY = ("110", "119", "120", "122")
HOME = 86
"""Country code whose numbers people may dial without it, when no caller number tells another."""
BARRED = "OUTGOING_CALL_BARRED"
"""The cause that a phone sees as 403."""

_MOBILE = r"(?=1[3-9]\d{9}$)"
_LANDLINE = r"0(?=[1-9]\d{8,11}$)"


def emergency_extensions(tenant_id: int, trunks: Sequence[str]) -> dict[str, Element]:
    """110, 119, 120 and 122, reachable from every seat whatever its type or policy."""
    return {
        number: extension(
            f"emergency-{number}",
            dialled(
                f"^{number}$",
                action("export", f"seatyard_tenant={tenant_id}"),
                action("set", "hangup_after_bridge=true"),
                _towards(trunks, number),
            ),
        )
        for number in EMERGENCY
    }


def outbound_extensions(
    tenant_id: int,
    policy: Mapping[str, Any],
    shown: Sequence[str],
    trunks: Sequence[str],
    recording: Sequence[Element] = (),
) -> list[Element]:
    """In the order to be tried: each prefix of the policy, longest first, then the refusal of all else.

    ``shown`` is the number that the called see, in E.164; empty when the tenant has none. ``recording``
    is what stands before a call that may be recorded.
    """
    rules = dict.fromkeys(policy.get("allow", ()), True)
    rules |= dict.fromkeys(policy.get("deny", ()), False)
    made: list[Element] = []
    for prefix, allowed in sorted(rules.items(), key=lambda rule: (-len(rule[0]), rule[0])):
        for form, (expression, number) in enumerate(_forms(prefix, _country_code(shown)), start=1):
            name = f"outbound-{prefix}-{form}"
            if not allowed:
                made.append(extension(name, dialled(expression, action("hangup", BARRED))))
                continue
            place = [
                action("export", f"seatyard_tenant={tenant_id}"),
                *(action("set", f"effective_caller_id_number={own}") for own in shown),
                *(action("set", f"effective_caller_id_name={own}") for own in shown),
                action("set", "hangup_after_bridge=true"),
                *map(copied, recording),
                _towards(trunks, number),
            ]
            made.append(extension(name, when("${seatyard_outbound}", "^true$"), dialled(expression, *place)))
    made.append(extension("outbound-refused", dialled(r"^[+0]\d{3,}$", action("hangup", BARRED))))
    made.append(extension("outbound-refused-mobile", dialled(rf"^{_MOBILE}\d+$", action("hangup", BARRED))))
    return made


def _forms(prefix: str, home: int) -> list[tuple[str, str]]:
    """The ways to dial numbers under ``prefix``: (expression, the number in E.164)."""
    digits = prefix.lstrip("+")
    ways = [(rf"^(?:\+|00)({digits}\d*)$", "+$1")]
    if digits.startswith(str(home)):
        rest = digits[len(str(home)) :]
        ways.append((rf"^{_MOBILE}({rest}\d*)$", f"+{home}$1"))
        ways.append((rf"^{_LANDLINE}({rest}\d*)$", f"+{home}$1"))
    return ways


def _country_code(shown: Sequence[str]) -> int:
    for number in shown:
        return phonenumbers.parse(number).country_code or HOME
    return HOME


def _towards(trunks: Sequence[str], number: str) -> Element:
    """Over the first trunk; with none there is no way out."""
    if not trunks:
        return action("hangup", "NETWORK_OUT_OF_ORDER")
    return action("bridge", f"sofia/gateway/{trunks[0]}/{number}")
