"""``conference``: into one of the tenant's rooms, whose PIN is asked for there."""

from __future__ import annotations

from ..scope import Site
from ..xml import Element, named, transfer
from . import faults
from .fields import ROOM, Field
from .kind import Kind, Names, Problem, Step


class Conference(Kind):
    name = "conference"
    fields = (Field("conference", ROOM, needed=True),)

    def problems(self, at: Step, names: Names) -> list[Problem]:
        return faults.of_name(
            at.inner, at.value, "there is no conference %(name)s (allowed: %(allowed)s)", names.conferences
        )

    def extensions(self, at: Step, site: Site) -> list[Element]:
        return [named(site.extension(at.name), transfer(str(at.value), site.scope.context))]
