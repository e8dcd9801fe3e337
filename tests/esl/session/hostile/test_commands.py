"""Commands that are never answered, replies out of turn, and words that are two commands."""

from __future__ import annotations

import time

import gevent
import pytest

from esl.session import (
    CommandRefused,
    CommandTimeout,
    JobTimeout,
    Limits,
    Link,
    LinkLost,
)
from seatyard.errors import InvalidInput
from tests.support.event_socket import Peer, Switch, event, reply, serving

from .support import HEARTBEATS, QUICK, slow_jobs, void


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


def test_a_busy_process_reads_replies_in_time() -> None:
    """A reader that waits until nobody else has anything to do waits for ever where somebody always has."""

    def never_rests() -> None:
        while True:
            busy = time.monotonic() + 0.01
            while time.monotonic() < busy:
                pass
            gevent.sleep(0)

    def conversation(peer: Peer) -> None:
        peer.subscription()
        while True:
            peer.command()
            peer.send(reply("+OK"))

    with serving(conversation) as address, Link(address, limits=Limits(command=1)) as link:
        burner = gevent.spawn(never_rests)
        try:
            assert [link.send("noop").text for _ in range(20)] == ["+OK"] * 20
        finally:
            burner.kill()


def test_a_reply_that_lies_there_is_not_missed_by_a_process_that_stood_still() -> None:
    def conversation(peer: Peer) -> None:
        peer.subscription()
        for number in range(5):
            peer.command()
            peer.send(reply(f"+OK {number}"))
            time.sleep(0.4)  # nothing in this process runs: twice as long as a command may take
        peer.command()

    with serving(conversation) as address, Link(address, limits=QUICK) as link:
        assert [link.send("noop").text for _ in range(5)] == [f"+OK {number}" for number in range(5)]


def test_a_switch_that_talks_of_all_else_is_not_waited_for_for_ever() -> None:
    def conversation(peer: Peer) -> None:
        peer.subscription()
        peer.command()
        while True:
            peer.send(event({"Event-Name": "HEARTBEAT"}) * 50)
            gevent.sleep(0)

    with serving(conversation) as address:
        link = Link(address, HEARTBEATS, QUICK)
        link.connect()
        link.deliver(void)
        with pytest.raises(CommandTimeout, match="no reply"), gevent.Timeout(5):
            link.send("noop")
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
