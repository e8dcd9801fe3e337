"""What ``seatyard clock`` did, duty by duty."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

from .registry import REGISTRY

DONE, BUSY, FAILED = "done", "busy", "failed"
_ONLY = ("duty",)

_RUNS = Counter(
    "seatyard_duty_runs",
    "Looks at a duty: done, failed, or left as another clock was at it (busy)",
    ("duty", "outcome"),
    registry=REGISTRY,
)
_PIECES = Counter(
    "seatyard_duty_done", "How much there was to do, as each duty counts it", _ONLY, registry=REGISTRY
)
_LAST = Gauge(
    "seatyard_duty_last_success_timestamp_seconds", "When it was done last", _ONLY, registry=REGISTRY
)
_SECONDS = Gauge(
    "seatyard_duty_last_seconds", "How long the last look took that did it", _ONLY, registry=REGISTRY
)
_EVERY = Gauge("seatyard_duty_every_seconds", "From one look to the next", _ONLY, registry=REGISTRY)


def known(duty: str, every: float) -> None:
    """One that is to be done: all its outcomes are there from the beginning, at 0."""
    _EVERY.labels(duty).set(every)
    for outcome in (DONE, BUSY, FAILED):
        _RUNS.labels(duty, outcome)


def looked(duty: str, outcome: str, *, done: int, at: float, seconds: float) -> None:
    """``at`` is Unix time."""
    _RUNS.labels(duty, outcome).inc()
    if outcome == DONE:
        _PIECES.labels(duty).inc(done)
        _LAST.labels(duty).set(at)
        _SECONDS.labels(duty).set(seconds)
