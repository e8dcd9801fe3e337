"""What the tests of hostile switches share."""

from __future__ import annotations

from collections.abc import Callable

from esl.session import (
    Event,
    Limits,
    Link,
    LinkLost,
    Subscription,
)
from tests.support.event_socket import Peer, Switch, reply, serving

QUICK = Limits(connect=1, banner=0.2, command=0.2, job=0.2, stall=0.2)
HEARTBEATS = Subscription(("HEARTBEAT",))


def lost_after(conversation: Callable[[Peer], None], limits: Limits = QUICK) -> LinkLost:
    """Connect, wait for the loss; the reason. Nothing of the link is left running."""
    with serving(conversation) as address:
        link = Link(address, HEARTBEATS, limits)
        link.connect()
        link.deliver(lambda _: None)
        assert link.lost.wait(2)
        link.stop()
        assert link._receive_events_greenlet.dead
        assert link._process_events_greenlet.dead
        assert not link.connected
        assert link.lost_because is not None
        return link.lost_because


def heard_from(*frames: bytes) -> list[Event]:
    """The events that a link hands out of these bytes."""
    heard: list[Event] = []

    def conversation(peer: Peer) -> None:
        peer.subscription()
        peer.send(b"".join(frames))

    with serving(conversation) as address:
        link = Link(address, HEARTBEATS, QUICK)
        link.connect()
        link.deliver(heard.append)
        link.lost.wait(2)
        link.stop()
    return heard


def void(*_: object) -> None:
    return None


def slow_jobs(peer: Peer, switch: Switch) -> None:
    peer.subscription()
    while True:
        command, _, job = peer.command().partition("\nJob-UUID: ")
        peer.send(reply(f"+OK Job-UUID: {job}"))
        if command != "bgapi slow":
            peer.send(switch.job(job, command.removeprefix("bgapi ")))
