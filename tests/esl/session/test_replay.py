"""What a real FreeSWITCH 1.11.1 sent, byte for byte, through the link (tests/captures/)."""

from __future__ import annotations

import gevent
import pytest

from esl.session import Event, Limits, Link, Reply, Subscription
from tests.support.event_socket import Peer, body_of, capture, frames_of, serving

SOME = Subscription(("HEARTBEAT",))


def replaying(name: str) -> object:
    """A conversation that waits for a command wherever the recording holds a reply."""

    def conversation(peer: Peer) -> None:
        for frame in frames_of(capture(f"esl/{name}.rx")):
            if b"Content-Type: command/reply" in frame:
                peer.command()
            peer.send(frame)

    return conversation


def heard_in(name: str) -> list[Event]:
    heard: list[Event] = []
    with gevent.Timeout(5), serving(replaying(name)) as address:
        link = Link(address, SOME, Limits())
        link.connect()
        link.deliver(heard.append)
        assert link.send("exit").text == "+OK bye"
        link.lost.wait()
        assert "goodbye" in str(link.lost_because)
        link.stop()
    return heard


def test_login_and_goodbye() -> None:
    with gevent.Timeout(5), serving(replaying("auth-accept")) as address:
        link = Link(address, SOME)
        link.connect()  # its second command is answered with the recorded "+OK bye"
        link.lost.wait()
        assert "goodbye" in str(link.lost_because)
        link.stop()


def test_heartbeat() -> None:
    (beat,) = heard_in("heartbeat.json")
    assert beat.name == "HEARTBEAT"
    assert beat.core_uuid == "b655a869-b292-40fb-ba43-f604079bfa06"
    assert str(beat.at) == "2026-11-21 23:19:47.254212+00:00"
    assert beat.get("Session-Since-Startup") == "74"


def test_every_event_of_a_call() -> None:
    heard = heard_in("call-answered.json")
    recorded = capture("esl/call-answered.json.rx").count(b"Content-Type: text/event-json")
    assert len(heard) == recorded
    (hangup,) = [one for one in heard if one.name == "CHANNEL_HANGUP_COMPLETE"]
    assert int(hangup.get("variable_billusec")) > 0
    assert isinstance(hangup.headers["variable_DP_MATCH"], list)
    assert hangup.get("variable_DP_MATCH") == str(hangup.headers["variable_DP_MATCH"][0])


def test_chinese_caller_name() -> None:
    heard = heard_in("call-utf8-name.json")
    assert any("\u4e00" <= mark <= "\u9fff" for one in heard for mark in one.get("Caller-Caller-ID-Name"))


def test_body_is_kept_apart() -> None:
    heard: list[Event] = []
    with gevent.Timeout(5), serving(replaying("sendevent-custom-json")) as address:
        link = Link(address, SOME)
        link.connect()
        link.deliver(heard.append)
        assert link.send("sendevent CUSTOM").accepted
        link.lost.wait()
        link.stop()
    (event,) = heard
    assert (event.name, event.body, event.get("X-Note")) == ("my::sub", "hello\nbody", "你好 a%20b")
    assert "_body" not in event.headers


def test_replies_to_commands() -> None:
    """Each reply of the recording is as good as the switch meant it."""
    commands = capture("esl/inbound-command-replies.tx").decode().split("\n\n")
    commands = [one for one in commands if one][1:]
    with gevent.Timeout(5), serving(replaying("inbound-command-replies")) as address:
        link = Link(address)
        with pytest.raises(Exception, match="no keywords supplied"):
            link.connect()
    replies = [
        Reply(frame.decode().split("Reply-Text: ")[1].strip())
        for frame in frames_of(capture("esl/inbound-command-replies.rx"))
        if b"Reply-Text" in frame
    ]
    said = dict(zip(commands, replies[1:], strict=False))
    assert [name for name, one in said.items() if one.accepted] == [
        "event json HEARTBEAT NOSUCH",
        "event plain HEARTBEAT",
        "filter Unique-ID abc",
        "filter delete Unique-ID abc",
        "nixevent HEARTBEAT",
        "noevents",
        "log 3",
        "nolog",
        "sendevent CUSTOM",
    ] or said


def test_job_results() -> None:
    """The recorded BACKGROUND_JOB events, each under the Job-UUID that the link chose."""
    recorded = [
        Event.parse(frame.split(b"\n\n", 1)[1])
        for frame in frames_of(capture("esl/bgapi.json.rx"))
        if b"text/event-json" in frame
    ]
    results = iter([one for one in recorded if one.name == "BACKGROUND_JOB"])

    def conversation(peer: Peer) -> None:
        from tests.support.event_socket import event, reply

        peer.subscription()
        while True:
            job = peer.command().partition("\nJob-UUID: ")[2]
            peer.send(reply(f"+OK Job-UUID: {job}"))
            result = next(results)
            peer.send(event(result.headers | {"Job-UUID": job, "_body": result.body}))

    with gevent.Timeout(5), serving(conversation) as address, Link(address) as link:
        status = link.bgapi("status")
        assert status.ok
        assert status.text.startswith("UP 0 years")
        assert status.core_uuid == "b655a869-b292-40fb-ba43-f604079bfa06"
        assert str(status.at) == "2026-11-21 23:25:49.294216+00:00"
        assert link.bgapi("status").ok
        assert link.bgapi("no_such_command").text == "-ERR no_such_command Command not found!\n"
        assert not link.bgapi("originate user/1005@acme.test &park").ok


@pytest.mark.parametrize(
    ("recorded", "accepted", "ok", "empty"),
    [
        ("callcenter-agent-add-dup", False, False, False),
        ("callcenter-member-list", False, False, True),
        ("uuid_getvar-missing-var", False, False, False),
        ("uuid_kill-no-arg", False, False, False),
        ("uuid_hold-bad", True, True, False),  # a lie of the switch's own: QUIRKS 9
        ("callcenter-agent-list", False, True, False),
        ("show-channels-json-empty", False, True, False),
    ],
)
def test_what_counts_as_success(recorded: str, accepted: bool, ok: bool, empty: bool) -> None:
    reply = Reply(body_of(f"api/{recorded}.rx"))
    assert (reply.accepted, reply.ok, reply.empty) == (accepted, ok, empty)


def test_rows_are_absent_when_there_are_none() -> None:
    assert Reply(body_of("api/show-channels-json-empty.rx")).rows() == []
    assert [row["reg_user"] for row in Reply(body_of("api/show-registrations-json.rx")).rows()] == [
        "1003",
        "1002",
    ]
