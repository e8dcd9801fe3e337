"""押一付一 (contracts.md, deposit_prepay; 001:A2, A3, A5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from billing import cases
from billing.cases import Answer
from billing.engine import Bill, Facts, Issued, Line, Month, SeatInterval, ahead, bill

from .cases import MARCH, SHANGHAI, agreement, at, seats

MONTHS = ["2026-03", "2026-04", "2026-05", "2026-06"]
TERMS: dict[str, Any] = {"seat_rent": {"price": {"standard": 2000, "county": 1500}, "basis": "cutoff"}}
PREPAID = {**TERMS, "deposit_prepay": {}}
TEN = {"at": "2026-03-01", "add": 10, "type": "standard"}


def answer(*seats: dict[str, Any], terms: dict[str, Any] = PREPAID, **more: Any) -> Answer:
    contract = {"terms": terms, "starts": "2026-03-01", "ends": "2026-06-30", **more.pop("contract", {})}
    facts = {"seats": list(seats), **more.pop("facts", {})}
    document = {"contract": contract, "facts": facts, "bill": more.pop("bill", MONTHS), **more}
    return cases.answer(cases.of_document(document))


def asked(answer: Answer) -> list[tuple[str, str, str, str]]:
    return [(one.period, str(one.asked), str(one.due), str(one.total)) for one in answer.prepayments]


def lines(*bills: Bill) -> list[Line]:
    return [line for one in bills for line in one.lines if line.clause == "deposit_prepay"]


def said(*bills: Bill) -> list[tuple[str, str, str]]:
    return [(line.item, line.period, str(line.amount)) for line in lines(*bills)]


def test_a_month_s_deposit_and_a_month_ahead_before_activation() -> None:
    """'On activation one month's rent as deposit and one month's in advance'; 'Payment is due
    due_before_activation = 3 business days before activation': 28 February is a Saturday worked, the
    spring festival before it is not."""
    first = answer(TEN).prepayments[0]
    assert said(first) == [("deposit", "", "20000.00"), ("advance", "2026-03", "20000.00")]
    assert (first.asked, first.due, first.total) == (date(2026, 2, 12), date(2026, 2, 26), 40000)
    assert [line.formula for line in first.lines] == ["10 × 1 × 2000 = 20000.00", "10 × 2000 = 20000.00"]
    assert [len(line.evidence) for line in first.lines] == [10, 10]
    assert not any(line.taxed for line in first.lines)


def test_each_later_month_is_asked_for_ahead_of_it() -> None:
    """'each later month's rent is asked for in advance', by the seats leased when it is asked for."""
    made = answer(TEN, {"at": "2026-03-20", "release": 4, "type": "standard"})
    assert asked(made)[1:] == [
        ("2026-04", "2026-03-20", "2026-03-27", "12000.00"),
        ("2026-05", "2026-04-21", "2026-04-28", "12000.00"),
        ("2026-06", "2026-05-20", "2026-05-27", "12000.00"),
    ]


def test_seats_given_back_after_the_day_of_asking_were_asked_for() -> None:
    made = answer(TEN, {"at": "2026-03-21", "release": 4, "type": "standard"})
    assert asked(made)[1][3] == "20000.00"
    assert said(made.invoices[1]) == [("advance_applied", "2026-04", "-20000.00")]
    assert made.invoices[1].total == -8000, "what was asked for too much comes back in its month"


def test_seats_added_within_a_month_are_asked_for_at_once() -> None:
    """'Seats added mid-month are invoiced at once for the full month (001:A5).'"""
    made = answer(TEN, {"at": "2026-04-25", "add": 3, "type": "standard"})
    assert asked(made)[2:5] == [
        ("2026-05", "2026-04-21", "2026-04-28", "20000.00"),
        ("2026-04", "2026-04-25", "2026-04-29", "6000.00"),
        ("2026-05", "2026-04-25", "2026-04-29", "6000.00"),
    ]
    assert said(made.invoices[1]) == [("advance_applied", "2026-04", "-26000.00")]
    (line,) = lines(made.invoices[1])
    assert line.formula == "-(20000 + 6000) = -26000.00"
    assert [(one.kind, one.subject, one.quantity) for one in line.evidence] == [
        ("invoice", "2026-04/1", 20000),
        ("invoice", "2026-04/2", 6000),
    ]


