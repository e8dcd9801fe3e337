"""What credit notes take back: never more than the bill, its tax and its entries to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.clauses.tax import Tax
from billing.credits.asked import Asked, read
from billing.credits.parts import Credit, credit, entries, left_of, part_of, together
from billing.engine import Bill, Line, Text
from billing.ledger.accounts import Account
from billing.ledger.postings import of_bill
from seatyard.errors import Conflict, InvalidInput

SIX = Decimal("0.06")


def line(amount: str | Decimal, clause: str = "seat_rent", *, taxed: bool = True, item: str = "") -> Line:
    worth = Decimal(amount)
    return Line(
        clause,
        Text(clause, clause),
        Decimal(1),
        "amount",
        worth,
        worth,
        "",
        Text("", ""),
        (),
        item,
        "",
        taxed,
    )


def bill(*lines: Line, tax: Tax | None = None) -> Bill:
    told = Bill(
        "2026-03", "CNY", lines, Decimal(0), Decimal(0), "x" if tax else "", Decimal(0), date(2026, 4, 10), ()
    )
    return part_of(told, tax, {at: one.amount for at, one in enumerate(lines, 1)})


MIXED = bill(line("20000.00"), line("0.30", "call_charges"), line("-1333.33", "outage_credit"))


def test_the_whole_of_a_bill_with_a_credit_on_it_is_its_total() -> None:
    made = credit(MIXED, None, Asked(), {})
    assert made.lines == {1: Decimal("20000.00"), 2: Decimal("0.30"), 3: Decimal("-1333.33")}
    assert (made.total, made.tax) == (Decimal("18666.97"), 0)


def test_after_a_part_the_whole_is_the_rest() -> None:
    first = credit(MIXED, None, Asked(lines={1: Decimal("5000")}), {})
    rest = credit(MIXED, None, Asked(), first.lines)
    assert (first.total, rest.total) == (Decimal("5000.00"), Decimal("13666.97"))
    with pytest.raises(Conflict, match="nothing is left"):
        credit(MIXED, None, Asked(), together(first.lines, rest.lines))


def test_an_amount_is_laid_over_all_lines_to_the_cent() -> None:
    made = credit(bill(line("100.00"), line("50.00"), line("50.00")), None, Asked(amount=Decimal("0.05")), {})
    assert (made.lines, made.total) == (
        {1: Decimal("0.03"), 2: Decimal("0.01"), 3: Decimal("0.01")},
        Decimal("0.05"),
    )


def test_a_line_credited_whole_leaves_no_more_than_the_bill_has() -> None:
    with pytest.raises(Conflict, match=r"it would credit 20000.00 \(allowed: up to 18666.97\)"):
        credit(MIXED, None, Asked(lines={1: None}), {})


@pytest.mark.parametrize(
    ("asked", "said"),
    [  # what is left of line 1 is 20000.00, of line 3 -1333.33
        (
            Asked(lines={1: Decimal("20000.01")}),
            "line 1: 20000.01 is not within what is left (allowed: up to 20000.00)",
        ),
        (Asked(lines={1: Decimal("-1")}), "line 1: -1 is not within what is left (allowed: up to 20000.00)"),
        (Asked(lines={1: Decimal("0")}), "line 1: 0 is not within what is left (allowed: up to 20000.00)"),
        (Asked(lines={3: Decimal("1")}), "line 3: 1 is not within what is left (allowed: down to -1333.33)"),
        (Asked(lines={3: None}), "credit: it would credit -1333.33 (allowed: up to 18666.97)"),
        (Asked(lines={9: None}), "line 9: nothing of it can be credited (allowed: one of 1, 2, 3)"),
        (Asked(lines={1: Decimal("0.001")}), "line 1: 0.001 is no amount of money (allowed: steps of 0.01)"),
        (
            Asked(amount=Decimal("18666.98")),
            "amount: 18666.98 is not within what is left (allowed: up to 18666.97)",
        ),
        (Asked(amount=Decimal("-5")), "amount: -5 is not within what is left (allowed: up to 18666.97)"),
    ],
)
def test_more_than_there_is_is_refused(asked: Asked, said: str) -> None:
    with pytest.raises((Conflict, InvalidInput)) as refused:
        credit(MIXED, None, asked, {})
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ((False, "", []), "credit: one of them is needed (allowed: the whole, an amount, or lines)"),
        ((True, "5", []), "credit: one of them is needed (allowed: the whole, an amount, or lines)"),
        ((False, "", ["1=x"]), "line 1: 'x' is no amount (allowed: such as 500.00)"),
        ((False, "NaN", []), "amount: 'NaN' is no amount (allowed: such as 500.00)"),
        ((False, "1e99", []), "amount: '1e99' is no amount (allowed: such as 500.00)"),
        ((False, "", ["one"]), "line: 'one' names no line (allowed: 2, or 2=500.00)"),
        ((False, "", ["1", "1=5"]), "line: a line is named twice (allowed: each once)"),
    ],
)
def test_what_cannot_be_read_is_refused(told: tuple[bool, str, list[str]], said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(*told)
    assert str(refused.value) == said


def test_what_was_asked_for_ahead_and_set_off_is_no_charge() -> None:
    settled = bill(line("100.00"), line("-100.00", "deposit_prepay", taxed=False, item="advance_applied"))
    assert credit(settled, None, Asked(), {}).lines == {1: Decimal("100.00")}


@pytest.mark.parametrize("included", [True, False])
def test_tax_goes_back_with_the_lines_that_carry_it(included: bool) -> None:
    tax = Tax(SIX, included)
    made = credit(
        bill(line("100.00"), line("7.00", "late_fee", taxed=False), tax=tax),
        tax,
        Asked(lines={1: Decimal(50)}),
        {},
    )
    expected = ("47.17", "2.83", "50.00") if included else ("50.00", "3.00", "53.00")
    assert (made.subtotal, made.tax, made.total) == tuple(map(Decimal, expected))


cents = st.integers(1, 300_000).map(lambda count: Decimal(count).scaleb(-2))
CLAUSES = ("seat_rent", "call_charges", "one_off", "late_fee")


def charge(amount: Decimal, clause: str) -> Line:
    return line(amount, clause, taxed=clause != "late_fee")


some_lines = st.lists(st.builds(charge, cents, st.sampled_from(CLAUSES)), min_size=1, max_size=5)


@settings(max_examples=40)
@given(some_lines, cents, st.sampled_from([None, True, False]), st.data())
def test_however_a_bill_is_credited_its_notes_are_the_bill(
    lines: list[Line], off: Decimal, included: bool | None, data: st.DataObject
) -> None:
    if off < sum(one.amount for one in lines):
        lines = [*lines, line(-off, "outage_credit")]
    tax = None if included is None else Tax(SIX, included)
    whole = bill(*lines, tax=tax)
    before: dict[int, Decimal] = {}
    made: list[Credit] = []
    booked = dict.fromkeys(Account, Decimal(0))
    for asked in [*data.draw(st.lists(asked_of(len(lines)), max_size=4)), Asked()]:
        try:
            made.append(credit(whole, tax, asked, before))
        except (Conflict, InvalidInput):
            continue
        for account, amount in entries(whole, tax, before, made[-1].lines).items():
            booked[account] += amount
        before = together(before, made[-1].lines)
        assert sum(one.total for one in made) <= whole.total
    left = left_of(whole, before)
    if not any(left.values()):
        assert sum(one.total for one in made) == whole.total
        assert sum(one.tax for one in made) == whole.tax
        assert {account: -amount for account, amount in booked.items() if amount} == of_bill(whole)
    else:
        assert sum(left.values()) <= 0 or part_of(whole, tax, left).total <= 0


def asked_of(lines: int) -> st.SearchStrategy[Asked]:
    one = st.builds(lambda at, amount: Asked(lines={at: amount}), st.integers(1, lines), st.none() | cents)
    return one | st.builds(lambda amount: Asked(amount=amount), cents)
