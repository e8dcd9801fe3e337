"""Rooms: PINs, moderators, how many, who hears whom, equal numbers of two tenants; thirty callers in one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .office import BOSS, MODERATOR, QUIET, ROOM, SELLER, TONES, Office
from .phones import Call
from .plant import Plant
from .programs import program
from .sipp import crowd, needed
from .test_talking import hears
from .waiting import until

pytestmark = pytest.mark.live

CROWD = 30


@pytest.fixture(autouse=True)
def _quiet_afterwards(plant: Plant) -> Iterator[None]:
    yield
    plant.switch.api("hupall")
    plant.quiet()


def tenant_id(office: Office) -> int:
    (row,) = office.plant.rows("SELECT id FROM tenants WHERE name = ?", office.name)
    return int(str(row["id"]))


def members(office: Office) -> int:
    """As the switch itself counts them."""
    told = office.plant.switch.api(f"conference room-{tenant_id(office)}-{ROOM} count")
    return int(told) if told.isdigit() else 0


def listed(office: Office) -> dict[str, Any]:
    (room,) = office.plant.json("conference", "list", office.name)  # type: ignore[misc]
    assert isinstance(room, dict)
    return room


def enter(office: Office, seat: str, *pins: str) -> Call:
    call = office.dial(seat, ROOM)
    until("an answer", lambda: call.up)
    for pin in pins:
        call.press(f"{pin}#")
    return call


def join(office: Office, seat: str, pin: str) -> Call:
    before = members(office)
    call = enter(office, seat, pin)
    until(f"{seat} is in", lambda: members(office) == before + 1)
    return call


def member(office: Office, seat: str) -> dict[str, Any]:
    return next(one for one in listed(office)["members"] if one["number"] == seat)


def test_rooms_of_the_same_number_never_meet(north: Office, south: Office) -> None:
    boss, seller = join(north, BOSS, MODERATOR), join(north, SELLER, north.pin)
    stranger = join(south, BOSS, south.pin)
    other = join(south, SELLER, south.pin)
    assert (members(north), members(south)) == (2, 2)
    boss_there = [one["number"] for one in listed(north)["members"] if one["moderator"]]
    assert boss_there == [BOSS]
    hears(boss, {TONES[SELLER]}, tuple(TONES.values()))
    hears(seller, {TONES[BOSS]}, tuple(TONES.values()))
    stranger.hang_up()
    until("one is left", lambda: members(south) == 1)
    hears(other, set(), tuple(TONES.values()))  # of its own number's colleagues in the other room
    assert members(north) == 2


def test_a_wrong_pin_is_asked_for_three_times(north: Office, south: Office) -> None:
    """The other tenant's PIN is as wrong as any."""
    call = enter(north, SELLER, "1111", south.pin, "3333")
    until("the end", lambda: call.over)
    assert members(north) == 0


def test_mute_kick_and_lock_by_command(north: Office, plant: Plant) -> None:
    boss, seller = join(north, BOSS, MODERATOR), join(north, SELLER, north.pin)
    here = str(member(north, SELLER)["id"])
    plant.seatyard("conference", "mute", north.name, ROOM, here)
    hears(boss, set(), tuple(TONES.values()))
    assert member(north, SELLER)["muted"]
    plant.seatyard("conference", "unmute", north.name, ROOM, here)
    hears(boss, {TONES[SELLER]}, tuple(TONES.values()))
    plant.seatyard("conference", "lock", north.name, ROOM)
    assert listed(north)["locked"]
    late = enter(north, QUIET, north.pin)
    until("it is locked", lambda: late.over)
    plant.seatyard("conference", "unlock", north.name, ROOM)
    plant.seatyard("conference", "kick", north.name, ROOM, here)
    until("it is sent out", lambda: seller.over)
    assert not boss.over
    join(north, QUIET, north.pin)


def test_mute_kick_and_lock_over_http(north: Office, south: Office, plant: Plant) -> None:
    boss, seller = join(north, BOSS, MODERATOR), join(north, SELLER, north.pin)
    stranger = join(south, SELLER, south.pin)
    board, foreign = (program(plant, office.name, "rooms") for office in (north, south))
    _, (room,) = board.ask("conferences")
    here = next(one["id"] for one in room["members"] if one["number"] == SELLER)
    assert foreign.ask(f"conferences/{ROOM}/members/{here}/mute", {})[0] == 409  # nobody of its own room
    assert board.ask(f"conferences/{ROOM}/members/{here}/mute", {})[0] == 200
    hears(boss, set(), tuple(TONES.values()))
    assert board.ask(f"conferences/{ROOM}/lock", {})[0] == 200
    assert (listed(north)["locked"], listed(south)["locked"]) == (True, False)
    assert board.ask(f"conferences/{ROOM}/members/{here}/kick", {})[0] == 200
    until("it is sent out", lambda: seller.over)
    assert not stranger.over


def test_thirty_meet_and_no_more_than_it_takes(north: Office, plant: Plant, tmp_path: Path) -> None:
    needed()
    with crowd(tmp_path, north.number("room"), plant.carrier, CROWD, f"{north.pin}#"):
        until("all are in", lambda: members(north) == CROWD)
        boss, seller = join(north, BOSS, MODERATOR), join(north, SELLER, north.pin)
        hears(seller, {TONES[BOSS]}, tuple(TONES.values()))
        late = enter(north, QUIET, north.pin)
        until("it is full", lambda: late.over)
        room = listed(north)
        assert (len(room["members"]), room["max_members"], room["recording"]) == (32, 32, True)
        assert not boss.over
        plant.switch.api("hupall")
        plant.quiet()
    recorded = list((plant.home / "recordings" / str(tenant_id(north))).glob("*.wav"))
    assert any(one.stat().st_size > 16_000 for one in recorded)
    plant.seatyard("meter", "fold")
    query = "SELECT id, paid_uuid, billusec FROM conversations WHERE did = ?"
    calls = plant.rows(query, north.number("room"))
    assert len({call["paid_uuid"] for call in calls}) == len(calls) == CROWD
    assert all(int(str(call["billusec"])) > 0 for call in calls)
