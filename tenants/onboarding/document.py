"""The onboarding file: read, checked against its schema, defaults filled in."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from seatyard import documents
from seatyard.errors import InvalidInput

from ..models import DEVICES
from . import queues, skills
from .sections import Onboarding, all_sections

SEAT_DEFAULTS: dict[str, Any] = {"phone": None, "devices": DEVICES, "supervisor": False, "skills": {}}
POLICIES = (
    "recordings",
    "limits",
    "outbound",
    "busy_reasons",
    "conferences",
    "call_parameters",
    "billing",
    "working_hours",
)


@cache
def schema() -> dict[str, Any]:
    text = files(__package__).joinpath("onboarding.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def load(path: Path) -> Onboarding:
    """The whole file, checked by every floor; one InvalidInput names the first fault."""
    return checked(documents.read(path))


def checked(document: Onboarding) -> Onboarding:
    """Check against the schema, fill in defaults, and let every section check its part."""
    documents.check(document, schema())
    document = _with_defaults(document)
    _check_timezone(document["tenant"]["timezone"])
    for section in all_sections():
        section.check(document)
    return document


def _with_defaults(document: Onboarding) -> Onboarding:
    tenant = {"timezone": "Asia/Shanghai", "language": "zh"} | document["tenant"]
    filled = {"seats": [], "queues": [], "numbers": [], "flows": {}} | document | {"tenant": tenant}
    filled["flows"] = json.loads(json.dumps(filled["flows"]))  # a key 1 is "1" once it is stored
    for name in {"outbound", "working_hours"} & set(filled):
        filled[name] = json.loads(json.dumps(filled[name], default=str))  # as are days
    filled["seats"] = [{"name": seat["number"], **SEAT_DEFAULTS} | seat for seat in filled["seats"]]
    filled["queues"] = [
        skills.seated(queues.filled(queue), filled, f"queues[{at}]")
        for at, queue in enumerate(filled["queues"])
    ]
    return filled


def _check_timezone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise InvalidInput(
            f"no such time zone: {name}",
            where="tenant.timezone",
            allowed="an IANA name such as Asia/Shanghai",
        ) from None
