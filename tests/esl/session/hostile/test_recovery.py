"""After each kind of hostility the session is up again and hears what comes; another one notices nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import gevent
import pytest

from esl.session import Address, Event, Limits, Session
from seatyard.errors import SwitchError
from tests.support.event_socket import Switch, serving
from tests.support.hostility import KINDS, Hostile

from .support import HEARTBEATS

LIMITS = Limits(connect=1, banner=0.3, command=0.3, job=0.5, backoff_first=0.01, backoff_most=0.05)
STATUS = "show channels as json"


class Listener:
    """A session that is asked for something all the time, as the worker does."""

    def __init__(self, address: Address) -> None:
        self.heard: list[Event] = []
        self.session = Session(address, HEARTBEATS, on_event=self._hear, limits=LIMITS)
        self.answered = 0
        self._asking = gevent.spawn(self._ask)

    def _hear(self, event: Event) -> None:
        if event.get("n"):
            self.heard.append(event)

    def _ask(self) -> None:
        while True:
            try:
                self.session.bgapi(STATUS)
                self.answered += 1
            except SwitchError:
                pass
            gevent.sleep(0.01)

    def stop(self) -> None:
        self._asking.kill()
        self.session.stop()


@contextmanager
def listening(switch: Switch) -> Iterator[Listener]:
    with serving(switch) as address:
        listener = Listener(address)
        listener.session.start()
        try:
            assert listener.session.wait_up(5)
            yield listener
        finally:
            listener.stop()


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_up_again_and_hears(kind: str) -> None:
    switch = Hostile(kind, many=10_000, large=5 * 1024 * 1024)
    with listening(switch) as listener, listening(Switch()) as other:
        before = other.answered
        attack = gevent.spawn(switch.attack)
        while not any(event.get("n") == "mark" for event in listener.heard):
            gevent.sleep(0.01)
        attack.join()
        answered = listener.answered
        while listener.answered == answered:
            gevent.sleep(0.01)
        assert other.answered > before
        assert other.session.connections == 1
        assert {event.get("n") for event in listener.heard} <= {"mark", "told"}  # never "forged"
        harmless = ("invalid UTF-8", "%0A in a header", "100,000 events at once", "a body of 50 MB")
        assert (listener.session.connections == 1) == (kind in harmless)
