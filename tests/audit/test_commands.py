"""The trail on the command line, and what commands enter into it."""

from __future__ import annotations

import json
from getpass import getuser
from typing import Any

from flask import Flask

from seatyard import due
from seatyard.actor import CLI, NOBODY, WORKER, acting
from seatyard.audit.models import LOOK
from seatyard.db import db
from tests.factories import NodeFactory, SeatFactory, TenantFactory

from .trail import entries


def test_entries_are_found(app: Flask, command: Any) -> None:
    acme, beta = TenantFactory(name="acme"), TenantFactory(name="beta")
    with acting("wang"):
        seat = SeatFactory(tenant=acme)
        db.session.commit()
    SeatFactory(tenant=beta)
    db.session.commit()

    def found(*asked: str) -> list[str]:
        ran = command("audit", "list", "--json", *asked)
        assert ran.exit_code == 0, ran.output
        return [one["what"] for one in json.loads(ran.output)]

    assert len(found()) == 4
    assert found("--limit", "1") == [entries()[-1].what]
    assert found("--tenant", "acme") == [f"seats/{seat.id}", f"tenants/{acme.id}"]
    assert found("--actor", "wang") == [f"seats/{seat.id}", f"tenants/{beta.id}", f"tenants/{acme.id}"]
    assert len(found("--what", "seats")) == 2
    assert found("--what", f"seats/{seat.id}") == [f"seats/{seat.id}"]
    assert found("--what", "seat") == []
    assert len(found("--since", "2020-01-01", "--until", "2999-01-01")) == 4
    assert found("--until", "2020-01-01") == found("--since", "2999-01-01") == []
    assert command("audit", "list", "--tenant", "none").exit_code == 2
    shown = command("audit", "list", "--what", f"seats/{seat.id}").output
    assert "wang from worker  change seats/" in shown
    assert "a1_hash: – → secret" in shown


def test_who_runs_a_command_did_it(app: Flask, command: Any) -> None:
    TenantFactory(name="acme")
    db.session.commit()
    shown = command("tenant", "token", "add", "acme", "crm").output.strip()
    (token,) = entries("api_tokens")
    assert (token.actor, token.whence) == (getuser(), CLI)
    assert not any(shown in f"{one.before}{one.after}" for one in entries())


def test_what_is_due_is_nobodys_doing(app: Flask, command: Any) -> None:
    def work() -> int:
        NodeFactory(name="due")
        db.session.commit()
        return 1

    due.register("of-this-test", 60, work)
    try:
        assert command("clock", "--once").exit_code == 0
    finally:
        due._pieces.pop("of-this-test")
    (node,) = entries("nodes")
    assert (node.actor, node.whence) == (NOBODY, WORKER)


def test_who_is_shown_a_secret_is_entered(app: Flask, command: Any) -> None:
    acme = TenantFactory(name="acme")
    db.session.commit()
    shown = command("webhook", "secret", "acme").output.strip()
    (look,) = entries("webhook_secrets")
    assert (look.action, look.actor, look.tenant_id) == (LOOK, getuser(), acme.id)
    assert shown == command("webhook", "secret", "acme").output.strip()
    command("webhook", "secret", "acme", "--rotate")
    assert [one.action for one in entries("webhook_secrets")] == [LOOK, LOOK, "change"]
    assert not any(shown in f"{one.before}{one.after}" for one in entries())


def test_a_file_that_cannot_be_written(app: Flask, command: Any) -> None:
    ran = command("audit", "export", "/nowhere/trail.jsonl")
    assert (ran.exit_code, ran.stderr.count("\n")) == (2, 1)
