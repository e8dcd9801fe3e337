"""A tenant's working hours: listed, tried out, set and removed, with the flows that go by them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from seatyard import clock
from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.sentence import sentence
from tenants.models import Tenant
from tenants.onboarding import editing
from tenants.onboarding.sections import Onboarding

from ..flows.kinds.hours import of_hours
from ..flows.named import SECTION, Said, as_node, hours_of, reasons, used_by
from ..flows.opening import Opening
from .standing import Standing, standing
from .year import Day, differing, year_of

YEARS = range(2020, 2100)
"""Those that are drawn."""
_DAYS_AHEAD = 366
"""In which days that change are looked for."""


@dataclass(frozen=True)
class Named:
    """Working hours, and who goes by them."""

    name: str
    said: Said
    opening: Opening
    standing: Standing
    flows: list[str]
    """On the switch, or as they are to be."""

    @property
    def reasons(self) -> Mapping[str, str]:
        return reasons(self.said)


@dataclass(frozen=True)
class Preview:
    """What would come of a change; nothing of it is kept."""

    flows: list[str]
    """That change on the switch with it."""
    numbers: list[str]
    """Whose callers meet it, in E.164."""
    before: Standing | None
    """As it is now; None of new hours."""
    after: Standing
    days: list[tuple[date, str, str]]
    """The days of a year from today on that change: with their hours before and after."""
    changes: bool
    """Whether it says anything new."""


def listing(tenant: Tenant) -> list[Named]:
    using = _using(tenant)
    return [_named(tenant, name, said, using) for name, said in sorted(hours_of(tenant.policies).items())]


def find(tenant: Tenant, name: str) -> Named:
    """NotFound, with those that are there."""
    said = hours_of(tenant.policies)
    if name not in said:
        told = sentence("there are no working hours %(name)s", name=name)
        raise NotFound(told, allowed=", ".join(sorted(said)) or sentence("none yet"))
    return _named(tenant, name, said[name], _using(tenant))


def year(of: Named, number: int) -> list[Day]:
    """Its days. NotFound for a year that is not drawn."""
    if number not in YEARS:
        raise NotFound(sentence("there is no calendar of the year %(year)s", year=number))
    return year_of(of.opening, of.reasons, number)


def preview(tenant: Tenant, name: str, said: Said) -> Preview:
    """What setting them would change. InvalidInput for what cannot be said; Conflict for what cannot be so,
    a flow whose stored trial calls then go another way among it."""
    said = checked(said)
    using = _using(tenant)
    flows, old = using.get(name, []), hours_of(tenant.policies).get(name)
    numbers = [one.e164 for one in tenant.numbers if one.flow is not None and one.flow.name in flows]
    opening, today = Opening.read(as_node(said)), _local(tenant).date()
    was = Opening.read(as_node(old)) if old else None
    told = Preview(
        flows=flows,
        numbers=numbers,
        before=_standing(tenant, was) if was else None,
        after=_standing(tenant, opening),
        days=differing(was, opening, today, _DAYS_AHEAD) if was else [],
        changes=old != said,
    )
    editing.tried(tenant, _setting(name, said), lambda: None)
    return told


def put(tenant: Tenant, name: str, said: Said, was: Said | None = None) -> editing.Brought:
    """Set them, or add them; the flows that use them change with them, at once. Commits.

    With ``was``, what somebody looked at: Conflict where they are others by now.
    """
    said = checked(said)
    return editing.edited(tenant, _setting(name, said, was))


def remove(tenant: Tenant, name: str) -> editing.Brought:
    """Take them away. Conflict names the flows that use them. Commits."""
    find(tenant, name)
    if flows := _using(tenant).get(name):
        told = sentence("flows use the working hours %(name)s: %(flows)s", name=name, flows=", ".join(flows))
        raise Conflict(told, where=f"{SECTION}.{name}")

    def edit(document: Onboarding) -> None:
        left = {one: said for one, said in document.get(SECTION, {}).items() if one != name}
        document.pop(SECTION, None)
        if left:
            document[SECTION] = left

    return editing.edited(tenant, edit)


def checked(said: Said) -> dict[str, Any]:
    """As it is kept: without what says nothing. InvalidInput for the first thing that cannot be read."""
    days = said.get("days") or {}
    if not isinstance(days, Mapping) or not all(_is_day(one) for one in days.values()):
        raise InvalidInput(sentence("needs days with their hours"), where="days")
    for path, message in of_hours((), as_node(said)):
        raise InvalidInput(message, where=".".join(path))
    found = {"when": said["when"]} | ({"holidays": said["holidays"]} if said.get("holidays") else {})
    return found | ({"days": dict(sorted(days.items()))} if days else {})


def _is_day(said: object) -> bool:
    """Hours, or hours with a reason; whether they can be read is another matter."""
    told = said if isinstance(said, Mapping) else {"hours": said}
    return {"hours"} <= set(told) <= {"hours", "reason"} and all(
        isinstance(one, str) for one in told.values()
    )


def _setting(name: str, said: Said, was: Said | None = None) -> editing.Edit:
    def edit(document: Onboarding) -> None:
        there = document.get(SECTION, {})
        if was is not None and there.get(name) != (was or None):
            raise Conflict(sentence("somebody changed the working hours %(name)s meanwhile", name=name))
        document[SECTION] = there | {name: json.loads(json.dumps(said))}

    return edit


def _named(tenant: Tenant, name: str, said: Said, using: Mapping[str, list[str]]) -> Named:
    opening = Opening.read(as_node(said))
    return Named(name, said, opening, _standing(tenant, opening), using.get(name, []))


def _using(tenant: Tenant) -> dict[str, list[str]]:
    """The flows by the working hours that they use, published ones and those that wait for their day."""
    documents = [(flow.name, flow.document) for flow in tenant.flows]
    if tenant.arrangement is not None:
        documents += tenant.arrangement.document["flows"].items()
    found: dict[str, set[str]] = {}
    for flow, document in documents:
        for name in used_by(document):
            found.setdefault(name, set()).add(flow)
    return {name: sorted(flows) for name, flows in found.items()}


def _standing(tenant: Tenant, opening: Opening) -> Standing:
    return standing(opening, clock.now(), ZoneInfo(tenant.timezone))


def _local(tenant: Tenant) -> datetime:
    return clock.now().astimezone(ZoneInfo(tenant.timezone))
