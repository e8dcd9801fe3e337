"""What does not fit, and what would mend it: snapshots in, signs out."""

from __future__ import annotations

import json

import pytest

from esl.session import CommandRefused, Reply
from esl.watchdog.sign import (
    AGENT_STUCK,
    CALLER_GONE,
    CALLER_LOST,
    KINDS,
    LEG_ALONE,
    STATUS_WRONG,
    TIER_STUCK,
)
from esl.watchdog.signs import signs
from esl.watchdog.snapshot import CHANNELS, MEMBERS, REGISTRATIONS, Snapshot, members_of, read
from tests.support.event_socket import body_of

from .seen import (
    CALLER,
    DOMAIN,
    FIRST,
    KNOWN,
    LEG,
    NOW,
    QUEUE,
    SECOND,
    agent,
    caller,
    leg,
    member,
    seen,
    tier,
)

RINGS = (agent(state="Receiving"), member(state="Trying", serving_agent=FIRST), caller(), leg())
TALKS = (
    agent(state="In a queue call", uuid=LEG),
    member(state="Answered", serving_agent=FIRST),
    caller(state="CS_SOFT_EXECUTE", application="uuid_bridge", application_data=LEG, call_uuid=CALLER),
    leg(state="CS_EXCHANGE_MEDIA", callstate="ACTIVE", application="uuid_bridge", call_uuid=CALLER),
)


def found(snapshot: Snapshot) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(sign.kind, sign.about, sign.commands) for sign in signs(snapshot, KNOWN)]


@pytest.mark.parametrize(
    "snapshot",
    [
        seen(),
        seen(*RINGS, tiers=(tier("Offering"), tier("Standby", queue=f"queue-2@{DOMAIN}"))),
        seen(*TALKS, tiers=(tier("Active Inbound"),)),
        seen(agent(), tiers=(tier("No Answer"),)),
        seen(member(session="", state="Abandoned")),
        seen(caller(application="voicemail", application_data="default acme.test queue-1")),
        seen(caller(state="CS_REPORTING")),
        seen(leg(callstate="ACTIVE", application="park")),
        seen(leg(callstate="ACTIVE", direction="inbound")),
        seen(leg(callstate="ACTIVE", presence_id="1001@beta.test")),
        seen(agent(f"seat-9@{DOMAIN}", state="In a queue call")),
    ],
    ids=[
        "idle", "rings", "talks", "missed", "given up", "leaves a message", "has hung up", "parked",
        "calls out", "another tenant's", "unknown agent",
    ],
)  # fmt: skip
def test_what_is_in_order_gives_no_sign(snapshot: Snapshot) -> None:
    assert found(snapshot) == []


@pytest.mark.parametrize(
    "stuck",
    [
        agent(state="In a queue call", uuid=LEG),
        agent(state="In a queue call", uuid=""),
        agent(state="Receiving"),
        agent(state="Reserved"),
        agent(state="Idle"),
    ],
    ids=["call is gone", "call never was", "nothing rings", "reserved", "idle"],
)
def test_an_agent_whose_call_does_not_exist_waits_again(stuck: dict[str, str]) -> None:
    set_state = f"callcenter_config agent set state {FIRST} Waiting"
    set_tier = f"callcenter_config tier set state {QUEUE} {FIRST} Ready"
    assert found(seen(stuck)) == [(AGENT_STUCK, FIRST, (set_state,))]
    assert found(seen(stuck, tiers=(tier("Offering"),))) == [(AGENT_STUCK, FIRST, (set_tier, set_state))]


def test_an_offer_that_never_ends_is_stuck_though_the_seat_has_a_call() -> None:
    another = leg(callstate="ACTIVE", application="bridge", call_uuid="x")
    assert found(seen(agent(state="Receiving"), another)) == []
    (sign,) = signs(seen(agent(state="Receiving", last_offered_call=str(NOW - 91)), another), KNOWN)
    assert (sign.kind, sign.told) == (AGENT_STUCK, "the agent was being offered a call for 91 s (Receiving)")
    assert sign.evidence["legs"] == LEG


@pytest.mark.parametrize("state", ["Offering", "Active Inbound", "Standby"])
def test_a_tier_in_an_offer_that_is_over_is_ready_again(state: str) -> None:
    command = f"callcenter_config tier set state {QUEUE} {FIRST} Ready"
    assert found(seen(tiers=(tier(state),))) == [(TIER_STUCK, f"{QUEUE} {FIRST}", (command,))]


def test_statuses_follow_the_phones_that_are_there() -> None:
    swapped = seen(
        registrations=({"reg_user": "1002", "realm": DOMAIN}, {"reg_user": "1001", "realm": "b.test"})
    )
    known = KNOWN.__class__(KNOWN.phones, {FIRST: "Logged Out", SECOND: "Available"})
    assert [(sign.kind, sign.commands) for sign in signs(swapped, known)] == [
        (STATUS_WRONG, (f"callcenter_config agent set status {FIRST} 'Logged Out'",)),
        (STATUS_WRONG, (f"callcenter_config agent set status {SECOND} Available",)),
    ]


