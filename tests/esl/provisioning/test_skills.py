"""A queue that asks for a skill, on the lab switch: tiers follow the skills of seats, and so do calls."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pytest
from sqlalchemy import select

from admin_ui.demo.processes import wait_until
from billing.seat_changes import service
from billing.seat_changes.wishes import Wish
from seatyard.db import db
from tenants import queue_changes
from tenants.models import Tenant
from tests.support.live_house import CALLER, EVER, LiveHouse, live_house

TENANT = "linlang"
"""Its contract has no lead time for skill groups; 1 leads its callers to the queue ``sales``."""
GOOD, FAIR, BEGINNER = "1001", "1002", "1003"
PATIENCE = 120


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveHouse]:
    """``sales`` asks for English of level 2 or better: GOOD has 5, FAIR has 3, BEGINNER has 1."""
    with live_house(tmp_path_factory.mktemp("live") / "home") as one:
        with one.instance.app.app_context():
            queue_changes.put(_tenant(), "sales", {"skill": {"name": "English", "least": 2}})
            db.session.remove()
        learn(one, {GOOD: 5, FAIR: 3, BEGINNER: 1})
        wait_until(lambda: tiers(one) == {GOOD: 1, FAIR: 3}, "the tiers", seconds=PATIENCE)
        yield one


def _tenant() -> Tenant:
    return db.session.scalars(select(Tenant).filter_by(name=TENANT)).one()


def learn(house: LiveHouse, levels: Mapping[str, int]) -> None:
    """Seats have English of that level from now on; no session is left, which would lock the database."""
    with house.instance.app.app_context():
        service.make(_tenant(), [Wish(seat, skills={"English": level}) for seat, level in levels.items()])
        db.session.remove()


def listed(house: LiveHouse, command: str) -> list[dict[str, str]]:
    """The rows of a list of the switch."""
    heads, *lines = (line.split("|") for line in house.switch.run(command).splitlines())
    return [dict(zip(heads, line, strict=True)) for line in lines if len(line) == len(heads) > 1]


def numbers(house: LiveHouse) -> dict[str, str]:
    """The tenant's seats by their agents."""
    with house.instance.app.app_context():
        found = {seat.switch_name: seat.number for seat in _tenant().seats}
        db.session.remove()
    return found


def tiers(house: LiveHouse) -> dict[str, int]:
    """Level by seat of ``sales``, as the switch has it."""
    with house.instance.app.app_context():
        (queue,) = (one.switch_name for one in _tenant().queues if one.name == "sales")
        db.session.remove()
    agents = numbers(house)
    rows = listed(house, f"callcenter_config queue list tiers {queue}")
    return {agents[row["agent"]]: int(row["level"]) for row in rows}


def is_there(house: LiveHouse, seat: str) -> None:
    """Its phone registers, and the queue may offer it calls."""
    domain = house.instance.documents[TENANT]["tenant"]["domain"]
    house.lab(f"register {seat}@{domain}")
    agents = numbers(house)

    def available() -> bool:
        rows = listed(house, "callcenter_config agent list")
        return any(agents.get(row["name"]) == seat and row["status"] == "Available" for row in rows)

    wait_until(available, f"seat {seat} to be available", seconds=PATIENCE)


def ringing(house: LiveHouse) -> set[str]:
    """Seats whose phones ring."""
    domain = house.instance.documents[TENANT]["tenant"]["domain"]
    legs = json.loads(house.switch.run("show channels as json")).get("rows", [])
    parties = (row["presence_id"].partition("@") for row in legs)
    return {number for number, _, where in parties if where == domain and number}


def first_rung(house: LiveHouse) -> set[str]:
    """Whom a caller of ``sales`` is offered; the caller then hangs up."""
    (number,) = (one["e164"] for one in house.instance.documents[TENANT]["numbers"])
    leg = house.lab(f"call {CALLER} {number} {EVER} digits=1").split()[1]
    wait_until(lambda: bool(ringing(house)), "a seat that rings", seconds=PATIENCE)
    found = ringing(house)
    house.lab(f"hangup {leg}")
    wait_until(lambda: not ringing(house), "phones to be silent", seconds=PATIENCE)
    return found


def test_calls_go_to_the_best_who_have_the_skill_and_follow_when_it_changes(house: LiveHouse) -> None:
    is_there(house, BEGINNER)  # idle the longest: without the skill asked for it would be rung first
    is_there(house, FAIR)
    assert first_rung(house) == {FAIR}
    is_there(house, GOOD)
    assert first_rung(house) == {GOOD}
    learn(house, {GOOD: 1, BEGINNER: 4})
    wait_until(lambda: tiers(house) == {BEGINNER: 2, FAIR: 3}, "the tiers", seconds=PATIENCE)
    assert first_rung(house) == {BEGINNER}
