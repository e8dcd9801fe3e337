"""Supervisors, pick-up, parking on the lab switch (on a real one: ``tests/live/test_supervision.py``)."""

from __future__ import annotations

from pathlib import Path

import pytest

from .running import Bench
from .tenancy import BOSS, QUIET, SELLER, Office, scene
from .test_talking import LONG, consult, talk


async def supervise(office: Office, code: str, seat: str = BOSS) -> str:
    """The supervisor's leg, while it is up."""
    uuid = await office.dial(seat, code, talk=LONG, patience=LONG)
    await office.bench.later(3)
    return uuid if uuid in office.bench.lab.switch.channels else ""


@pytest.mark.parametrize(
    ("code", "seat_too", "caller_too"), [("*71", False, False), ("*72", True, False), ("*73", True, True)]
)
def test_in_a_colleagues_talk(tmp_path: Path, code: str, seat_too: bool, caller_too: bool) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, leg = await talk(north, "desk", QUIET)
        boss = await supervise(north, f"{code}{QUIET}")
        assert await north.hears(boss) == {caller, leg}
        assert await north.hears(leg) == {caller, *([boss] if seat_too else [])}
        assert await north.hears(caller) == {leg, *([boss] if caller_too else [])}
        assert north.partner(caller) == leg
        assert north.shown(boss) == ("CS_EXECUTE", "eavesdrop", leg)
        await north.hang_up(QUIET)
        await bench.later(3)
        assert not bench.lab.switch.channels

    scene(tmp_path, test)


