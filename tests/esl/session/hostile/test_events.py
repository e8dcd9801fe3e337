"""Events that lie, cannot be read, or find a handler that fails."""

from __future__ import annotations

import gevent
import pytest

from esl.session import (
    JOBS,
    Address,
    Event,
    Limits,
    Link,
    LinkLost,
    Subscription,
)
from seatyard.errors import InvalidInput
from tests.support.event_socket import Peer, event, serving

from .support import HEARTBEATS, QUICK, heard_from


def test_encoded_line_break_stays_inside_its_value() -> None:
    """A caller's name %0AUnique-ID%3A… overwrote headers in greenswitch, which unquotes first."""
    evil = 'x%0AUnique-ID%3A forged\nUnique-ID: forged"'
    (heard,) = heard_from(event({"Event-Name": "CHANNEL_ANSWER", "Unique-ID": "real", "Caller": evil}))
    assert (heard.get("Unique-ID"), heard.get("Caller")) == ("real", evil)


def test_invalid_utf8_is_replaced() -> None:
    (heard,) = heard_from(event(b'{"Event-Name":"HEARTBEAT","Caller":"\xff\xfe ok"}'))
    assert heard.get("Caller") == "\ufffd\ufffd ok"


def test_one_bad_event_costs_itself_alone() -> None:
    heard = heard_from(event(b"{not json"), event(b"[1]"), event({"Event-Name": "HEARTBEAT"}))
    assert [one.name for one in heard] == ["HEARTBEAT"]


def test_events_before_the_loss_are_handed_out_after_it() -> None:
    heard = heard_from(*(event({"Event-Name": "HEARTBEAT", "n": str(n)}) for n in range(500)))
    assert [one.get("n") for one in heard] == [str(n) for n in range(500)]


def test_handler_that_raises_is_survived(caplog: pytest.LogCaptureFixture) -> None:
    import functools

    seen = []

    def handler(mark: str, heard: Event) -> None:
        seen.append(heard)
        raise RuntimeError(mark)

    def conversation(peer: Peer) -> None:
        peer.subscription()
        peer.send(event({"Event-Name": "HEARTBEAT"}) * 2)

    with serving(conversation) as address:
        link = Link(address, HEARTBEATS, QUICK)
        link.connect()
        link.deliver(functools.partial(handler, "boom"))  # a partial has no __name__
        link.lost.wait(2)
        link.stop()
    assert len(seen) == 2
    assert "a handler failed on HEARTBEAT" in caplog.text


def test_handler_that_never_takes_costs_the_link() -> None:
    """An unread socket freezes the switch's Event Socket for everyone: better no link."""

    def conversation(peer: Peer) -> None:
        peer.subscription()
        peer.send(event({"Event-Name": "HEARTBEAT"}) * 10)
        gevent.sleep(3)

    with serving(conversation) as address:
        link = Link(address, HEARTBEATS, Limits(queue=3, stall=0.1))
        link.connect()
        link.deliver(lambda _: gevent.sleep(3))
        assert link.lost.wait(2)
        assert "its handlers took nothing" in str(link.lost_because)
        assert len(link.inbox.waiting) <= 3
        link.stop()


def test_words_after_custom_are_subclasses() -> None:
    assert Subscription(("HEARTBEAT",), ("sofia::register",)).command == (
        "event json HEARTBEAT CUSTOM sofia::register"
    )
    for wrong in ("CUSTOM", "HEARTBEAT ALL", "x\ny", ""):
        with pytest.raises((LinkLost, InvalidInput)):
            Subscription((wrong,))
    assert JOBS.command == "event json BACKGROUND_JOB"


def test_password_is_in_no_representation() -> None:
    address = Address("fs1", "127.0.0.1", 1, "secret-password")
    assert "secret-password" not in f"{address} {address!r} {Link(address).__dict__['address']!r}"