def test_a_caller_whom_the_queue_has_forgotten_goes_in_again_with_the_time_waited() -> None:
    again = (f"uuid_setvar {CALLER} cc_base_score 30", f"uuid_transfer {CALLER} queue-1 XML {DOMAIN}")
    assert found(seen(caller())) == [(CALLER_LOST, CALLER, again)]


def test_a_caller_in_a_queue_that_is_no_more_is_let_go() -> None:
    queue = f"queue-99@{DOMAIN}"
    assert found(seen(caller(waits_in=queue))) == [
        (CALLER_LOST, CALLER, (f"uuid_kill {CALLER} NORMAL_TEMPORARY_FAILURE",))
    ]


@pytest.mark.parametrize("data", ["sales", "queue-1@acme.test queue-2", "queue-1@a b", ""])
def test_only_names_of_queues_get_into_commands(data: str) -> None:
    assert found(seen(caller(waits_in=data))) == []


def test_a_caller_who_has_gone_is_told_and_nothing_can_be_done() -> None:
    (sign,) = signs(seen(member(state="Trying", serving_agent=SECOND)), KNOWN)
    assert (sign.kind, sign.commands) == (CALLER_GONE, ())
    assert sign.told == f"{QUEUE} keeps a caller who has gone (Trying); the node's next start ends it"


def test_a_phone_that_is_up_with_nobody_is_freed() -> None:
    alone = leg(callstate="ACTIVE")
    assert found(seen(alone)) == [(LEG_ALONE, LEG, (f"uuid_kill {LEG} NORMAL_CLEARING",))]
    assert found(seen(alone, agent(state="Receiving"))) == []
    assert found(seen(alone, caller(application="bridge", call_uuid=LEG))) == []
    keyed = leg(callstate="ACTIVE", application="bind_meta_app")
    assert [kind for kind, *_ in found(seen(keyed))] == [LEG_ALONE]


def test_every_kind_is_seen_in_these_tests() -> None:
    assert set(KINDS) == {AGENT_STUCK, TIER_STUCK, STATUS_WRONG, CALLER_LOST, CALLER_GONE, LEG_ALONE}


# What is read


def row(**columns: str) -> dict[str, str]:
    return {
        "uuid": CALLER,
        "state": "CS_EXECUTE",
        "application": "callcenter",
        "application_data": QUEUE,
    } | columns


ANNOUNCED = (
    "file_string:///p/house/zh/you-are-number.wav!/p/house/zh/numbers/2.wav!/p/house/zh/in-the-queue.wav"
)


LISTED = body_of("api/callcenter-queue-list-members.rx").replace(
    "d0b7bef6-7e20-48c2-aaaf-a4961caba036", CALLER
)


@pytest.mark.parametrize(
    ("channel", "members", "queue"),
    [
        (row(), "+OK\n", QUEUE),
        (row(state="CS_HIBERNATE"), "+OK\n", None),
        (row(application="playback", application_data=ANNOUNCED), "+OK\n", QUEUE),
        (row(application="playback", application_data=ANNOUNCED), LISTED, None),
        (row(application="playback", application_data="closed.wav"), "+OK\n", None),
    ],
    ids=["music", "leaving", "told its place", "listed", "another prompt"],
)
def test_who_waits_in_which_queue(channel: dict[str, str], members: str, queue: str | None) -> None:
    asked = []

    class Switch:
        def bgapi(self, command: str, timeout: float | None = None) -> Reply:
            asked.append(command)
            answers = {
                CHANNELS: json.dumps({"rows": [channel]}),
                REGISTRATIONS: "{}",
                MEMBERS: members,
                f"uuid_getvar {CALLER} cc_queue": QUEUE,
            }
            return Reply(answers.get(command, "+OK\n"))

    assert read(Switch()).channels[CALLER].get("waits_in") == queue
    assert len(asked) == 5 + (channel["application"] == "playback" and queue is not None)


# The list of callers


def test_the_recorded_list_of_callers() -> None:
    rows = list(members_of(Reply(body_of("api/callcenter-queue-list-members.rx"))))
    assert [row["state"] for row in rows] == ["Abandoned", "Abandoned", "Answered"]
    assert rows[2]["session_uuid"] == "d0b7bef6-7e20-48c2-aaaf-a4961caba036"
    assert list(members_of(Reply("+OK\n"))) == []


def test_a_callers_name_cannot_break_the_list() -> None:
    text = body_of("api/callcenter-queue-list-members.rx").replace(
        "|13800138000|1795303543|", "|a|b||c|1795303543|"
    )
    assert text.count("a|b||c") == 1
    rows = list(members_of(Reply(text)))
    assert (rows[2]["cid_name"], rows[2]["state"], rows[2]["serving_agent"]) == (
        "a|b||c",
        "Answered",
        "1003@acme.test",
    )
    with pytest.raises(CommandRefused, match="not a whole table"):
        list(members_of(Reply(text.removesuffix("+OK\n"))))
