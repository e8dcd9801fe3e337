"""Which engine a test runs on that could run on both: in one run on one, by a lot that its name draws.

So each run has half of them on either, always the same ones. ``SEATYARD_ENGINES=both`` runs each on both.
"""

from __future__ import annotations

import os
import zlib
from collections import defaultdict

import pytest

ENGINES = ("postgresql", "sqlite")


def drawn(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Those that run, and those that do not."""
    if os.environ.get("SEATYARD_ENGINES") == "both":
        return items, []
    offered = defaultdict[str, set[str]](set)
    for item in items:
        offered[_name(item)].add(_engine(item))
    left = {id(item) for item in items if offered[_name(item)] == set(ENGINES) and not _has_lot(item)}
    return [item for item in items if id(item) not in left], [item for item in items if id(item) in left]


def _engine(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    engine = callspec.params.get("database_url") if callspec else None
    return engine if engine in ENGINES else ""


def _name(item: pytest.Item) -> str:
    engine = _engine(item)
    return item.nodeid.replace(engine, "*", 1) if engine else item.nodeid


def _has_lot(item: pytest.Item) -> bool:
    return ENGINES[zlib.crc32(_name(item).encode()) % 2] == _engine(item)
