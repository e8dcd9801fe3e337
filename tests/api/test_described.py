"""The description is true: what it allows, and what it does not, is answered as it says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextvars import Context
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from billing.bank import intake
from billing.contracts.service import contracts_of
from billing.lifecycle import jobs
from billing.lifecycle.models import TenantDeletion
from esl.mending import service as mending
from esl.outages import directory
from esl.prompts import service as prompts
from esl.recordings import holds
from seatyard import findings
from seatyard.app import settings_of
from seatyard.db import db
from seatyard.identity.permissions import GRANTED, SUPERVISOR, SUPPORT
from tenants.models import Tenant
from tests.admin_ui.test_every_page import begun, credited, owed
from tests.billing.bank.statements import cn, credit
from tests.factories import UserFactory
from tests.support import databases, recorded, sound
from tests.support.house import Home

from .conftest import Ask, secret_for

CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = int(os.environ.get("SEATYARD_API_EXAMPLES", "12"))
"""Of each resource; more by hand."""


@schemathesis.serializer("audio/wav")
def as_bytes(_context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture
def database_url(sqlite_databases: databases.Sqlite) -> Iterator[str]:
    """What the resources ask is shown on both engines elsewhere."""
    with sqlite_databases.fresh() as url:
        yield url


@pytest.fixture
def known(homes: tuple[Home, Home]) -> dict[str, Any]:
    """Values that name something of acme's, by the names of paths' parts."""
    acme, _ = homes
    assert acme.invoice is not None
    finding, outage = findings.still_open()[0].id, directory.listing().entries[0].id
    numbers = {"finding": finding, "outage": outage, "flow": "main", "draft": 1}
    numbers["onboarding"] = begun()
    numbers["queue"] = acme.queue.name
    said = {"when": "Mon-Fri 09:00-18:00", "holidays": "CN"}
    acme.tenant.policies = acme.tenant.policies | {"working_hours": {"office": said}}
    numbers["name"], numbers["year"] = "office", 2026
    numbers["note"], numbers["number"] = credited(), acme.tenant.numbers[0].e164
    numbers["node"], numbers["e164"] = acme.node.name, acme.tenant.numbers[0].e164
    mending.ask(acme.node.name, mends=False, by="li")
    numbers["prompt"] = prompts.add(acme.tenant, "closed.wav", sound.wav(), where="x").name
    numbers["duty"], numbers["period"] = owed(), "2026-03"
    (numbers["line"],) = intake.take(cn(credit(5)), "june.csv", by="li", account="1").added
    numbers["report"] = "service-levels"
    numbers["contract"] = contracts_of(acme.tenant.id)[0].id
    numbers["person"] = UserFactory(role=SUPERVISOR, tenant=acme.tenant).id
    numbers["member"] = UserFactory(role=SUPPORT).id
    call = acme.call(501)
    numbers["recording"] = recorded.of_call(call, acme.node).id
    numbers |= the_end(acme.tenant)
    return (
        numbers
        | {"tenant": "acme", "seat": "1001", "call_id": acme.call(500).id, "position": 1}
        | {"invoice": acme.invoice.number}
    )


def the_end(tenant: Tenant) -> dict[str, Any]:
    """An export that is made, a hold, and the proof of a deletion that a test does not do."""
    export = jobs.ask(tenant, recordings=False, by="ann").id
    jobs.due_now()
    db.session.add(TenantDeletion(tenant_id=tenant.id, reason="x", asked_by="ann", proof={}, digest="0"))
    return {"export": export, "hold": holds.hold(tenant.id, None, "a court asks", "ann").id}


def test_it_is_openapi_3_1_and_says_whom_it_asks(app: Flask, ask: Ask) -> None:
    told = ask("get", "/openapi.json").json
    assert told["openapi"] == "3.1.0"
    assert told["components"]["securitySchemes"] == {"token": {"type": "http", "scheme": "bearer"}}
    for path in told["paths"].values():
        for method, operation in path.items():
            if method != "parameters":
                ((permission,),) = (one["token"] for one in operation["security"])
                assert permission in GRANTED
                assert operation["summary"]


def test_every_resource_answers_as_described(app: Flask, known: dict[str, Any]) -> None:
    """No status that is not described: no 500; 502 and 503 where they are a switch's or a database's."""
    secrets = cache(lambda permission: secret_for(permission, permission.replace(".", "-")))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.extensions["settings"] = replace(settings_of(app), api_per_minute=1_000_000)  # of many examples too
    api = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    dumb = set()
    operations = [result.ok() for result in api.get_all_operations()]
    # what is read, before a writer gives it another name
    for operation in sorted(operations, key=lambda one: one.method != "get"):
        ((permission,),) = (one["token"] for one in operation.definition.raw["security"])
        seen = probe(operation, secrets(permission), known)
        if operation.method == "get" and 200 not in seen:
            dumb.add(operation.path.removeprefix("/api/v1/tenants/{tenant}/"))
    # of a switch that is not there, of what nobody asked for
    assert dumb == {"conferences", "dialled/{key}", "test-calls/{key}"}


def probe(operation: Any, secret: str, known: dict[str, Any]) -> set[int]:
    """Ask with what the description allows, and with what it does not; the statuses seen."""
    seen = set()
    modes = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

    @given(case=st.one_of(modes), real=st.integers(0, 3))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def once(case: Any, real: int) -> None:
        if real:  # most of what is made up names nothing
            values = case.path_parameters or {}
            case.path_parameters = values | {name: known[name] for name in values if name in known}
        if real == 3 and case.operation.method == "get":  # nor does what is asked of them
            case.query = {}
        headers = {"Authorization": f"Bearer {secret}"}
        answer = Context().run(lambda: case.call(headers=headers))
        seen.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    once()
    return seen
