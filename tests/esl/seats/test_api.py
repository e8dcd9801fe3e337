"""``/api/v1/tenants/NAME/seats/SUPERVISOR/supervisions``: asked for by a tenant's own program."""

from __future__ import annotations

import gevent
import pytest
from flask.testing import FlaskClient

from tenants.tokens import service as tokens
from tests.support.event_socket import Switch

from .test_supervising import LEG, says, switch

__all__ = ["switch"]

PATH = "/api/v1/tenants/acme/seats/1001/supervisions"
LISTEN = {"kind": "listen", "target": "1002"}


@pytest.fixture
def sent(switch: Switch) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.give(tokens.tenant_named('acme'), 'wallboard', 'tests')}"}


def originated(switch: Switch) -> str:
    """The switch does it after it has said that it will."""
    with gevent.Timeout(10):
        while not switch.ran[-1].startswith("originate {"):
            gevent.sleep(0.001)
    return switch.ran[-1]


def test_the_phone_is_asked_to_ring_and_nobody_waits(
    client: FlaskClient, switch: Switch, sent: dict[str, str]
) -> None:
    answer = client.post(PATH, json=LISTEN, headers=sent)
    assert (answer.status_code, answer.json["target"]) == (202, "1002")
    call = originated(switch)
    assert f"seatyard_asked={answer.json['id']}" in call
    (entry,) = client.get("/api/v1/tenants/acme/supervisions", headers=sent).json["items"]
    assert (entry["kind"], entry["by"], entry["source"], entry["answered"]) == (
        "listen", "wallboard", "api", None
    )  # fmt: skip


def test_a_talk_is_ended(client: FlaskClient, switch: Switch, sent: dict[str, str]) -> None:
    answer = client.post(PATH, json=LISTEN | {"kind": "hangup"}, headers=sent)
    assert answer.status_code == 202
    assert switch.ran[-1] == f"uuid_kill {LEG}"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ([], 400),
        ({"kind": "listen", "target": 1002}, 400),
        ({"kind": "rob", "target": "1002"}, 400),
        ({"kind": "listen", "target": "1003"}, 404),
    ],
)
def test_what_is_wrong_is_told_and_nothing_done(
    client: FlaskClient, switch: Switch, sent: dict[str, str], body: object, status: int
) -> None:
    answer = client.post(PATH, json=body, headers=sent)
    assert (answer.status_code, switch.ran) == (status, [])
    assert answer.json["error"]["message"]


def test_only_a_supervisor_of_ones_own(client: FlaskClient, switch: Switch, sent: dict[str, str]) -> None:
    other = PATH.replace("1001", "1002")
    assert client.post(other, json=LISTEN | {"target": "1001"}, headers=sent).status_code == 403
    assert client.post(PATH, json=LISTEN).status_code == 401
    assert client.post(PATH.replace("acme", "other"), json=LISTEN, headers=sent).status_code == 404
    assert switch.ran == []


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"sofia_contact */1001@acme.test": "error/user_not_registered"}, "no phone is registered"),
        ({"hash select/seatyard_talks/1002@acme.test": ""}, "it does not talk"),
    ],
)
def test_what_came_to_nothing_at_once_is_not_on_record(
    client: FlaskClient, switch: Switch, sent: dict[str, str], answers: dict[str, str], told: str
) -> None:
    says(switch, "+OK\n")
    before = switch.answers
    switch.answers = lambda command: answers.get(command, before(command))
    refused = client.post(PATH, json=LISTEN, headers=sent)
    assert (refused.status_code, refused.json["error"]["message"]) == (409, told)
    assert client.get("/api/v1/tenants/acme/supervisions", headers=sent).json == {"items": []}
