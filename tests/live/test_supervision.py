"""Supervisors in their colleagues' talks; answering for a colleague; parking."""

from __future__ import annotations

import time

import pytest

from .office import BOSS, QUIET, SELLER, TONES, Office, answered, ringing
from .phones import Call
from .plant import LINE, Plant
from .programs import program
from .test_talking import ALL, hears, press, talk
from .waiting import until

pytestmark = pytest.mark.live


@pytest.fixture(autouse=True)
def _quiet_afterwards(plant: Plant) -> object:
    yield
    plant.switch.api("hupall")
    plant.quiet()


def supervise(office: Office, code: str, number: str = BOSS) -> Call:
    call = office.dial(number, code)
    until(f"an answer to {code}", lambda: call.up or call.over)
    return call


@pytest.mark.parametrize(
    ("code", "seat_hears", "caller_hears"),
    [
        (f"*71{QUIET}", {LINE}, {TONES[QUIET]}),
        (f"*72{QUIET}", {LINE, TONES[BOSS]}, {TONES[QUIET]}),
        (f"*73{QUIET}", {LINE, TONES[BOSS]}, {TONES[QUIET], TONES[BOSS]}),
    ],
    ids=["listen", "whisper", "barge"],
)
def test_in_a_colleagues_talk(north: Office, code: str, seat_hears: set[int], caller_hears: set[int]) -> None:
    caller, seat = talk(north, "desk", QUIET)
    boss = supervise(north, code)
    hears(boss, {TONES[QUIET], LINE})
    hears(seat, seat_hears)
    hears(caller, caller_hears, tuple(TONES.values()))


def test_in_a_queues_talk(north: Office) -> None:
    caller, _, number = north.queue_call()
    boss = supervise(north, f"*71{number}")
    hears(boss, {TONES[number], LINE})
    assert not caller.over


def test_in_a_call_out(north: Office, plant: Plant) -> None:
    before = len(plant.line.incoming)
    north.dial(SELLER, "13900138000")
    called = ringing(plant.line, before)
    called.reply(200)
    until("the talk", lambda: called.up and north.talks(SELLER))
    hears(supervise(north, f"*71{SELLER}"), {TONES[SELLER], LINE})


def test_taking_over(north: Office) -> None:
    caller, seat = talk(north, "desk", QUIET)
    boss = supervise(north, f"*74{QUIET}")
    until("the seat is free", lambda: seat.over)
    hears(caller, {TONES[BOSS]}, tuple(TONES.values()))
    hears(boss, {LINE})


def test_forced_hang_up(north: Office) -> None:
    caller, seat = talk(north, "desk", QUIET)
    boss = supervise(north, f"*75{QUIET}")
    until("everybody is free", lambda: boss.over and seat.over and caller.over)


@pytest.mark.parametrize("code", ["*71", "*72", "*73", "*74", "*75"])
def test_only_a_supervisor_only_at_home(north: Office, south: Office, code: str) -> None:
    """The other tenant's supervisor has a colleague of that number, who does not talk."""
    caller, seat = talk(north, "desk", QUIET)
    assert north.status(SELLER, f"{code}{QUIET}") == 404
    south.phone(BOSS)
    stranger = south.dial(BOSS, f"{code}{QUIET}")
    until("the end", lambda: stranger.over)
    hears(seat, {LINE}, ALL)
    assert not caller.over


def test_what_a_supervisor_did_is_on_record(north: Office, plant: Plant) -> None:
    talk(north, "desk", QUIET)
    boss = supervise(north, f"*71{QUIET}")
    until("it is up", lambda: boss.up)
    boss.hang_up()
    plant.switch.api("hupall")
    plant.quiet()
    plant.seatyard("meter", "fold")
    listed = plant.json("seat", "supervisions", north.name)
    assert isinstance(listed, list)
    first = listed[0]
    assert (first["kind"], first["supervisor"], first["target"]) == ("listen", BOSS, QUIET)


