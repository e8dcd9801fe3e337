"""``/api/v1/tenants/NAME/board``, and a supervisor let into the call that it shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from esl.board import writing
from esl.board.models import CALLER, QUEUE, SEAT, Board
from seatyard import clock
from seatyard.db import db
from seatyard.identity.permissions import BOARD, CALLS_PLACE
from tenants import directory
from tenants.tokens import service as tokens
from tests.esl.seats.test_supervising import LEG, switch
from tests.factories import TenantFactory
from tests.support.event_socket import Switch

__all__ = ["switch"]

PATH = "/api/v1/tenants/acme/board"


@pytest.fixture
def sent(switch: Switch) -> dict[str, str]:
    token = tokens.give(tokens.tenant_named("acme"), "wallboard", "tests", (BOARD, CALLS_PLACE))
    return {"Authorization": f"Bearer {token}"}


def written(tenant_id: int) -> None:
    at = round(clock.now().timestamp() * 1000)
    queue = {
        "name": "sales",
        "waiting": 1,
        "since": at,
        "offered": 4,
        "answered": 3,
        "in_time": 2,
        "abandoned": 1,
    }
    call = {"leg": LEG, "party": "+8613800138000", "outward": False, "queue": 7, "did": "", "began": at}
    seat = {
        "number": "1002",
        "name": "韩梅梅",
        "supervisor": False,
        "queues": [7],
        "state": "talking",
        "since": at,
    }
    found = {
        (QUEUE, "7"): queue | {"ready": 0, "talking": 1, "seats": 1},
        (SEAT, "2"): seat | {"call": call | {"supervises": False, "waits": False}},
        (CALLER, "c"): {"state": "waiting", "party": "+8613900139000", "queue": 7, "did": "", "since": at},
    }
    db.session.add(Board(tenant_id=tenant_id))
    db.session.flush()
    writing.write(tenant_id, 1, found)
    db.session.commit()


def test_the_board_at_this_moment(client: FlaskClient, sent: dict[str, str]) -> None:
    tenant_id = directory.find("acme").id
    assert client.get(PATH, headers=sent).json["live"] is False
    db.session.delete(db.session.get_one(Board, tenant_id))
    written(tenant_id)
    told = client.get(PATH, headers=sent).json
    assert told["live"] is True
    (queue,), (seat,), (caller,) = told["queues"], told["seats"], told["callers"]
    assert (queue["name"], queue["waiting"], queue["in_time"]) == ("sales", 1, 2)
    assert (seat["state"], seat["queues"], seat["call"]["queue"], seat["call"]["leg"]) == (
        "talking", ["sales"], "sales", LEG
    )  # fmt: skip
    assert (caller["party"], caller["queue"]) == ("+8613900139000", "sales")
    db.session.get_one(Board, tenant_id).beat_at = clock.now() - timedelta(seconds=6)
    db.session.commit()
    assert client.get(PATH, headers=sent).json["live"] is False


def test_only_the_call_that_is_meant(client: FlaskClient, switch: Switch, sent: dict[str, str]) -> None:
    path, asked = "/api/v1/tenants/acme/seats/1001/supervisions", {"kind": "hangup", "target": "1002"}
    refused = client.post(path, json=asked | {"call": "another"}, headers=sent)
    assert (refused.status_code, refused.json["error"]["message"]) == (409, "that call has ended")
    assert client.post(path, json=asked | {"call": LEG}, headers=sent).status_code == 202
    assert switch.ran[-1] == f"uuid_kill {LEG}"


def test_another_tenants_board_is_not_there(client: FlaskClient, sent: dict[str, str]) -> None:
    TenantFactory(name="beta")
    db.session.commit()
    assert client.get("/api/v1/tenants/beta/board", headers=sent).status_code == 404
