"""Makes the calls of each day: which, when, by whom; each drawn from its own identity."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ..calls.carriers import OUTCOMES, QUICK
from ..calls.remote import Plan, Ring
from ..chance import Chance, pick
from ..clock import SECOND, to_us
from .model import Inbound, Outbound, Rhythm, Scenario

EARLY = (1, 5)
"""Seconds within which a caller hangs up early."""


@dataclass(frozen=True)
class Arrival:
    """A call that will be made."""

    at: int
    """Microseconds since the epoch."""
    identity: str
    direction: str
    domain: str
    caller: str
    callee: str
    did: str | None
    plan: Plan


def day(scenario: Scenario, chance: Chance, on: date) -> list[Arrival]:
    """All calls of a local day, in order; the same for every asking."""
    arrivals: list[Arrival] = []
    for inbound in scenario.inbound:
        arrivals += _inbound(scenario, chance, inbound, on)
    for outbound in scenario.outbound:
        for seat in outbound.seats:
            arrivals += _outbound(scenario, chance, outbound, seat, on)
    return sorted(arrivals, key=lambda each: (each.at, each.identity))


def days(scenario: Scenario, start: int) -> Iterator[date]:
    """The local days from that of the microsecond ``start`` on."""
    on = datetime.fromtimestamp(start // SECOND, scenario.zone).date()
    while True:
        yield on
        on += timedelta(days=1)


def midnight_after(scenario: Scenario, on: date) -> int:
    """The microsecond at which the local day after ``on`` begins."""
    return to_us(datetime.combine(on + timedelta(days=1), time(), scenario.zone))


def _inbound(scenario: Scenario, chance: Chance, inbound: Inbound, on: date) -> Iterator[Arrival]:
    for number, at in enumerate(_moments(scenario, chance, inbound.rhythm, ("in", inbound.did), on)):
        identity = f"in/{inbound.did}/{on}/{number}"
        draw = chance.of(identity)
        patience = inbound.patience.draw(draw)
        early = draw.uniform(*EARLY) if draw.random() < inbound.early_hangup else None
        wrong = draw.random() < inbound.misdialled
        plan = Plan(
            identity=identity,
            patience=patience if early is None else round(early * SECOND),
            talk=inbound.talk.draw(draw),
            caller_ends=draw.random() < inbound.caller_ends,
            message=inbound.message.draw(draw),
            digits=tuple(pick(draw, menu) for menu in inbound.digits),
        )
        caller = _number(draw, draw.choice(inbound.callers))
        did = _next_to(inbound.did) if wrong else inbound.did
        yield Arrival(at, identity, "inbound", inbound.domain, caller, did, did, plan)


def _outbound(
    scenario: Scenario, chance: Chance, outbound: Outbound, seat: str, on: date
) -> Iterator[Arrival]:
    about = ("out", outbound.domain, seat)
    for number, at in enumerate(_moments(scenario, chance, outbound.rhythm, about, on)):
        identity = f"out/{seat}@{outbound.domain}/{on}/{number}"
        draw = chance.of(identity)
        outcome = pick(draw, outbound.answers)
        rings = outbound.rings.draw(draw)
        refused = outcome in ("failure", "unallocated")
        plan = Plan(
            identity=identity,
            patience=outbound.patience.draw(draw),
            talk=outbound.talk.draw(draw),
            caller_ends=draw.random() < outbound.caller_ends,
            called=Ring(QUICK if refused else rings, OUTCOMES[outcome]),
        )
        callee = outbound.prefix + _number(draw, draw.choice(outbound.destinations))
        yield Arrival(at, identity, "outbound", outbound.domain, seat, callee, None, plan)


def _moments(
    scenario: Scenario, chance: Chance, rhythm: Rhythm, about: tuple[str, ...], on: date
) -> list[int]:
    """When the calls of a day come: their number around the day's mean, their hours by the curve."""
    draw = chance.of(*about, on)
    mean = rhythm.weekend if on.weekday() >= 5 else rhythm.weekday
    count = _poisson(draw, mean)
    times = [(str(at), weight) for at, (_, _, weight) in enumerate(rhythm.times)]
    midnight = datetime.combine(on, time(), scenario.zone)
    moments = []
    for _ in range(count):
        first, minutes, _ = rhythm.times[int(pick(draw, times))]
        within = draw.randrange(minutes * 60 * SECOND)
        moments.append(to_us(midnight + timedelta(minutes=first)) + within)
    return sorted(moments)


def _poisson(draw: random.Random, mean: float) -> int:
    """Arrivals of an exponential waiting time within one unit."""
    if mean <= 0:
        return 0
    count, passed = 0, draw.expovariate(mean)
    while passed < 1:
        count += 1
        passed += draw.expovariate(mean)
    return count


def _number(draw: random.Random, pattern: str) -> str:
    """The number with each ``x`` replaced by a drawn digit."""
    return "".join(str(draw.randrange(10)) if each == "x" else each for each in pattern)


def _next_to(did: str) -> str:
    """A number that differs in its last digit."""
    return did[:-1] + str((int(did[-1]) + 5) % 10)