@pytest.mark.parametrize("kind", ["listen", "whisper", "barge", "takeover", "hangup"])
def test_over_the_command(north: Office, plant: Plant, kind: str) -> None:
    caller, seat = talk(north, "desk", QUIET)
    boss = north.phone(BOSS)
    before = len(boss.incoming)
    if kind == "hangup":
        plant.seatyard("seat", kind, north.name, BOSS, QUIET)
        until("both are free", lambda: caller.over and seat.over)
        return
    boss.answers(200)
    try:
        plant.seatyard("seat", kind, north.name, BOSS, QUIET)
        mine = ringing(boss, before)
    finally:
        boss.answers(180)
    hears(mine, {LINE} if kind == "takeover" else {TONES[QUIET], LINE})


def test_over_http(north: Office, south: Office, plant: Plant) -> None:
    caller, seat = talk(north, "desk", QUIET)
    wallboard, foreign = (program(plant, office.name, "wallboard") for office in (north, south))
    asked = {"kind": "barge", "target": QUIET}
    south.phone(BOSS)
    assert foreign.ask(f"seats/{BOSS}/supervisions", asked)[0] == 409  # its own colleague does not talk
    boss = north.phone(BOSS)
    before = len(boss.incoming)
    assert wallboard.ask(f"seats/{BOSS}/supervisions", asked)[0] == 202
    mine = answered(boss, before)
    hears(mine, {TONES[QUIET], LINE})
    hears(caller, {TONES[QUIET], TONES[BOSS]})
    mine.hang_up()
    until("it has left", lambda: mine.over)
    assert wallboard.ask(f"seats/{BOSS}/supervisions", asked)[0] == 202
    in_vain = ringing(boss, before + 1)
    in_vain.reply(486)
    assert wallboard.ask(f"seats/{BOSS}/supervisions", asked | {"kind": "hangup"})[0] == 202
    until("both are free", lambda: caller.over and seat.over)
    plant.quiet()
    plant.seatyard("meter", "fold")
    _, told = wallboard.ask("supervisions")
    assert [(one["kind"], one["by"], one["answered"]) for one in told[:3]] == [
        ("hangup", "wallboard", None), ("barge", "wallboard", False), ("barge", "wallboard", True)
    ]  # fmt: skip


# Answering for a colleague


def pick_up(office: Office, number: str, code: str) -> Call:
    return supervise(office, code, number)


@pytest.mark.parametrize("code", [f"*8{QUIET}", "*8"])
@pytest.mark.parametrize("caller", ["outside", "colleague"])
def test_a_ringing_colleague_is_picked_up(north: Office, code: str, caller: str) -> None:
    before = len(north.phone(QUIET).incoming)
    call = north.call("desk") if caller == "outside" else north.dial(BOSS, QUIET)
    rings = ringing(north.phone(QUIET), before)
    mine = pick_up(north, SELLER, code)
    until("the colleague stops ringing", lambda: rings.over)
    hears(mine, {LINE if caller == "outside" else TONES[BOSS]})
    hears(call, {TONES[SELLER]}, tuple(TONES.values()))


def test_an_answered_call_is_nobody_elses(north: Office) -> None:
    caller, _ = talk(north, "desk", QUIET)
    assert not pick_up(north, SELLER, f"*8{QUIET}").up
    hears(caller, {TONES[QUIET]}, tuple(TONES.values()))


def test_only_for_the_own_group_at_home(north: Office, south: Office) -> None:
    before = len(north.phone(QUIET).incoming)
    north.call("desk")
    rings = ringing(north.phone(QUIET), before)
    assert pick_up(north, BOSS, "*8").status == 404  # no queue of its own
    south.phone(SELLER)
    for code in ("*8", f"*8{QUIET}"):
        assert not pick_up(south, SELLER, code).up
    assert not rings.over


# Parking


def test_a_parked_caller_is_fetched_by_another_seat(north: Office, south: Office) -> None:
    caller, seat = talk(north, "desk", QUIET)
    press(seat, "*5")
    time.sleep(1)  # a dial tone has no event to wait for
    seat.press("3")
    until("the seat is free", lambda: seat.over)
    until("it is parked", lambda: ">3</extension>" in north.plant.switch.api("valet_info"))
    south.phone(QUIET)
    assert south.status(QUIET, "*53") == 404
    assert north.status(SELLER, "*54") == 404
    mine = supervise(north, "*53", SELLER)
    hears(mine, {LINE})
    hears(caller, {TONES[SELLER]}, tuple(TONES.values()))
