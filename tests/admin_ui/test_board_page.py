"""The live board's page: what stands on it, who may see it, what a supervisor does in a talk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from esl.board import writing
from esl.board.models import CALLER, QUEUE, SEAT, Board
from seatyard import clock
from seatyard.db import db
from seatyard.identity.permissions import SUPERVISOR
from tenants.models import Tenant
from tests.factories import NodeFactory, PlacementFactory, SeatFactory, TenantFactory
from tests.support.event_socket import PASSWORD, Switch, serving

from .conftest import Visitor

LEG = "5b1ddc5e-0000-4000-8000-000000000001"


def entries(tenant_id: int, **more: object) -> None:
    """A board as a worker writes it: a queue, a supervisor, a seat that talks, a caller who waits."""
    at = round(clock.now().timestamp() * 1000)
    queue = {
        "name": "sales", "waiting": 1, "since": at - 75_000, "offered": 10, "answered": 9, "in_time": 7,
        "abandoned": 1, "ready": 1, "talking": 1, "seats": 2,
    }  # fmt: skip
    place = {"supervisor": False, "queues": [7], "since": at - 5_000}
    call = {
        "leg": LEG, "with": "x", "party": "+8613800138000", "outward": False, "queue": 7, "did": "",
        "began": at - 5_000, "supervises": False, "waits": False,
    }  # fmt: skip
    found = {
        (QUEUE, "7"): queue,
        (SEAT, "1"): place | {"number": "1001", "name": "李雷", "state": "ready", "supervisor": True},
        (SEAT, "2"): place | {"number": "1002", "name": "韩梅梅", "state": "talking", "call": call},
        (CALLER, "c"): {"state": "waiting", "party": "+8613900139000", "queue": 7, "did": "", "since": at},
    }
    db.session.add(Board(tenant_id=tenant_id, **more))
    db.session.flush()
    writing.write(tenant_id, 1, found)
    db.session.commit()


@pytest.fixture
def acme(app: Flask) -> Tenant:
    tenant: Tenant = TenantFactory(name="acme", domain="acme.test")
    entries(tenant.id)
    return tenant


def test_what_stands_on_it(visit: Visitor, acme: Tenant) -> None:
    page = visit(SUPERVISOR, tenant=acme).get("/tenants/acme/board").text
    for text in ("sales", "1002", "韩梅梅", "+8613800138000", "+8613900139000", "70 %"):
        assert text in page, text
    assert re.search(r"\b1:1[5-9]\b", page)  # the clock goes on until it is drawn
    assert f'value="whisper 1002 {LEG}"' in page
    assert db.session.get_one(Board, acme.id).wanted_until is not None


def test_a_board_that_nobody_writes_is_not_shown_as_live(visit: Visitor, acme: Tenant) -> None:
    browser = visit(SUPERVISOR, tenant=acme, language="en")
    assert "As of" in browser.get("/tenants/acme/board").text
    db.session.get_one(Board, acme.id).beat_at = clock.now() - timedelta(seconds=6)
    assert "As of" not in browser.get("/tenants/acme/board").text


def test_who_may_look(visit: Visitor, acme: Tenant) -> None:
    TenantFactory(name="beta")
    assert visit("tenant", tenant=acme).get("/tenants/acme/board").status_code == 200
    assert visit(SUPERVISOR, tenant=acme).get("/tenants/beta/board").status_code == 404
    assert visit("quality", tenant=acme).get("/tenants/acme/board").status_code == 403
    assert visit("operator").get("/tenants/acme/board").status_code == 403
    assert visit("quality", tenant=acme).get("/tenants/acme/board/events").status_code == 403


@pytest.fixture
def switch(acme: Tenant, tmp_path: Path) -> Iterator[Switch]:
    """The node of acme, whose seat 1002 talks on LEG."""
    switch = Switch()
    switch.answers = lambda command: {
        "hash select/seatyard_talks/1002@acme.test": LEG, f"uuid_exists {LEG}": "true",
        "sofia_contact */1001@acme.test": "sofia/internal/sip:1001@192.0.2.1",
    }.get(command, "+OK\n")  # fmt: skip
    (tmp_path / "password").write_text(PASSWORD)
    with serving(switch) as address:
        node = NodeFactory(name="fs1", port=address.port, password_file=str(tmp_path / "password"))
        PlacementFactory(tenant=acme, node=node)
        SeatFactory(tenant=acme, number="1001", supervisor=True)
        SeatFactory(tenant=acme, number="1002")
        db.session.commit()
        yield switch


def do(browser: FlaskClient, kind: str, call: str = LEG, mine: str = "1001", **more: str) -> tuple[int, str]:
    data = {"do": f"{kind} 1002 {call}", "mine": mine, "part": "1", **more}
    answer = browser.post("/tenants/acme/board/supervise", data=data)
    return answer.status_code, answer.text


@pytest.mark.parametrize("kind", ["listen", "whisper", "barge"])
def test_a_supervisor_joins(switch: Switch, visit: Visitor, acme: Tenant, kind: str) -> None:
    browser = visit(SUPERVISOR, tenant=acme, language="en")
    assert do(browser, kind) == (200, "The phone of seat 1001 rings: answer it.")
    assert switch.ran[-1].endswith(f"({LEG})'")
    assert '<option value="1001" selected>' in browser.get("/tenants/acme/board").text


def test_what_cuts_somebody_off_is_asked_once_more(switch: Switch, visit: Visitor, acme: Tenant) -> None:
    browser = visit(SUPERVISOR, tenant=acme, language="en")
    assert "Both sides are cut off" in do(browser, "hangup")[1]
    assert "cut off" in do(browser, "takeover")[1]
    assert switch.ran == []
    assert do(browser, "hangup", sure="1") == (200, "The call of seat 1002 is ended.")
    assert switch.ran[-1] == f"uuid_kill {LEG}"


def test_a_call_that_has_ended_meanwhile_is_not_taken_for_the_next(
    switch: Switch, visit: Visitor, acme: Tenant
) -> None:
    browser = visit(SUPERVISOR, tenant=acme, language="en")
    assert do(browser, "listen", call="another") == (409, "That call has ended.")
    assert not any(command.startswith("originate") for command in switch.ran)


def test_refusals_are_one_line(switch: Switch, visit: Visitor, acme: Tenant) -> None:
    browser = visit(SUPERVISOR, tenant=acme, language="en")
    assert do(browser, "listen", mine="")[1] == "Choose the seat of a supervisor: its phone rings."
    assert do(browser, "listen", mine="1002")[1] == "Choose the seat of a supervisor: its phone rings."
    before = switch.answers
    switch.answers = lambda command: (
        "error/user_not_registered" if "sofia_contact" in command else before(command)
    )
    assert do(browser, "listen")[1] == "Seat 1001 has no registered phone: sign one in first."
    assert visit("quality", tenant=acme).post("/tenants/acme/board/supervise").status_code == 403


def test_another_tenants_call_is_out_of_reach(switch: Switch, visit: Visitor, acme: Tenant) -> None:
    beta = TenantFactory(name="beta", domain="beta.test")
    SeatFactory(tenant=beta, number="1001", supervisor=True)
    browser = visit(SUPERVISOR, tenant=beta, language="en")
    assert do(browser, "listen")[0] == 404
    data = {"do": f"listen 1002 {LEG}", "mine": "1001", "part": "1"}
    assert browser.post("/tenants/beta/board/supervise", data=data).text == "There is no such seat any more."
    assert switch.ran == []
