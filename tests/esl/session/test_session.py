"""The supervised pair: up, events, down, up again, and everything said in its order."""

from __future__ import annotations

from dataclasses import replace

import gevent
import pytest

from esl.session import Event, Limits, Link, LinkLost, Resync, Session, Subscription, resync
from tests.support.event_socket import BANNER, GOODBYE, Peer, Switch, body_of, event, reply, serving

QUICK = Limits(connect=1, banner=0.2, command=0.2, job=0.5, silence=5, backoff_first=0.01, backoff_most=0.02)
WORDS = Subscription(("HEARTBEAT",), ("sofia::register",))


class Diary:
    """What a session told, in order."""

    def __init__(
        self, address: object, limits: Limits = QUICK, fail_first: bool = False, slow: float = 0.0
    ) -> None:
        """``slow``: seconds that it takes to write an event down."""
        self.slow = slow
        self.lines: list[str] = []
        self.resyncs: list[Resync] = []
        self.fail_next = fail_first
        self.session = Session(
            address,
            WORDS,
            on_up=self.up,
            on_event=self.heard,
            on_down=lambda reason: self.lines.append(f"down: {reason}"),
            on_unreachable=lambda reason: self.lines.append("unreachable"),
            limits=limits,
        )

    def up(self, found: Resync) -> None:
        self.resyncs.append(found)
        if self.fail_next:
            self.fail_next = False
            raise RuntimeError("the database is away")
        self.lines.append("up")

    def heard(self, event: Event) -> None:
        gevent.sleep(self.slow)
        self.lines.append(event.get("n") or event.name)

    def wait_for(self, count: int, seconds: float = 2) -> list[str]:
        with gevent.Timeout(seconds, AssertionError(f"only {self.lines}")):
            while len(self.lines) < count:
                gevent.sleep(0.005)
        return self.lines

    def __enter__(self) -> Diary:
        self.session.start()
        return self

    def __exit__(self, *_: object) -> None:
        with gevent.Timeout(3, AssertionError("the session does not stop")):
            self.session.stop()


def test_up_events_down() -> None:
    switch = Switch()
    with serving(switch) as address:
        with Diary(address) as diary:
            diary.wait_for(1)
            switch.tell("HEARTBEAT", n="1")
            switch.tell("HEARTBEAT", n="2")
            assert diary.wait_for(3) == ["up", "1", "2"]
            assert diary.session.up
        assert diary.lines == ["up", "1", "2", "down: closing"]
    assert [words for _, words in switch.subscribed] == [
        "BACKGROUND_JOB",
        "HEARTBEAT CUSTOM sofia::register",
    ]


def test_filters_are_set_once_a_connection() -> None:
    """The switch adds up what it is told again, and a quiet link asks for its events again."""
    switch = Switch()
    with serving(switch) as address:
        link = Link(address, Subscription(("HEARTBEAT",), filters=("Event-Name /./", "Unique-ID -x")), QUICK)
        with link:
            link.subscribe()
            ((peer, _),) = switch.subscribed
            assert peer.commands[1:] == [
                "event json HEARTBEAT",
                "filter Event-Name /./",
                "filter Unique-ID -x",
                "event json HEARTBEAT",
            ]


def test_resync_says_who_the_switch_is_and_what_goes_on() -> None:
    switch = Switch()
    switch.answers = {
        "show channels as json": body_of("api/show-channels-json.rx"),
        "show registrations as json": body_of("api/show-registrations-json.rx"),
    }.get
    with serving(switch) as address, Diary(address) as diary:
        diary.wait_for(1)
        (found,) = diary.resyncs
        assert found.core_uuid == switch.core
        assert str(found.at) == "2026-11-21 23:25:49.294216+00:00"
        assert len(found.channels) == body_of("api/show-channels-json.rx").count('"callstate"')
        assert {row["realm"] for row in found.registrations} == {"acme.test"}


def test_killed_and_started_again_is_subscribed_again() -> None:
    switch = Switch()
    with serving(switch) as address, Diary(address) as diary:
        diary.wait_for(1)
        switch.core = "another-core"
        switch.cut()
        lines = diary.wait_for(3)
        assert lines[0] == "up"
        assert lines[1].startswith("down: fs1")
        assert lines[2] == "up"
        switch.tell("HEARTBEAT", n="again")
        assert diary.wait_for(4)[3] == "again"
        assert [one.core_uuid for one in diary.resyncs][1] == "another-core"


def test_what_a_switch_said_before_it_was_killed_is_heard_to_its_end() -> None:
    """The link of commands ends at once, that of events when what waits in it has been read."""
    switch, told = Switch(), [str(number) for number in range(50)]
    with serving(switch) as address, Diary(address, replace(QUICK, queue=2), slow=0.01) as diary:
        diary.wait_for(1)
        for number in told:
            switch.tell("HEARTBEAT", n=number)
        switch.cut()
        lines = diary.wait_for(52)
    assert lines[1:51] == told
    assert lines[51].startswith("down: fs1")


