"""A million calls by 5,000 prefixes: how many a second, against a plain Decimal rater in the same run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time as clock
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Any

from billing.engine import Call, Facts, bill
from tests.billing.cases import MARCH, agreement

from . import tariffs

CALLS = 1_000_000
VARIANTS = [
    ("60/60", {}),
    ("6/6", {}),
    ("1/1", {}),
    ("30/6", {}),
    ("60/60", {"bands": True}),
    ("6/6", {"bands": True, "by": "increment"}),
]


@dataclass(frozen=True, slots=True)
class Rated:
    """Calls a second of one core."""

    title: str
    calls: float
    """Rated into totals, and those into the lines of an invoice."""
    walked: float
    """Told as evidence, each with its minutes."""
    naive: float
    """By the plain Decimal rater."""
    total: Decimal


def run(count: int = CALLS) -> Iterator[Rated]:
    """Each way of counting; AssertionError where a cent differs from the plain rater."""
    calls = list(tariffs.calls(count))
    for increment, how in VARIANTS:
        document = tariffs.terms(increment, bands=bool(how.get("bands")))
        by = how.get("by", "start")
        contract = agreement({"call_charges": {**document, "band_by": by}})
        spans = []
        for _ in range(3):  # the best of three: the machine may have other things to do
            began = time.process_time()
            made = bill(contract, Facts(calls=calls), MARCH)
            spans.append(time.process_time() - began)
        rated = time.process_time()
        told = sum(1 for _ in made.evidence())
        walked = time.process_time()
        assert told >= count
        title = (
            increment
            + {"": "", "start": ", night rates", "increment": ", night rates by increment"}[
                str(by) if how else ""
            ]
        )
        if by == "start":
            total = naive(calls, document)
            plainly = time.process_time()
            assert total == made.total, f"{title}: {made.total}, where {total} is right"
        else:
            plainly = walked
        speeds = [count / max(span, 1e-9) for span in (min(spans), walked - rated, plainly - walked)]
        yield Rated(title, speeds[0], speeds[1], speeds[2] if by == "start" else 0, made.total)


def naive(calls: list[Call], document: dict[str, Any]) -> Decimal:
    """What anybody would write: each call by itself, in Decimal, no shortcut."""
    table = document["rates"]["outbound"]
    first, then = (Decimal(one) for one in document["increment"].split("/"))
    longest = max(len(prefix) for prefix in table)
    minutes: dict[tuple[str, bool], Decimal] = {}
    for call in calls:
        seconds = (Decimal(call.billusec) / 1_000_000).quantize(Decimal(1), ROUND_HALF_UP)
        if seconds:
            more = ((seconds - first) / then).to_integral_value(ROUND_CEILING)
            seconds = first + max(Decimal(0), more) * then
        lengths = range(min(longest, len(call.dialled)), 1, -1)
        prefix = next((call.dialled[:n] for n in lengths if call.dialled[:n] in table), "default")
        key = prefix, isinstance(table[prefix], dict) and _by_night(call)
        minutes[key] = minutes.get(key, Decimal(0)) + seconds
    total = Decimal(0)
    for (prefix, night), seconds in minutes.items():
        rate = table[prefix]
        price = (rate["bands"][0]["price"] if night else rate["price"]) if isinstance(rate, dict) else rate
        total += (seconds * Decimal(price) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return total


def _by_night(call: Call) -> bool:
    """``tariffs.NIGHT``: from Monday evening to Saturday morning, in Shanghai."""
    local = call.starts.astimezone(MARCH.zone)
    if local.time() >= clock(18):
        return local.weekday() < 5
    return local.time() < clock(8) and 1 <= local.weekday() <= 5
