"""Figures of the whole house (findings, arrears, money), told by the ``seatyard clock`` that has the lease.

Features name here what they can tell; it is read at a scrape, from few rows, and kept for a while: however
often somebody asks, the database is asked once in ``KEPT`` seconds.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from threading import Lock

from flask import Flask
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from .. import away, claims
from ..claims import Claim
from ..db import snapshot
from ..rarely import Rarely

logger = logging.getLogger(__name__)

KEPT = 15.0
"""Seconds."""
LEASE = "figures"

Read = Callable[[], Iterable[Metric]]
"""In a transaction that only reads."""
Rows = Iterable[tuple[tuple[str, ...], float]]
"""Labels' values, and the figure."""

_readers: dict[str, Read] = {}


def register(name: str, read: Read) -> None:
    """Add figures; the same name again replaces them."""
    _readers[name] = read


def gauge(name: str, meaning: str, labels: tuple[str, ...], rows: Rows) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=labels)
    for values, value in rows:
        family.add_metric(values, value)
    return family


class Figures(Collector):
    """Asked at each scrape, in the application."""

    def __init__(self, app: Flask, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._app, self._elapsed = app, elapsed
        self._lock = Lock()
        self._claim: Claim | None = None
        self._read_at = float("-inf")
        self._found: list[Metric] = []
        self._failures = Rarely()

    def collect(self) -> Iterator[Metric]:
        """Whether this process tells them, how long reading took, and the figures; those that cannot be read
        are left out."""
        with self._lock, self._app.app_context():
            ours = self._is_ours()
            if not ours:
                self._found, self._read_at = [], float("-inf")
            elif self._elapsed() - self._read_at >= KEPT:
                self._read_at = self._elapsed()
                self._found = list(self._all())
            found = list(self._found)
        yield gauge(
            "seatyard_figures_told", "1 in the process that tells of the whole house", (), [((), ours)]
        )
        yield from found

    def end(self) -> None:
        """Let another clock tell them."""
        with self._lock:
            if self._claim is not None:
                self._claim.give_back()
                self._claim = None

    def _is_ours(self) -> bool:
        try:
            if self._claim is not None and not self._claim.held():
                self._claim.release()
                self._claim = None
            if self._claim is None:
                self._claim = claims.take(LEASE)
        except SQLAlchemyError as error:
            self._tell(error, LEASE)
        return self._claim is not None

    def _all(self) -> Iterator[Metric]:
        seconds = []
        for name, read in _readers.items():
            since = self._elapsed()
            try:
                with snapshot():
                    yield from list(read())
            except SQLAlchemyError as error:
                self._tell(error, name)
            else:
                seconds.append(((name,), self._elapsed() - since))
        yield gauge(
            "seatyard_figures_seconds", "How long reading took, by what was read", ("figures",), seconds
        )

    def _tell(self, error: SQLAlchemyError, name: str) -> None:
        if (more := self._failures.due(name)) is not None:
            logger.warning("no figures of %s: the database said %s%s", name, away.said(error), more)
