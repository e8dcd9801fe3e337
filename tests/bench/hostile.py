"""How long a session takes to recover from each kind of hostility, and what it costs the others.

Each switch is a process of its own; a second session in the listener's process, to a switch that is
well, is asked all the time, as the worker asks all nodes of its care.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import gevent
from gevent.event import Event as Flag

from esl.session import Address, Event, Session, Subscription
from seatyard.errors import SwitchError
from tests.support.event_socket import PASSWORD
from tests.support.hostility import KINDS

from .events import memory

HEARTBEATS = Subscription(("HEARTBEAT",))
STATUS = "show channels as json"
EVERY = 0.02
"""Seconds between two questions to each switch."""
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Recovered:
    kind: str
    seconds: float
    """From the attack until what the switch says next reached its handler."""
    connections: int
    """How often the session had to connect."""
    pause: float
    """Seconds between two answers of the other switch, at most, questions' pauses included."""
    megabytes: float
    """By which the process grew at most."""


def run() -> Iterator[Recovered]:
    """Each kind in processes of its own."""
    for kind in KINDS:
        with _switch(kind) as hostile, _switch() as good:
            command = [sys.executable, "-m", __name__, kind, hostile, good]
            said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        yield Recovered(**json.loads(said))


@contextmanager
def _switch(*kind: str) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.bench.hostile_switch", *kind]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def suffer(kind: str, hostile: int, good: int) -> dict[str, object]:
    heard = Flag()

    def hear(event: Event) -> None:
        if event.get("n") == "mark":
            heard.set()

    attacked = Session(Address("hostile", "127.0.0.1", hostile, PASSWORD), HEARTBEATS, on_event=hear)
    other = Session(Address("good", "127.0.0.1", good, PASSWORD), HEARTBEATS)
    for session in (attacked, other):
        session.start()
        assert session.wait_up(10)
    gaps: list[float] = []
    asking = [gevent.spawn(_ask, attacked, []), gevent.spawn(_ask, other, gaps)]
    gevent.sleep(0.5)
    gaps.clear()
    before, began = memory("VmRSS"), time.monotonic()
    with suppress(SwitchError):  # it may do it before it has answered
        attacked.bgapi("attack")
    with gevent.Timeout(PATIENCE, AssertionError(f"not over {kind} after {PATIENCE:g} s")):
        heard.wait()
        took = time.monotonic() - began
        gevent.sleep(0.2)
    gevent.killall(asking)
    return {
        "kind": kind,
        "seconds": took,
        "connections": attacked.connections,
        "pause": max(gaps),
        "megabytes": memory("VmHWM") - before,
    }


def _ask(session: Session, gaps: list[float]) -> None:
    last = time.monotonic()
    while True:
        try:
            session.bgapi(STATUS)
        except SwitchError:
            pass  # it is down: the next question may be answered
        else:
            now = time.monotonic()
            gaps.append(now - last)
            last = now
        gevent.sleep(EVERY)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(suffer(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
