"""One engine, two doors: a case file and the database give the same bills for the same facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing import cases, terms
from billing.cases import Case
from billing.contracts.service import tenants_named
from billing.documents import data
from billing.engine import Bill, midnight
from billing.findings.word import Word
from billing.invoices import prepayments, service
from billing.invoices.stored import bill_of
from billing.recorded import service as recorded
from seatyard import clock
from seatyard.db import db
from tests.factories import (
    ContractFactory,
    ConversationFactory,
    NodeFactory,
    OutageFactory,
    PlacementFactory,
    SeatFactory,
    SeatTenureFactory,
    TenantFactory,
)

from .cases import SHANGHAI

MONTHS = ["2026-03", "2026-04", "2026-05"]
JUNE = datetime(2026, 6, 1, tzinfo=UTC)
DEAREST = {"price": {"standard": 2000, "inbound": 400}, "basis": "any_day"}
CONTRACTS: dict[str, dict[str, Any]] = {
    "seat-lease": {
        "seat_rent": {"price": {"standard": 2000, "inbound": 400}},
        "deposit_prepay": {},
        "late_activation": {"daily_rate": 0.005},
        "breach": {"share": 0.2},
        "one_off": {"price": {"installation": 1000}},
    },
    "hotline-seat-lease": {
        "seat_rent": {"price": {"standard": 700}},
        "late_fee": {"daily_rate": 0.003},
        "line_rent": {"price": {"trunk": 10}},
        "tax": {"rate": 0.06, "included": False},
    },
    "telecom-outsourcing": {
        "seat_rent": {"price": {"standard": 100}, "basis": "daily"},
        "staff": {"price": {"agent": 5000}, "basis": "daily"},
        "per_item": {"price": {"order": 2}},
        "revenue_share": {"share": 0.1},
    },
    "seats-and-voice-line": {"seat_rent": DEAREST, "line_rent": {"price": {"trunk": 10}}},
}
"""Templates with what each has on top, so that every sort of fact matters somewhere."""

numbers = count(1)
days = st.integers(1, 91).map(lambda day: (date(2026, 3, 1) + timedelta(days=day - 1)).isoformat())
hours = st.integers(0, 23)


def times(day: str, hour: int, length: int) -> dict[str, str]:
    starts = datetime.fromisoformat(f"{day}T{hour:02}:00:00")
    return {"from": starts.isoformat(), "to": (starts + timedelta(hours=length)).isoformat()}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    template = draw(st.sampled_from(sorted(CONTRACTS.keys() & set(terms.names()))))
    overrides = CONTRACTS[template]
    types = ["standard", *(["inbound"] if "inbound" in overrides["seat_rent"]["price"] else [])]
    facts: dict[str, list[dict[str, Any]]] = {
        "seats": [
            {"at": "2026-03-01", "add": draw(st.integers(1, 3)), "type": "standard"},
            *draw(st.lists(st.builds(seat_change, days, st.sampled_from(types)), max_size=2)),
        ],
        "calls": draw(st.lists(st.builds(call, days, hours, st.integers(1, 900)), max_size=4)),
        "outages": draw(st.lists(outages, max_size=3, unique_by=lambda one: one["from"])),
        "payments": draw(st.lists(st.builds(payment, days, st.integers(1, 6000)), max_size=3)),
    }
    if draw(st.booleans()):
        facts["seats"].append({"at": draw(days.filter(later)), "release": 1, "type": "standard"})
    elif "inbound" in types:
        facts["seats"].append({"at": draw(days), "change": 1, "type": "standard", "to": "inbound"})
    if "line_rent" in overrides:
        facts["lines"] = draw(st.lists(st.builds(line_change, days), max_size=2))
    if "one_off" in overrides:
        facts["one_offs"] = draw(st.lists(st.builds(one_off, days), max_size=2))
        facts["activations"] = draw(st.lists(st.builds(activation, days), max_size=1))
    if "staff" in overrides:
        facts["staff"] = [{"at": draw(days), "add": 2, "role": "agent"}]
        facts["hours"] = draw(st.lists(st.builds(overtime, days), max_size=2))
        facts["items"] = [{"at": draw(days), "item": "order", "count": 3}]
        facts["receipts"] = [{"at": draw(days), "amount": 1000.5}]
    if draw(st.booleans()):
        facts["endings"] = [{"at": draw(days), "cause": "tenant_left"}]
    contract = {"template": template, "starts": "2026-03-01", "ends": "2027-02-28", "overrides": overrides}
    return {"contract": contract, "facts": facts, "bill": MONTHS, "as_of": "2026-05-31"}


def later(day: str) -> bool:
    return day > "2026-03-01"


def ended_before(document: dict[str, Any], month: str) -> bool:
    return any(one["at"] < month for one in document["facts"].get("endings", []))


causes = st.sampled_from(["provider", "planned", "force_majeure", "tenant"])


def seat_change(day: str, type: str) -> dict[str, Any]:
    return {"at": day, "add": 1, "type": type}


def call(day: str, hour: int, seconds: int) -> dict[str, Any]:
    starts = f"{day}T{hour:02}:30:00+08:00"
    return {"start": starts, "direction": "outbound", "to": "+8613800138000", "billsec": seconds}


def outage(day: str, hour: int, length: int, cause: str) -> dict[str, Any]:
    told = {"cause": cause, **times(day, hour, length)}
    return told if cause == "provider" else told | {"seats": "all"}


outages = st.builds(outage, days, hours, st.integers(1, 60), causes)


def payment(day: str, amount: int) -> dict[str, Any]:
    return {"at": day, "amount": amount}


def line_change(day: str) -> dict[str, Any]:
    return {"at": day, "add": 2, "type": "trunk"}


def one_off(day: str) -> dict[str, Any]:
    return {"at": day, "item": "installation", "quantity": 1.5}


def overtime(day: str) -> dict[str, Any]:
    return {"at": day, "role": "agent", "hours": 2.5, "kind": "overtime"}


def activation(day: str) -> dict[str, Any]:
    return {"seats": 1, "type": "standard", "due": "2026-03-01", "actual": day}


OUTSIDE = Word("fin", "calls outside the contract are in neither door's bills")


def stored(document: dict[str, Any], case: Case) -> str:
    """The case in the database, through factories and the door for recorded facts; the tenant's name."""
    section, facts = document["contract"], dict(document["facts"])
    tenant = TenantFactory(name=f"door{next(numbers)}")
    node = NodeFactory()
    PlacementFactory(tenant_id=tenant.id, node=node)
    dates = {name: date.fromisoformat(section[name]) for name in ("starts", "ends")}
    ContractFactory(
        tenant_id=tenant.id,
        template=section["template"],
        overrides=section["overrides"],
        signed=dates["starts"],
        **dates,
    )
    seats = {
        one.seat: SeatFactory(tenant=tenant, number=str(1000 + int(one.seat)), type=one.type)
        for one in {one.seat: one for one in case.facts.seats}.values()
    }
    for one in case.facts.seats:
        SeatTenureFactory(seat=seats[one.seat], type=one.type, starts_at=one.starts, ends_at=one.ends)
    for call in case.facts.calls:
        ConversationFactory(
            tenant_id=tenant.id,
            node_id=node.id,
            direction=call.direction,
            callee=call.dialled,
            started_at=call.starts,
            billusec=call.billusec,
        )
    for one in case.facts.outages:
        if one.cause == "provider":
            OutageFactory(node=node, starts_at=one.starts, ends_at=one.ends, cause=one.cause)
    db.session.commit()
    told = {kind: some for kind, some in facts.items() if kind not in ("seats", "calls")}
    told["outages"] = [one for one in told["outages"] if one["cause"] != "provider"]
    recorded.add(tenant.name, {"facts": told}, by="test", again=True)
    return str(tenant.name)


