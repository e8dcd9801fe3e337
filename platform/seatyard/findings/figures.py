"""What the clock tells Prometheus of findings."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.metrics_core import Metric

from ..watch.figures import gauge
from .kinds import kind_of
from .listing import open_kinds


def figures() -> Iterator[Metric]:
    """Open ones by kind, of which there are some forty; every label is a word of the program."""
    yield gauge(
        "seatyard_findings_open",
        "Findings that nobody has cleared",
        ("kind", "billable"),
        [((kind, str(kind_of(kind).billable).lower()), many) for kind, many in open_kinds().items()],
    )
