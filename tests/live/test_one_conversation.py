"""Whatever seats do with a call, it is one conversation, and the tenant pays for one leg of it, once."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from .office import BOSS, QUIET, SELLER, Office, answered, ringing
from .phones import Call
from .plant import Plant
from .test_supervision import supervise
from .test_talking import consult, press, talk
from .waiting import until

pytestmark = pytest.mark.live

MOBILE = "13900138000"


def transferred_outside(office: Office) -> list[Call]:
    caller, seat = talk(office, "shop", SELLER)
    before = len(office.plant.line.incoming)
    press(seat, "*1", MOBILE)
    return [caller, answered(office.plant.line, before)]


def consulted_outside(office: Office) -> list[Call]:
    caller, seat = talk(office, "shop", SELLER)
    before = len(office.plant.line.incoming)
    press(seat, "*2", MOBILE)
    mobile = answered(office.plant.line, before)
    seat.hang_up()
    until("the seat is free", lambda: seat.over)
    return [caller, mobile]


def three_way(office: Office) -> list[Call]:
    caller, seat = talk(office, "shop", SELLER)
    colleague = consult(office, seat, BOSS)
    seat.press("0")
    return [caller, colleague]


def taken_over(office: Office) -> list[Call]:
    caller, seat = talk(office, "desk", QUIET)
    boss = supervise(office, f"*74{QUIET}")
    until("the seat is free", lambda: seat.over)
    return [caller, boss]


def listened_to(office: Office) -> list[Call]:
    caller, _ = talk(office, "desk", QUIET)
    return [caller, supervise(office, f"*71{QUIET}")]


def picked_up(office: Office) -> list[Call]:
    before = len(office.phone(QUIET).incoming)
    caller = office.call("desk")
    ringing(office.phone(QUIET), before)
    return [caller, supervise(office, f"*8{QUIET}", SELLER)]


def parked_and_fetched(office: Office) -> list[Call]:
    caller, seat = talk(office, "desk", QUIET)
    press(seat, "*5")
    time.sleep(1)  # a dial tone has no event to wait for
    seat.press("6")
    until("it is parked", lambda: ">6</extension>" in office.plant.switch.api("valet_info"))
    return [caller, supervise(office, "*56", SELLER)]


def sent_back(office: Office) -> list[Call]:
    caller, seat = talk(office, "desk", QUIET)
    before = len(office.phone(QUIET).incoming)
    seat.press("*7")
    return [caller, answered(office.phone(QUIET), before)]


@pytest.mark.parametrize(
    "scene",
    [
        transferred_outside,
        consulted_outside,
        three_way,
        taken_over,
        listened_to,
        picked_up,
        parked_and_fetched,
        sent_back,
    ],
)
def test_one_conversation_one_paid_leg(
    north: Office, plant: Plant, scene: Callable[[Office], list[Call]]
) -> None:
    plant.quiet()
    plant.seatyard("meter", "fold")
    seen = {row["uuid"] for row in legs(plant)}
    calls = scene(north)
    until("everybody talks", lambda: all(call.up for call in calls))
    plant.switch.api("hupall")
    plant.quiet()
    plant.seatyard("meter", "fold")
    made = [row for row in legs(plant) if row["uuid"] not in seen]
    carriers = [row for row in made if row["side"] == "carrier" and row["answered_at"]]
    (came_in,) = [row for row in carriers if row["direction"] == "inbound"]
    assert {row["conversation_id"] for row in carriers} == {came_in["conversation_id"]}
    query = "SELECT paid_uuid, billusec, outcome FROM conversations WHERE id = ?"
    (call,) = plant.rows(query, came_in["conversation_id"])
    assert call == {"paid_uuid": came_in["uuid"], "billusec": came_in["billusec"], "outcome": "answered"}
    others = {row["conversation_id"] for row in made} - {came_in["conversation_id"]}
    for other in others:  # a code that no talk came of is a call of its own, and free
        assert plant.rows("SELECT direction, billusec FROM conversations WHERE id = ?", other) == [
            {"direction": "internal", "billusec": 0}
        ]


def legs(plant: Plant) -> list[dict[str, object]]:
    return plant.rows(
        "SELECT uuid, conversation_id, side, direction, answered_at, billusec FROM legs"
        " JOIN tenants ON tenants.id = legs.tenant_id WHERE tenants.name = 'north'"
    )
