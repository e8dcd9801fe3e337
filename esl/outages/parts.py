"""An outage cut at the edges of what was announced ahead: pure, spans in, parts out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

PROVIDER, PLANNED, FORCE_MAJEURE, NONE = "provider", "planned", "force_majeure", "none"
"""``none``: it was looked at, and was no outage."""
CAUSES = (PROVIDER, PLANNED, FORCE_MAJEURE, "tenant", "terminal", "third_party", NONE)
"""What an outage may be said to be."""
FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Part:
    """A time in which seats of a tenant could not work, and whose fault it was."""

    outage_id: int
    kind: str
    starts_at: datetime
    ends_at: datetime | None
    """None while it lasts."""
    cause: str
    announced: bool = True
    """Of planned work: whether tenants were told before it began."""
    seats: frozenset[int] | None = None
    """The seats that it befell; None is all of them."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A plan as it concerns one tenant."""

    starts_at: datetime
    ends_at: datetime | None
    cause: str
    announced: bool
    seats: frozenset[int] | None = None
    """None is all of the tenant's."""

    def covers(self, at: datetime) -> bool:
        return self.starts_at <= at < (self.ends_at or FOREVER)


def cut(outage: Part, plans: Iterable[Announced], seats: frozenset[int]) -> list[Part]:
    """The outage in parts, each inside or outside of what was planned; in order of time.

    Where plans overlap, force majeure comes first (no rent runs in it), then what was announced.
    ``seats`` are all of the tenant's, for plans that name some of them.
    """
    plans = sorted(plans, key=_rank)
    ends = outage.ends_at or FOREVER
    given = {edge for plan in plans for edge in (plan.starts_at, plan.ends_at or FOREVER)}
    inside = sorted(edge for edge in given if outage.starts_at < edge < ends)
    edges = [outage.starts_at, *inside, ends]
    made: list[Part] = []
    for starts, until in itertools.pairwise(edges):
        here = [plan for plan in plans if plan.covers(starts)]
        until_or_none = None if until == FOREVER else until
        for part in _shared(replace(outage, starts_at=starts, ends_at=until_or_none), here, seats):
            _add(made, part)
    return sorted(made, key=lambda part: part.starts_at)


def _shared(whole: Part, plans: Sequence[Announced], seats: frozenset[int]) -> list[Part]:
    """Whose each seat is, in a time in which the plans stay the same."""
    left, made = seats, list[Part]()
    for plan in plans:
        if plan.seats is None or left <= plan.seats:
            of = None if left == seats else left
            return [*made, replace(whole, cause=plan.cause, announced=plan.announced, seats=of)]
        if some := plan.seats & left:
            made.append(replace(whole, cause=plan.cause, announced=plan.announced, seats=some))
            left -= some
    return [*made, replace(whole, seats=None if left == seats else left)]


def _add(made: list[Part], part: Part) -> None:
    """One part with the one that it goes on from."""
    for at, before in enumerate(made):
        if before.ends_at == part.starts_at and replace(part, starts_at=before.starts_at) == replace(
            before, ends_at=part.ends_at
        ):
            made[at] = replace(before, ends_at=part.ends_at)
            return
    made.append(part)


def _rank(plan: Announced) -> tuple[bool, bool, datetime]:
    return plan.cause != FORCE_MAJEURE, not plan.announced, plan.starts_at
