"""A tenant's own things by the API: contracts, seats' time, proofs of deletion, evidence, the trail."""

from __future__ import annotations

import csv
import io

from esl.recordings import proofs
from seatyard.db import db
from seatyard.identity.permissions import OPERATOR
from tests.support import recorded
from tests.support.house import Home

from .conftest import Ask, secret_for, token_of, token_of_person


def test_contracts_with_their_terms(homes: tuple[Home, Home], ask: Ask) -> None:
    secret = token_of("acme")
    (one,) = ask("get", "/tenants/acme/contracts", secret).json["items"]
    assert (one["template"], one["ends"]) == ("seat-lease", None)
    whole = ask("get", f"/tenants/acme/contracts/{one['id']}", secret).json
    assert set(whole["clauses"]) <= set(whole["versions"][0]["terms"])
    foreign = ask("get", f"/tenants/beta/contracts/{one['id']}", token_of("beta"))
    assert foreign.status_code == 404


def test_seat_time_by_days(homes: tuple[Home, Home], ask: Ask) -> None:
    acme, _ = homes
    secret, path = token_of("acme"), "/tenants/acme/seat-time"
    days = {"since": "2026-03-02", "until": "2026-03-03"}
    found = ask("get", path, secret, query_string=days | {"intervals": True}).json["items"]
    assert [one["seat"] for one in found] == [seat.number for seat in acme.seats]
    for day in found[0]["days"]:
        assert sum(one["time_us"] for one in day["states"]) == day["length_us"] == 86_400_000_000
        assert day["intervals"][0]["starts_at"].endswith("+00:00")
    first = ask("get", path, secret, query_string=days | {"limit": 1}).json
    assert (first["next"], len(first["items"])) == (acme.seats[0].number, 1)
    only = ask("get", path, secret, query_string=days | {"seat": acme.seats[1].number}).json["items"]
    assert [one["seat"] for one in only] == [acme.seats[1].number]
    rows = list(csv.reader(io.StringIO(ask("get", f"{path}/files/csv", secret, query_string=days).text)))
    assert len(rows) == 1 + 2 * len(acme.seats)
    for wrong in (
        {"since": "2026-01-01", "until": "2026-03-03"},
        {"since": "2999-01-01"},
        {"since": "9999-01-01"},
    ):
        assert ask("get", path, secret, query_string=wrong).status_code == 400


def test_proofs_of_deletion(homes: tuple[Home, Home], ask: Ask) -> None:
    acme, _ = homes
    for number in (700, 701):
        proofs.add(recorded.of_call(acme.call(number), acme.node), sealed_bytes=1)
        db.session.commit()
    secret, path = token_of("acme"), "/tenants/acme/recording-deletions"
    assert [one["number"] for one in ask("get", path, secret).json["items"]] == [2, 1]
    assert ask("get", f"{path}/check", secret).json == {"broken": None}
    told = ask("get", f"{path}/files/json", secret).json
    assert [one["number"] for one in told["deletions"]] == [1, 2]
    assert ask("get", path.replace("acme", "beta"), token_of("beta")).json["items"] == []
    assert ask("get", "/tenants/acme/recording-holds", secret).json == {"items": []}


def test_from_a_line_to_its_facts_and_back(homes: tuple[Home, Home], ask: Ask) -> None:
    acme, _ = homes
    assert acme.invoice is not None
    secret, path = token_of("acme"), f"/tenants/acme/invoices/{acme.invoice.number}"
    lines = ask("get", path, secret).json["lines"]
    rent = next(one for one in lines if one["evidence"].get("seat"))
    found = ask("get", f"{path}/lines/{rent['position']}/evidence", secret).json
    assert len(found["seats"]) == rent["evidence"]["seat"]
    charged = next(one for one in lines if one["evidence"].get("call"))
    call = ask("get", f"{path}/lines/{charged['position']}/calls", secret).json["items"][0]["id"]
    told = ask("get", f"/tenants/acme/calls/{call}/charges", secret).json["items"]
    assert [(one["invoice"], one["position"]) for one in told] == [(acme.invoice.number, charged["position"])]


def test_the_trail_of_a_tenant_is_its_own(homes: tuple[Home, Home], ask: Ask) -> None:
    staff, mine = token_of_person(OPERATOR, login="wang"), token_of("acme")
    for name in ("acme", "beta"):
        assert ask("get", f"/tenants/{name}/calls", staff).status_code == 200
    asked = {"actor": "wang"}
    seen = ask("get", "/tenants/acme/audit", mine, query_string=asked).json["items"]
    assert [(one["action"], one["what"], one["actor"]) for one in seen] == [("look", "calls", "wang")]
    both = ask("get", "/audit", staff, query_string=asked).json["items"]
    assert len(both) == 2
    narrowed = ask("get", "/audit", staff, query_string=asked | {"tenant": "beta"}).json["items"]
    assert [one["tenant_id"] for one in narrowed] == [both[0]["tenant_id"]]
    lines = ask("get", "/audit/files/jsonl", staff, query_string=asked).text.splitlines()
    assert len(lines) == 2
    assert ask("get", "/audit", staff, query_string={"tenant": "nobody"}).status_code == 404


def test_a_seats_own(homes: tuple[Home, Home], ask: Ask) -> None:
    acme, _ = homes
    secret, seat = secret_for("seat.own"), acme.seats[0]
    assert ask("get", "/me", secret).json["number"] == seat.number
    assert ask("post", "/me/state", secret, json={"state": "busy", "reason": 1}).json["state"] == "busy"
    assert ask("get", "/me", secret).json["now"]["state"] == "busy"
    calls = ask("get", "/me/calls", secret).json["items"]
    assert calls
    assert {one["seat_id"] for one in calls} == {seat.id}
    assert len(ask("get", "/me/days", secret).json["items"]) == 7
    assert ask("get", "/tenants/acme/seats", secret).status_code == 403
