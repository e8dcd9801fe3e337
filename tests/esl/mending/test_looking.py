"""A look for drift that a person asked for: found, put right, told; broken off, begun anew."""

from __future__ import annotations

import pytest
from flask import Flask

from esl.mending import service
from esl.mending.looking import Looking
from esl.mending.models import ASKED, DONE
from seatyard import claims
from seatyard.audit.models import Entry
from seatyard.db import db
from seatyard.errors import NotFound
from seatyard.findings import Finding
from tests.esl.provisioning.test_provisioner import House


@pytest.fixture
def house(app: Flask) -> House:
    made = House()
    made.provisioner.step()
    return made


def looking(house: House) -> Looking:
    return Looking(house.node.id, house.switch, lambda: frozenset(house.registered))


def drift(house: House) -> str:
    """Somebody deletes an agent on the switch; its name."""
    name = sorted(house.switch.agents)[0]
    house.switch.bgapi(f"callcenter_config agent del {name}")
    return name


def test_nothing_was_asked(house: House) -> None:
    looking(house).step()
    assert service.last(house.node.name) is None


def test_a_look_says_what_is_missing_and_touches_nothing(house: House) -> None:
    agent = drift(house)
    service.ask(house.node.name, mends=False, by="li")
    looking(house).step()
    look = service.last(house.node.name)
    assert look is not None
    assert (look.state, look.mends, look.problem) == (DONE, False, "")
    assert look.finished_at is not None
    assert look.found["differences"] == len(look.found["commands"]) > 0
    assert look.found["commands"][0]["tenant"] == house.tenant.name
    assert any(agent in one["command"] for one in look.found["commands"])
    assert agent not in house.switch.agents
    assert db.session.query(Finding).count() == 0


def test_mending_puts_it_right_and_the_trail_says_so(house: House) -> None:
    agent = drift(house)
    service.ask(house.node.name, mends=True, by="li")
    looking(house).step()
    look = service.last(house.node.name)
    assert look is not None
    assert look.state == DONE
    assert agent in house.switch.agents
    assert [one.kind for one in db.session.query(Finding)] == ["drift"]
    said = db.session.query(Entry).filter(Entry.what.startswith("drift_looks/")).all()
    assert len(said) == 2, "asked, and done"
    service.ask(house.node.name, mends=False, by="li")
    looking(house).step()
    again = service.last(house.node.name)
    assert again is not None
    assert again.found["differences"] == 0


def test_asked_twice_it_is_one_look_and_mends_if_either_said_so(house: House) -> None:
    first = service.ask(house.node.name, mends=False, by="li")
    second = service.ask(house.node.name, mends=True, by="ann")
    assert (first.id, second.mends, second.asked_by) == (second.id, True, "li")


def test_another_at_work_is_waited_for(house: House) -> None:
    service.ask(house.node.name, mends=True, by="li")
    with claims.claimed(f"apply:{house.node.id}") as had:
        assert had
        looking(house).step()
    look = service.last(house.node.name)
    assert look is not None
    assert look.state == ASKED


def test_no_such_node(app: Flask) -> None:
    with pytest.raises(NotFound):
        service.ask("fs9", mends=False, by="li")
