"""What the floor that compiles them has to say of an onboarding file's flows, seats and way out."""

from __future__ import annotations

from typing import Any

from flask import current_app

from seatyard.app import settings_of
from seatyard.errors import InvalidInput
from tenants.models import Tenant
from tenants.onboarding.sections import Change, Onboarding

from ..answers.outbound import EMERGENCY
from .checks import Names, problems
from .kinds.hours import of_hours
from .named import SECTION


class FlowsCheck:
    """Checks alone: the documents are kept by the floor below."""

    def check(self, document: Onboarding) -> None:
        _check_seats(document)
        _check_caller_numbers(document)
        _check_hours(document)
        names = names_of(document)
        for name, flow in document["flows"].items():
            for path, message in problems(flow, names):
                raise InvalidInput(message, where=".".join(("flows", name, *path)))

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        return []

    def export(self, tenant: Tenant) -> Onboarding:
        return {}


def names_of(document: Onboarding) -> Names:
    """What the flows of a tenant may name, by its file."""
    return Names(
        queues=frozenset(queue["name"] for queue in document["queues"]),
        seats=frozenset(seat["number"] for seat in document["seats"]),
        conferences=frozenset(room["number"] for room in document.get("conferences", ())),
        networks=settings_of(current_app).lookup_networks,
        hours=document.get(SECTION, {}),
    )


def _check_seats(document: Onboarding) -> None:
    for i, seat in enumerate(document["seats"]):
        if seat["number"] in EMERGENCY:
            allowed = f"any but {', '.join(EMERGENCY)}"
            where = f"seats[{i}].number"
            raise InvalidInput(f"{seat['number']} is an emergency number", where=where, allowed=allowed)
        if seat["phone"] and _denied(seat["phone"], document.get("outbound") or {}):
            where = f"seats[{i}].phone"
            raise InvalidInput(f"{seat['phone']} may not be called", where=where, allowed="see outbound.deny")


def _denied(e164: str, outbound: dict[str, Any]) -> bool:
    """Whether the longest matching prefix denies it; one that nothing matches is the operator's own risk."""
    rules = dict.fromkeys(outbound.get("allow", ()), False) | dict.fromkeys(outbound.get("deny", ()), True)
    matching = [prefix for prefix in rules if e164.startswith(prefix)]
    return rules[max(matching, key=len)] if matching else False


def _check_caller_numbers(document: Onboarding) -> None:
    """A tenant shows its own numbers to those whom it calls, and no other's."""
    own = [number["e164"] for number in document["numbers"]]
    allowed = ", ".join(own) or "none yet"
    section = document.get("outbound") or {}
    listed = section.get("caller_numbers", [])
    for i, shown in enumerate(listed):
        if shown not in own:
            where = f"outbound.caller_numbers[{i}]"
            raise InvalidInput(f"{shown} is not among the tenant's numbers", where=where, allowed=allowed)
    may = listed or own
    for kind in ("queues", "seats"):
        for name, one in section.get(kind, {}).items():
            if one["caller_number"] not in may:
                where, allowed = f"outbound.{kind}.{name}.caller_number", ", ".join(may) or "none yet"
                message = f"{one['caller_number']} is not among those that the tenant shows"
                raise InvalidInput(message, where=where, allowed=allowed)


def _check_hours(document: Onboarding) -> None:
    """When seats may call: as in an ``hours`` node."""
    said = (document.get("outbound") or {}).get("hours")
    for path, message in of_hours((), said) if said else ():
        raise InvalidInput(message, where=".".join(("outbound", "hours", *path)))
