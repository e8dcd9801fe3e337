"""``hours``: another way while the tenant is open than at all other times."""

from __future__ import annotations

from collections.abc import Mapping

from .. import hours
from ..scope import Site
from ..xml import Element, dialled, element, extension, named
from . import faults
from .kind import Exit, Kind, Names, Problem, Step, leads

KEYS = ("when", "holidays", "inside", "outside")
WAYS = ("inside", "outside")


class Hours(Kind):
    name = "hours"

    def exits(self, at: Step) -> list[Exit]:
        if not isinstance(at.value, Mapping):
            return []
        return [way for key in WAYS for way in leads((*at.inner, key), at.value.get(key))]

    def problems(self, at: Step, names: Names) -> list[Problem]:
        if not isinstance(at.value, Mapping):
            return [(at.inner, "needs when, inside and outside")]
        found = faults.unknown_keys(at.inner, at.value, KEYS)
        found += [
            ((*at.inner, key), "missing: the node to go on with") for key in WAYS if at.value.get(key) is None
        ]
        try:
            hours.spans(str(at.value.get("when", "")))
        except ValueError as error:
            found.append(((*at.inner, "when"), f"{error} (allowed: {hours.ALLOWED})"))
        return found

    def extensions(self, at: Step, site: Site) -> list[Element]:
        """One extension a span, then one for all other times: the first that matches is taken."""
        here = site.extension(at.name)
        made = [
            extension(
                here,
                dialled(f"^{here}$"),
                element(
                    "condition",
                    {"wday": span.wday, "time-of-day": span.time_of_day},
                    site.go(at.value["inside"]),
                ),
            )
            for span in hours.spans(at.value["when"])
        ]
        return [*made, named(here, site.go(at.value["outside"]))]
