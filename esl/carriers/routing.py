"""Which carriers take a number, in which order. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .formats import E164, NATIONAL

EVERYWHERE = "+"
LAST = 1_000_000
"""After every priority."""


@dataclass(frozen=True)
class Route:
    """Numbers that a carrier serves."""

    prefix: str
    priority: int = 1
    weight: int = 1


@dataclass(frozen=True)
class Carrier:
    """What the dialplan knows of a trunk."""

    name: str
    host: str = ""
    port: int = 5060
    codecs: str = "PCMA,PCMU"
    called_format: str = E164
    caller_format: str = E164
    incoming_format: str = NATIONAL
    identity: str = "none"
    own_numbers: bool = False
    max_channels: int | None = None
    progress_timeout: int = 10
    ring_timeout: int = 60
    routes: tuple[Route, ...] = (Route(EVERYWHERE),)


@dataclass(frozen=True)
class Choice:
    """The carriers of one prefix, in the order of being tried."""

    prefix: str
    carriers: tuple[Carrier, ...]
    share: int
    """Of 256 calls so many; the shares of a prefix's choices come to 256."""


def choices(carriers: Sequence[Carrier]) -> list[list[Choice]]:
    """For each prefix that is served, the longest first, its choices.

    The carriers of a prefix come in the order of their priorities, then those of the shorter prefixes that
    the number has as well. Where several share the first place, there is a choice for each of them,
    with its share of the calls.
    """
    prefixes = {route.prefix for one in carriers for route in one.routes if route.prefix[0] == "+"}
    return [_of_prefix(prefix, carriers) for prefix in sorted(prefixes, key=lambda one: (-len(one), one))]


def for_help(number: str, carriers: Sequence[Carrier]) -> list[Carrier]:
    """All carriers, those first that serve this emergency number by name: somebody must take it."""
    named = _served(number, carriers)
    others = sorted(carriers, key=_first_priority)
    return _once([*(carrier for carrier, _ in named), *others])


def _of_prefix(prefix: str, carriers: Sequence[Carrier]) -> list[Choice]:
    served = _served(prefix, carriers)
    shorter = [prefix[:length] for length in range(len(prefix) - 1, 0, -1)]
    rest = [carrier for one in shorter for carrier, _ in _served(one, carriers)]
    best = [(carrier, route) for carrier, route in served if route.priority == served[0][1].priority]
    others = [carrier for carrier, _ in served[len(best) :]]
    found, given, weights = [], 0, sum(route.weight for _, route in best)
    for index, (carrier, route) in enumerate(best):
        share = 256 - given if index == len(best) - 1 else round(256 * route.weight / weights)
        given += share
        after = [one for one, _ in (*best[index + 1 :], *best[:index])]
        found.append(Choice(prefix, tuple(_once([carrier, *after, *others, *rest])), share))
    return [choice for choice in found if choice.share > 0]


def _served(prefix: str, carriers: Sequence[Carrier]) -> list[tuple[Carrier, Route]]:
    """Who serves just this prefix, in order; of the same priority the heavier first."""
    found = [(carrier, route) for carrier in carriers for route in carrier.routes if route.prefix == prefix]
    return sorted(found, key=lambda pair: (pair[1].priority, -pair[1].weight))


def _first_priority(carrier: Carrier) -> int:
    return min((route.priority for route in carrier.routes if route.prefix[0] == "+"), default=LAST)


def _once(carriers: Iterable[Carrier]) -> list[Carrier]:
    return list(dict.fromkeys(carriers))
