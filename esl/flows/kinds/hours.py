"""``hours``: another way while the tenant is open than at all other times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seatyard.hours import ALLOWED, shifts
from seatyard.sentence import sentence, told

from .. import hours
from ..opening import CHINA, Opening, own_day
from ..scope import Site
from ..walking import TrialCall
from ..xml import Element, dialled, element, extension, named
from . import faults
from .fields import CHOICE, DAYS, HOURS, HOURS_NAME, WAY, Field
from .kind import Exit, Kind, Names, Path, Problem, Step, leads

WAYS = ("inside", "outside")
MOST_DAYS = 366
DAY_ALLOWED = sentence('such as "2026-10-17": closed, or hours such as 09:00-12:00')


class Hours(Kind):
    name = "hours"
    fields = (
        Field("named", HOURS_NAME),
        Field("when", HOURS, needed=True, example="Mon-Fri 09:00-18:00"),
        Field("holidays", CHOICE, choices=(CHINA,)),
        Field("days", DAYS),
        Field("inside", WAY, needed=True),
        Field("outside", WAY, needed=True),
    )

    def exits(self, at: Step) -> list[Exit]:
        if not isinstance(at.value, Mapping):
            return []
        return [way for key in WAYS for way in leads((*at.inner, key), at.value.get(key))]

    def problems(self, at: Step, names: Names) -> list[Problem]:
        here, value = at.inner, at.value
        if not isinstance(value, Mapping):
            return [(here, sentence("needs when or named, inside and outside"))]
        found = faults.unknown_keys(here, value, self.keys)
        for key in WAYS:
            found += faults.of_node((*here, key), value.get(key))
        return found + (_of_named(here, value, names) if "named" in value else of_hours(here, value))

    def told(self, at: Step) -> str:
        days = at.value.get("days") or {}
        parts = (
            at.value.get("named"),
            at.value.get("when"),
            at.value.get("holidays"),
            *(f"{day}: {text}" for day, text in days.items()),
        )
        return " · ".join(str(part) for part in parts if part)

    def leads_on(self, at: Step, call: TrialCall) -> str:
        opened = Opening.read(at.value).open_at(call.now(at.name))
        return str(at.value["inside" if opened else "outside"])

    def extensions(self, at: Step, site: Site) -> list[Element]:
        """The first that matches is taken: days that are not like others, then the week, then all else."""
        here, opening = site.extension(at.name), Opening.read(at.value)
        ways = [
            (span, "inside" if opened else "outside")
            for span, opened in hours.ordered(opening, site.scope.years)
        ]
        made = [
            extension(
                here, dialled(f"^{here}$"), element("condition", span.attributes(), site.go(at.value[way]))
            )
            for span, way in ways
        ]
        return [*made, named(here, site.go(at.value["outside"]))]


def _of_named(here: Path, value: Mapping[str, Any], names: Names) -> list[Problem]:
    named = str(value["named"])
    both = sorted({"when", "holidays", "days"} & set(value))
    found: list[Problem] = [((*here, key), sentence("not beside named, whose hours hold")) for key in both]
    if named not in names.hours:
        pattern = "there are no working hours %(name)s (allowed: %(allowed)s)"
        allowed = ", ".join(names.hours) or sentence("none yet")
        found.append(((*here, "named"), sentence(pattern, name=named, allowed=allowed)))
    return found


def of_hours(here: Path, value: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with ``when``, ``holidays`` and ``days``."""
    found: list[Problem] = []
    when = value.get("when")
    try:
        shifts(when if isinstance(when, str) else "")
    except ValueError as error:
        found.append(
            (
                (*here, "when"),
                sentence("%(fault)s (allowed: %(allowed)s)", fault=told(error), allowed=ALLOWED),
            )
        )
    if value.get("holidays") not in (None, CHINA):
        pattern = "there is no calendar of %(country)s (allowed: %(allowed)s)"
        message = sentence(pattern, country=value["holidays"], allowed=CHINA)
        found.append(((*here, "holidays"), message))
    return found + _of_days((*here, "days"), value.get("days"))


def _of_days(here: Path, days: Any) -> list[Problem]:
    if days is None:
        return []
    if not isinstance(days, Mapping) or len(days) > MOST_DAYS:
        pattern = "needs days with their hours (allowed: up to %(most)s, each %(allowed)s)"
        return [(here, sentence(pattern, most=MOST_DAYS, allowed=DAY_ALLOWED))]
    found: list[Problem] = []
    for day, text in days.items():
        try:
            own_day(str(day), text)
        except ValueError as error:
            message = sentence("%(fault)s (allowed: %(allowed)s)", fault=told(error), allowed=DAY_ALLOWED)
            found.append(((*here, str(day)), message))
    return found