def test_a_switch_that_closed_the_link_of_commands_alone_is_not_listened_to_for_ever() -> None:
    switch = Switch()
    with serving(switch) as address, Diary(address, replace(QUICK, last_words=0.05)) as diary:
        diary.wait_for(1)
        (commands,) = (peer for peer, words in switch.subscribed if words == "BACKGROUND_JOB")
        commands.sock.shutdown(2)
        assert [line[:4] for line in diary.wait_for(3)] == ["up", "down", "up"]


def test_unreachable_until_it_comes_back() -> None:
    switch = Switch()
    with serving(switch) as address:
        pass
    with Diary(address) as diary:
        diary.wait_for(2)
        assert set(diary.lines) == {"unreachable"}
        with pytest.raises(LinkLost, match="down"):
            diary.session.bgapi("status")
        with serving(switch, address):
            assert diary.session.wait_up(2)
            assert diary.lines[-1] == "up"
            diary.session.stop()


def test_refused_login_is_not_an_absent_switch() -> None:
    tried = []

    def conversation(peer: Peer) -> None:
        peer.send(BANNER)
        tried.append(peer.command())
        peer.send(reply("-ERR invalid") + GOODBYE)

    with serving(conversation) as address, Diary(address) as diary:
        with gevent.Timeout(2):
            while len(tried) < 2:
                gevent.sleep(0.01)
        assert diary.lines == []


def test_failing_on_up_is_tried_again() -> None:
    with serving(Switch()) as address, Diary(address, fail_first=True) as diary:
        lines = diary.wait_for(2)
        assert lines[0].startswith("down: taking the switch's state in failed: the database is away")
        assert lines[1] == "up"


def test_events_wait_until_on_up_is_through() -> None:
    class Eager(Switch):
        def job(self, job: str, command: str) -> bytes:
            if "registrations" in command:
                self.tell("HEARTBEAT", n="early")
            return super().job(job, command)

    with serving(Eager()) as address, Diary(address) as diary:
        assert diary.wait_for(2) == ["up", "early"]


def test_silence_is_probed_and_a_living_switch_kept() -> None:
    switch = Switch()
    limits = Limits(command=0.2, silence=0.1, backoff_first=0.01)
    with serving(switch) as address, Diary(address, limits) as diary:
        diary.wait_for(1)
        gevent.sleep(0.35)
        assert diary.lines == ["up"]
        assert switch.subscribed[-1][0].commands.count(WORDS.command) >= 3


def test_half_open_connection_is_dropped() -> None:
    """TCP is up, nothing comes: the switch is frozen, or its network is gone."""
    switch = Switch()

    def conversation(peer: Peer) -> None:
        if switch.subscribed and switch.subscribed[-1][1] == "BACKGROUND_JOB":
            peer.subscription()
            switch.subscribed.append((peer, "events"))
            gevent.sleep(3)
        switch(peer)

    limits = Limits(command=0.1, silence=0.1, backoff_first=0.01)
    with serving(conversation) as address, Diary(address, limits) as diary:
        lines = diary.wait_for(2)
        assert lines[0] == "up"
        assert "no reply after" in lines[1]


def test_handler_that_sends_commands_while_the_queue_is_full() -> None:
    """On one link the reply would stand behind the events that wait for the handler."""
    switch = Switch()
    done = []
    with serving(switch) as address:
        limits = Limits(queue=2, stall=1, command=1, job=1)
        session = Session(
            address,
            WORDS,
            on_event=lambda heard: done.append(session.bgapi("show channels as json")),
            limits=limits,
        )
        session.start()
        assert session.wait_up(2)
        for peer, words in switch.subscribed:
            if words != "BACKGROUND_JOB":
                peer.send(event(switch.made("HEARTBEAT")) * 50)
        with gevent.Timeout(3, AssertionError(f"only {len(done)}")):
            while len(done) < 50:
                gevent.sleep(0.01)
        session.stop()


def test_answer_that_is_not_freeswitchs_is_no_absent_switch(caplog: pytest.LogCaptureFixture) -> None:
    switch = Switch()
    switch.answers = {"show channels as json": "[]", "show registrations as json": "what?"}.get
    with serving(switch) as address, Diary(address) as diary:
        with gevent.Timeout(2):
            while caplog.text.count("not JSON: 'what?'") < 2:
                gevent.sleep(0.01)
        assert diary.lines == []


def test_unforeseen_failure_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    real = resync.read
    failures = iter([RuntimeError("nobody thought of this")])

    def read(link: Link) -> Resync:
        for failure in failures:
            raise failure
        return real(link)

    monkeypatch.setattr(resync, "read", read)
    with serving(Switch()) as address, Diary(address) as diary:
        assert diary.wait_for(1) == ["up"]


def test_backoff_grows_to_its_limit_and_starts_anew() -> None:
    from esl.session.backoff import Backoff

    backoff = Backoff(0.1, 1.0)
    waits = [backoff.next() for _ in range(6)]
    for wait, whole in zip(waits, (0.1, 0.2, 0.4, 0.8, 1.0, 1.0), strict=True):
        assert whole / 2 <= wait <= whole
    backoff.reset()
    assert backoff.next() <= 0.1
