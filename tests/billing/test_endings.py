"""A contract that a party ends early: for arrears, a late start, or walking away (contracts.md, arrears)."""

from __future__ import annotations

from datetime import date
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
    fewer = {**facts, "activations": [{"seats": 2, "type": "standard", "due": "2026-03-01"}]}
    assert amount(answer(facts=fewer).invoices[-1], "termination") == -18000, "three are leased"


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


LEFT = {"endings": [{"at": "2026-04-20", "cause": "tenant_left"}]}
BREACH = {"breach": {"share": 0.2}}


def test_walking_away_is_explained_in_months_and_seats() -> None:
    line = only(answer(facts=LEFT, terms=BREACH), "breach")
    assert line.explained.en == "(6,000.00 + 11 months × 3 seats × 2,000.00) × 0.2 = 14,400.00"
    assert line.explained.zh == "(6,000.00 + 11 个月 × 3 席 × 2,000.00) × 0.2 = 14,400.00"


def test_walking_away_is_no_supply_so_it_carries_no_tax() -> None:
    made = answer(facts=LEFT, terms={**BREACH, "tax": {"rate": 0.06, "included": False}})
    assert only(made, "breach").taxed is False
    assert made.invoices[-1].tax == Decimal("360.00"), "6 % of April's rent"


def test_the_smallest_charge_is_of_the_fees_and_a_free_one_no_evidence_of_them() -> None:
    terms = {**BREACH, "one_off": {"price": {"gift": 0, "postage": 0.5}}}
    done = [{"at": "2026-04-02", "item": item} for item in ("gift", "postage")]
    made = answer(facts={**LEFT, "one_offs": done}, terms=terms)
    assert [one.item for one in made.invoices[-1].lines[1:3]] == ["gift", "postage"]
    line = only(made, "breach")
    assert line.formula == "(6000.5 + 11 × 3 × 2000) × 0.2 = 14400.10"
    assert [one.subject for one in line.evidence if one.kind == "line"] == ["3"]


def test_a_term_that_ends_on_the_first_has_one_day_of_that_month() -> None:
    made = answer(facts=LEFT, terms=BREACH, contract={"ends": "2026-06-01"})
    assert amount(made.invoices[-1], "breach") == Decimal("3640.00"), "6,000 + (2 + 1 / 30) × 6,000"


def test_after_its_end_arrears_are_told_and_no_right_to_end_it_any_more() -> None:
    """What is owed stays owed through the last month; nobody ends what has ended."""
    facts = {"endings": [{"at": "2026-04-20", "cause": "tenant_left"}]}
    told = answer(facts=facts, terms={"termination": {"days": 12}}).invoices[-1].notices
    assert [(one.kind, one.on) for one in told] == [
        ("suspension_notice", date(2026, 4, 23)),
        ("may_suspend", date(2026, 4, 26)),
    ]
