"""More than anybody can take at once: nothing else stands still, and memory has a bound."""

from __future__ import annotations

import time

import gevent

from esl.session import (
    Event,
    Limits,
    Link,
)
from tests.support.event_socket import Peer, event, serving

from .support import HEARTBEATS


def test_timers_run_while_events_pour_in() -> None:
    """greenswitch's reader never yielded: 2.5 s in which nothing else ran."""
    body = event({"Event-Name": "HEARTBEAT", **{f"variable_{n}": "x" * 20 for n in range(200)}})

    def conversation(peer: Peer) -> None:
        peer.subscription()
        for _ in range(40):
            peer.send(body * 50)

    gaps = []

    def ticking() -> None:
        last = time.monotonic()
        while True:
            gevent.sleep(0.001)
            gaps.append(time.monotonic() - last)
            last = time.monotonic()

    count = 0

    def handler(_: Event) -> None:
        nonlocal count
        count += 1

    with serving(conversation) as address:
        link = Link(address, HEARTBEATS, Limits())
        link.connect()
        ticker = gevent.spawn(ticking)
        link.deliver(handler)
        link.lost.wait(4)
        link.stop()
        ticker.kill()
    assert count == 2000
    assert max(gaps) < 0.5


def most_waiting(body: bytes, count: int, limits: Limits) -> tuple[int, int, int]:
    """Events handed out, and the most that waited meanwhile: their number, and their bytes."""
    seen: list[tuple[int, int]] = []

    def conversation(peer: Peer) -> None:
        peer.subscription()
        for _ in range(count):
            peer.send(body)

    def slow(_: Event) -> None:
        seen.append((len(link.inbox.waiting), link.inbox.waiting.bytes))
        gevent.sleep(0)

    with serving(conversation) as address:
        link = Link(address, HEARTBEATS, limits)
        link.connect()
        link.deliver(slow)
        link.lost.wait()
        link.stop()
    return len(seen), max(number for number, _ in seen), max(size for _, size in seen)


def test_as_many_wait_as_are_allowed() -> None:
    handed, number, _ = most_waiting(event({"Event-Name": "HEARTBEAT"}), 2000, Limits(queue=50))
    assert handed == 2000
    assert 40 < number <= 50


def test_as_many_bytes_wait_as_are_allowed() -> None:
    body = event({"Event-Name": "HEARTBEAT", "_body": "x" * 10_000})
    handed, number, size = most_waiting(body, 300, Limits(queue_bytes=100_000))
    assert handed == 300
    assert number < 10
    assert 70_000 < size <= 100_000


def test_an_event_larger_than_all_that_may_wait_comes_through_alone() -> None:
    body = event({"Event-Name": "HEARTBEAT", "_body": "x" * 10_000})
    handed, number, _ = most_waiting(body, 20, Limits(queue_bytes=1000))
    assert handed == 20
    assert number <= 1


def test_busy_handlers_let_others_run() -> None:
    """A full queue was handed out in one go: seconds in which the sessions of all other nodes stood still."""
    turns = 0

    def conversation(peer: Peer) -> None:
        peer.subscription()
        peer.send(event({"Event-Name": "HEARTBEAT"}) * 100)
        gevent.sleep(3)

    def handler(_: Event) -> None:
        nonlocal handed
        handed += 1
        busy = time.monotonic() + 0.01
        while time.monotonic() < busy:
            pass

    def others() -> None:
        nonlocal turns
        while handed < 100:
            turns += bool(handed)
            gevent.sleep(0.001)

    handed = 0
    with serving(conversation) as address:
        link = Link(address, HEARTBEATS, Limits())
        link.connect()
        while len(link.inbox.waiting) < 100:
            gevent.sleep(0.001)
        link.deliver(handler)
        others()
        link.stop()
    assert turns > 50