def test_the_settlement_sets_off_what_was_asked_for_and_the_last_gives_the_deposit_back() -> None:
    made = answer(TEN)
    assert [said(one) for one in made.invoices] == [
        [("advance_applied", "2026-03", "-20000.00")],
        [("advance_applied", "2026-04", "-20000.00")],
        [("advance_applied", "2026-05", "-20000.00")],
        [("advance_applied", "2026-06", "-20000.00"), ("deposit_refund", "", "-20000.00")],
    ]
    assert [one.total for one in made.invoices] == [0, 0, 0, -20000]


def test_calls_follow_in_arrears() -> None:
    """'call charges follow in arrears'"""
    terms = {**PREPAID, "call_charges": {"rates": {"outbound": {"default": 1}, "inbound": {"default": 0}}}}
    call = {"start": "2026-03-03T09:00+08:00", "direction": "outbound", "to": "10086", "billsec": 60}
    assert [one.total for one in answer(TEN, terms=terms, facts={"calls": [call]}).invoices][:2] == [1, 0]


def test_a_line_for_each_type_and_months_of_deposit_by_agreement() -> None:
    terms = {
        **PREPAID,
        "deposit_prepay": {"deposit_months": 2, "due_before_activation": 0, "asked_before_due": 0},
    }
    first = answer({**TEN, "add": 2}, {**TEN, "add": 1, "type": "county"}, terms=terms).prepayments[0]
    assert said(first) == [
        ("deposit", "", "3000.00"),
        ("deposit", "", "8000.00"),
        ("advance", "2026-03", "1500.00"),
        ("advance", "2026-03", "4000.00"),
    ]
    assert (first.asked, first.due) == (date(2026, 3, 1), date(2026, 3, 1))
    without = {**PREPAID, "deposit_prepay": {"deposit_months": 0}}
    assert [line.item for line in answer(TEN, terms=without).prepayments[0].lines] == ["advance"]


def test_the_first_payment_is_due_by_days_of_its_own() -> None:
    """Before activation, not before the month: ten business days before 1 March, over the spring festival."""
    terms = {**PREPAID, "deposit_prepay": {"due_before_activation": 10}}
    assert answer(TEN, terms=terms).prepayments[0].due == date(2026, 2, 10)


def test_nothing_is_asked_for_before_the_contract_was_signed() -> None:
    signed = answer(TEN, contract={"signed": "2026-02-25"}).prepayments[0]
    assert (signed.asked, signed.due) == (date(2026, 2, 25), date(2026, 2, 26))
    late = answer(TEN, contract={"signed": "2026-02-28"}).prepayments[0]
    assert (late.asked, late.due) == (date(2026, 2, 28), date(2026, 2, 28))


def test_a_short_first_month_asks_for_both_by_the_first_seats() -> None:
    late_start = {"starts": "2026-03-30"}
    made = answer({**TEN, "at": "2026-03-30"}, contract=late_start)
    assert [(one.period, one.total) for one in made.prepayments][:2] == [
        ("2026-03", 40000),
        ("2026-04", 20000),
    ]
    assert all(line.period or line.item == "deposit" for line in lines(*made.prepayments))


def test_a_last_month_that_ends_early_is_asked_for_as_agreed() -> None:
    made = answer(TEN, contract={"ends": "2026-06-15"})
    assert asked(made)[-1][3] == "14000.00", "known to end by the 20th: 70 %"
    assert said(made.invoices[-1])[0] == ("advance_applied", "2026-06", "-14000.00")


