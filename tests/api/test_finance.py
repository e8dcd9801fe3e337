"""Finance by the API: bank lines, duties, months, credit notes as files, quotes; as the pages have them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from billing import cases
from billing.bank.models import BankMatch
from billing.comparison import document as comparison
from billing.documents import data
from billing.duties.models import DutyAct
from seatyard.db import db
from seatyard.documents import written
from seatyard.identity.permissions import FINANCE
from tests.admin_ui.test_every_page import credited, owed
from tests.billing.bank.statements import cn, credit
from tests.support.house import Home

from .conftest import Ask, token_of, token_of_person

CASE: dict[str, Any] = {
    "contract": {"template": "seat-lease", "starts": "2026-03-01"},
    "bill": ["2026-03"],
    "facts": {"seats": [{"at": "2026-03-01", "add": 20, "type": "standard"}]},
}


@pytest.fixture
def finance(homes: tuple[Home, Home]) -> str:
    return token_of_person(FINANCE, login="mei")


def test_a_statement_is_taken_in_and_a_line_confirmed(ask: Ask, finance: str) -> None:
    content, asked = cn(credit(500)), {"file_name": "june.csv", "account": "1"}
    sent: dict[str, Any] = {"data": content, "query_string": asked}
    sent |= {"headers": {"Content-Type": "application/octet-stream", "Idempotency-Key": "june"}}
    first, again = (ask("post", "/bank-statements", finance, **sent) for _ in range(2))
    assert (first.status_code, first.json) == (201, again.json)
    (line,) = first.json["added"]
    listed = ask("get", "/bank-lines", finance, query_string={"state": "open"}).json["items"]
    assert [(one["id"], Decimal(one["amount"]), Decimal(one["left"])) for one in listed] == [(line, 500, 500)]
    said = {"parts": [{"of": "SY-2026-000001", "amount": "200"}, {"of": "acme"}]}
    booked = ask("post", f"/bank-lines/{line}/confirm", finance, json=said).json
    assert (booked["state"], [Decimal(one["amount"]) for one in booked["matches"]]) == ("matched", [200, 300])
    assert set(db.session.scalars(select(BankMatch.made_by))) == {"mei"}
    on = booked["on"][:7]
    for period, known in ((on, [line]), ("2020-01", [])):
        found = ask("get", "/bank-lines", finance, query_string={"period": period}).json["items"]
        assert [one["id"] for one in found] == known
    undone = ask("post", f"/bank-lines/{line}/unmatch", finance, json={"reason": "another's"}).json
    assert undone["state"] == "open"
    parked = ask("post", f"/bank-lines/{line}/park", finance, json={"reason": "whose?"}).json
    assert (parked["state"], parked["why"]) == ("parked", "whose?")
    assert ask("post", f"/bank-lines/{line}/release", finance).json["state"] == "open"
    whole = ask("get", f"/bank-lines/{line}", finance).json
    assert whole["raw"]
    assert isinstance(whole["suggestions"], list)


def test_a_long_statement_needs_a_token(ask: Ask, finance: str) -> None:
    """More than 1 MB is for who may; nothing of it is read before that is known."""
    long = {"data": b"x" * 1_100_000, "query_string": {"file_name": "a.csv"}}
    headers = {"Content-Type": "application/octet-stream"}
    assert ask("post", "/bank-statements", "sy_wrong", **long, headers=headers).status_code == 401
    assert ask("post", "/bank-statements", token_of("acme"), **long, headers=headers).status_code == 403
    assert ask("post", "/bank-statements", finance, **long, headers=headers).status_code == 400
    assert ask("post", "/bank-statements", finance, **long, headers={"Content-Type": "application/json"}
               ).status_code == 413  # fmt: skip


def test_a_duty_is_done_with_its_document(ask: Ask, finance: str) -> None:
    credited()
    number = owed()
    db.session.query(DutyAct).delete()
    db.session.commit()
    (duty,) = ask("get", "/duties", finance, query_string={"open": True}).json["items"]
    assert (duty["name"], duty["tenant"], duty["done_at"]) == (f"{number}/1", "acme", None)
    assert ask("get", "/duties", finance, query_string={"period": "2020-01"}).json["items"] == []
    path = f"/tenants/acme/duties/{number}/1"
    assert ask("post", f"{path}/owner", finance, json={"owner": "mei"}).json["owner"] == "mei"
    assert b"<html" in ask("get", f"{path}/template", finance).data
    sent: dict[str, Any] = {"data": b"%PDF", "query_string": {"file_name": "report.pdf"}}
    sent |= {"headers": {"Content-Type": "application/octet-stream"}}
    done = ask("post", f"{path}/done", finance, **sent)
    assert (done.json["done_by"], done.json["file_name"]) == ("mei", "report.pdf")
    assert ask("post", f"{path}/done", finance, **sent).status_code == 409
    assert ask("get", f"{path}/document", token_of("acme")).data == b"%PDF"
    assert ask("get", f"/tenants/beta/duties/{number}/1/document", token_of("beta")).status_code == 404


def test_months_at_a_glance(ask: Ask, finance: str) -> None:
    assert ask("get", "/months", finance).json == {"items": [{"period": "2026-03"}]}
    board = ask("get", "/months/2026-03", finance).json
    listed = ask("get", "/invoices", finance, query_string={"period": "2026-03"}).json["items"]
    assert board["final"]["count"] == len(listed) == 2
    total = sum(Decimal(one["total"]) for one in listed)
    assert Decimal(board["final"]["totals"]["CNY"]) == total
    for state, lane in board["invoices"].items():
        asked = {"period": "2026-03", "state": state, "limit": 1, "standing": True}
        first = ask("get", "/invoices", finance, query_string=asked).json
        assert len(first["items"]) == min(1, lane["count"])
        assert (first["next"] is None) == (lane["count"] < 2)
        assert {one["state"] for one in first["items"]} <= {state}
    journal = ask("get", "/months/2026-03/journal/json", finance).json["journal"]
    debit, credited = (sum(Decimal(one[side] or 0) for one in journal) for side in ("debit", "credit"))
    assert debit == credited > 0
    (earned,) = ask("get", "/revenue", finance).json["items"]
    assert earned["months"][0]["period"] == "2026-03"
    assert ask("get", "/months/2026-13", finance).status_code == 400
    assert ask("get", "/invoices?state=paid", finance).json["error"]["where"] == "query.period"


def test_what_all_tenants_owe(ask: Ask, finance: str) -> None:
    owing = ask("get", "/owed", finance).json["items"]
    assert {one["tenant"] for one in owing} == {"acme", "beta"}
    first = ask("get", "/owed", finance, query_string={"limit": 1}).json
    second = ask("get", "/owed", finance, query_string={"limit": 1, "after": first["next"]}).json
    assert (first["items"] + second["items"], second["next"]) == (owing, None)
    (mine,) = ask("get", "/tenants/acme/owed", token_of("acme")).json["items"]
    assert mine | {"tenant": "acme"} in owing
    assert {one["tenant"] for one in ask("get", "/dunning", finance).json["items"]} == {"acme", "beta"}


def test_a_credit_note_is_seen_before_it_is_given(ask: Ask, finance: str) -> None:
    path = "/tenants/acme/invoices/SY-2026-000001"
    left = ask("get", f"{path}/credit-lines", finance).json["items"]
    seen = ask("post", f"{path}/credit-preview", finance, json={"amount": "100.00"}).json
    assert sum(Decimal(one["amount"]) for one in seen["lines"]) == 100
    assert sum(Decimal(one["left"]) for one in left) == 100 + Decimal(seen["left"])
    given = {"amount": "100.00", "reason": "as agreed"}
    note = ask("post", f"{path}/credit-notes", finance, json=given).json
    assert note["total"] == seen["total"]
    for period, tenants in (("", ["acme"]), ("2026-03", ["acme"]), ("2026-02", [])):
        asked = {"period": period} if period else {}
        found = ask("get", "/credit-notes", finance, query_string=asked).json["items"]
        assert [one["tenant"] for one in found] == tenants
    mine, file = token_of("acme"), f"/tenants/acme/credit-notes/{note['number']}/files"
    assert ask("get", f"{file}/pdf", mine).data.startswith(b"%PDF")
    assert json.loads(ask("get", f"{file}/json", mine).data)["number"] == note["number"]
    foreign = f"/tenants/beta/credit-notes/{note['number']}/files/pdf"
    assert ask("get", foreign, token_of("beta")).status_code == 404


def test_a_quote_is_what_simulate_says(ask: Ask, finance: str) -> None:
    headers = {"Content-Type": "application/yaml"}
    by_yaml = ask("post", "/quotes", finance, data=written(CASE), headers=headers).json
    by_json = ask("post", "/quotes", finance, data=json.dumps(CASE), headers=headers).json
    assert by_yaml == by_json
    simulated = data.of_answer(cases.answer(cases.of_document(CASE)))
    assert {name: by_yaml[name] for name in ("invoices", "prepayments")} == {
        name: simulated[name] for name in ("invoices", "prepayments")
    }
    assert Decimal(by_yaml["cost"]) > 0
    many = CASE | {"facts": {"seats": [{"at": "2026-03-01", "add": 3_000, "type": "standard"}]}}
    refused = ask("post", "/quotes", finance, data=json.dumps(many), headers=headers)
    assert (refused.status_code, refused.json["error"]["where"]) == (400, "facts.seats")
    for wrong in ("contract: [", "[]", "a: .nan", json.dumps(CASE | {"bill": ["2026-03", "2026-04"]})):
        assert ask("post", "/quotes", finance, data=wrong, headers=headers).status_code == 400
    assert ask("post", "/quotes/files/pdf", finance, data=written(CASE), headers=headers).data[:4] == b"%PDF"


def test_ways_are_compared(ask: Ask, finance: str) -> None:
    headers = {"Content-Type": "application/yaml"}
    example = ask("get", "/comparisons/example", finance).json
    assert example == comparison.example()
    told = ask("post", "/comparisons", finance, data=json.dumps(example), headers=headers).json
    assert [way["monthly"][0] for way in told["ways"][:2]] == ["254000", "104000"]
    assert len(told["ways"]) == len(example["ways"])
