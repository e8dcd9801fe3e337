"""Rooms on the lab switch, by Seatyard's own dialplan (on a real one: ``tests/live/test_conferences.py``)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from . import captures
from .running import Bench
from .tenancy import BOSS, IDS, MODERATOR, PIN, QUIET, ROOM, SELLER, Office, scene

LONG = 300


def switch_name(office: Office) -> str:
    return f"room-{IDS[office.name]}-{ROOM}"


async def state(office: Office) -> dict[str, Any]:
    (room,) = json.loads(await office.api(f"conference {switch_name(office)} json_list"))
    assert isinstance(room, dict)
    return room


async def members(office: Office) -> list[dict[str, Any]]:
    return [one for one in (await state(office))["members"] if one["type"] == "caller"]


async def numbers(office: Office) -> set[str]:
    return {one["caller_id_number"] for one in await members(office)}


async def enter(office: Office, seat: str, *pins: str) -> str:
    """A seat dials the room and gives PINs, one at each asking."""
    uuid = await office.dial(seat, ROOM, digits=",".join(f"{pin}#" for pin in pins), talk=LONG)
    await office.bench.later(12)
    return uuid


def told(bench: Bench) -> list[tuple[str, str, str]]:
    """``conference::maintenance``: what, in which room, how many are in it."""
    return [
        (event["Action"], event["Conference-Name"], event["Conference-Size"])
        for event in bench.client.events
        if event.get("Event-Subclass") == "conference::maintenance"
    ]


def test_rooms_of_the_same_number_never_meet(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        await enter(north, BOSS, MODERATOR)
        await enter(north, SELLER, PIN["north"])
        await enter(south, BOSS, PIN["south"])
        assert (await numbers(north), await numbers(south)) == ({BOSS, SELLER}, {BOSS})
        assert [one["flags"]["is_moderator"] for one in await members(north)] == [False, True]
        assert not (await members(south))[0]["flags"]["is_moderator"]
        await north.api(f"uuid_kill {north.leg(SELLER)}")
        await bench.later(1)
        assert (await numbers(north), await numbers(south)) == ({BOSS}, {BOSS})

    scene(tmp_path, test)


def test_a_wrong_pin_is_asked_for_three_times_and_the_other_tenants_is_wrong(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        uuid = await enter(north, SELLER, "1111", PIN["south"], "3333")
        await bench.later(60)
        assert not north.leg(SELLER)
        (record,) = north.records()
        assert (record["uuid"], record["hangup_cause"]) == (uuid, "NORMAL_CLEARING")
        assert "conference_member_id" not in record
        assert told(bench) == [
            (what, switch_name(north), "0") for what in ("conference-create", "conference-destroy")
        ]

    scene(tmp_path, test)


def test_it_is_recorded_told_of_and_ends_with_the_last(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        uuid = await enter(north, BOSS, MODERATOR)
        await enter(north, SELLER, PIN["north"])
        room = await state(north)
        assert room["recording"]
        assert room["members"][1]["record_path"].endswith(f"/7/{uuid}.wav")
        await north.api("hupall")
        await bench.later(1)
        name = switch_name(north)
        assert told(bench) == [
            ("conference-create", name, "0"),
            ("add-member", name, "1"),
            ("floor-change", name, "1"),
            ("start-recording", name, "1"),
            ("add-member", name, "2"),
            ("floor-change", name, "1"),
            ("del-member", name, "1"),
            ("del-member", name, "0"),
            ("stop-recording", name, "0"),
            ("conference-destroy", name, "0"),
        ]
        assert {record["seatyard_conference"] for record in north.records()} == {ROOM}
        assert await north.api(f"conference {name} json_list") == f"-ERR Conference {name} not found"

    scene(tmp_path, test)


def test_mute_lock_and_kick_by_command_and_by_key(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        await enter(north, BOSS, MODERATOR)
        await enter(north, SELLER, PIN["north"])
        name, here = switch_name(north), next(one["id"] for one in await members(north))
        assert await north.api(f"conference {name} mute {here}") == f"+OK mute {here}"
        assert [one["flags"]["can_speak"] for one in await members(north)] == [False, True]
        await north.press(SELLER, "0")
        assert [one["flags"]["can_speak"] for one in await members(north)] == [True, True]
        await north.press(SELLER, "1")
        assert not (await state(north))["locked"]
        await north.press(BOSS, "1")
        assert (await state(north))["locked"]
        await enter(north, QUIET, PIN["north"])
        assert await numbers(north) == {BOSS, SELLER}
        assert await north.api(f"conference {name} unlock") == f"+OK {name} unlocked"
        assert await north.api(f"conference {name} kick {here}") == f"+OK kicked {here}"
        await bench.later(10)
        assert (await numbers(north), north.leg(SELLER)) == ({BOSS}, "")
        assert await north.api(f"conference {name} kick 99") == "-ERR Non-Existant ID 99"

    scene(tmp_path, test)


def test_no_more_than_it_takes(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        await enter(north, BOSS, MODERATOR)
        for seat in (SELLER, QUIET):
            await enter(north, seat, PIN["north"])
        assert await numbers(north) == {BOSS, SELLER}
        assert (await state(north))["max_members"] == 2
        caller = await north.call("room", digits=f"{PIN['north']}#", patience=60, talk=20)
        await bench.later(30)
        assert caller not in bench.lab.switch.channels
        await enter(south, QUIET, PIN["south"])
        assert await numbers(south) == {QUIET}

    scene(tmp_path, test, max_members=2)


def test_a_caller_from_outside_is_in_it_as_long_as_they_talk(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        uuid = await north.call("room", digits=f"{PIN['north']}#", talk=20)
        await bench.later(15)
        assert [one["uuid"] for one in await members(north)] == [uuid]
        await bench.later(20)
        (record,) = north.records()
        assert (record["conference_name"], record["hangup_cause"]) == (switch_name(north), "NORMAL_CLEARING")

    scene(tmp_path, test)


def test_what_is_told_has_the_headers_of_a_real_one(tmp_path: Path) -> None:
    """Recorded without a domain-wide recorder and with sounds; who is told about is a header as well."""
    sounds = {"play-file", "play-file-done"}

    def headers(events: list[dict[str, Any]]) -> dict[tuple[str, bool], list[str]]:
        told = (event for event in events if event.get("Event-Subclass") == "conference::maintenance")
        return {
            (event["Action"], "Unique-ID" in event): [
                name for name in event if not name.startswith("variable_")
            ]
            for event in told
            if event["Action"] not in sounds
        }

    async def test(bench: Bench, north: Office, south: Office) -> None:
        await north.call("room", digits=f"{PIN['north']}#", talk=20)
        await bench.later(15)
        await north.call("room", digits=f"{PIN['north']}#", talk=30)
        await bench.later(60)
        ours, recorded = headers(bench.client.events), headers(captures.events("conference"))
        assert recorded.keys() == ours.keys()
        assert ours == recorded

    scene(tmp_path, test, record=False)
