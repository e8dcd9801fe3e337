"""What the operator's staff ask of a real switch: a test call, a look for drift, a repair."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .office import QUIET, SELLER, Office, answered
from .plant import Plant
from .programs import Program, operator
from .waiting import until

pytestmark = pytest.mark.live


def told(asks: Program, path: str, what: str, come: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """What is told there once it has ``come``."""

    def look() -> dict[str, Any]:
        status, found = asks.ask(path)
        assert status == 200
        return found if come(found) else {}

    return until(what, look)


def test_a_test_call_reaches_a_seat_and_is_in_the_log(plant: Plant, north: Office) -> None:
    asks = operator(plant, "tester", f"tenants/{north.name}", "tenants.onboard", "calls")
    phones = {number: north.phone(number) for number in (QUIET, SELLER)}
    until("they are available", lambda: {north.agent(number) for number in phones} == {"Available"})
    before = {number: len(phone.incoming) for number, phone in phones.items()}
    status, call = asks.ask("test-calls", {"number": north.number("sales")})
    assert (status, call["state"] in ("asked", "calling")) == (202, True)
    path = f"test-calls/{call['key']}"
    seat = until(
        "a seat rings",
        lambda: next((n for n, phone in phones.items() if len(phone.incoming) > before[n]), ""),
    )
    flow = told(asks, path, "the flow has answered", lambda one: one["answered_in"] is not None)
    assert (flow["state"], flow["seat"]) == ("answered", None)
    talk = answered(phones[seat], before[seat])
    met = told(asks, path, "the seat has answered", lambda one: one["state"] != "answered")
    assert (met["state"], met["seat"], met["ended_at"]) == ("connected", seat, None)
    until("it hangs up by itself", lambda: talk.over)
    ended = told(asks, path, "the end", lambda one: one["ended_at"])
    assert (ended["state"], ended["seat"], ended["cause"]) == ("connected", seat, None)
    until("it is in the log", lambda: asks.ask(f"calls/{call['key']}")[0] == 200)
    plant.quiet()


def drift(asks: Program) -> dict[str, Any]:
    return told(asks, "drift", "the end of the look", lambda one: one["finished_at"])


def test_what_a_hand_changed_is_found_and_put_right(plant: Plant, north: Office) -> None:
    asks = operator(plant, "mender", "nodes/fs1", "nodes", "nodes.mend")
    agent = f"user/{QUIET}@{north.domain}"
    (name,) = (
        line.split("|")[0]
        for line in plant.switch.api("callcenter_config agent list").splitlines()
        if agent in line
    )
    assert asks.ask("drift", {"mends": False})[0] == 202
    assert drift(asks)["differences"] == 0
    plant.switch.api(f"callcenter_config agent del {name}")
    assert asks.ask("drift", {"mends": True})[0] == 202
    look = drift(asks)
    assert (look["mends"], look["problem"]) == (True, "")
    assert any(name in one["command"] for one in look["commands"])
    until("it is there again", lambda: agent in plant.switch.api("callcenter_config agent list"))
