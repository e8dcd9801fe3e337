"""Why a flow is published, and who asked: said where it is asked for, kept where it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType

from seatyard import actor


@dataclass(frozen=True)
class Why:
    by: str
    reason: str = ""


_said: ContextVar[Mapping[str, Why]] = ContextVar("whys", default=MappingProxyType({}))


@contextmanager
def because(said: Mapping[str, Why]) -> Iterator[None]:
    """Let flows that are published inside the block, by name, be so for these reasons."""
    token = _said.set(said)
    try:
        yield
    finally:
        _said.reset(token)


def said() -> Mapping[str, Why]:
    """What was said, by flow."""
    return _said.get()


def of(flow: str) -> Why:
    """Of one flow; of which nothing was said, whoever is at work."""
    return _said.get().get(flow) or Why(actor.current())