def shown(bill: Bill) -> dict[str, Any]:
    """A bill's JSON with its evidence by kind and quantity: the ids are the doors' own."""
    document = data.of_bill(bill)
    for line in document["lines"]:
        line["evidence"] = sorted((one["kind"], one["quantity"]) for one in line["evidence"])
    for notice in document["notices"]:
        if notice["clause"] in ("suspension", "termination"):
            del notice["subject"]  # the id of a bill
    return document


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents())
def test_both_doors_lead_to_the_same_bills(app: Flask, document: dict[str, Any]) -> None:
    document["bill"] = [month for month in MONTHS if not ended_before(document, month)]
    case = cases.of_document(document)
    answer = cases.answer(case)
    db.session.rollback()
    tenant = stored(document, case)
    made = [*produced(tenant, case)]
    settled = [shown(bill) for bill in made if bill.kind.value == "settlement"]
    asked = [shown(bill) for bill in made if bill.kind.value == "prepayment"]
    assert settled == [shown(bill) for bill in answer.invoices]
    assert asked == [shown(bill) for bill in answer.prepayments]


def produced(tenant: str, case: Case) -> Iterator[Bill]:
    """What production makes of it: each prepayment asked for on its day, each month closed after its end."""
    for one in case.issued():
        if one.bill.asked is not None:
            with clock.frozen(midnight(one.bill.asked, SHANGHAI)):
                prepayments.ask(one.bill.period, tenant)
    with clock.frozen(JUNE):
        for month in case.months:
            period = month.name
            outcomes = service.close(period, tenant, word=OUTSIDE)
            assert [outcome.status for outcome in outcomes] == ["finalised"], outcomes
            assert [outcome.status for outcome in service.close(period, tenant)] == ["unchanged"]
    (owner,) = tenants_named(tenant)
    yield from (
        bill_of(invoice)
        for invoice in service.invoices(tenant_id=owner.id)
        if invoice.period in {month.name for month in case.months}
    )
