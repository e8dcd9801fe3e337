"""What a seat says on its own phone: it holds on the switch at once, and Seatyard learns of it."""

from __future__ import annotations

import json

import pytest

from .office import QUIET, SELLER, Office
from .phones import Call
from .plant import Plant
from .waiting import until

pytestmark = pytest.mark.live


def dial(office: Office, number: str, code: str) -> Call:
    """Dial a star code and wait for its end."""
    call = office.dial(number, code)
    until(f"the end of {code}", lambda: call.over)
    return call


def says(office: Office, number: str) -> tuple[object, object]:
    """What the database has of a seat: (state, reason)."""
    query = (
        "SELECT state, reason FROM seat_states JOIN seats ON seats.id = seat_id"
        " JOIN tenants ON tenants.id = seats.tenant_id WHERE seats.number = ? AND tenants.name = ?"
    )
    rows = office.plant.rows(query, number, office.name)
    return (rows[0]["state"], rows[0]["reason"]) if rows else ("", None)


def test_codes_set_the_agent_and_are_learnt(north: Office, south: Office) -> None:
    south.phone(SELLER)
    until("the other's agent", lambda: south.agent(SELLER) == "Available")
    for code, status, known in (
        ("*42", "On Break", ("busy", None)),
        ("*422", "On Break", ("busy", 2)),
        ("*41", "Available", ("ready", None)),
        ("*44", "On Break", ("after_call", None)),
        ("*43", "Logged Out", ("signed_out", None)),
        ("*445", "Available", ("after_call", None)),
        ("*41", "Available", ("ready", None)),
    ):
        call = dial(north, SELLER, code)
        assert "CONFIRMED" in call.states, (code, call.status)
        assert north.agent(SELLER) == status
        until(f"{code} is learnt", lambda known=known: says(north, SELLER) == known)
        assert north.agent(SELLER) == status
    assert (south.agent(SELLER), says(south, SELLER)) == ("Available", ("", None))


def test_a_code_that_is_none_is_404(north: Office) -> None:
    for code in ("*427", "*40", "*440", "*41x"):
        assert dial(north, SELLER, code).status == 404


def test_what_a_seat_says_outlives_its_registration(north: Office) -> None:
    dial(north, QUIET, "*421")
    until("it is learnt", lambda: says(north, QUIET) == ("busy", 1))
    phone = north.phones[QUIET]
    phone.register(False)
    until("signed out with its phone", lambda: north.agent(QUIET) == "Logged Out")
    phone.register(True)
    until("its own word again", lambda: north.agent(QUIET) == "On Break")
    dial(north, QUIET, "*41")
    until("ready", lambda: north.agent(QUIET) == "Available")


def test_a_seat_that_is_busy_is_offered_nothing(north: Office, plant: Plant) -> None:
    quiet, seller = north.phone(QUIET), north.phone(SELLER)
    dial(north, SELLER, "*42")
    before, others = len(seller.incoming), len(quiet.incoming)
    caller = north.call("sales")
    until("the other one rings", lambda: len(quiet.incoming) > others)
    assert len(seller.incoming) == before
    caller.hang_up()
    plant.quiet()
    dial(north, SELLER, "*41")


def test_after_call_work_follows_a_queues_call(north: Office, plant: Plant) -> None:
    """The call's own record brings it."""
    document = north.document()
    document["queues"][0]["wrap_up"] = 2
    north.apply(document)
    until("the agent knows", lambda: north.agent(QUIET, "wrap_up_time") == "2")
    caller, seat, number = north.queue_call()
    caller.hang_up()
    until("both are over", lambda: seat.over and caller.over)

    def states() -> list[tuple[str, str]]:
        history = plant.json("seat", "history", north.name, number)
        assert isinstance(history, list)
        return [(one["state"], one["source"]) for one in history]

    until(
        "after-call work and its end",
        lambda: states()[-2:] == [("after_call", "system"), ("ready", "system")],
    )
    north.apply(north.document())


def test_over_the_command(north: Office, plant: Plant) -> None:
    said = ["seat", "state", north.name, QUIET]
    done = plant.json(*said, "busy", "--reason", "3", "--by", "hanmeimei")
    assert isinstance(done, dict)
    assert (done["status"], north.agent(QUIET)) == ("On Break", "On Break")
    listed = json.loads(plant.seatyard("seat", "list", north.name, "--json"))
    assert ("busy", "会议") in [(one["state"], one["reason_name"]) for one in listed]
    assert plant.json(*said, "ready")["status"] == "Available"  # type: ignore[call-overload, index]
    assert north.agent(QUIET) == "Available"


def test_codes_work_while_seatyard_is_away_and_are_known_afterwards(north: Office, plant: Plant) -> None:
    plant.write_conf()
    plant.switch.api("reloadxml")
    plant.stop_web()
    dial(north, SELLER, "*424")
    dial(north, SELLER, "*41")
    dial(north, SELLER, "*422")
    assert north.agent(SELLER) == "On Break"
    plant.start_web()
    plant.seatyard("switch", "sweep-cdrs", str(plant.home / "log" / "cdr-errors"))
    plant.seatyard("meter", "fold")
    history = plant.json("seat", "history", north.name, SELLER)
    assert isinstance(history, list)
    assert [(one["state"], one["reason"]) for one in history[-3:]] == [
        ("busy", 4),
        ("ready", None),
        ("busy", 2),
    ]
    dial(north, SELLER, "*41")
    until("ready", lambda: says(north, SELLER) == ("ready", None))
