"""What documents book: every cent under an account, all of it adding up to nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.clauses.registry import CLAUSES
from billing.engine import Bill, Line, Text
from billing.ledger.accounts import OF_CLAUSE, OF_ITEM, Account, account_of
from billing.ledger.postings import apportioned, of_bill, of_payment, reversed_

CENT = Decimal("0.01")
SILENT = {"maintenance", "recordings", "lead_times", "renewal", "reminders", "suspension", "tax"}
"""Clauses that make no lines."""


def line(clause: str, amount: str, item: str = "", *, taxed: bool = True) -> Line:
    said = Text("", "")
    return Line(
        clause, said, Decimal(1), "", Decimal(amount), Decimal(amount), "", said, (), item, taxed=taxed
    )


def bill(*lines: Line, tax: str = "0.00", included: bool = False) -> Bill:
    booked = sum((one.amount for one in lines), Decimal("0.00"))
    total = booked if included else booked + Decimal(tax)
    return Bill("2026-03", "CNY", lines, total - Decimal(tax), Decimal(tax), "", total, date(2026, 4, 10), ())


def amounts(entries: dict[Account, Decimal]) -> dict[str, str]:
    return {account.value: str(amount) for account, amount in entries.items()}


def test_every_clause_that_makes_lines_has_its_account() -> None:
    assert {*OF_CLAUSE, "deposit_prepay", *SILENT} == set(CLAUSES)


def test_an_invoice_is_owed_and_each_line_is_booked_under_its_own() -> None:
    made = bill(
        line("seat_rent", "2000.00"),
        line("call_charges", "10.00"),
        line("outage_credit", "-100.00"),
        tax="114.60",
    )
    assert amounts(of_bill(made)) == {
        "receivable": "2024.60",
        "tax": "-114.60",
        "revenue.rent": "-2000.00",
        "revenue.calls": "-10.00",
        "credits": "100.00",
    }


def test_tax_that_prices_contain_is_taken_out_of_what_it_was_computed_on() -> None:
    made = bill(
        line("one_off", "106.00"),
        line("recurring", "53.00"),
        line("seat_rent", "53.00"),
        line("late_fee", "10.00", taxed=False),
        tax="12.00",
        included=True,
    )
    assert amounts(of_bill(made)) == {
        "receivable": "222.00",
        "tax": "-12.00",
        "revenue.services": "-150.00",
        "revenue.rent": "-50.00",
        "penalties.late_fees": "-10.00",
    }


def test_deposits_and_advances_are_owed_to_the_tenant_not_earned() -> None:
    asked = bill(*(line("deposit_prepay", "2000.00", item, taxed=False) for item in ("deposit", "advance")))
    assert amounts(of_bill(asked)) == {
        "receivable": "4000.00",
        "deposits": "-2000.00",
        "advances": "-2000.00",
    }
    settled = bill(
        line("seat_rent", "2000.00"), line("deposit_prepay", "-2000.00", "advance_applied", taxed=False)
    )
    assert amounts(of_bill(settled)) == {"revenue.rent": "-2000.00", "advances": "2000.00"}


def test_a_payment_taken_back_leaves_nothing() -> None:
    paid = of_payment(Decimal("6000.00"))
    assert amounts(paid) == {"cash": "6000.00", "receivable": "-6000.00"}
    back = reversed_(paid)
    assert all(paid[account] + back[account] == 0 for account in paid)


SORTS = [(clause, "") for clause in OF_CLAUSE] + [("deposit_prepay", item) for item in OF_ITEM]
LINES = st.lists(
    st.builds(
        lambda sort, cents, taxed: line(sort[0], str(Decimal(cents) * CENT), sort[1], taxed=taxed),
        st.sampled_from(SORTS),
        st.integers(-(10**9), 10**9),
        st.booleans(),
    ),
    max_size=12,
)


@given(LINES, st.decimals(0, 1, places=4), st.booleans())
def test_any_bill_adds_up_to_nothing(lines: list[Line], rate: Decimal, included: bool) -> None:
    base = sum((one.amount for one in lines if one.taxed), Decimal(0))
    tax = (base * rate / (1 + rate) if included else base * rate).quantize(CENT)
    made = bill(*lines, tax=str(tax), included=included)
    booked = of_bill(made)
    assert sum(booked.values()) == 0
    assert booked.get(Account.RECEIVABLE, 0) == made.total
    assert booked.get(Account.TAX, 0) == -tax
    assert all(amount == amount.quantize(CENT) for amount in booked.values())
    if not included:
        for account in {account_of(one) for one in lines}:
            own = sum((one.amount for one in lines if account_of(one) is account), Decimal(0))
            assert booked.get(account, 0) == -own


@given(
    st.integers(-(10**6), 10**6),
    st.dictionaries(st.sampled_from(list(Account)), st.integers(1, 10**6).map(Decimal), min_size=1),
)
def test_what_is_apportioned_is_within_a_cent_of_its_share(
    cents: int, weights: dict[Account, Decimal]
) -> None:
    parts = apportioned(cents * CENT, weights, CENT)
    whole = sum(weights.values())
    assert sum(parts.values()) == cents * CENT
    for account, part in parts.items():
        assert abs(part * whole - cents * CENT * weights[account]) < CENT * whole


def test_an_unknown_sort_of_line_is_no_silent_revenue() -> None:
    with pytest.raises(KeyError):
        account_of(line("deposit_prepay", "1.00", "gift"))
