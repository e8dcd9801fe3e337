"""The machines, over what a real FreeSWITCH told (tests/captures)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from esl.board.callers import Callers
from esl.board.lines import Lines
from esl.lab.eventsocket.bus import Event as Sent
from esl.session import Event
from tests.esl.worker.test_subscription import asked
from tests.support.event_socket import recorded

SEATS = {"1000": 10, "1001": 11, "1002": 12, "1003": 13}
NAMES = {"support@acme.test": "queue-7@acme.test", "sales@acme.test": "queue-8@acme.test"}


def told(name: str) -> Iterable[Event]:
    """What the worker hears of it, as a node of Seatyard's tells it: seats and queues by their ids."""
    subscription = asked()
    for event in recorded(name):
        kind, subclass = event.get("Event-Name"), event.get("Event-Subclass")
        heard = subscription.wants(kind, subclass)
        if heard and subscription.passes(Sent(kind, subclass, dict(event.headers))):
            yield renamed(event)


def renamed(event: Event) -> Event:
    user = event.get("Channel-Presence-ID").partition("@")[0]
    if user in SEATS:
        event.headers["variable_seatyard_seat"] = str(SEATS[user])
    for header in ("CC-Queue", "variable_cc_queue"):
        if (queue := event.get(header)) in NAMES:
            event.headers[header] = NAMES[queue]
    for header in ("CC-Agent", "variable_cc_agent"):
        if (agent := event.get(header).partition("@")[0]) in SEATS:
            event.headers[header] = f"seat-{SEATS[agent]}@acme.test"
    return event


def test_a_call_to_a_seat_rings_talks_and_ends() -> None:
    lines, seen = Lines(), []
    for event in told("call-bridged-answered"):
        for _ in lines.feed(event):
            seen.append([(one.answered is not None, one.caller) for one in lines.of_seat(12)])
    answered = [one for one in seen if one and one[0][0]]
    assert next(one for one in seen if one) == [(False, "+8613800138000")]
    assert answered
    assert not lines.known


def test_both_sides_know_each_other_and_who_holds() -> None:
    lines, pairs, held = Lines(), set(), []
    for event in told("call-hold"):
        for line in lines.feed(event):
            if line.answered and line.other:
                pairs.add((line.seat_id, lines.known[line.other].seat_id))
            held.append(line.held is not None)
    assert (10, 12) in pairs
    assert held.count(True) == 1


def test_a_supervisors_leg_leaves_the_talk_as_it_is() -> None:
    lines, parties = Lines(), set()
    for event in told("eavesdrop"):
        for _ in lines.feed(event):
            others = (lines.known.get(one.other) for one in lines.of_seat(12))
            parties |= {other.caller for other in others if other}
    assert parties == {"+8613800138000"}
    assert not lines.known


def test_a_queues_caller_waits_is_answered_and_leaves() -> None:
    callers, steps = Callers(), []
    for event in told("cc-queue-answered-caller-ends"):
        for one in callers.feed(event):
            steps.append(type(one).__name__)
            caller = next(iter(callers.known.values()))
            if one is caller:
                steps[-1] = "waits" if caller.waits else "talks" if caller.left is None else "left"
    assert sorted(steps) == ["Wrap", "left", "talks", "waits"]
    (caller,) = callers.known.values()
    assert (caller.queue_id, caller.number) == (7, "+8613800138000")
    assert timedelta(seconds=1) < caller.waited < timedelta(seconds=1.5)


def test_one_who_gives_up_was_never_answered() -> None:
    callers = Callers()
    for event in told("cc-queue-abandoned-ringing"):
        for _ in callers.feed(event):
            pass
    (caller,) = callers.known.values()
    assert caller.answered is None
    assert caller.left is not None


def test_what_was_missed_is_found_in_the_switchs_own_lists() -> None:
    callers, lines = Callers(), Lines()
    events = list(told("cc-queue-answered-caller-ends"))
    at = next(event.at for event in events if event.at) + timedelta(seconds=30)
    for event in events[:4]:
        list(callers.feed(event))
        list(lines.feed(event))
    (caller,) = callers.known.values()
    assert caller.waits
    assert [one.uuid for one in callers.listed(at, [], [])] == [caller.uuid]
    assert not caller.waits
    assert list(lines.listed(at, {}))
    assert not lines.known
    row = {"session_uuid": "x", "queue": "queue-8@acme.test", "state": "Waiting", "cid_number": "13800138000"}
    (found,) = callers.listed(at, [row | {"joined_epoch": "1795303430"}], ["x"])
    assert (found.queue_id, found.waits) == (8, True)
