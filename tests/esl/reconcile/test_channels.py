"""The machine that knows who is live: whatever is dropped, killed or restarted, no call slips from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from esl.reconcile.channels import ANSWERED, ENDED, LAG, RESTARTED, VANISHED, Channels
from esl.session import Event
from tests.support.event_socket import recorded

NOON = datetime(2026, 3, 3, 4, tzinfo=UTC)
STEP = timedelta(seconds=7)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def us(at: datetime) -> str:
    return str((at - EPOCH) // timedelta(microseconds=1))


def event(name: str, uuid: str, at: datetime, core: str = "core-0", **more: str) -> Event:
    head = {"Event-Name": name, "Core-UUID": core, "Event-Date-Timestamp": us(at), "Unique-ID": uuid}
    return Event(
        {**head, "Caller-Channel-Created-Time": us(at), "Caller-Channel-Answered-Time": us(at), **more}
    )


def row(uuid: str, at: datetime = NOON) -> dict[str, str]:
    epoch = str(int(at.timestamp()))
    return {"uuid": uuid, "callstate": "ACTIVE", "created_epoch": epoch, "name": "sofia/external/1"}


def test_a_recorded_call_is_live_from_its_answer_to_its_hang_up() -> None:
    heard = recorded("call-bridged-answered")
    channels = Channels(heard[0].core_uuid)
    most = 0
    for one in heard:
        channels.feed(one)
        most = max(most, len(channels.known))
    assert (most, channels.known, channels.gone) == (2, {}, {})


def test_what_it_tells_of_a_call_is_what_a_record_says() -> None:
    heard = recorded("call-bridged-answered")
    channels = Channels(heard[0].core_uuid)
    for one in heard:
        channels.feed(one)
        if one.name == ANSWERED and len(channels.known) == 2:
            seat, carrier = channels.known.values()
    assert seat.told["variables"]["dialed_user"] == "1002"
    assert seat.told["variables"]["originating_leg_uuid"] == carrier.uuid
    assert carrier.told["variables"]["sofia_profile_name"] == "external"
    assert carrier.told["callflow"][0]["caller_profile"]["caller_id_number"] == "13800138000"
    assert carrier.answered_at is not None
    assert carrier.started_at is not None
    assert carrier.started_at < carrier.answered_at


def test_a_restart_loses_its_calls_at_their_last_proof_of_life() -> None:
    channels = Channels("core-0")
    channels.feed(event(ANSWERED, "u-1", NOON))
    channels.listed("core-0", NOON + STEP, [row("u-1")])
    channels.feed(event("HEARTBEAT", "", NOON + 2 * STEP))
    channels.listed("core-1", NOON + 9 * STEP, [])
    (gone,) = channels.gone.values()
    assert (gone.why, gone.proven, gone.missed) == (RESTARTED, NOON + STEP, NOON + 9 * STEP)
    channels.feed(event(ANSWERED, "u-2", NOON + 10 * STEP, core="core-0"))
    assert channels.known == {}


def test_the_list_lags_behind_an_answer_and_a_channel_may_come_back_into_it() -> None:
    channels = Channels("core-0")
    channels.feed(event(ANSWERED, "u-1", NOON))
    channels.listed("core-0", NOON + LAG / 2, [])
    assert channels.gone == {}
    channels.listed("core-0", NOON + 2 * LAG, [])
    assert [gone.why for gone in channels.gone.values()] == [VANISHED]
    channels.listed("core-0", NOON + 3 * LAG, [row("u-1")])
    assert (list(channels.known), channels.gone) == (["u-1"], {})


def test_a_ringing_channel_is_not_there_yet() -> None:
    channels = Channels("core-0")
    channels.listed("core-0", NOON, [{**row("u-1"), "callstate": "RINGING"}])
    assert channels.known == {}


@dataclass
class Truth:
    """A switch whose every word may be dropped."""

    at: datetime = NOON
    core: int = 0
    live: dict[str, datetime] = field(default_factory=dict)
    ended: dict[str, datetime] = field(default_factory=dict)
    heard: set[str] = field(default_factory=set)
    """Whose hang-up was heard."""
    known: set[str] = field(default_factory=set)
    """Who was ever told of to the machine."""


WORDS = ("answer", "hangup", "list", "kill", "restart", "beat")


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(WORDS),
            st.integers(0, 5),
            st.booleans(),
        ),
        max_size=40,
    )
)
def test_no_call_that_was_told_of_slips_away(drawn: list[tuple[str, int, bool]]) -> None:
    truth, channels = Truth(), Channels("core-0")
    for number, (what, which, dropped) in enumerate([*drawn, ("list", 0, False), ("list", 0, False)]):
        truth.at += STEP
        core = f"core-{truth.core}"
        if what == "answer":
            uuid = f"u-{number}"
            truth.live[uuid] = truth.at
            if not dropped:
                truth.known.add(uuid)
                channels.feed(event(ANSWERED, uuid, truth.at, core))
        elif what == "hangup" and truth.live:
            uuid = sorted(truth.live)[which % len(truth.live)]
            del truth.live[uuid]
            truth.ended[uuid] = truth.at
            if not dropped:
                truth.heard.add(uuid)
                channels.feed(event(ENDED, uuid, truth.at, core))
        elif what == "list":
            truth.known |= truth.live.keys()
            channels.listed(core, truth.at, [row(uuid, began) for uuid, began in truth.live.items()])
        elif what == "kill":  # nothing is said until somebody lists the new core's channels
            truth.ended |= dict.fromkeys(truth.live, truth.at)
            truth.live.clear()
            truth.core += 1
            truth.known |= truth.live.keys()
            channels.listed(f"core-{truth.core}", truth.at + STEP / 2, [])
        elif what == "restart":  # the worker's, which has written everything
            old, kept = (
                channels,
                [*channels.known.values(), *(gone.channel for gone in channels.gone.values())],
            )
            channels = Channels(old.core_uuid, kept)
        elif what == "beat":
            channels.feed(event("HEARTBEAT", "", truth.at, core))
        assert not channels.known.keys() & channels.gone.keys()
    for gone in channels.gone.values():
        assert gone.proven <= truth.ended[gone.channel.uuid], "more than it lived"
    assert channels.known.keys() == {uuid for uuid in truth.live if uuid in truth.known}
    assert channels.gone.keys() == truth.known & (truth.ended.keys() - truth.heard)
