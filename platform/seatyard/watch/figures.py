"""Figures of the whole house (findings, arrears, money), told by the ``seatyard clock`` that has the lease.

Features name here what they can tell. It is read every half minute, from few rows, beside the clock's duties;
a scrape is answered from memory, however often it comes, and whatever the database does.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from threading import Event

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

EVERY = 30.0
"""Seconds from one reading to the next."""
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
    """Made once a process; needs an application around its readings."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._claim: Claim | None = None
        self._found: list[Metric] = []
        self._failures = Rarely()

    def collect(self) -> Iterator[Metric]:
        """Whether this process tells them, how long reading took, and the figures; those that cannot be read
        are left out."""
        found = self._found
        told = [((), 1.0 if found else 0.0)]
        yield gauge("seatyard_figures_told", "1 in the process that tells of the whole house", (), told)
        yield from found

    def keep(self, stop: Event) -> None:
        """Read them again and again, until told to stop; then another clock may tell them."""
        while not stop.is_set():
            self.look()
            stop.wait(EVERY)
        self.end()

    def look(self) -> None:
        """Read them once, if the lease is ours or can be had."""
        with self._app.app_context():
            self._found = list(self._all()) if self._is_ours() else []

    def end(self) -> None:
        self._found = []
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
        """What fails leaves its own figures out."""
        seconds = []
        for name, read in _readers.items():
            since = time.perf_counter()
            try:
                with snapshot():
                    yield from list(read())
            except SQLAlchemyError as error:
                self._tell(error, name)
            except Exception:
                logger.exception("no figures of %s", name)
            else:
                seconds.append(((name,), time.perf_counter() - since))
        meaning = "How long reading took, by what was read"
        yield gauge("seatyard_figures_seconds", meaning, ("figures",), seconds)
        meaning = "When they were read last"
        yield gauge("seatyard_figures_read_timestamp_seconds", meaning, (), [((), time.time())])

    def _tell(self, error: SQLAlchemyError, name: str) -> None:
        if (more := self._failures.due(name)) is not None:
            logger.warning("no figures of %s: the database said %s%s", name, away.said(error), more)
