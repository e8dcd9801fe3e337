"""What seats do with a talk: transfer, consult, three-way, supervision, pick-up, parking; and rooms."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .node import Call, Node, Phone
from .tenants import BOSS, MODERATOR, PIN, QUIET, ROOM, SELLER, Tenant


@pytest.fixture
def boss(node: Node, alpha: Tenant) -> Phone:
    return node.ready(alpha, BOSS)


def talk(node: Node, tenant: Tenant, flow: str, phone: Phone) -> tuple[Call, Call]:
    """A caller from outside who talks with a seat: the caller's call, the seat's."""
    before = len(phone.incoming)
    caller = node.call_in(tenant.number(flow))
    seat = node.answered(phone, before)
    node.until("the talk", lambda: caller.up and caller.uuid)
    joined(node, caller, seat)
    place = f"{tenant.flows[flow]['nodes']['first']['seat']}@{tenant.domain}"
    node.until("it is noted", lambda: node.api(f"hash select/seatyard_talks/{place}") == seat.uuid)
    return caller, seat


def joined(node: Node, one: Call, other: Call) -> None:
    """The switch has joined them, in whichever order, after all else that it joined."""

    def last() -> bool:
        bridges = [
            (e.get("Bridge-A-Unique-ID"), e.get("Bridge-B-Unique-ID"))
            for e in node.since(0, "CHANNEL_BRIDGE")
        ]
        return bool(bridges) and set(bridges[-1]) == {one.uuid, other.uuid}

    node.until("they are joined", last)


def keys(node: Node, call: Call, key: str, number: str = "") -> None:
    """A key of a talk, and the number behind it once the dial tone is there."""
    mark = len(node.events)
    call.press(key)
    if number:
        node.until(
            "the dial tone", lambda: node.since(mark, "CHANNEL_EXECUTE", Application="play_and_get_digits")
        )
        node.later(0.5)
        call.press(number)


def consult(node: Node, seat: Call, colleague: Phone, number: str) -> Call:
    before = len(colleague.incoming)
    keys(node, seat, "*2", f"{number}#")
    theirs = node.answered(colleague, before)
    joined(node, seat, theirs)
    return theirs


def shown(node: Node, call: Call) -> tuple[str, str, str]:
    """State, application, its data: as the switch lists the leg's channel."""
    rows = json.loads(node.api("show channels as json")).get("rows", [])
    row: dict[str, str] = next((one for one in rows if one["uuid"] == call.uuid), {})
    return row.get("state", ""), row.get("application", ""), row.get("application_data", "")


def kept(node: Node, call: Call) -> dict[str, Any]:
    """The variables of its record."""
    variables: dict[str, Any] = node.record(call.uuid)["variables"]
    return variables


def test_a_transfer(node: Node, alpha: Tenant, seller: Phone, quiet: Phone) -> None:
    caller, seat = talk(node, alpha, "desk", quiet)
    before = len(seller.incoming)
    keys(node, seat, "*1", f"{SELLER}#")
    second = node.answered(seller, before)
    node.until("the first is free", lambda: seat.over)
    joined(node, caller, second)
    second.hang_up()
    node.quiet()
    mine = kept(node, caller)
    assert (kept(node, seat)["hangup_cause"], mine["bridge_uuid"]) == ("NORMAL_CLEARING", second.uuid)
    assert kept(node, second)["originating_leg_uuid"] == caller.uuid
    assert mine["transfer_history"].count(":bl_xfer:") == 2


def test_a_consultation_joins_the_two(node: Node, alpha: Tenant, seller: Phone, quiet: Phone) -> None:
    caller, seat = talk(node, alpha, "desk", quiet)
    colleague = consult(node, seat, seller, SELLER)
    seat.hang_up()
    joined(node, colleague, caller)
    colleague.hang_up()
    node.until("the end", lambda: caller.over)
    node.quiet()
    theirs = kept(node, colleague)
    assert (theirs["att_xfer_result"], theirs["originating_leg_uuid"]) == ("success", seat.uuid)
    assert (theirs["bridge_uuid"], kept(node, caller)["bridge_uuid"]) == (caller.uuid, colleague.uuid)


def test_a_consultation_is_given_up(node: Node, alpha: Tenant, seller: Phone, quiet: Phone) -> None:
    caller, seat = talk(node, alpha, "desk", quiet)
    before = len(seller.incoming)
    keys(node, seat, "*2", f"{SELLER}#")
    rings = node.rung(seller, before)
    seat.press("#")
    node.until("it rings no more", lambda: rings.over)
    colleague = consult(node, seat, seller, SELLER)
    seat.press("#")
    node.until("the colleague is free", lambda: colleague.over)
    joined(node, seat, caller)
    node.api(f"uuid_kill {caller.uuid}")
    node.quiet()
    assert kept(node, rings)["hangup_cause"] == "NO_ANSWER"
    assert kept(node, colleague)["hangup_cause"] == "NORMAL_CLEARING"


def test_of_three_two_are_left(node: Node, alpha: Tenant, seller: Phone, boss: Phone) -> None:
    caller, seat = talk(node, alpha, "shop", seller)
    third = consult(node, seat, boss, BOSS)
    seat.press("0")
    joined(node, seat, caller)
    node.until("the third", lambda: shown(node, third) == ("CS_EXECUTE", "three_way", seat.uuid))
    caller.hang_up()
    joined(node, seat, third)
    assert not seat.over


