"""Facts that no machine sees: told once, kept as told, withdrawn with a reason."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import select

from billing.cases.facts import KINDS
from billing.contracts.service import agreement_of
from billing.engine import Facts, Month
from billing.facts import facts_of
from billing.invoices import service as invoices
from billing.recorded import service
from billing.recorded.kinds import RECORDED, SEEN, day_of
from billing.recorded.models import RecordedFact
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from tests.factories import ContractFactory

from .cases import SHANGHAI
from .charged import contract
from .month import Leased, april, leased

OVERRIDES: dict[str, Any] = {
    "line_rent": {"price": {"trunk": 10}},
    "one_off": {"price": {"installation": 1000, "training": 1000}},
    "per_item": {"price": {"order": 2}},
    "staff": {"price": {"agent": 5000}, "basis": "any_day"},
}
TOLD: dict[str, list[dict[str, Any]]] = {
    "activations": [{"seats": 2, "type": "standard", "due": "2026-03-01", "actual": "2026-03-04"}],
    "one_offs": [{"at": "2026-03-01", "item": "installation", "quantity": 2}],
    "milestones": [{"at": "2026-03-02", "event": "delivery"}],
    "hours": [{"at": "2026-03-08", "role": "agent", "hours": 8, "kind": "overtime"}],
    "service_levels": [{"figure": "answer_rate", "value": 0.78, "period": "2026-03"}],
    "receipts": [{"at": "2026-03-09", "amount": 12000.5}],
    "items": [{"at": "2026-03-09", "item": "order", "count": 3}],
    "payments": [{"at": "2026-04-25", "amount": 6000, "period": "2026-03"}],
    "endings": [{"at": "2026-05-25", "cause": "tenant_left"}],
    "lines": [
        {"at": "2026-03-01", "add": 2, "type": "trunk"},
        {"at": "2026-03-20", "release": 1, "type": "trunk"},
    ],
    "staff": [{"at": "2026-03-01", "add": 3, "role": "agent"}],
    "outages": [{"from": "2026-03-05T10:00", "to": "2026-03-05T12:00", "cause": "planned", "seats": 1}],
}

ADJUSTMENTS = {"refunds", "write_offs", "recoveries"}
"""They take from what is there already: test_money_facts has them."""


@pytest.fixture
def acme(app: Flask) -> Leased:
    return leased(2, overrides=OVERRIDES)


def tell(facts: dict[str, Any], **options: Any) -> list[service.Answer]:
    return service.add("acme", {"facts": facts}, by="finance", **options)


def told_of(acme: Leased) -> Facts:
    agreement = agreement_of(acme.contract)
    span = Month(2026, 3, SHANGHAI).span
    return facts_of(acme.tenant.id, acme.contract.id, agreement, span)


def test_every_kind_that_no_machine_sees_may_be_told() -> None:
    assert set(RECORDED) | set(SEEN) == {kind.name for kind in KINDS}
    assert set(TOLD) | ADJUSTMENTS == set(RECORDED)


def test_what_is_told_reaches_the_engine_under_its_own_name(acme: Leased) -> None:
    answers = tell(TOLD)
    names = {(one.kind, at): one.name for at, one in enumerate(answers)}
    assert {one.status for one in answers} == {"added"}
    facts = told_of(acme)
    for kind in TOLD:
        given = {one.id.split("/")[0] for one in getattr(facts, kind)}
        assert given <= {name for (of, _), name in names.items() if of == kind}, kind
        assert given, kind
    first = next(one.name for one in answers if one.kind == "lines")
    assert [(one.id, one.ends is None) for one in facts.lines] == [
        (f"{first}/1", False),
        (f"{first}/2", True),
    ]
    assert len(facts.seats) == 2


def test_a_fact_is_kept_word_for_word(acme: Leased) -> None:
    tell(TOLD)
    rows = db.session.scalars(select(RecordedFact)).all()
    kept: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        kept.setdefault(row.kind, []).append(row.document)
    assert kept == TOLD
    assert {row.recorded_by for row in rows} == {"finance"}
    assert {row.tenant_id for row in rows} == {acme.tenant.id}


def test_a_file_told_twice_adds_nothing_twice(acme: Leased) -> None:
    twice = {"payments": TOLD["payments"] * 2}
    assert [one.status for one in tell({"payments": TOLD["payments"]})] == ["added"]
    assert [one.status for one in tell(twice)] == ["known", "added"]
    assert [one.status for one in tell(twice)] == ["known", "known"]
    assert [one.status for one in tell(twice, again=True)] == ["added", "added"]
    assert len(told_of(acme).payments) == 4


def test_all_or_nothing(acme: Leased) -> None:
    bad = deepcopy(TOLD) | {"one_offs": [*TOLD["one_offs"], {"at": "2026-03-02", "item": "painting"}]}
    with pytest.raises(InvalidInput) as refused:
        tell(bad)
    assert str(refused.value).startswith(
        "facts.one_offs[1].item: the contract has no price for an item 'painting' (allowed: "
    )
    assert db.session.scalars(select(RecordedFact)).all() == []


def test_a_fault_is_named_by_its_place_in_the_file_not_among_all(acme: Leased) -> None:
    tell({"lines": TOLD["lines"]})
    with pytest.raises(InvalidInput, match=r"^facts.lines\[0\].release: 2 of type 'trunk' released"):
        tell({"lines": [{"at": "2026-03-25", "release": 2, "type": "trunk"}]})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("document", "line"),
    [
        ({}, "the document: facts is missing"),
        ({"facts": {}, "bill": []}, "the document: unknown key 'bill' (allowed: facts)"),
        ({"facts": {"seats": []}}, "facts.seats: seats are leased by onboarding (allowed: outages, "),
        ({"facts": {"calls": []}}, "facts.calls: calls come from the switch's records (allowed: "),
        ({"facts": {"sign_ins": []}}, "facts.sign_ins: seats' signing in is heard on the switch"),
        ({"facts": {"payment": []}}, "facts: unknown key 'payment' (allowed: "),
        ({"facts": []}, "facts: [] is not allowed (allowed: a mapping)"),
        (
            {"facts": {"outages": [{"from": "2026-03-05", "to": "2026-03-06", "cause": "provider"}]}},
            "facts.outages[0].cause: 'provider' is not allowed (allowed: planned, force_majeure, tenant",
        ),
        (
            {"facts": {"outages": [{"from": "2026-03-05", "to": "2026-03-06"}]}},
            "facts.outages[0]: cause is missing",
        ),
        (
            {"facts": {"outages": [TOLD["outages"][0] | {"seats": 3}]}},
            "facts.outages[0].seats: 3 seats, where 2 were leased then (allowed: all, or up to 2)",
        ),
    ],
)
def test_what_cannot_be_told(acme: Leased, document: dict[str, Any], line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        service.add("acme", document, by="finance")
    assert str(refused.value).startswith(line)


def test_what_no_clause_counts_is_taken_and_says_so(acme: Leased) -> None:
    told = {"receipts": TOLD["receipts"], "one_offs": TOLD["one_offs"]}
    assert {one.kind: one.counted for one in tell(told)} == {"receipts": False, "one_offs": True}


def test_told_by_two_at_once_it_is_recorded_once(acme: Leased, app: Flask) -> None:
    def told(_: int) -> str:
        with app.app_context():
            return tell({"payments": TOLD["payments"]})[0].status

    db.session.rollback()
    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(told, range(2))) == ["added", "known"]
    assert len(told_of(acme).payments) == 1


def test_withdrawn_with_a_reason_it_counts_no_more(acme: Leased) -> None:
    (paid,) = tell({"payments": TOLD["payments"]})
    gone = service.withdraw(paid.name, reason="another tenant's", by="finance")
    assert (gone.status, gone.reason) == ("withdrawn", "another tenant's")
    assert told_of(acme).payments == ()
    (kept,) = service.listing("acme")
    assert (kept.name, kept.status, kept.document) == (paid.name, "withdrawn", TOLD["payments"][0])
    with pytest.raises(Conflict, match=f"{paid.name}: withdrawn already by finance: another tenant's"):
        service.withdraw(paid.name, reason="again", by="finance")
    assert [one.status for one in tell({"payments": TOLD["payments"]})] == ["withdrawn"]
    assert told_of(acme).payments == ()


def test_what_others_stand_on_is_not_withdrawn(acme: Leased) -> None:
    added, released = tell({"lines": TOLD["lines"]})
    with pytest.raises(InvalidInput, match=f"^{released.name}.release: 1 of type 'trunk' released, where"):
        service.withdraw(added.name, reason="wrong", by="finance")
    service.withdraw(released.name, reason="wrong", by="finance")
    service.withdraw(added.name, reason="wrong", by="finance")
    assert told_of(acme).lines == ()


@pytest.mark.parametrize("name", ["F9", "9", "F", "", "seat", "F٩"])
def test_no_such_fact(acme: Leased, name: str) -> None:
    with pytest.raises(NotFound, match="no recorded fact"):
        service.withdraw(name, reason="wrong", by="finance")


def test_two_tenants_know_nothing_of_each_other(acme: Leased) -> None:
    other = leased(1, name="other")
    tell(TOLD)
    assert service.listing("other") == []
    assert told_of(other).payments == ()


def test_a_tenant_of_several_contracts_is_asked_which(acme: Leased) -> None:
    first = acme.contract.id
    later = ContractFactory(tenant_id=acme.tenant.id, starts=date(2027, 3, 1), overrides=OVERRIDES).id
    db.session.commit()
    allowed = rf"allowed: {first} \(from 2026-03-01\), {later} \(from 2027-03-01\)"
    with pytest.raises(InvalidInput, match=f"contract: acme has 2 .{allowed}"):
        tell({"payments": TOLD["payments"][:1]})
    with pytest.raises(InvalidInput, match="contract: names none of the tenant's"):
        tell({"payments": TOLD["payments"]}, contract_id=99)
    tell({"one_offs": TOLD["one_offs"]}, contract_id=later)
    assert told_of(acme).one_offs == ()


def test_a_fact_of_an_invoiced_month_is_taken_and_says_so(acme: Leased) -> None:
    with april():
        invoices.close("2026-03")
        (late,) = tell({"one_offs": TOLD["one_offs"]})
        assert (late.status, late.invoiced) == ("added", "SY-2026-000001")
        (known,) = tell({"one_offs": TOLD["one_offs"]})
        assert known.status == "known"


@pytest.mark.parametrize(
    ("entry", "day"),
    [
        ({"at": "2026-03-08T23:30:00Z"}, date(2026, 3, 9)),
        ({"period": "2026-03"}, date(2026, 3, 1)),
        ({"period": "2026-Q4"}, date(2026, 10, 1)),
        ({"seats": 1, "due": "2026-03-01", "actual": "2026-03-04"}, date(2026, 3, 1)),
    ],
)
def test_the_day_of_a_fact(entry: dict[str, Any], day: date) -> None:
    assert day_of(entry, contract({"timezone": "Asia/Shanghai"}), "facts") == day


def test_a_headcount_asked_for_inside_its_lead_time_takes_effect_after_it(app: Flask, command: Any) -> None:
    """000: '需提前10个工作日通知乙方'. Asked on 10 March, people come on the 24th at the earliest."""
    acme = leased(1, overrides=OVERRIDES | {"lead_times": {"headcount": "10 business days"}})
    asked = {"at": "2026-03-12", "asked": "2026-03-10", "add": 2, "role": "agent"}
    waived = {"at": "2026-03-13", "asked": "2026-03-10", "add": 1, "role": "agent", "waived": "urgent"}
    later = {"at": "2026-04-01", "asked": "2026-03-10", "add": 1, "role": "agent"}
    told = service.add("acme", {"facts": {"staff": [asked, waived, later]}}, by="li")
    assert [one.on for one in told] == [date(2026, 3, 24), date(2026, 3, 13), date(2026, 4, 1)]
    people = told_of(acme).staff
    assert [f"{one.starts.astimezone(SHANGHAI):%m-%d}" for one in people] == [
        "03-13",
        "03-24",
        "03-24",
        "04-01",
    ]
    assert "takes effect on 2026-03-24" in command("fact", "list", "acme").output


def test_a_contract_that_names_no_lead_time_of_people_delays_none() -> None:
    terms = contract({"timezone": "Asia/Shanghai", "lead_times": {"ivr": "1 business day"}})
    entry = {"at": "2026-03-01", "asked": "2026-03-10", "add": 1, "role": "agent"}
    assert day_of(entry, terms, "facts") == date(2026, 3, 1)


def test_commands(acme: Leased, command: Any, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(yaml.safe_dump({"facts": {"payments": TOLD["payments"]}}))
    added = command("fact", "add", "acme", str(file))
    assert (added.exit_code, added.output) == (
        0,
        "F1  payments  amount 6000, at 2026-04-25, period 2026-03  added\n",
    )
    assert "known" in command("fact", "add", "acme", str(file)).output
    assert "F2  payments" in command("fact", "add", "acme", str(file), "--again").output
    gone = command("fact", "withdraw", "F2", "--reason", "told twice", "--by", "li", "--json")
    assert json.loads(gone.output)["reason"] == "told twice"
    listed = command("fact", "list", "acme", "--kind", "payments", "--period", "2026-04").output
    assert [line.rsplit("  ", 1)[-1] for line in listed.splitlines()] == ["known", "withdrawn: told twice"]
    assert command("fact", "list", "acme", "--period", "2026-05").output == "no facts\n"
    assert command("fact", "withdraw", "F2").exit_code == 2
    nobody = command("fact", "add", "nobody", str(file))
    assert (nobody.exit_code, nobody.output) == (2, "seatyard: tenant: no tenant 'nobody'\n")
