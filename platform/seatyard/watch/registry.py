"""The figures that a process counts itself, and what of them an address answers."""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which the processes of one ``seatyard serve`` keep their figures, so that each of them
can tell the sum of all. prometheus_client reads it when it is imported: it is set before a process begins."""

REGISTRY = CollectorRegistry()
PROCESS = ProcessCollector(registry=None)
"""Memory, processor time, open files: of processes that answer for themselves alone."""


def counted() -> CollectorRegistry:
    """What this process counted, or where there is a folder, all that share it together."""
    if FOLDER not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together
