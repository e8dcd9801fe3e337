"""``seat``: ring one seat."""

from __future__ import annotations

from ..applications import DEFAULT_RING, ring_seat, unanswered
from ..scope import Site
from ..walking import TrialCall
from ..xml import Element, action, named
from . import faults
from .fields import COUNT, SEAT, WAY, Field
from .kind import Exit, Kind, Names, Problem, Step, leads, named_node

ANSWERED, NO_ANSWER = "answered", "no_answer"
LONGEST_RING = 300
"""Seconds."""


class Seat(Kind):
    name = "seat"
    fields = (
        Field("seat", SEAT, needed=True),
        Field("ring", COUNT, beside=True, most=LONGEST_RING, usual=DEFAULT_RING),
        Field("no_answer", WAY, beside=True),
    )

    def exits(self, at: Step) -> list[Exit]:
        return leads((*at.path, "no_answer"), at.options.get("no_answer"), waits=True)

    def problems(self, at: Step, names: Names) -> list[Problem]:
        what = "there is no seat %(name)s (allowed: %(allowed)s)"
        found = faults.of_name(at.inner, at.value, what, names.seats)
        return found + faults.of_count((*at.path, "ring"), at.options.get("ring"), LONGEST_RING)

    def leads_on(self, at: Step, call: TrialCall) -> str | None:
        happened = call.answer(at.name, (ANSWERED, NO_ANSWER), ANSWERED)
        return None if happened == ANSWERED else named_node(at.options.get(NO_ANSWER))

    def extensions(self, at: Step, site: Site) -> list[Element]:
        number, then = str(at.value), at.options.get("no_answer")
        scope = site.scope
        after = [site.go(then)] if then else unanswered(scope.seats[number], scope)
        ring = ring_seat(site.scope.seats[number], int(at.options.get("ring", DEFAULT_RING)))
        notice = site.scope.recordings.announcing(seat=number)
        heard = [action("answer"), *notice] if notice else []
        recorded = site.scope.recordings.inbound(seat=number)
        return [named(site.extension(at.name), *heard, *recorded, *ring, *after)]
