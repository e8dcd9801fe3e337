"""``/api/v1/tenants/NAME/conferences``: who is in the rooms, and what a tenant's program may do to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from seatyard.db import db
from tenants.models import Tenant
from tenants.tokens import service as tokens
from tests.factories import NodeFactory, PlacementFactory, TenantFactory
from tests.support.event_socket import PASSWORD, Switch, serving

PATH = "/api/v1/tenants/acme/conferences"
MEMBER = {
    "type": "caller",
    "id": 3,
    "caller_id_number": "1001",
    "caller_id_name": "lilei",
    "join_time": 20,
    "flags": {"is_moderator": True, "can_speak": False},
}


@pytest.fixture
def switch(app: Flask, tmp_path: Path) -> Iterator[Switch]:
    switch = Switch()
    (tmp_path / "password").write_text(PASSWORD)
    with serving(switch) as address:
        node = NodeFactory(name="fs1", port=address.port, password_file=str(tmp_path / "password"))
        rooms = [{"number": "8000", "pin": "2468"}, {"number": "8001", "pin": "1357"}]
        acme = TenantFactory(name="acme", domain="acme.test", policies={"conferences": rooms})
        PlacementFactory(tenant=acme, node=node)
        db.session.commit()
        listed = json.dumps([{"locked": True, "members": [MEMBER, {"type": "recording_node"}]}])
        replies = {f"conference room-{acme.id}-8000 json_list": listed}
        switch.answers = lambda command: replies.get(
            command, "Conference not found" if "json_list" in command else "OK done\n"
        )
        yield switch


@pytest.fixture
def sent(switch: Switch) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.give(tokens.tenant_named('acme'), 'wallboard', 'tests')}"}


def test_rooms_and_who_is_in_them(client: FlaskClient, sent: dict[str, str]) -> None:
    full, empty = client.get(PATH, headers=sent).json["items"]
    assert (full["number"], full["locked"], empty["members"]) == ("8000", True, [])
    (member,) = full["members"]
    assert member == {
        "id": 3, "number": "1001", "name": "lilei", "seconds": 20, "moderator": True, "muted": True
    }  # fmt: skip


def test_a_callers_name_does_not_empty_the_room(
    client: FlaskClient, switch: Switch, sent: dict[str, str]
) -> None:
    named = json.dumps([{"locked": False, "members": [MEMBER | {"caller_id_name": "User not found"}]}])
    switch.answers = lambda command: named if "8000" in command else "Conference not found"
    full, empty = client.get(PATH, headers=sent).json["items"]
    assert (len(full["members"]), empty["members"]) == (1, [])


def test_what_the_switch_has_never_said_is_told(
    client: FlaskClient, switch: Switch, sent: dict[str, str]
) -> None:
    switch.answers = lambda _: "-ERR mod_conference is away"
    assert client.get(PATH, headers=sent).status_code == 409


@pytest.mark.parametrize("path", ["", "/8000/lock"])
def test_nothing_is_held_while_the_switch_is_asked(
    app: Flask, client: FlaskClient, switch: Switch, sent: dict[str, str], path: str
) -> None:
    """Somebody else writes meanwhile."""
    before, engine, wrote = switch.answers, db.engine, []

    def meanwhile(command: str) -> str | None:
        with engine.begin() as other:
            other.execute(text("UPDATE tenants SET language = 'en'"))
        wrote.append(command)
        return before(command)

    switch.answers = meanwhile
    answer = client.post(f"{PATH}{path}", headers=sent) if path else client.get(PATH, headers=sent)
    assert (answer.status_code, bool(wrote)) == (200, True)


@pytest.mark.parametrize(
    ("path", "said"),
    [("lock", "lock"), ("unlock", "unlock"), ("members/3/mute", "mute 3"), ("members/3/kick", "kick 3")],
)
def test_what_may_be_done(
    client: FlaskClient, switch: Switch, sent: dict[str, str], path: str, said: str
) -> None:
    assert client.post(f"{PATH}/8000/{path}", headers=sent).status_code == 200
    tenant = db.session.query(Tenant).one()
    assert switch.ran[-1] == f"conference room-{tenant.id}-8000 {said}"


@pytest.mark.parametrize("path", ["8000/destroy", "8000/members/3/hup", "8000/members/x/kick", "8002/lock"])
def test_nothing_else(client: FlaskClient, switch: Switch, sent: dict[str, str], path: str) -> None:
    assert client.post(f"{PATH}/{path}", headers=sent).status_code == 404
    assert switch.ran == []


def test_ones_own_rooms_alone(client: FlaskClient, switch: Switch, sent: dict[str, str]) -> None:
    TenantFactory(name="other", policies={"conferences": [{"number": "8000", "pin": "2468"}]})
    db.session.commit()
    other = PATH.replace("acme", "other")
    assert client.get(other, headers=sent).status_code == 404
    assert client.post(f"{other}/8000/lock", headers=sent).status_code == 404
    assert client.get(PATH).status_code == 401
    assert switch.ran == []
