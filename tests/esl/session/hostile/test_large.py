"""Bodies larger than anything that a switch has to say."""

from __future__ import annotations

import json

import pytest

from esl.session import Event, Limits, Link, LinkLost
from esl.session.frames import PIECE
from tests.support.event_socket import Peer, Switch, event, reply, serving

from .support import HEARTBEATS, lost_after

SMALL = Limits(connect=1, banner=1, command=1, job=1, event=300_000)
LARGE = "x" * 400_000


def test_an_event_too_large_costs_itself_alone() -> None:
    def conversation(peer: Peer) -> None:
        peer.subscription()
        peer.send(event({"Event-Name": "HEARTBEAT", "n": "1", "_body": LARGE}))
        peer.send(event({"Event-Name": "HEARTBEAT", "n": "2"}))

    heard: list[Event] = []
    with serving(conversation) as address:
        link = Link(address, HEARTBEATS, SMALL)
        link.connect()
        link.deliver(heard.append)
        assert link.lost.wait(2)
        link.stop()
    assert [one.get("n") for one in heard] == ["2"]
    assert "closed the connection" in str(link.lost_because)
    assert link.inbox.dropped == 1


def test_a_result_that_is_waited_for_may_be_larger() -> None:
    """``show channels`` of a busy node."""
    rows = json.dumps({"row_count": 1, "rows": [{"uuid": LARGE}]})
    switch = Switch()
    switch.answers = lambda command: rows
    with serving(switch) as address, Link(address, limits=SMALL) as link:
        assert link.bgapi("show channels as json").rows() == [{"uuid": LARGE}]
        assert link.inbox.dropped == 0


def test_a_result_that_nobody_waits_for_may_not() -> None:
    switch = Switch()

    def conversation(peer: Peer) -> None:
        peer.subscription()
        peer.send(event(switch.made("BACKGROUND_JOB", **{"Job-UUID": "another's", "_body": LARGE})))
        job = peer.command().partition("\nJob-UUID: ")[2]
        peer.send(reply("+OK"))
        peer.send(switch.job(job, "show channels as json"))

    with serving(conversation) as address, Link(address, limits=SMALL) as link:
        assert link.bgapi("show channels as json").ok
        assert link.inbox.dropped == 1


@pytest.mark.parametrize("kind", ["api/response", "command/reply", "log/data"])
def test_anything_else_too_large_costs_the_link(kind: str) -> None:
    def conversation(peer: Peer) -> None:
        peer.subscription()
        peer.send(b"Content-Type: %s\nContent-Length: %d\n\n" % (kind.encode(), PIECE * 2) + b"x" * PIECE)
        peer.command()

    why = lost_after(conversation, SMALL)
    assert isinstance(why, LinkLost)
    assert f"too large a frame of {kind}" in str(why)
