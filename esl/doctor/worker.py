"""Whether a worker is at each node, hears it in time, and has brought it what is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from seatyard import clock
from seatyard.doctor import Told, fault, ok, warning

from ..nodes.directory import State, states

QUIET = timedelta(seconds=90)
"""The switch tells every 20 s that it lives."""
LATE = 1.0
"""Seconds; the finding ``events_late`` begins there."""


def check() -> Iterator[Told]:
    for state in states():
        yield _heard(state)
        yield _generation(state)


def _heard(state: State) -> Told:
    node = state.node
    name, do = f"worker {node.name}", "start seatyard-worker (seatyard switch run)"
    if node.linked_at is None or node.alive_at is None:
        return fault(name, "no worker is at its Event Socket", do)
    if (silent := clock.now() - node.alive_at) > QUIET:
        return fault(
            name, f"nothing was heard of it for {silent.total_seconds():.0f} s, by its own clock", do
        )
    if node.lag is not None and node.lag > LATE:
        told = f"its events come {node.lag:.1f} s late (p99)"
        return warning(name, told, "see docs/switch.md, 'How late events come'")
    return ok(name, "hears it" if node.lag is None else f"hears it, {node.lag:.2f} s late (p99)")


def _generation(state: State) -> Told:
    name = f"generation {state.node.name}"
    if state.refused:
        told = f"{state.refused} of {state.homes} tenants are refused by the switch"
        return fault(
            name, told, f"seatyard switch plan --node {state.node.name}, and the page Nodes says why"
        )
    if state.waiting:
        told = f"{state.waiting} of {state.homes} tenants do not run their newest generation yet"
        return warning(name, told, "again in a minute; else see the worker's log")
    return ok(name, f"{state.homes} tenants run their newest generation")
