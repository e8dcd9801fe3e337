"""What the operator's people see of a tenant's by the API is in the audit trail, as it is by pages."""

from __future__ import annotations

from seatyard.audit.models import LOOK
from seatyard.audit.service import document
from seatyard.db import db
from seatyard.identity.permissions import OPERATOR, QUALITY
from tests.audit.trail import entries
from tests.support import recorded
from tests.support.house import Home

from .conftest import Ask, token_of, token_of_person


def looks() -> list[tuple[str, str, int | None, dict[str, str] | None]]:
    db.session.rollback()
    return [
        (one.actor, one.what, one.tenant_id, document(one.after)) for one in entries() if one.action == LOOK
    ]


def test_looks_of_the_operators_people_are_entered(homes: tuple[Home, Home], ask: Ask) -> None:
    acme, _ = homes
    call = acme.call(600)
    recording, tenant_id = recorded.of_call(call, acme.node).id, acme.tenant.id
    secret = token_of_person(OPERATOR, login="wang")
    asked = {
        "/calls": ("calls", None),
        f"/tenants/acme/calls/{call.id}": (f"calls/{call.id}", tenant_id),
        f"/tenants/acme/calls/{call.id}/recordings": (f"calls/{call.id}", tenant_id),
        f"/tenants/acme/calls/{call.id}/charges": (f"calls/{call.id}", tenant_id),
        "/tenants/acme/recordings": ("recordings", tenant_id),
        f"/tenants/acme/recordings/{recording}": (f"recordings/{recording}", tenant_id),
        "/tenants/acme/call-backs": ("call_backs", tenant_id),
        "/tenants/acme/webhook/messages": ("webhook_messages", tenant_id),
    }
    for path in asked:
        assert ask("get", path, secret).status_code == 200, path
    assert [(what, tenant) for _, what, tenant, _ in looks()] == list(asked.values())
    assert {actor for actor, *_ in looks()} == {"wang"}


def test_with_what_was_asked_for(homes: tuple[Home, Home], ask: Ask) -> None:
    secret = token_of_person(OPERATOR, login="wang")
    ask("get", "/tenants/acme/calls", secret, query_string={"number": "1" * 300, "after": ""})
    ((_, _, _, told),) = looks()
    assert told == {"number": "1" * 200}


def test_what_was_not_shown_is_no_look(homes: tuple[Home, Home], ask: Ask) -> None:
    secret = token_of_person(OPERATOR)
    for path in ("/tenants/acme/calls/none", "/tenants/nobody/calls", "/tenants/acme/calls?limit=0"):
        assert ask("get", path, secret).status_code in (400, 404)
    assert ask("get", "/tenants/acme/calls", token_of_person(OPERATOR, "nodes")).status_code == 403
    assert looks() == []


def test_a_tenants_own_are_not(homes: tuple[Home, Home], ask: Ask) -> None:
    acme, _ = homes
    for secret in (token_of("acme"), token_of_person(QUALITY, tenant=acme.tenant)):
        assert ask("get", "/tenants/acme/calls", secret).status_code == 200
        assert ask("get", "/tenants/acme/recordings", secret).status_code == 200
    assert looks() == []
