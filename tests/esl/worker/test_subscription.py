"""What the worker asks a node for, held against what a real one sent (tests/captures)."""

from __future__ import annotations

import pytest

from esl.lab.eventsocket.bus import Event as Sent
from esl.lab.eventsocket.subscription import Subscription
from esl.worker.node import SUBSCRIPTION
from tests.support.event_socket import CAPTURES, recorded

AT_THE_END = ("bridge-agent-end", "member-queue-end")
"""What a queue says of a call that has ended, on a channel that is being destroyed."""
ENDED, DESTROYED = "CHANNEL_HANGUP_COMPLETE", "CHANNEL_DESTROY"
RECORDED = sorted(
    {path.name.partition(".")[0] for path in (CAPTURES / "esl").glob("*.json.rx*")} - {"bgapi"},
)


def asked() -> Subscription:
    """By mod_event_socket's rules, as the lab switch has them."""
    made = Subscription()
    assert made.event(SUBSCRIPTION.command.split()[1:]) == "+OK event listener enabled json"
    for one in SUBSCRIPTION.filters:
        assert made.filter(one).startswith("+OK")
    return made


def test_only_the_second_word_of_a_calls_end_is_left_out() -> None:
    subscription, heard, held_back = asked(), 0, 0
    for name in RECORDED:
        events = recorded(name)
        ended = {event.get("Unique-ID") for event in events if event.name == ENDED}
        for event in events:
            kind, subclass = event.get("Event-Name"), event.get("Event-Subclass")
            if not subscription.wants(kind, subclass):
                continue
            if subscription.passes(Sent(kind, subclass, dict(event.headers))):
                heard += 1
                assert kind != DESTROYED
            elif subclass == "callcenter::info":
                assert event.get("CC-Action") in ("members-count", *AT_THE_END)
            else:
                held_back += 1
                assert kind == DESTROYED
                assert event.get("Unique-ID") in ended
    assert heard > 100
    assert held_back > 40


@pytest.mark.parametrize("state", range(12))
def test_a_session_that_was_no_call_is_told(state: int) -> None:
    """Destroyed before it ran, in any state but the one that a call ends in."""
    told: dict[str, str | list[str]] = {"Event-Name": DESTROYED, "Channel-State-Number": str(state)}
    assert asked().passes(Sent(DESTROYED, "", told))
