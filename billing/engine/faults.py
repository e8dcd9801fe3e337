"""Which outages are the provider's faults, and the time that force majeure takes out of everything."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from .amounts import decimal
from .clause import Case
from .facts import FORCE_MAJEURE, PLANNED, PROVIDER, Outage
from .results import OUTAGE, Evidence
from .spans import DAY, MINUTE, Span, common, merged, microseconds, without


def faults(case: Case) -> list[Outage]:
    """In order of time: the provider's own, and planned work that nobody was told of (002:B6)."""
    found = (one for one in case.facts.outages if one.cause == PROVIDER or _unannounced(one))
    return sorted(found, key=lambda one: (one.starts, one.id))


def stopped(case: Case, seats: frozenset[str] | None = None) -> list[Span]:
    """Force majeure's time for all of ``seats`` (None is every one), where the contract has the clause."""
    if not any(clause.name == FORCE_MAJEURE for clause in case.terms):
        return []
    return merged(one.span for one in case.facts.outages if one.cause == FORCE_MAJEURE and _all(one, seats))


def fault_minutes(case: Case) -> Fraction:
    """The union of the provider's faults in the span, whichever seats they befell (002:B5), exact."""
    down = (span for one in faults(case) for span in without([one.span], stopped(case, one.seats)))
    return Fraction(microseconds(common(down, [case.span])), MINUTE)


def availability(case: Case) -> Fraction:
    """1 - fault minutes / the minutes of the whole month (002:B5)."""
    return 1 - fault_minutes(case) / Fraction(case.month.days * DAY, MINUTE)


def in_minutes(outages: Iterable[Outage], span: Span) -> list[Evidence]:
    """The outages as evidence, each by its minutes in the span; parts of one are one."""
    parts: dict[str, list[Span]] = {}
    for outage in outages:
        parts.setdefault(outage.id, []).append(outage.span)
    inside = {id: sum(part.microseconds for part in common(spans, [span])) for id, spans in parts.items()}
    return [Evidence(OUTAGE, id, decimal(Fraction(time, MINUTE))) for id, time in inside.items() if time]


def _unannounced(outage: Outage) -> bool:
    return outage.cause == PLANNED and not outage.announced


def _all(outage: Outage, seats: frozenset[str] | None) -> bool:
    return outage.seats is None or (seats is not None and seats <= outage.seats)