def test_listening_to_a_queues_talk_ends_with_the_seats_leg(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller = await north.call("sales", talk=LONG, patience=LONG)
        await bench.later(8)
        seat = QUIET if north.leg(QUIET) else SELLER
        boss = await supervise(north, f"*71{seat}")
        assert await north.hears(boss) == {caller, north.leg(seat)}
        await consult(north, seat, QUIET if seat == SELLER else SELLER)
        await north.hang_up(seat)
        await bench.later(3)
        assert boss not in bench.lab.switch.channels
        assert north.partner(caller)

    scene(tmp_path, test)


def test_taking_over(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, leg = await talk(north, "desk", QUIET)
        boss = await supervise(north, f"*74{QUIET}")
        assert (north.partner(caller), north.leg(QUIET)) == (boss, "")
        (record,) = (one for one in north.records() if one["uuid"] == leg)
        assert record["hangup_cause"] == "PICKED_OFF"
        await north.hang_up(BOSS)
        await bench.later(1)
        assert not bench.lab.switch.channels
        by = {one["uuid"]: one for one in north.records()}
        assert (by[boss]["bridge_uuid"], by[caller]["bridge_uuid"]) == (caller, boss)
        assert by[boss]["seatyard_supervises"] == f"takeover:{QUIET}"

    scene(tmp_path, test)


def test_forced_hang_up(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        await talk(north, "desk", QUIET)
        await supervise(north, f"*75{QUIET}")
        await bench.later(3)
        assert not bench.lab.switch.channels

    scene(tmp_path, test)


@pytest.mark.parametrize("code", ["*71", "*72", "*73", "*74", "*75"])
def test_only_a_supervisor_only_at_home(tmp_path: Path, code: str) -> None:
    """The other tenant's supervisor has a colleague of that number, who does not talk."""

    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, leg = await talk(north, "desk", QUIET)
        assert not await supervise(north, f"{code}{QUIET}", SELLER)
        await supervise(south, f"{code}{QUIET}")
        assert await north.hears(leg) == {caller}
        assert await north.hears(caller) == {leg}

    scene(tmp_path, test)


def test_a_leg_of_another_house_is_tapped_by_nobody(tmp_path: Path) -> None:
    """Even where its uuid is known."""

    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, leg = await talk(north, "desk", QUIET)
        theirs, _ = await talk(south, "desk", QUIET)
        bench.lab.switch.memory.values[f"seatyard_talks_{QUIET}@{south.domain}"] = leg
        boss = await supervise(south, f"*73{QUIET}")
        assert not boss or await south.hears(boss) == set()
        assert await north.hears(leg) == {caller}
        assert south.partner(theirs) == south.leg(QUIET)

    scene(tmp_path, test)


@pytest.mark.parametrize("code", ["*8", f"*8{QUIET}"])
@pytest.mark.parametrize("who", ["outside", "colleague"])
def test_a_ringing_colleague_is_picked_up(tmp_path: Path, code: str, who: str) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        if who == "outside":
            caller = await north.call("desk", talk=LONG, patience=LONG)
        else:
            caller = await north.dial(BOSS, QUIET, talk=LONG, patience=LONG)
        await bench.later(1)
        rings = north.leg(QUIET)
        mine = await north.dial(SELLER, code, talk=LONG)
        await bench.later(1)
        assert (north.partner(caller), north.leg(QUIET)) == (mine, "")
        await north.hang_up(SELLER)
        await bench.later(2)
        by = {one["variables"]["uuid"]: one["variables"] for one in bench.plane.json_records()}
        assert by[rings]["hangup_cause"] == by[caller]["originate_disposition"] == "PICKED_OFF"
        assert (by[mine]["bridge_uuid"], by[caller]["hangup_cause"]) == (caller, "NORMAL_CLEARING")

    scene(tmp_path, test)


def test_only_for_the_own_group_at_home_and_only_what_rings(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller = await north.call("desk", talk=LONG, patience=LONG)
        await bench.later(1)
        for office, seat, code in ((north, BOSS, "*8"), (south, SELLER, "*8"), (south, SELLER, f"*8{QUIET}")):
            await office.dial(seat, code)
            await bench.later(0.1)
            assert not office.leg(seat)
        await bench.later(5)
        assert north.partner(caller) == north.leg(QUIET) != ""
        await north.dial(SELLER, f"*8{QUIET}")
        await bench.later(1)
        assert (north.leg(SELLER), north.partner(caller)) == ("", north.leg(QUIET))

    scene(tmp_path, test)


async def park(office: Office, seat: str, place: str) -> None:
    await office.press(seat, "*5")
    await office.press(seat, place)


def waits(bench: Bench) -> list[tuple[str, str, str]]:
    return [
        (event["Action"], event["Valet-Lot-Name"], event["Valet-Extension"])
        for event in bench.client.events
        if event.get("Event-Subclass") == "valet_parking::info"
    ]


def test_a_parked_caller_is_fetched_by_another_seat(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, leg = await talk(north, "desk", QUIET)
        theirs, _ = await talk(south, "desk", QUIET)
        await park(north, QUIET, "3")
        await park(south, QUIET, "3")
        assert leg not in bench.lab.switch.channels
        for lot, uuid in (("lot-7", caller), ("lot-8", theirs)):
            assert f'<extension uuid="{uuid}">3</extension>' in await north.api(f"valet_info {lot}")
        assert north.shown(caller) == ("CS_EXECUTE", "valet_park", "lot-7 3")
        assert not await supervise(north, "*54", SELLER)
        mine = await supervise(north, "*53", SELLER)
        assert (north.partner(caller), south.partner(theirs)) == (mine, "")
        assert 'lot name="lot-7">\n  </lot>' in await north.api("valet_info lot-7")
        assert waits(bench) == [
            ("hold", "lot-7", "3"),
            ("hold", "lot-8", "3"),
            ("bridge", "lot-7", "3"),
            ("exit", "lot-7", "3"),
        ]
        await north.hang_up(SELLER)
        await bench.later(1)
        assert caller not in bench.lab.switch.channels

    scene(tmp_path, test)


def test_a_parked_caller_whom_nobody_fetches_rings_the_seat_again(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, _ = await talk(north, "desk", QUIET)
        await park(north, QUIET, "4")
        await bench.later(118)
        assert not north.leg(QUIET)
        await bench.later(8)
        assert north.partner(caller) == north.leg(QUIET) != ""
        await north.api(f"lab hangup {caller}")
        await bench.later(1)
        assert [what for what, _, _ in waits(bench)] == ["hold", "exit"]

    scene(tmp_path, test)
