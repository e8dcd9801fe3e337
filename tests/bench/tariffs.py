"""Calls and rates for the bench: 5,000 prefixes, and as many numbers as calls."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from billing.engine import Call
from tests.billing.cases import MARCH

PREFIXES = 5000
NIGHT = "Mon-Fri 18:00-08:00"


def prefixes() -> list[str]:
    """From a country's code to seven digits."""
    chance = random.Random(1)
    found: dict[str, None] = {}
    while len(found) < PREFIXES - 1:
        found[f"+{chance.randint(1, 9)}{chance.randrange(10 ** (n := chance.randint(1, 6))):0{n}}"] = None
    return list(found)


def terms(increment: str, *, bands: bool = False) -> dict[str, Any]:
    """A price of its own for each prefix, by night half of it."""
    chance = random.Random(2)
    rates: dict[str, Any] = {"default": "1.5"}
    for prefix in prefixes():
        mills = 2 * chance.randint(5, 500)
        price = f"{mills / 1000:.3f}"
        night = {"price": price, "bands": [{"when": NIGHT, "price": f"{mills / 2000:.4f}"}]}
        rates[prefix] = night if bands else price
    return {"rates": {"outbound": rates, "inbound": {"default": 0}}, "increment": increment}


def calls(count: int) -> Iterator[Call]:
    """Spread evenly over March, each of up to ten minutes, to a number of its own."""
    chance = random.Random(3)
    known = prefixes()
    step = MARCH.span.microseconds // count
    for number in range(count):
        starts = MARCH.span.starts + timedelta(microseconds=number * step)
        dialled = f"{known[chance.randrange(len(known))]}{number:07}"
        yield Call(f"{number:012x}", "outbound", dialled, starts, chance.randrange(600_000_000))
