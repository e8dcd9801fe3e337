"""Asking a seat's phone to dial: once per key, by whom, and what the node is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from esl.dialling import service
from esl.dialling.placing import PATIENCE, Placing
from esl.session import LinkLost, Reply
from seatyard import clock, findings
from seatyard.api.models import IdempotencyKey
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from tenants.models import Seat
from tenants.suspensions import service as suspensions
from tenants.tokens import bearer
from tenants.tokens import service as tokens
from tenants.tokens.bearer import REFUSED
from tests.factories import NodeFactory, PlacementFactory, SeatFactory

NUMBER = "13800138000"


@dataclass
class Switch:
    reply: str = "+OK 5b1c0c2e-uuid"
    told: list[str] = field(default_factory=list)

    def bgapi(self, command: str, timeout: float | None = None) -> Reply:
        self.told.append(command)
        if self.reply == "lost":
            raise LinkLost("the Event Socket is down")
        return Reply(self.reply)


@pytest.fixture
def seat(app: Flask) -> Seat:
    seat = SeatFactory(number="1001")
    PlacementFactory(tenant=seat.tenant, node=NodeFactory())
    db.session.commit()
    return seat


def ask(seat: Seat, number: str = NUMBER, key: str = "k-1", auto_answer: bool = False) -> service.Dialling:
    return service.ask(seat.tenant.name, seat.number, number, key, auto_answer=auto_answer, by="crm")


def place(app: Flask, seat: Seat, switch: Switch) -> service.Dialling:
    def at_once(work: Callable[..., object], *arguments: Any) -> None:
        work(*arguments)

    tenant_id, node_id = seat.tenant_id, service.home(seat.tenant.name).id
    db.session.commit()
    Placing(app, node_id, switch).step(at_once)
    db.session.expire_all()
    return service.find(tenant_id, "k-1")


def test_the_seat_rings_and_its_leg_goes_through_its_own_dialplan(app: Flask, seat: Seat) -> None:
    ask(seat, "*62+8613800138000", auto_answer=True)
    switch = Switch()
    done = place(app, seat, switch)
    assert done.state == "connected"
    domain = seat.tenant.domain
    (told,) = switch.told
    name = f"seatyard_placed={done.call},presence_data={done.call}"
    assert told.startswith(f"originate {{{name},seatyard_clicked=*62+8613800138000,")
    assert ",seatyard_sends_out=true," in told
    assert ",sip_auto_answer=true}" in told
    assert told.endswith(f"}}user/1001@{domain} *62+8613800138000 XML {domain}")


def test_an_inbound_seat_is_lent_no_right(app: Flask, seat: Seat) -> None:
    seat.type = "inbound"
    db.session.commit()
    ask(seat)
    switch = Switch()
    place(app, seat, switch)
    assert ",seatyard_sends_out=false," in switch.told[0]


def test_a_key_dials_once(app: Flask, seat: Seat) -> None:
    switch = Switch()
    ask(seat)
    place(app, seat, switch)
    assert ask(seat).state == "connected"
    place(app, seat, switch)
    assert len(switch.told) == 1
    with pytest.raises(Conflict):
        ask(seat, "13800138001")
    assert ask(seat, key="").key != ask(seat, key="").key, "without a key each is a call of its own"


@pytest.mark.parametrize(("reply", "cause"), [("-ERR NO_ANSWER\n", "NO_ANSWER"), ("lost", "the Event")])
def test_a_seat_that_is_not_reached(app: Flask, seat: Seat, reply: str, cause: str) -> None:
    ask(seat)
    done = place(app, seat, Switch(reply))
    assert done.state == "failed"
    assert (done.cause or "").startswith(cause)


def test_what_nobody_placed_in_time_is_not_placed_late(app: Flask, seat: Seat) -> None:
    with clock.frozen(clock.now() - PATIENCE - timedelta(seconds=1)):
        ask(seat)
    switch = Switch()
    assert place(app, seat, switch).state == "expired"
    assert switch.told == []


@pytest.mark.parametrize(
    "number", ["", "1", "*41", "1380013800x", "138 XML other", "${system(reboot)}", "+", "*60139", "1" * 30]
)
def test_what_cannot_be_dialled(app: Flask, seat: Seat, number: str) -> None:
    with pytest.raises(InvalidInput):
        ask(seat, number)


def test_a_seat_whose_service_is_suspended(app: Flask, seat: Seat) -> None:
    suspensions.stop(seat.tenant_id)
    db.session.commit()
    with pytest.raises(Conflict, match="suspended"):
        ask(seat)


def test_a_seat_that_is_not_there(app: Flask, seat: Seat) -> None:
    seat.active = False
    db.session.commit()
    with pytest.raises(NotFound):
        ask(seat)


def test_a_program_asks_with_its_token(client: FlaskClient, seat: Seat) -> None:
    name = seat.tenant.name
    secret = tokens.give(tokens.tenant_named(name), "crm", "tests")
    path = f"/api/v1/tenants/{name}/seats/1001/dial"
    sent = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "k-1"}
    answer = client.post(path, json={"number": NUMBER}, headers=sent)
    assert (answer.status_code, answer.json["state"]) == (202, "asked")
    assert client.get(answer.headers["Location"], headers=sent).json["key"] == "k-1"
    assert client.post(path, json={"number": 5}, headers=sent).status_code == 400
    assert client.post(path, json={"number": NUMBER, "auto_answer": "x"}, headers=sent).status_code == 400
    tokens.revoke(tokens.tenant_named(name), "crm")
    assert client.post(path, json={"number": NUMBER}, headers=sent).status_code == 401
    assert client.post("/api/v1/tenants/nobody/seats/1001/dial", json={}, headers=sent).status_code == 401
    assert {finding.key for finding in findings.still_open(REFUSED)} == {name, "unknown tenant"}


def test_a_program_may_ask_just_when_another_process_has_written(
    client: FlaskClient, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite lets no transaction write that has read what is no longer so."""
    name, must = seat.tenant.name, bearer.must
    secret = tokens.give(tokens.tenant_named(name), "crm", "tests")
    row = {"owner": "user 0", "key": "k-0", "fingerprint": "", "body": "", "location": ""}

    def meanwhile(*asked: Any) -> None:
        with db.engine.begin() as other:
            other.execute(insert(IdempotencyKey).values(claimed_at=clock.now(), **row))
        must(*asked)

    monkeypatch.setattr(bearer, "must", meanwhile)
    asked = {"json": {"number": NUMBER}, "headers": {"Authorization": f"Bearer {secret}"}}
    assert client.post(f"/api/v1/tenants/{name}/seats/1001/dial", **asked).status_code == 202


def test_a_token_is_of_one_tenant(client: FlaskClient, seat: Seat) -> None:
    other = SeatFactory(number="1001")
    db.session.commit()
    sent = {"Authorization": f"Bearer {tokens.give(tokens.tenant_named(seat.tenant.name), 'crm', 'tests')}"}
    path = f"/api/v1/tenants/{other.tenant.name}/seats/1001/dial"
    assert client.post(path, json={"number": NUMBER}, headers=sent).status_code == 404


def test_tokens_are_told_once_and_have_labels(command, seat: Seat) -> None:
    name = seat.tenant.name
    secret = command("tenant", "token", "add", name, "crm").output.strip()
    assert len(secret) > 30
    listed = command("tenant", "token", "list", name)
    assert "crm" in listed.output
    assert secret not in listed.output
    assert command("tenant", "token", "add", name, "crm").exit_code == 2
    assert command("tenant", "token", "add", name, "C R M").exit_code == 2
    assert command("tenant", "token", "revoke", name, "crm").exit_code == 0
    assert command("tenant", "token", "add", name, "crm").output.strip() != secret
