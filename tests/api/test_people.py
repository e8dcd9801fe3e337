"""People by the API: within what an admin may give; a password is told once, and not kept with the key."""

from __future__ import annotations

from sqlalchemy import select

from seatyard.api.models import IdempotencyKey
from seatyard.db import db
from seatyard.identity import kept_sessions, service
from seatyard.identity.models import PasswordLink, User
from seatyard.identity.permissions import OPERATOR, SEAT, SUPERVISOR, SUPPORT, TENANT
from tests.factories import UserFactory
from tests.support.house import Home

from .conftest import Ask, token_of, token_of_person


def test_a_tenants_program_invites(homes: tuple[Home, Home], ask: Ask) -> None:
    said = {"login": "mei@acme.example", "role": SUPERVISOR}
    made = ask("post", "/tenants/acme/people", token_of("acme"), json=said)
    assert (made.status_code, made.json["invited"], made.json["password"]) == (201, True, None)
    assert db.session.scalar(select(PasswordLink.made_by)) == "token crm"
    listed = ask("get", "/tenants/acme/people", token_of("acme", label="b")).json["items"]
    assert "mei@acme.example" in {one["login"] for one in listed}
    staff = ask("post", "/tenants/acme/people", token_of("acme", label="c"), json=said | {"role": OPERATOR})
    assert (staff.status_code, staff.json["error"]["where"]) == (403, "role")


def test_a_seats_password_is_told_once(homes: tuple[Home, Home], ask: Ask) -> None:
    acme, _ = homes
    secret, number = token_of("acme"), acme.seats[0].number
    said = {"login": number, "role": SEAT}
    key = {"Idempotency-Key": "seat"}
    first, again = (ask("post", "/tenants/acme/people", secret, json=said, headers=key) for _ in range(2))
    password = first.json["password"]
    assert service.log_in(f"acme/{number}", password).role == SEAT
    assert (again.status_code, again.json) == (201, first.json | {"password": None})
    assert password not in db.session.scalars(select(IdempotencyKey.body)).one()
    other = ask("post", f"/tenants/acme/people/{first.json['id']}/password", secret)
    assert service.log_in(f"acme/{number}", other.json["password"]).login == f"acme/{number}"


def test_sessions_are_listed_and_ended(homes: tuple[Home, Home], ask: Ask) -> None:
    acme, beta = homes
    person = UserFactory(tenant=acme.tenant, role=TENANT)
    db.session.commit()
    for address in ("192.0.2.1", "192.0.2.2"):
        kept_sessions.begin(person, address, "Firefox")
    db.session.commit()
    secret, path = token_of("acme"), f"/tenants/acme/people/{person.id}"
    found = ask("get", f"{path}/sessions", secret).json["items"]
    assert {one["address"] for one in found} == {"192.0.2.1", "192.0.2.2"}
    left = ask("post", f"{path}/sessions/{found[0]['id']}/end", secret).json["items"]
    assert left == found[1:]
    for gone in (found[0]["id"], 2**70):
        assert ask("post", f"{path}/sessions/{gone}/end", secret).status_code == 404
    assert ask("post", f"{path}/end-sessions", secret).status_code == 200
    assert ask("get", f"{path}/sessions", secret).json == {"items": []}
    foreign = UserFactory(tenant=beta.tenant)
    db.session.commit()
    for act in ("lock", "send-link", "end-sessions", "password", "sessions"):
        method = "get" if act == "sessions" else "post"
        assert ask(method, f"/tenants/acme/people/{foreign.id}/{act}", secret).status_code == 404


def test_who_may_give_what(homes: tuple[Home, Home], ask: Ask) -> None:
    """Support handles tenants' people, the operator's admin the operator's too; nobody themselves."""
    support, admin = token_of_person(SUPPORT), token_of_person(OPERATOR, login="wang")
    assert ask("get", "/people", support).status_code == 403
    wang = db.session.scalars(select(User.id).filter_by(login="wang")).one()
    assert ask("post", f"/people/{wang}/lock", admin).status_code == 403
    other = UserFactory(role=SUPPORT)
    db.session.commit()
    locked = ask("post", f"/people/{other.id}/lock", admin).json
    assert locked["locked_at"] is not None
    assert ask("post", f"/people/{other.id}/unlock", admin).json["locked_at"] is None
    assert ask("get", f"/tenants/acme/people/{other.id}/sessions", admin).status_code == 404
