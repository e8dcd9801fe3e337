"""What the parts of a run cost in processor time, as the kernel counts it (Linux)."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

from .house import House

TICKS = os.sysconf("SC_CLK_TCK")


def worked(house: House) -> dict[str, float]:
    """Seconds so far by part. A process that was killed took its count with it."""
    parts = [house.web, *house.workers, *(switch.lab.process for switch in house.switches)]
    names = {int((one.folder / f"{one.name}.pid").read_text()): one.name for one in parts}
    seconds: defaultdict[str, float] = defaultdict(float)
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = status.read_text().rpartition(")")[2].split()
            parent, group, took = int(fields[1]), int(fields[2]), sum(map(int, fields[11:15])) / TICKS
            if group in names:
                seconds[names[group]] += took
            elif house.server.master in (parent, int(status.parent.name)):
                seconds["database"] += took
    seconds["network"] = time.process_time()
    return dict(seconds)
