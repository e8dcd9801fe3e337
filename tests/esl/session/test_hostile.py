"""Everything that was seen to hang, freeze or deceive greenswitch 0.0.19, against the link.

Each of these was reproduced with greenswitch alone before it was overridden.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import gevent
import pytest

from esl.session import (
    JOBS,
    Address,
    CommandRefused,
    CommandTimeout,
    Event,
    JobTimeout,
    Limits,
    Link,
    LinkLost,
    LoginRefused,
    Subscription,
)
from seatyard.errors import InvalidInput
from tests.support.event_socket import BANNER, GOODBYE, Peer, Switch, capture, event, reply, serving

QUICK = Limits(connect=1, banner=0.2, command=0.2, job=0.2, stall=0.2)
HEARTBEATS = Subscription(("HEARTBEAT",))


@pytest.fixture(autouse=True)
def _in_time() -> object:
    """A hang is a failure, not a long wait."""
    with gevent.Timeout(5, AssertionError("the test hangs")):
        yield


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


# The connection


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


# Commands


def test_reply_that_never_comes_drops_the_link() -> None:
    def conversation(peer: Peer) -> None:
        peer.subscription()
        peer.command()
        gevent.sleep(3)

    with serving(conversation) as address:
        link = Link(address, limits=QUICK)
        link.connect()
        with pytest.raises(CommandTimeout, match="bgapi status: no reply"):
            link.bgapi("status")
        with pytest.raises(LinkLost, match="down: bgapi status: no reply"):
            link.bgapi("status")
        link.stop()


def test_close_with_commands_pending_fails_them_at_once() -> None:
    def conversation(peer: Peer) -> None:
        peer.subscription()
        for _ in range(3):
            peer.command()

    with serving(conversation) as address:
        link = Link(address, limits=Limits(command=4))
        link.connect()
        began = time.monotonic()
        waiting = [gevent.spawn(link.bgapi, "status") for _ in range(3)]
        gevent.joinall(waiting)
        assert all(isinstance(one.exception, LinkLost) for one in waiting)
        assert time.monotonic() - began < 1
        link.stop()


def test_close_with_a_job_running_fails_it_at_once() -> None:
    def conversation(peer: Peer) -> None:
        peer.subscription()
        peer.command()
        peer.send(reply("+OK Job-UUID: whatever"))

    with serving(conversation) as address:
        link = Link(address, limits=Limits(job=4))
        link.connect()
        with pytest.raises(LinkLost, match="closed the connection"):
            link.bgapi("status")
        assert len(link.jobs) == 0
        link.stop()


def test_job_that_takes_too_long_costs_the_job_alone() -> None:
    switch = Switch()
    with serving(lambda peer: slow_jobs(peer, switch)) as address, Link(address, limits=QUICK) as link:
        with pytest.raises(JobTimeout, match=r"slow: no result after 0\.2 s"):
            link.bgapi("slow")
        assert link.bgapi("show channels as json").rows() == []


def test_result_before_the_reply() -> None:
    def conversation(peer: Peer) -> None:
        peer.subscription()
        job = peer.command().partition("\nJob-UUID: ")[2]
        peer.send(event({"Event-Name": "BACKGROUND_JOB", "Job-UUID": job, "_body": "early"}))
        peer.send(reply(f"+OK Job-UUID: {job}"))
        peer.command()

    with serving(conversation) as address, Link(address, limits=QUICK) as link:
        assert link.bgapi("status").text == "early"


def test_job_results_of_others_are_passed_over() -> None:
    def conversation(peer: Peer) -> None:
        peer.subscription()
        job = peer.command().partition("\nJob-UUID: ")[2]
        peer.send(event({"Event-Name": "BACKGROUND_JOB", "Job-UUID": "someone-else", "_body": "theirs"}))
        peer.send(reply("+OK"))
        peer.send(event({"Event-Name": "BACKGROUND_JOB", "Job-UUID": job, "_body": "ours"}))
        peer.command()

    with serving(conversation) as address, Link(address, limits=QUICK) as link:
        assert link.bgapi("status").text == "ours"


def test_body_of_a_job_is_no_header() -> None:
    """greenswitch let a body with ': ' in it overwrite Job-UUID."""
    switch = Switch()
    switch.answers = lambda command: "Job-UUID: forged\nEvent-Name: HEARTBEAT\n\n"
    with serving(switch) as address, Link(address, limits=QUICK) as link:
        assert link.bgapi("status").text == "Job-UUID: forged\nEvent-Name: HEARTBEAT\n\n"


def test_replies_keep_their_order_among_many_senders() -> None:
    switch = Switch()
    switch.answers = lambda command: f"+OK {command}"
    with serving(switch) as address, Link(address) as link:
        asked = [f"echo {n}" for n in range(200)]
        running = [gevent.spawn(link.bgapi, command) for command in asked]
        gevent.joinall(running, raise_error=True)
        assert [one.value.text for one in running] == [f"+OK {command}" for command in asked]


@pytest.mark.parametrize("command", ["status\n\nbgapi fsctl crash", "status\r", "a\0b"])
def test_line_breaks_in_a_command_are_refused(command: str) -> None:
    switch = Switch()
    with serving(switch) as address, Link(address, limits=QUICK) as link:
        for use in (link.bgapi, link.send):
            with pytest.raises(InvalidInput, match="a line break"):
                use(command)
        assert switch.ran == []
        assert link.connected


def test_command_of_a_caller_who_gave_up_keeps_its_place_in_the_line() -> None:
    def conversation(peer: Peer) -> None:
        peer.subscription()
        for n in range(2):
            peer.command()
            gevent.sleep(0.05)
            peer.send(reply(f"+OK {n}"))
        peer.command()

    with serving(conversation) as address, Link(address, limits=Limits(command=2)) as link:
        with gevent.Timeout(0.01, False):
            link.send("first")
        assert link.send("second").text == "+OK 1"


def test_another_thread_is_told_so() -> None:
    with serving(Switch()) as address, Link(address, limits=QUICK) as link:
        task = gevent.get_hub().threadpool.spawn(link.send, "noevents")
        with pytest.raises(LinkLost, match="from the thread"):
            task.get()


def test_unknown_command_is_a_refusal() -> None:
    def conversation(peer: Peer) -> None:
        peer.subscription()
        peer.command()
        peer.send(reply("-ERR permission denied"))
        peer.command()

    with (
        serving(conversation) as address,
        Link(address, limits=QUICK) as link,
        pytest.raises(CommandRefused, match="system: the switch answered '-ERR permission denied'"),
    ):
        link.bgapi("system")


# Events


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
        assert link._esl_event_queue.qsize() <= 3
        link.stop()


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


def void(_: object) -> None:
    return None


def slow_jobs(peer: Peer, switch: Switch) -> None:
    peer.subscription()
    while True:
        command, _, job = peer.command().partition("\nJob-UUID: ")
        peer.send(reply(f"+OK Job-UUID: {job}"))
        if command != "bgapi slow":
            peer.send(switch.job(job, command.removeprefix("bgapi ")))
