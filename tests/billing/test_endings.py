"""A contract that a party ends early: for arrears, a late start, or walking away (contracts.md, arrears)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing import cases

from .cases import amount
from .owed import THREE, answer, document, only


def test_a_contract_ended_for_arrears_costs_three_months_rent() -> None:
    """'the operator may end the contract and charge multiple (3) × the total monthly rent'"""
    facts = {"endings": [{"at": "2026-04-20", "cause": "arrears"}]}
    line = only(answer(facts=facts), "termination")
    assert (line.amount, line.formula) == (18000, "3 × 3 × 2000 = 18000.00")
    assert [(one.kind, one.subject) for one in line.evidence] == [("ending", "1")]
    assert not line.taxed


def test_seats_given_back_on_the_last_day_are_of_the_total_rent() -> None:
    facts = {
        "endings": [{"at": "2026-04-20", "cause": "arrears"}],
        "seats": [*THREE, {"at": "2026-04-20", "release": 2, "type": "standard"}],
    }
    assert amount(answer(facts=facts).invoices[-1], "termination") == 18000
    facts["seats"] = [*THREE, {"at": "2026-04-19", "release": 2, "type": "standard"}]
    assert amount(answer(facts=facts).invoices[-1], "termination") == 6000


def test_a_contract_ended_for_late_activation_gives_three_months_rent() -> None:
    """002:B4: 'the operator owes 3 × the monthly rent'"""
    facts = {
        "endings": [{"at": "2026-04-30", "cause": "late_activation"}],
        "activations": [{"seats": 5, "type": "standard", "due": "2026-03-01"}],
    }
    assert amount(answer(facts=facts).invoices[-1], "termination") == -30000
    nobody = {**facts, "seats": [{"at": "2026-05-01", "add": 1, "type": "standard"}]}
    assert amount(answer(facts=nobody).invoices[-1], "termination") == -30000


@pytest.mark.parametrize(("cause", "sign"), [("tenant_left", 1), ("operator_left", -1)])
def test_who_walks_away_pays_a_fifth_of_the_whole_term(cause: str, sign: int) -> None:
    """'a party that walks away pays share (001: 0.20) of the fees of the whole term'"""
    facts = {"endings": [{"at": "2026-04-20", "cause": cause}]}
    made = answer(facts=facts, terms={"breach": {"share": 0.2}})
    line = only(made, "breach")
    assert line.amount == sign * Decimal("14400.00"), "a fifth of 12 months of 6,000"
    assert "(6000 + 11 × 3 × 2000) × 0.2" in line.formula
    assert {(one.kind, one.subject, one.quantity) for one in line.evidence} == {
        ("ending", "1", Decimal("0.2")),
        ("invoice", "2026-03", Decimal("6000.00")),
    }


@pytest.mark.parametrize(
    ("cause", "on", "outages"),
    [
        ("tenant_left", "2026-03-31", []),
        ("operator_left", "2026-03-10", []),
        ("tenant_left", "2026-02-20", [("2026-01-01", "2026-02-01")]),
    ],
)
def test_neither_the_early_end_nor_credits_lower_the_fees_of_the_whole_term(
    cause: str, on: str, outages: list[tuple[str, str]]
) -> None:
    """001 第八章 其它事项 第二条: of all fees that the agreement provides, 12 months of 20,000."""
    told = [{"from": since, "to": until, "cause": "provider", "seats": "all"} for since, until in outages]
    facts = {"seats": [{"at": "2026-01-01", "add": 10, "type": "standard"}], "outages": told}
    told_case = {
        "contract": {"template": "seat-lease", "starts": "2026-01-01", "ends": "2026-12-31"},
        "facts": {**facts, "endings": [{"at": on, "cause": cause}]},
        "bill": [f"2026-{month:02}" for month in range(1, int(on[5:7]) + 1)],
    }
    made = cases.answer(cases.of_document(told_case))
    assert abs(amount(made.invoices[-1], "breach")) == 48000


def test_the_fees_of_the_whole_term_hold_the_last_month_s_other_charges() -> None:
    terms = {"breach": {"share": 0.2}, "one_off": {"price": {"training": 1000}}}
    facts = {
        "endings": [{"at": "2026-04-20", "cause": "tenant_left"}],
        "one_offs": [{"at": "2026-04-02", "item": "training"}],
    }
    line = only(answer(facts=facts, terms=terms), "breach")
    assert line.formula == "(7000 + 11 × 3 × 2000) × 0.2 = 14600.00"
    assert [(one.kind, one.subject) for one in line.evidence][1:] == [("invoice", "2026-03"), ("line", "2")]


def test_the_whole_term_ends_within_a_month_or_never() -> None:
    facts = {"endings": [{"at": "2026-04-20", "cause": "tenant_left"}]}
    terms = {"breach": {"share": 0.2}}
    made = answer(facts=facts, terms=terms, contract={"ends": "2026-06-15"})
    assert amount(made.invoices[-1], "breach") == Decimal("4200.00"), "12,000 + 1.5 × 6,000"
    open_ended = document(facts=facts, terms=terms)
    del open_ended["contract"]["ends"]
    assert amount(cases.answer(cases.of_document(open_ended)).invoices[-1], "breach") == Decimal("2400.00")


def test_the_whole_term_of_a_renewed_contract_is_the_renewal() -> None:
    """Renewed in April for two months: of April and May, not of March."""
    facts = {"endings": [{"at": "2026-04-20", "cause": "tenant_left"}]}
    terms = {"breach": {"share": 0.2}, "renewal": {"months": 2}}
    made = answer(facts=facts, terms=terms, contract={"ends": "2026-03-31"})
    assert only(made, "breach").formula == "2 × 3 × 2000 × 0.2 = 2400.00"
    agreed = answer(facts=facts, terms=terms, contract={"ends": "2026-04-30"})
    assert only(agreed, "breach").formula == "(6000 + 1 × 3 × 2000) × 0.2 = 2400.00"