def test_a_renewed_contract_is_asked_for_on_and_keeps_its_deposit() -> None:
    """The agreed end is no end: the deposit goes back with the last month of the renewal."""
    terms = {**PREPAID, "renewal": {"months": 2, "times": 1}}
    months = {"bill": [*MONTHS, "2026-07", "2026-08"], "contract": {"ends": "2026-06-15"}}
    made = answer(TEN, terms=terms, **months)
    assert [one[3] for one in asked(made)[3:]] == ["20000.00", "20000.00", "14000.00"]
    assert [line.item for one in made.invoices for line in lines(one)].count("deposit_refund") == 1
    assert said(made.invoices[-1])[-1] == ("deposit_refund", "", "-20000.00")
    endless = answer(TEN, terms={**PREPAID, "renewal": {}}, **months)
    assert [one[3] for one in asked(endless)[3:]] == ["20000.00"] * 3
    told = {"ends": "2026-06-15", "not_renewed": "2026-04-01"}
    given_notice = answer(TEN, terms={**PREPAID, "renewal": {}}, contract=told)
    assert asked(given_notice)[-1][3] == "14000.00"


def test_nothing_asked_for_nothing_set_off() -> None:
    contract = agreement(PREPAID, date(2026, 3, 1), date(2026, 3, 31))
    assert lines(bill(contract, Facts(seats=seats(1)), Month(2026, 3, SHANGHAI))) == []


def test_what_was_asked_for_a_month_that_never_came_goes_back_with_the_last() -> None:
    """A party ended the contract after April had been asked for."""
    facts = Facts(seats=seats(10))
    march, april = Month(2026, 3, SHANGHAI), Month(2026, 4, SHANGHAI)
    agreed = agreement(PREPAID, date(2026, 3, 1), date(2026, 6, 30))
    bills = [*ahead(agreed, facts, march), *ahead(agreed, facts, april)]
    issued = tuple(Issued(f"P{number}", one) for number, one in enumerate(bills, 1))
    ended = replace(agreed, term=replace(agreed.term, ends=date(2026, 3, 31)))
    assert said(bill(ended, facts, march, issued)) == [
        ("advance_applied", "2026-03", "-20000.00"),
        ("advance_applied", "2026-04", "-20000.00"),
        ("deposit_refund", "", "-20000.00"),
    ]


def test_a_deposit_given_back_is_not_given_back_again() -> None:
    """A contract that was to end in March, settled, and then went on to April."""
    facts, april = Facts(seats=seats(1)), Month(2026, 4, SHANGHAI)
    short = agreement(PREPAID, date(2026, 3, 1), date(2026, 3, 31))
    asked_for = tuple(Issued(f"P{n}", one) for n, one in enumerate(ahead(short, facts, MARCH), 1))
    settled = Issued("S1", bill(short, facts, MARCH, asked_for))
    assert said(settled.bill)[-1] == ("deposit_refund", "", "-2000.00")
    longer = agreement(PREPAID, date(2026, 3, 1), date(2026, 4, 30))
    assert said(bill(longer, facts, april, (*asked_for, settled))) == []


def test_what_one_bill_asked_for_several_types_is_set_off_together() -> None:
    made = answer({**TEN, "add": 2}, {**TEN, "add": 1, "type": "county"}).invoices[0]
    (line,) = lines(made)
    assert line.formula == "-5500 = -5500.00"
    assert [one.quantity for one in line.evidence] == [5500]


def test_the_smallest_advances_are_set_off_like_any() -> None:
    """Half a yuan a seat, asked for in two goes."""
    facts = Facts(seats=(*seats(1), *seats(2, starts="03-25", first=2)))
    cheap = {"seat_rent": {"price": {"standard": 0.5}, "basis": "cutoff"}, "deposit_prepay": {}}
    contract = agreement(cheap, date(2026, 3, 1), date(2026, 6, 30))
    first, second = (Issued(f"P{n}", one) for n, one in enumerate(ahead(contract, facts, MARCH), 1))
    settled = Issued("S1", bill(contract, facts, MARCH, (first,)))
    after = bill(contract, facts, Month(2026, 4, SHANGHAI), (first, settled, second))
    assert [said(one) for one in (settled.bill, after)] == [
        [("advance_applied", "2026-03", "-0.50")],
        [("advance_applied", "2026-03", "-1.00")],
    ]


