"""Facts that the contract has no clause for: taken, and told, so that nobody waits for their line."""

from __future__ import annotations

from typing import Any

from billing import cases
from billing.cases.facts import KINDS
from billing.clauses import CLAUSES

FACTS: dict[str, Any] = {
    "seats": [{"at": "2026-03-01", "add": 1, "type": "standard"}],
    "one_offs": [{"at": "2026-03-01", "item": "installation", "quantity": 2}],
    "payments": [{"at": "2026-04-01", "amount": 1}],
}


def unused(terms: dict[str, Any], **others: Any) -> tuple[str, ...]:
    case = {"contract": {"terms": terms, "starts": "2026-03-01"}, "facts": FACTS, "bill": ["2026-03"]}
    return cases.answer(cases.of_document(case | others)).unused


def test_facts_without_a_clause_are_told() -> None:
    assert unused({"tax": {"rate": 0, "included": False}}) == ("seats", "one_offs", "payments")


def test_facts_with_one_are_not() -> None:
    terms = {
        "seat_rent": {"price": {"standard": 1}, "basis": "any_day"},
        "one_off": {"price": {"installation": 1}},
    }
    assert unused(terms) == ("payments",)
    assert unused(terms, as_of="2026-05-01") == ()
    assert unused(terms | {"late_fee": {"daily_rate": "0.003"}}) == ()


def test_every_kind_of_fact_is_counted_by_some_clause() -> None:
    counted = {kind for clause in CLAUSES.values() for kind in clause.counts}
    assert {kind.name for kind in KINDS} == counted