@pytest.mark.parametrize("code", ["*71", "*72", "*73"])
def test_a_supervisor_in_a_talk(
    node: Node, alpha: Tenant, beta: Tenant, quiet: Phone, boss: Phone, code: str
) -> None:
    caller, seat = talk(node, alpha, "desk", quiet)
    stranger = node.ready(beta, BOSS).dial(f"{code}{QUIET}")
    node.until("nobody is there for the other house", lambda: stranger.over)
    mine = boss.dial(f"{code}{QUIET}")
    node.until("it is in", lambda: shown(node, mine) == ("CS_EXECUTE", "eavesdrop", seat.uuid))
    seat.hang_up()
    node.until("the end for all", lambda: caller.over and mine.over)
    node.quiet()
    assert kept(node, mine)["hangup_cause"] == "NORMAL_CLEARING"


def test_taking_over(node: Node, alpha: Tenant, quiet: Phone, boss: Phone) -> None:
    caller, seat = talk(node, alpha, "desk", quiet)
    mine = boss.dial(f"*74{QUIET}")
    joined(node, mine, caller)
    node.until("the seat is free", lambda: seat.over)
    mine.hang_up()
    node.until("the end", lambda: caller.over)
    node.quiet()
    assert kept(node, seat)["hangup_cause"] == "PICKED_OFF"
    assert (kept(node, mine)["bridge_uuid"], kept(node, caller)["bridge_uuid"]) == (caller.uuid, mine.uuid)


@pytest.mark.parametrize("code", ["*8", f"*8{QUIET}"])
def test_picking_up(node: Node, alpha: Tenant, beta: Tenant, quiet: Phone, seller: Phone, code: str) -> None:
    before = len(quiet.incoming)
    caller = node.call_in(alpha.number("desk"))
    rings = node.rung(quiet, before)
    stranger = node.ready(beta, SELLER).dial(code)
    node.until("nothing rings in the other house", lambda: stranger.over)
    mine = seller.dial(code)
    joined(node, mine, caller)
    node.until("the colleague is free", lambda: rings.over)
    mine.hang_up()
    node.until("the end", lambda: caller.over)
    node.quiet()
    assert kept(node, rings)["hangup_cause"] == "PICKED_OFF"
    assert kept(node, caller)["originate_disposition"] == "PICKED_OFF"


def test_parking(node: Node, alpha: Tenant, beta: Tenant, quiet: Phone, seller: Phone) -> None:
    caller, seat = talk(node, alpha, "desk", quiet)
    mark = len(node.events)
    keys(node, seat, "*5", "3")
    node.until("the seat is free", lambda: seat.over)
    node.until("it is parked", lambda: f'uuid="{caller.uuid}">3</ext' in node.api("valet_info"))
    node.until("it shows", lambda: shown(node, caller)[1] == "valet_park")
    other = node.ready(beta, SELLER).dial("*53")
    node.until("nobody waits in the other house", lambda: other.over)
    mine = seller.dial("*53")
    joined(node, caller, mine)
    told = ["hold", "bridge", "exit"]
    node.until(
        "it is told", lambda: [e.get("Action") for e in node.since(mark, "valet_parking::info")] == told
    )
    assert caller.uuid not in node.api("valet_info")
    mine.hang_up()
    node.until("the end", lambda: caller.over)


def in_room(node: Node, name: str) -> list[dict[str, Any]]:
    told = node.api(f"conference {name} json_list")
    rooms: list[dict[str, Any]] = [] if told.startswith("-ERR") else json.loads(told)
    return [one for room in rooms for one in room["members"] if one["type"] == "caller"]


def test_a_room(node: Node, alpha: Tenant, beta: Tenant, seller: Phone, boss: Phone) -> None:
    mark = len(node.events)

    def entered() -> set[str]:
        events = node.since(mark, "conference::maintenance", Action="add-member")
        return {event.get("Conference-Name") for event in events}

    def enter(phone: Phone, pin: str) -> Call:
        call = phone.dial(ROOM)
        node.until("an answer", lambda: call.up)
        node.later(1)
        call.press(f"{pin}#")
        return call

    chair, other = enter(boss, MODERATOR), enter(node.ready(beta, BOSS), PIN["beta"])
    node.until("each is in a room of its own", lambda: len(entered()) == 2)
    name = node.api(f"uuid_getvar {chair.uuid} conference_name")
    assert name != node.api(f"uuid_getvar {other.uuid} conference_name")
    member = enter(seller, PIN["alpha"])
    node.until("two are in it", lambda: len(in_room(node, name)) == 2)
    second, first = in_room(node, name)
    assert [one["flags"]["is_moderator"] for one in (first, second)] == [True, False]
    assert node.api(f"conference {name} mute {second['id']}") == f"+OK mute {second['id']}\n"
    assert not in_room(node, name)[0]["flags"]["can_speak"]
    assert node.api(f"conference {name} lock") == f"+OK {name} locked\n"
    assert node.api(f"conference {name} kick {second['id']}") == f"+OK kicked {second['id']}\n"
    node.until("it is sent out", lambda: member.over)
    assert [one["id"] for one in in_room(node, name)] == [first["id"]]
    chair.hang_up()
    node.until("the room is gone", lambda: node.api(f"conference {name} list").startswith("-ERR Conference"))
    assert not other.over
