"""``hangup``: end the call; with a word other than ``true`` the caller's side learns why."""

from __future__ import annotations

from ..scope import Site
from ..xml import Element, action, named
from .kind import Kind, Names, Problem, Step

CAUSES = {
    "busy": "USER_BUSY",
    "rejected": "CALL_REJECTED",
    "unallocated": "UNALLOCATED_NUMBER",
    "unavailable": "NORMAL_TEMPORARY_FAILURE",
}
"""Of a call that was not answered before, a carrier sees them as 486, 603, 404 and 503."""
NORMAL = "NORMAL_CLEARING"


class Hangup(Kind):
    name = "hangup"

    def problems(self, at: Step, names: Names) -> list[Problem]:
        if at.value is True or at.value in tuple(CAUSES):
            return []
        return [(at.inner, f"not a way to hang up: {at.value} (allowed: true, {', '.join(CAUSES)})")]

    def told(self, at: Step) -> str:
        return "" if at.value is True else str(at.value)

    def extensions(self, at: Step, site: Site) -> list[Element]:
        cause = NORMAL if at.value is True else CAUSES[at.value]
        return [named(site.extension(at.name), action("hangup", cause))]