def test_each_advance_is_set_off_once_also_when_it_was_asked_for_late() -> None:
    facts = Facts(seats=(*seats(1), *seats(2, starts="03-25", first=2)))
    contract = agreement(PREPAID, date(2026, 3, 1), date(2026, 6, 30))
    march, april = Month(2026, 3, SHANGHAI), Month(2026, 4, SHANGHAI)
    first, second = (Issued(f"P{n}", one) for n, one in enumerate(ahead(contract, facts, march), 1))
    settled = Issued("S1", bill(contract, facts, march, (first,)))
    assert said(settled.bill) == [("advance_applied", "2026-03", "-2000.00")]
    after = bill(contract, facts, april, (first, settled, second))
    assert said(after) == [("advance_applied", "2026-03", "-4000.00")]
    (line,) = lines(after)
    assert [one.subject for one in line.evidence] == ["P2"]


def test_what_was_asked_for_in_three_goes_is_set_off_in_three() -> None:
    facts = Facts(seats=(*seats(1), *seats(2, starts="03-20", first=2), *seats(3, starts="03-25", first=4)))
    contract = agreement(PREPAID, date(2026, 3, 1), date(2026, 6, 30))
    first, second, third = (Issued(f"P{n}", one) for n, one in enumerate(ahead(contract, facts, MARCH), 1))
    issued: tuple[Issued, ...] = ()
    set_off = []
    for bill_asked, month in ((first, 3), (second, 4), (third, 5)):
        settled = bill(contract, facts, Month(2026, month, SHANGHAI), (*issued, bill_asked))
        issued = (*issued, bill_asked, Issued(f"S{month}", settled))
        set_off.append([(line.amount, [one.subject for one in line.evidence]) for line in lines(settled)])
    assert set_off == [[(-2000, ["P1"])], [(-4000, ["P2"])], [(-6000, ["P3"])]]


def test_it_is_no_supply_so_tax_is_the_month_s() -> None:
    terms = {**PREPAID, "tax": {"rate": 0.06, "included": False}}
    made = answer(TEN, terms=terms).invoices[0]
    assert (made.tax, made.total) == (Decimal("1200.00"), Decimal("1200.00"))


def test_the_unpaid_advance_is_owed_as_its_own_bill() -> None:
    made = answer(TEN, bill=["2026-03"], as_of="2026-03-05")
    assert [(one.id, str(one.kind), one.outstanding) for one in made.arrears or ()] == [
        ("2026-03/1", "prepayment", 40000)
    ]


changes = st.lists(
    st.tuples(
        st.dates(date(2026, 2, 20), date(2026, 6, 29)),
        st.one_of(st.none(), st.integers(1, 120)),
        st.sampled_from(["standard", "county"]),
    ),
    max_size=6,
)


@settings(deadline=None, max_examples=30)
@given(
    changes,
    st.sampled_from(["cutoff", "any_day", "daily", "per_day"]),
    st.dates(date(2026, 3, 1), date(2026, 3, 31)),
    st.dates(date(2026, 5, 20), date(2026, 6, 30)),
    st.integers(0, 12),
)
def test_paying_ahead_is_only_timing(
    told: list[tuple[date, int | None, str]], basis: str, starts: date, ends: date, days: int
) -> None:
    """Over the whole contract its lines sum to zero, and what is owed is what is owed without it."""
    held = tuple(
        SeatInterval(
            f"i{n}",
            f"s{n}",
            type,
            at(f"{day:%m-%d}"),
            at(f"{day:%m-%d}") + timedelta(days=stay) if stay else None,
        )
        for n, (day, stay, type) in enumerate(told)
    )
    terms = {"seat_rent": {**TERMS["seat_rent"], "basis": basis}}
    months = tuple(Month(2026, number, SHANGHAI) for number in range(3, ends.month + 1))
    totals = []
    for clause in ({}, {"deposit_prepay": {"asked_before_due": days}}):
        case = cases.Case(agreement(terms | clause, starts, ends), Facts(seats=held), months)
        bills = [one.bill for one in case.issued()]
        totals.append(sum((one.total for one in bills), Decimal(0)))
        assert sum((line.amount for line in lines(*bills)), Decimal(0)) == 0
        for month in months:
            set_off = [line.amount for line in lines(*bills) if line.period == month.name]
            assert sum(set_off, Decimal(0)) == 0
    assert totals[0] == totals[1]
