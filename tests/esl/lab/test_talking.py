"""Transfer, consult, three-way by keys on the lab switch (on a real one: ``tests/live/test_talking.py``)."""

from __future__ import annotations

from pathlib import Path

import pytest

from esl.lab.calls.lifecycle import hang_up
from esl.lab.calls.uuid_bridge import uuid_bridge

from .running import Bench
from .tenancy import BOSS, MOBILE, QUIET, SELLER, Office, did, scene

LONG = 600


async def talk(office: Office, flow: str, seat: str) -> tuple[str, str]:
    """A caller from outside who talks with a seat: both legs."""
    caller = await office.call(flow, talk=LONG, patience=LONG)
    await office.bench.later(8)
    leg = office.leg(seat)
    assert office.partner(caller) == leg != ""
    return caller, leg


async def consult(office: Office, seat: str, number: str) -> None:
    await office.press(seat, "*2")
    await office.press(seat, f"{number}#")
    await office.bench.later(5)


async def talks(office: Office, seat: str) -> str:
    """The leg on which a seat talks, as the switch remembers it for supervisors."""
    return await office.api(f"hash select/seatyard_talks/{seat}@{office.domain}")


def test_a_transfer_to_a_colleague_and_on_outside(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, leg = await talk(north, "desk", QUIET)
        assert await talks(north, QUIET) == leg
        await north.press(QUIET, "*1")
        await north.press(QUIET, f"{SELLER}#")
        await bench.later(5)
        second = north.leg(SELLER)
        assert (north.partner(caller), north.leg(QUIET), south.leg(SELLER)) == (second, "", "")
        await north.press(SELLER, "*1")
        await north.press(SELLER, "13900138000#")
        await bench.later(20)
        assert north.leg(SELLER) == ""
        partner = bench.lab.switch.channels[north.partner(caller)]
        assert (partner.remote.carrier, partner.remote.user) == ("carrier1", "+8613900138000")

    scene(tmp_path, test)


@pytest.mark.parametrize("number", ["13900138000", "9999"])
def test_where_a_seat_may_send_nobody_the_talk_goes_on(tmp_path: Path, number: str) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, leg = await talk(north, "desk", QUIET)
        await north.press(QUIET, "*1")
        await north.press(QUIET, f"{number}#")
        await bench.later(10)
        assert north.partner(caller) == leg
        assert await north.api(f"uuid_transfer {caller} {number}") == "+OK"
        await bench.later(5)
        assert not {caller, leg} & set(bench.lab.switch.channels)

    scene(tmp_path, test)


def test_a_leg_sent_to_anothers_number_stays_in_its_own_house(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, leg = await talk(north, "desk", QUIET)
        assert await north.api(f"uuid_transfer {caller} {BOSS} XML {south.domain}") == "+OK"
        await bench.later(5)
        assert (north.partner(caller), south.leg(BOSS)) == (north.leg(BOSS), "")
        assert leg not in bench.lab.switch.channels

    scene(tmp_path, test)


def test_a_consultation_joins_the_two_when_the_seat_hangs_up(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, leg = await talk(north, "desk", QUIET)
        await consult(north, QUIET, SELLER)
        colleague = north.leg(SELLER)
        assert (north.partner(leg), south.leg(SELLER)) == (colleague, "")
        bench.client.events.clear()
        await north.hang_up(QUIET)
        assert north.partner(caller) == colleague
        assert await talks(north, SELLER) == colleague
        bridges = [e["Event-Name"] for e in bench.client.events if "Bridge-A-Unique-ID" in e]
        assert sorted(bridges) == ["CHANNEL_BRIDGE", "CHANNEL_UNBRIDGE", "CHANNEL_UNBRIDGE"]
        await north.hang_up(SELLER)
        await bench.later(2)
        assert not bench.lab.switch.channels
        kept = {record["uuid"]: record for record in north.records()}
        assert kept[colleague]["originating_leg_uuid"] == leg
        assert kept[caller]["bridge_uuid"] == colleague
        assert kept[colleague]["att_xfer_result"] == "success"

    scene(tmp_path, test)


@pytest.mark.parametrize("by", ["key", "colleague"])
def test_a_consultation_that_is_over_goes_back_to_the_caller(tmp_path: Path, by: str) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, leg = await talk(north, "desk", QUIET)
        await consult(north, QUIET, SELLER)
        if by == "key":
            await north.press(QUIET, "#")
        else:
            await north.hang_up(SELLER)
        assert (north.leg(SELLER), north.partner(caller)) == ("", leg)
        await consult(north, QUIET, SELLER)
        assert north.partner(leg) == north.leg(SELLER) != ""
        await north.hang_up(QUIET)
        assert north.partner(caller) == north.leg(SELLER)

    scene(tmp_path, test)


def test_a_colleague_who_rings_is_wanted_no_more(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, leg = await talk(north, "desk", QUIET)
        await north.press(QUIET, "*2")
        await north.api(f"lab press {leg} {SELLER}#")
        await bench.later(0.5)
        assert north.leg(SELLER)
        await north.press(QUIET, "#")
        assert (north.leg(SELLER), north.partner(caller)) == ("", leg)

    scene(tmp_path, test)


@pytest.mark.parametrize("who", ["caller", "seat", "colleague"])
def test_all_three_and_two_when_one_leaves(tmp_path: Path, who: str) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, leg = await talk(north, "shop", SELLER)
        await consult(north, SELLER, BOSS)
        await north.press(SELLER, "0")
        third = bench.lab.switch.channels[north.leg(BOSS)]
        assert north.partner(caller) == leg
        assert (third.get("current_application"), third.get("current_application_data")) == ("three_way", leg)
        if who == "caller":
            await north.api(f"lab hangup {caller}")
        else:
            await north.hang_up({"seat": SELLER, "colleague": BOSS}[who])
        await bench.later(1)
        left = {"caller": caller, "seat": leg, "colleague": third.uuid}
        left.pop(who)
        assert set(bench.lab.switch.channels) == set(left.values())
        one, other = left.values()
        assert (north.partner(one), north.partner(other)) == (other, one)

    scene(tmp_path, test)


def test_a_caller_who_leaves_a_consultation_leaves_the_two_talking(tmp_path: Path) -> None:
    """Its record waits until they are through, as on a real switch."""

    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, leg = await talk(north, "desk", QUIET)
        await consult(north, QUIET, SELLER)
        await north.api(f"lab hangup {caller}")
        await bench.later(60)
        assert north.partner(leg) == north.leg(SELLER) != ""
        assert not list(north.records())
        await north.hang_up(SELLER)
        await bench.later(1)
        assert not bench.lab.switch.channels
        assert {record["uuid"] for record in north.records()} >= {caller, leg}

    scene(tmp_path, test)


def test_an_inbound_seat_joins_no_three(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        _, leg = await talk(north, "desk", QUIET)
        await consult(north, QUIET, SELLER)
        await north.press(QUIET, "0")
        assert north.partner(leg) == north.leg(SELLER)

    scene(tmp_path, test)


def test_a_consultation_outside(tmp_path: Path) -> None:
    """By the tenant's own dialplan, over a loopback; the inbound seat has none."""

    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, leg = await talk(north, "shop", SELLER)
        await consult(north, SELLER, MOBILE)
        half = bench.lab.switch.channels[north.partner(leg)]
        assert half.twin is not None
        assert (half.name, half.twin.name) == (f"loopback/{MOBILE}-a", f"loopback/{MOBILE}-b")
        called = bench.lab.switch.channels[north.partner(half.twin.uuid)]
        assert (called.remote.carrier, called.profile.caller_id_number) == ("carrier1", did("north", "desk"))
        await north.hang_up(SELLER)
        assert north.partner(caller) == half.uuid
        await north.api(f"lab hangup {caller}")
        await bench.later(1)
        assert not bench.lab.switch.channels
        await talk(north, "desk", QUIET)
        await consult(north, QUIET, MOBILE)
        assert len(bench.lab.switch.channels) == 2

    scene(tmp_path, test)


def test_nobody_outside_is_to_be_had(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, leg = await talk(north, "shop", SELLER)
        await north.api("lab carrier carrier1 busy")
        await consult(north, SELLER, MOBILE)
        await bench.later(20)
        assert set(bench.lab.switch.channels) == {caller, leg}
        assert north.partner(caller) == leg
        (half,) = (one for one in north.records() if one.get("loopback_leg") == "A")
        assert half["hangup_cause"] == "USER_BUSY"

    scene(tmp_path, test)


def test_a_colleague_who_called_is_consulted_about_too(tmp_path: Path) -> None:
    """The leg that presses is the one whose own process looks after the talk."""

    async def test(bench: Bench, north: Office, south: Office) -> None:
        mine = await north.dial(SELLER, QUIET, talk=LONG)
        await bench.later(8)
        assert north.partner(mine) == north.leg(QUIET)
        await consult(north, SELLER, BOSS)
        assert north.partner(mine) == north.leg(BOSS)
        await north.press(SELLER, "#")
        assert north.partner(mine) == north.leg(QUIET)
        await consult(north, SELLER, BOSS)
        await north.hang_up(SELLER)
        assert north.partner(north.leg(QUIET)) == north.leg(BOSS)

    scene(tmp_path, test)


def test_a_consultation_out_of_a_queue(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller = await north.call("sales", talk=LONG, patience=LONG)
        await bench.later(8)
        seat = QUIET if north.leg(QUIET) else SELLER
        assert north.partner(caller) == north.leg(seat)
        await consult(north, seat, BOSS)
        await north.hang_up(seat)
        assert north.partner(caller) == north.leg(BOSS)
        agents = bench.lab.switch.callcenter.store.agents
        assert {a.state for a in agents.values() if a.name.endswith(north.domain)} == {"Waiting"}
        await north.hang_up(BOSS)
        await bench.later(2)
        assert not bench.lab.switch.channels

    scene(tmp_path, test)


@pytest.mark.parametrize("flow", ["desk", "sales"])
def test_back_to_the_menu(tmp_path: Path, flow: str) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller = await north.call(flow, talk=LONG, patience=LONG)
        await bench.later(8)
        seat = QUIET if north.leg(QUIET) else SELLER
        first = north.leg(seat)
        await north.press(seat, "*7")
        await bench.later(10)
        assert first not in bench.lab.switch.channels
        assert north.partner(caller)

    scene(tmp_path, test)


def test_whoever_is_left_of_two_that_were_to_be_joined_is_let_go(tmp_path: Path) -> None:
    """One hangs up in the moment in which they are told to."""

    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, _ = await talk(north, "desk", QUIET)
        other, _ = await talk(north, "shop", SELLER)
        legs = bench.lab.switch.channels
        uuid_bridge(legs[caller], legs[other])
        hang_up(legs[other], "NORMAL_CLEARING", by_remote=True)
        await bench.later(2)
        assert not legs

    scene(tmp_path, test)
