"""Connections that never come to be, or end in the middle of something."""

from __future__ import annotations

import gevent
import pytest

from esl.session import (
    CommandTimeout,
    Link,
    LinkLost,
    LoginRefused,
)
from tests.support.event_socket import BANNER, GOODBYE, Peer, Switch, capture, event, reply, serving
from tests.support.hostility import LINGER

from .support import QUICK, heard_from, lost_after, void


def test_refused() -> None:
    with serving(Switch()) as address:
        pass
    with pytest.raises(LinkLost, match="cannot connect"):
        Link(address, limits=QUICK).connect()


def test_banner_that_never_comes() -> None:
    with serving(lambda peer: gevent.sleep(3)) as address:
        link = Link(address, limits=QUICK)
        with pytest.raises(LinkLost, match="no banner"):
            link.connect()
        assert link._receive_events_greenlet.dead


def test_login_that_is_never_answered() -> None:
    def conversation(peer: Peer) -> None:
        peer.send(BANNER)
        peer.command()
        gevent.sleep(3)

    with serving(conversation) as address, pytest.raises(CommandTimeout, match=r"^auth: no reply") as caught:
        Link(address, limits=QUICK).connect()
    assert address.password not in str(caught.value)


def test_wrong_password_leaves_nothing_alive() -> None:
    def conversation(peer: Peer) -> None:
        peer.send(BANNER)
        peer.command()
        peer.send(capture("esl/auth-reject.rx").removeprefix(BANNER))

    with serving(conversation) as address:
        link = Link(address, limits=QUICK)
        with pytest.raises(LoginRefused, match="-ERR invalid"):
            link.connect()
        assert link._receive_events_greenlet.dead
        assert link.sock.closed


def test_access_list_that_refuses() -> None:
    with (
        serving(lambda peer: peer.send(capture("esl/acl-reject.rx"))) as address,
        pytest.raises(LoginRefused, match="access list"),
    ):
        Link(address, limits=QUICK).connect()


def test_a_link_is_connected_once() -> None:
    with serving(Switch()) as address, Link(address, limits=QUICK) as link:
        with pytest.raises(LinkLost, match="make a new one"):
            link.connect()
        assert link.bgapi("show channels as json").ok


def test_disconnect_notice() -> None:
    def conversation(peer: Peer) -> None:
        peer.subscription()
        peer.send(GOODBYE)
        gevent.sleep(3)

    assert "goodbye" in str(lost_after(conversation))


def test_disconnect_notice_with_linger() -> None:
    """The switch goes on telling for a while, and then closes."""
    heard = heard_from(LINGER, event({"Event-Name": "CHANNEL_HANGUP_COMPLETE"}))
    assert [one.name for one in heard] == ["CHANNEL_HANGUP_COMPLETE"]
    reason = lost_after(lambda peer: void(peer.subscription(), peer.send(LINGER)))
    assert "closed the connection" in str(reason)


def test_tcp_close() -> None:
    assert "closed the connection" in str(lost_after(lambda peer: void(peer.subscription())))


def test_close_in_the_middle_of_a_body() -> None:
    def conversation(peer: Peer) -> None:
        peer.subscription()
        peer.send(event({"Event-Name": "HEARTBEAT"})[:-5])

    assert "inside a body" in str(lost_after(conversation))


def test_close_in_the_middle_of_a_header() -> None:
    def conversation(peer: Peer) -> None:
        peer.subscription()
        peer.send(b"Content-Length: 90\nContent-Ty")

    assert "inside a header" in str(lost_after(conversation))


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        (b"Content-Length: 5\n\nhello", "without Content-Type"),
        (b"Content-Type: text/event-json\nContent-Length: many\n\n", "Content-Length 'many'"),
        (b"Content-Type: text/event-json\nContent-Length: -1\n\n", "Content-Length '-1'"),
        (b"Content-Type: text/event-json\nContent-Length: 99999999999\n\n", "at most"),
        (reply("+OK unasked"), "a reply to nothing"),
    ],
)
def test_frames_that_cannot_be_trusted(frame: bytes, why: str) -> None:
    def conversation(peer: Peer) -> None:
        peer.subscription()
        peer.send(frame)
        gevent.sleep(3)

    assert why in str(lost_after(conversation))
