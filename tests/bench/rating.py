"""A million calls by 5,000 prefixes: how many a second, against a plain Decimal rater in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time as clock
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from billing.engine import Call, Facts, bill
from tests.billing.cases import MARCH, agreement

from . import tariffs

T = TypeVar("T")

CALLS = 1_000_000
VARIANTS = [
    ("60/60", "60/60", False, "start"),
    ("6/6", "6/6", False, "start"),
    ("1/1", "1/1", False, "start"),
    ("30/6", "30/6", False, "start"),
    ("60/60, night rates", "60/60", True, "start"),
    ("6/6, night rates by increment", "6/6", True, "increment"),
]
"""Title, increment, whether there are night rates, and what decides of them. The plain rater knows no
increments apart: those are compared by the tests' oracle."""


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
    for title, increment, bands, by in VARIANTS:
        document = tariffs.terms(increment, bands=bands) | {"band_by": by}
        yield _rated(title, calls, document)


def _rated(title: str, calls: list[Call], document: dict[str, Any]) -> Rated:
    contract, facts = agreement({"call_charges": document}), Facts(calls=calls)
    # the best of three: the machine may have other things to do
    runs = [_timed(lambda: bill(contract, facts, MARCH)) for _ in range(3)]
    made, best = min(runs, key=_taken)
    told, walked = _timed(lambda: sum(1 for _ in made.evidence()))
    assert told >= len(calls)
    plain = 0.0
    if document["band_by"] == "start":
        total, plain = _timed(lambda: naive(calls, document))
        assert total == made.total, f"{title}: {made.total}, where {total} is right"
    speed = len(calls) / plain if plain else 0
    return Rated(title, len(calls) / best, len(calls) / walked, speed, made.total)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    """What it answers, and the seconds of this process that it took."""
    began = time.process_time()
    answer = work()
    return answer, time.process_time() - began


def _taken(timed: tuple[Any, float]) -> float:
    return timed[1]


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
