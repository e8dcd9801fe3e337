"""``seat``: ring one seat."""

from __future__ import annotations

from ..applications import DEFAULT_RING, ring_seat
from ..scope import Site
from ..xml import Element, action, named
from . import faults
from .kind import Exit, Kind, Names, Problem, Step, leads

LONGEST_RING = 300
"""Seconds."""


class Seat(Kind):
    name = "seat"
    options = frozenset({"ring", "no_answer"})

    def exits(self, at: Step) -> list[Exit]:
        return leads((*at.path, "no_answer"), at.options.get("no_answer"), waits=True)

    def problems(self, at: Step, names: Names) -> list[Problem]:
        found = faults.of_name(at.inner, at.value, "seat", names.seats)
        return found + faults.of_count((*at.path, "ring"), at.options.get("ring"), LONGEST_RING)

    def extensions(self, at: Step, site: Site) -> list[Element]:
        number, then = str(at.value), at.options.get("no_answer")
        after = site.go(then) if then else action("hangup", "NO_ANSWER")
        ring = ring_seat(site.scope.seats[number], int(at.options.get("ring", DEFAULT_RING)))
        notice = site.scope.recordings.announcing(seat=number)
        heard = [action("answer"), *notice] if notice else []
        recorded = site.scope.recordings.inbound(seat=number)
        return [named(site.extension(at.name), *heard, *recorded, *ring, after)]
