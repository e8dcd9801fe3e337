"""Test calls: asked for by a person, placed by the node's worker, told as far as they come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from esl.session import LinkLost, Reply
from esl.testing import service
from esl.testing.models import TestCall
from esl.testing.placing import PATIENCE, Testing
from seatyard import clock
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput
from tenants.models import Seat
from tenants.suspensions import service as suspensions
from tests.factories import FlowFactory, NodeFactory, NumberFactory, PlacementFactory, SeatFactory

DID = "+861088880001"


class Switch:
    """Answers as a node does whose seat takes the call at the second look."""

    def __init__(self, seat: Seat, placed: str = "+OK leg-a", looks: int = 2) -> None:
        self.agent, self.placed, self.looks = seat.switch_name, placed, looks
        self.told: list[str] = []

    def bgapi(self, command: str, timeout: float | None = None) -> Reply:
        self.told.append(command)
        word = command.split()[0]
        if word == "originate":
            if self.placed == "lost":
                raise LinkLost("the Event Socket is down")
            return Reply(self.placed)
        if command == "uuid_getvar leg-a other_loopback_leg_uuid":
            return Reply("leg-b")
        if word == "uuid_getvar":
            self.looks -= 1
            return Reply(self.agent if self.looks == 0 else "_undef_")
        return Reply("true" if word == "uuid_exists" else "+OK\n")


@pytest.fixture
def seat(app: Flask) -> Seat:
    seat: Seat = SeatFactory(number="1001")
    PlacementFactory(tenant=seat.tenant, node=NodeFactory())
    NumberFactory(e164=DID, state="assigned", tenant=seat.tenant, flow=FlowFactory(tenant=seat.tenant))
    db.session.commit()
    return seat


def place(app: Flask, switch: Switch, call: TestCall) -> TestCall:
    def at_once(work: Callable[..., object], *arguments: Any) -> None:
        work(*arguments)

    tenant_id, key, node_id = call.tenant_id, call.key, call.node_id
    db.session.commit()
    Testing(app, node_id, switch, lambda _: None).step(at_once)  # type: ignore[arg-type]
    db.session.expire_all()
    return service.find(tenant_id, key)


def test_a_seat_takes_it(app: Flask, seat: Seat) -> None:
    switch = Switch(seat)
    call = place(app, switch, service.ask(seat.tenant, DID, "ops"))
    assert (call.state, call.seat, call.cause) == ("connected", "1001", None)
    assert call.ended_at is not None
    assert switch.told[0].startswith(f"originate {{seatyard_placed={call.key},presence_data={call.key},")
    assert switch.told[0].endswith(f"}}loopback/{DID}/public &playback(silence_stream://33000)")
    assert switch.told[-1] == "uuid_kill leg-a"


def test_nobody_takes_it(app: Flask, seat: Seat) -> None:
    call = place(app, Switch(seat, looks=10**6), service.ask(seat.tenant, DID, "ops"))
    assert (call.state, call.seat) == ("answered", None)
    assert call.ended_at is not None


@pytest.mark.parametrize(("placed", "cause"), [("-ERR NO_ANSWER\n", "NO_ANSWER"), ("lost", "the Event")])
def test_it_is_not_answered(app: Flask, seat: Seat, placed: str, cause: str) -> None:
    call = place(app, Switch(seat, placed), service.ask(seat.tenant, DID, "ops"))
    assert call.state == "failed"
    assert (call.cause or "").startswith(cause)


def test_what_nobody_placed_in_time_is_not_placed_late(app: Flask, seat: Seat) -> None:
    with clock.frozen(clock.now() - PATIENCE - timedelta(seconds=1)):
        asked = service.ask(seat.tenant, DID, "ops")
    switch = Switch(seat)
    assert place(app, switch, asked).state == "expired"
    assert switch.told == []


def test_one_at_a_time(app: Flask, seat: Seat) -> None:
    first = service.ask(seat.tenant, DID, "ops")
    assert service.ask(seat.tenant, DID, "ops").key == first.key
    place(app, Switch(seat), first)
    assert service.ask(seat.tenant, DID, "ops").key != first.key


def test_a_number_of_somebody_else(app: Flask, seat: Seat) -> None:
    with pytest.raises(InvalidInput):
        service.ask(seat.tenant, "+861088880002", "ops")


def test_a_suspended_tenant(app: Flask, seat: Seat) -> None:
    suspensions.stop(seat.tenant_id)
    db.session.commit()
    with pytest.raises(Conflict, match="suspended"):
        service.ask(seat.tenant, DID, "ops")
