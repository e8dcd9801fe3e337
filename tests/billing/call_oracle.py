"""What calls cost, worked out the slow way: increment by increment, prefix by prefix, in Decimal.

It shares no code with ``billing.rating``; it reads the terms' document as it was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from billing.engine import Call

MEASURES = {"rounded": ROUND_HALF_UP, "ceiling": ROUND_CEILING, "floor": ROUND_FLOOR}
WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
Key = tuple[str, str, str]
"""Whose rates (``outbound/transferred`` for a further leg), prefix, when: a line."""
FURTHER = ("transferred", "forwarded", "telephone", "joined")


def pays(call: Call, terms: dict[str, Any]) -> str:
    """By whose rates a call is charged: the direction table, or what holds where it is silent."""
    otherwise = {"inbound": "inbound"} | dict.fromkeys(FURTHER, "nobody")
    said = terms.get("directions", {}).get(call.direction, otherwise.get(call.direction, "outbound"))
    return f"{said}/{call.direction}" if said != "nobody" and call.direction in FURTHER else str(said)


def increments(call: Call, rate: Any, terms: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """(second of talk at which it begins, its seconds) of each increment that is charged."""
    text = rate.get("increment") if isinstance(rate, dict) else None
    first, then = (int(one) for one in (text or terms.get("increment", "60/60")).split("/"))
    free = terms.get("free_seconds", 0)
    talked = Decimal(call.billusec).scaleb(-6).to_integral_value(MEASURES[terms.get("measure", "rounded")])
    begins, length = free, first
    while begins < talked:
        yield begins, length
        begins, length = begins + length, then


def rate_of(call: Call, terms: dict[str, Any]) -> tuple[str, Any]:
    table = terms["rates"][pays(call, terms).partition("/")[0]]
    fitting = [one for one in table if one != "default" and call.dialled.startswith(one)]
    prefix = max(fitting, key=len) if fitting else "default"
    return prefix, table[prefix]


def when(rate: Any, moment: datetime, zone: ZoneInfo, holidays: frozenset[str]) -> str:
    """The band that the wall clock shows, by its text; empty outside of all."""
    local = moment.astimezone(zone)
    clock = f"{local:%H:%M}"
    for band in rate.get("bands", []) if isinstance(rate, dict) else []:
        text = band["when"]
        if text == "holidays":
            if f"{local:%Y-%m-%d}" in holidays:
                return text
            continue
        days, hours = text.split()
        start, end = hours.split("-")
        today, yesterday = (WEEK[(local.weekday() - back) % 7] in _days(days) for back in (0, 1))
        if start < end:
            if today and start <= clock < end:
                return text
        elif (today and clock >= start) or (yesterday and clock < end):
            return text
    return ""


def _days(text: str) -> list[str]:
    if "-" not in text:
        return text.split("/")
    first, last = text.split("-")
    return (WEEK + WEEK)[
        WEEK.index(first) : WEEK.index(first) + (WEEK.index(last) - WEEK.index(first)) % 7 + 1
    ]


def minutes(
    calls: list[Call],
    terms: dict[str, Any],
    month: str,
    zone: ZoneInfo,
    holidays: frozenset[str] = frozenset(),
    bundle: Fraction = Fraction(0),
) -> tuple[dict[Key, Fraction], dict[tuple[str, Key], Fraction], Fraction]:
    """Minutes by line, minutes by call and line, and what is left of the bundle's ``bundle`` minutes."""
    lines: dict[Key, Fraction] = {}
    evidence: dict[tuple[str, Key], Fraction] = {}
    covered = terms.get("bundle", {}).get("directions", ["outbound"])

    def add(call: Call, key: Key, amount: Fraction) -> None:
        lines[key] = lines.get(key, Fraction(0)) + amount
        evidence[call.id, key] = evidence.get((call.id, key), Fraction(0)) + amount

    for call in sorted(calls, key=lambda one: (one.starts, one.id)):
        row = pays(call, terms)
        if row == "nobody":
            continue
        prefix, rate = rate_of(call, terms)
        talks = call.answered or call.starts
        steps = list(increments(call, rate, terms))
        split = terms.get("call_period") == "split"
        started = f"{call.starts.astimezone(zone):%Y-%m}" == month
        if not steps and started:
            add(call, (row, prefix, when(rate, call.starts, zone, holidays)), Fraction(0))
        for begins, length in steps:
            moment = talks + timedelta(seconds=begins)
            inside = f"{moment.astimezone(zone):%Y-%m}" == month if split else started
            if not inside:
                continue
            at = moment if terms.get("band_by") == "increment" else call.starts
            amount = Fraction(length, 60)
            drawn = min(bundle, amount) if row.partition("/")[0] in covered else Fraction(0)
            bundle -= drawn
            if drawn:
                add(call, ("", "", ""), drawn)
            if amount - drawn:
                add(call, (row, prefix, when(rate, at, zone, holidays)), amount - drawn)
    return lines, evidence, bundle


def amount(exact: Fraction, price: str) -> Decimal:
    """Rounded half-up to the cent, once."""
    cents = exact * Fraction(price) * 100
    whole = Decimal(cents.numerator) / Decimal(cents.denominator)
    return whole.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-2)
