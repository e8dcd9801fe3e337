"""Events read, parsed and handed out: Seatyard's link against stock greenswitch, both in one run.

The events are those of a real call. Source and listener are processes of their own; what counts is the
processor time of the listener, so that the figures are those of one core, however busy the others are.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gevent
from gevent.event import Event as Flag
from greenswitch import InboundESL

from esl.session import Address, Link, Subscription

STOCK, LINK = "greenswitch", "Seatyard's link"
KINDS = {STOCK: "plain", LINK: "json"}
MANY, BURST, RUNS = 40_000, 20_000, 3


@dataclass(frozen=True, slots=True)
class Heard:
    """Of one listener and one flood."""

    per_second: float
    """Events of a second of processor time."""
    first: float
    """Seconds until the first event reached its handler."""
    pause: float
    """Seconds for which nothing else ran in the process, at most."""
    megabytes: float
    """By which the process grew."""


def run() -> dict[str, tuple[Heard, Heard]]:
    """By listener: the best of some runs over many events, and a burst."""
    found: dict[str, tuple[Heard, Heard]] = {}
    many: dict[str, list[Heard]] = {STOCK: [], LINK: []}
    for _ in range(RUNS):
        for who in many:
            many[who].append(_listened(who, MANY))
    for who, runs in many.items():
        found[who] = (max(runs, key=lambda one: one.per_second), _listened(who, BURST))
    return found


def _listened(who: str, count: int) -> Heard:
    with _source(KINDS[who], count) as port:
        command = [sys.executable, "-m", __name__, who, str(port), str(count)]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Heard(**json.loads(said))


@contextmanager
def _source(kind: str, count: int) -> Iterator[int]:
    command = [sys.executable, "-m", "tests.bench.event_source", kind, str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as source:
        try:
            assert source.stdout is not None
            yield int(source.stdout.readline())
        finally:
            source.kill()


def listen(who: str, port: int, count: int) -> dict[str, float]:
    """Connect, ask for the events, take them all."""
    first: list[float] = []
    left, all_there = count, Flag()

    def handler(event: Any) -> None:
        nonlocal left
        if not first:
            first.append(time.monotonic())
        assert event.headers["Event-Name"]
        left -= 1
        if not left:
            all_there.set()

    if who == STOCK:
        link = InboundESL("127.0.0.1", port, "ClueCon")
        link.register_handle("*", handler)
        link.connect()
        link.send("event plain ALL")
    else:
        link = Link(Address("bench", "127.0.0.1", port, "ClueCon"), Subscription(("HEARTBEAT",)))
        link.connect()
        link.deliver(handler)
    gaps: list[float] = []
    ticking = gevent.spawn(_tick, gaps)
    before, began, worked = memory("VmRSS"), time.monotonic(), time.process_time()
    link.send("noevents")
    all_there.wait()
    worked = time.process_time() - worked
    gevent.sleep(0.01)  # a pause ends with the next tick
    ticking.kill()
    return {
        "per_second": count / worked,
        "first": first[0] - began,
        "pause": max(gaps, default=0.0),
        "megabytes": memory("VmHWM") - before,
    }


def _tick(gaps: list[float]) -> None:
    last = time.monotonic()
    while True:
        gevent.sleep(0.001)
        now = time.monotonic()
        gaps.append(now - last)
        last = now


def memory(name: str) -> float:
    """Megabytes, by the kernel."""
    return int(Path("/proc/self/status").read_text().split(f"{name}:")[1].split()[0]) / 1024


if __name__ == "__main__":
    sys.stdout.write(json.dumps(listen(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
