"""Whether PostgreSQL has a part for the calls of this month and of the next ones."""

from __future__ import annotations

from collections.abc import Iterator

from seatyard.db import db, snapshot
from seatyard.doctor import Told, fault, ok, warning

from ..calls import parts

CHECK = "months of calls"


def check() -> Iterator[Told]:
    if db.engine.dialect.name != "postgresql":
        return
    with snapshot():
        here, ahead = parts.made_ahead()
        waiting = parts.default_rows()
    do = "start seatyard-clock or seatyard-worker: they make months ahead, each hour"
    if not here or waiting:
        named = ", ".join(f"{month:%Y-%m}" for month in waiting) or "this month"
        yield fault(CHECK, f"calls lie, or will, in no month of their own: {named}", do)
    elif ahead < parts.AHEAD - 1:
        yield warning(CHECK, f"{ahead} are made ahead, not {parts.AHEAD}", do)
    else:
        yield ok(CHECK, f"{ahead} are made ahead")
