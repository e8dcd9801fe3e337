"""Which carriers there are. The floor that has the trunks knows; it registers here."""

from __future__ import annotations

from collections.abc import Callable, Collection

from seatyard.errors import InvalidInput

Carriers = Callable[[], Collection[str]]


def _none() -> Collection[str]:
    return ()


_registered: Carriers = _none


def register(carriers: Carriers) -> None:
    """Let trunks be known by name."""
    global _registered
    _registered = carriers


def known() -> frozenset[str]:
    return frozenset(_registered())


def check(name: str, where: str) -> None:
    there = known()
    if name not in there:
        allowed = ", ".join(sorted(there)) or "one that `seatyard trunk add` made"
        raise InvalidInput(f"no carrier {name}", where=where, allowed=allowed)
