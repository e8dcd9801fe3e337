"""``hangup``: end the call; with a word other than ``true`` the caller's side learns why."""

from __future__ import annotations

from seatyard.sentence import sentence

from ..scope import Site
from ..xml import Element, action, named
from .fields import CHOICE, Field
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
    fields = (Field("hangup", CHOICE, needed=True, choices=(True, *CAUSES), usual=True),)

    def problems(self, at: Step, names: Names) -> list[Problem]:
        if at.value is True or at.value in tuple(CAUSES):
            return []
        pattern = "not a way to hang up: %(value)s (allowed: true, %(allowed)s)"
        return [(at.inner, sentence(pattern, value=at.value, allowed=", ".join(CAUSES)))]

    def told(self, at: Step) -> str:
        return "" if at.value is True else str(at.value)

    def extensions(self, at: Step, site: Site) -> list[Element]:
        cause = NORMAL if at.value is True else CAUSES[at.value]
        return [named(site.extension(at.name), action("hangup", cause))]
