"""The operator's day by the API: numbers, carriers, requests, drift, planned work; as the pages have them."""

from __future__ import annotations

from typing import Any

import pytest

from seatyard.identity.permissions import OPERATOR
from tests.support.house import Home

from .conftest import Ask, token_of, token_of_person

LIST = b"e164\n+862166660001\n+862166660002\n"
CSV: dict[str, Any] = {"headers": {"Content-Type": "text/csv"}, "query_string": {"name": "pool.csv"}}


@pytest.fixture
def operator(homes: tuple[Home, Home]) -> str:
    return token_of_person(OPERATOR, login="ann")


def test_numbers_come_in_are_given_and_taken_away(ask: Ask, operator: str) -> None:
    look = CSV | {"query_string": {"look": "true"}}
    assert ask("post", "/numbers/import", operator, data=LIST, **look).json["added"] == 2
    assert ask("get", "/numbers?prefix=%2B8621", operator).json["items"] == []
    assert ask("post", "/numbers/import", operator, data=LIST, **CSV).json["added"] == 2
    one = "/numbers/+862166660001"
    given = ask("post", f"{one}/assign", operator, json={"tenant": "acme", "flow": "main"}).json
    assert (given["state"], given["tenant"], given["flow"]) == ("assigned", "acme", "main")
    assert ask("post", f"{one}/give-back", operator, json={"reason": "moved"}).json["state"] == "quarantined"
    assert ask("post", f"{one}/release", operator, json={}).json["state"] == "free"
    assert ask("delete", one, operator).status_code == 204
    assert ask("get", one, operator).status_code == 404
    moves = ask("get", f"{one}/history", operator).json["items"]
    assert [move["after"] for move in moves][-1] == "out of the pool"
    assert {move["by"] for move in moves} == {"ann"}


def test_a_carrier_is_added_and_rests(ask: Ask, operator: str) -> None:
    new = {"name": "carrier1", "host": "203.0.113.10"}
    made = ask("post", "/trunks", operator, json=new)
    assert (made.status_code, [one["prefix"] for one in made.json["routes"]]) == (201, ["+"])
    assert (
        ask("post", "/trunks", operator, json={"name": "carrier1", "host": "203.0.113.10"}).status_code == 409
    )
    changed = ask("patch", "/trunks/carrier1", operator, json={"max_channels": 30}).json
    assert changed["max_channels"] == 30
    route = {"prefix": "+86", "priority": 2}
    assert len(ask("post", "/trunks/carrier1/route", operator, json=route).json["routes"]) == 2
    rests = ask("post", "/trunks/carrier1/disable", operator, json={"reason": "no sound"}).json
    assert (rests["disabled_at"] is not None, rests["disabled_because"]) == (True, "no sound")
    assert ask("post", "/trunks/carrier1/enable", operator).json["disabled_at"] is None
    assert ask("get", "/trunks", operator).json["items"][0]["traffic"]["now"] == 0


def test_a_tenant_asks_and_the_operator_decides(ask: Ask, operator: str) -> None:
    acme, beta = token_of("acme"), token_of("beta")
    asked = ask("post", "/tenants/acme/requests", acme, json={"kind": "number", "wants": "one"})
    assert (asked.status_code, asked.json["state"], asked.json["late"]) == (201, "open", False)
    own = f"/tenants/acme/requests/{asked.json['id']}/withdraw"
    assert ask("post", own, beta).status_code == 404
    assert [one["tenant"] for one in ask("get", "/requests", operator).json["items"]] == ["acme"]
    done = ask("post", f"/requests/{asked.json['id']}/done", operator, json={"note": "so"}).json
    assert (done["state"], done["decided_by"], done["reason"]) == ("done", "ann", "so")
    assert ask("post", own, acme).status_code == 409
    assert ask("post", f"/requests/{asked.json['id']}/done", acme, json={}).status_code == 403


def test_drift_is_looked_for_and_tenants_are_listed_by_need(ask: Ask, operator: str) -> None:
    assert ask("get", "/nodes/fs1/drift", operator).status_code == 404
    asked = ask("post", "/nodes/fs1/drift", operator, json={"mends": True})
    assert (asked.status_code, asked.json["state"], asked.json["differences"]) == (202, "asked", None)
    assert ask("get", "/nodes/fs1/drift", operator).json["asked_by"] == "ann"
    found = ask("get", "/attention?health=findings", operator).json
    assert [(one["tenant"], one["findings"]) for one in found["items"]] == [("acme", 3)]
    today = ask("get", "/today", operator).json
    assert (today["nodes_down"], len(today["outages"])) == (["fs2"], 1)


def test_planned_work_is_looked_at_before_it_is_announced(ask: Ask, operator: str) -> None:
    plan = {
        "cause": "planned",
        "starts_at": "2030-03-05T00:00:00+08:00",
        "ends_at": "2030-03-08T00:00:00+08:00",
        "reason": "new kernel",
        "nodes": ["fs1"],
    }
    looked = ask("post", "/outage-plans/look", operator, json=plan).json
    assert [one["plan"] for one in looked["plans"]] == ["draft"]
    used = {one["tenant"]: one["left"] for one in looked["uses"]}
    assert used["acme"] == -86_400, "two days are allowed, three are planned"
    assert ask("get", "/outage-plans/months/2030-03", operator).json["plans"] == []
    assert ask("get", "/outage-plans/months/never", operator).status_code == 400
