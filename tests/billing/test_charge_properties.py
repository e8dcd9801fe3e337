"""What holds for charges whatever the contract and the facts: of leases, work, periods, parts and shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from billing import terms
from billing.cases import facts as readers
from billing.engine import (
    OVERTIME,
    TRAINING,
    Agreement,
    Bill,
    Facts,
    Hours,
    Items,
    Milestone,
    Month,
    OneOff,
    Receipt,
    SeatInterval,
    SignIn,
    Term,
    bill,
    midnight,
)
from billing.engine.shares import BY_LEASE
from billing.engine.spans import merged

from .test_properties import evaluated, half_up

always = settings(deadline=None, max_examples=40)

ZONES = ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati"]
"""Two of them change their clocks, in March 2028 too."""
FIRST = date(2028, 2, 10)
"""Of every contract here: in a leap year, within a month."""
LAST = date(2028, 5, 20)
MONTHS = range(2, 6)

days = st.integers(-20, 120).map(lambda number: FIRST + timedelta(days=number))
prices = st.sampled_from([Decimal(price) for price in ("0", "85", "0.095", "1700", "25000", "3333.33")])
types = st.sampled_from(["a", "b"])
ids = st.integers(0, 99).map(str)


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    """Within the contract's months, to the second."""
    first = datetime.combine(FIRST, datetime.min.time(), ZoneInfo("UTC"))
    return first + timedelta(seconds=draw(st.integers(-15 * 86_400, 110 * 86_400)))


def several(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """A few, each with an id of its own."""
    return st.lists(one, max_size=5, unique_by=lambda fact: fact.id).map(tuple)


@st.composite
def spans(draw: st.DrawFn, kind: Callable[..., Any]) -> Any:
    starts, ends = sorted(draw(st.tuples(moments(), moments()).filter(lambda pair: pair[0] != pair[1])))
    name = draw(st.sampled_from(["1", "2", "3"]))
    return kind(draw(ids), name, draw(types), starts, draw(st.sampled_from([ends, ends, None])))


def in_turn(held: tuple[SeatInterval, ...]) -> tuple[SeatInterval, ...]:
    """Of each thing one interval: it is never two at once."""
    return tuple({one.seat: one for one in held}.values())


amounts = st.decimals(0, 100_000, places=2)
facts = st.builds(
    Facts,
    lines=several(spans(SeatInterval)).map(in_turn),
    staff=several(spans(SeatInterval)).map(in_turn),
    sign_ins=several(spans(SignIn)),
    one_offs=several(st.builds(OneOff, ids, days, types, st.decimals(0, 99, places=1))),
    milestones=several(st.builds(Milestone, ids, days, st.just("delivery"))),
    hours=several(
        st.builds(
            Hours,
            ids,
            days,
            types,
            st.decimals(0, 24, places=2),
            st.sampled_from([OVERTIME, TRAINING]),
            st.booleans(),
        )
    ),
    receipts=several(st.builds(Receipt, ids, days, amounts)),
    items=several(st.builds(Items, ids, days, types, st.integers(1, 10**6))),
)


def priced(**others: Any) -> dict[str, Any]:
    return {"price": {"a": 1, "b": 1}} | others


TERMS = terms.parse(
    {
        "seat_rent": priced(basis="seat_hour", minimum_type="b"),
        "line_rent": priced(),
        "staff": priced(basis="daily", minimum_role="a"),
        "per_item": priced(),
        "revenue_share": {"share": 1},
        "one_off": priced(agreed=[{"item": "a", "at": "signing", "quantity": "2.5"}]),
        "recurring": {
            "items": {
                "number": {"price": 1, "every": "year", "charged": "monthly"},
                "server": {"price": 1, "every": "year"},
                "trunk": {"price": 1, "every": "month", "quantity": 600},
            }
        },
        "instalments": {
            "total": 1,
            "parts": [
                {"share": "0.333", "at": "signing"},
                {"share": "0.334", "at": "delivery", "after_days": 14},
                {"share": "0.333", "at": "2028-03-31", "after_days": 3, "days": "business"},
            ],
        },
        "tax": {"rate": "0.06", "included": False},
    }
)
"""Checked once; what is drawn takes the place of what they say."""


@st.composite
def contracts(draw: st.DrawFn, ends: date | None = LAST) -> Agreement:
    least = st.sampled_from([0, 3, "first"])
    clauses: dict[str, Any] = {clause.name: clause for clause in TERMS.clauses}

    def drawn(name: str, **strategies: st.SearchStrategy[Any]) -> None:
        values = {field: draw(strategy) for field, strategy in strategies.items()}
        clauses[name] = replace(clauses[name], **values)

    two_prices = st.fixed_dictionaries({"a": prices, "b": prices})
    drawn("seat_rent", price=two_prices, minimum_seats=least)
    drawn("line_rent", price=two_prices, basis=st.sampled_from(BY_LEASE))
    drawn(
        "staff",
        price=two_prices,
        basis=st.sampled_from(BY_LEASE),
        minimum_people=least,
        rest_day=st.sampled_from([Decimal("1.5"), Decimal(2)]),
    )
    drawn("per_item", price=two_prices)
    drawn("revenue_share", share=st.sampled_from([Decimal(0), Decimal("0.35"), Decimal(1)]))
    drawn("one_off", price=two_prices)
    items = clauses["recurring"].items
    drawn("recurring", items=st.just({name: replace(items[name], price=draw(prices)) for name in items}))
    drawn("instalments", total=amounts)
    drawn("tax", included=st.booleans())
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    made = replace(TERMS, clauses=tuple(clauses.values()))
    return terms.agreement(made, Term(date(2028, 1, 31), FIRST, ends, ends, zone))


def billed(contract: Agreement, facts: Facts) -> list[Bill]:
    """All the contract's months."""
    return [bill(contract, facts, Month(2028, number, contract.zone)) for number in MONTHS]


def counted(bills: list[Bill], *clauses: str) -> list[tuple[str, str]]:
    """The facts behind the clauses' lines."""
    return sorted(
        (e.kind, e.subject)
        for made in bills
        for line in made.lines
        if line.clause in clauses
        for e in line.evidence
    )


def within(contract: Agreement, day: date) -> bool:
    return FIRST <= day <= (contract.term.ends or date.max)


@always
@given(contracts(), facts)
def test_every_line_is_its_formula_and_the_lines_are_the_total(contract: Agreement, facts: Facts) -> None:
    for made in billed(contract, facts):
        for line in made.lines:
            said, result = line.formula.rsplit(" = ", 1)
            assert Decimal(result) == line.amount == half_up(evaluated(said))
            assert line.amount >= 0
        lines = sum((line.amount for line in made.lines), Decimal(0))
        assert made.subtotal + made.tax == made.total
        assert lines in (made.subtotal, made.total)


@always
@given(contracts(), facts, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(contract: Agreement, facts: Facts, random: Any) -> None:
    shuffled = {
        one.name: tuple(random.sample(value, len(value)))
        for one in fields(facts)
        if isinstance(value := getattr(facts, one.name), tuple)
    }
    assert repr(billed(contract, replace(facts, **shuffled))) == repr(billed(contract, facts))


@always
@given(contracts(), facts)
def test_each_fact_is_billed_in_one_month(contract: Agreement, facts: Facts) -> None:
    """Nothing of the term falls between two months, nothing is in both."""
    bills = billed(contract, facts)
    done = [("one_off", one.id) for one in facts.one_offs]
    assert [one for one in counted(bills, "one_off") if one[0] != "term"] == sorted(done)
    items = [("item", one.id) for one in facts.items if within(contract, one.on)]
    assert counted(bills, "per_item") == sorted(items)
    receipts = [("receipt", one.id) for one in facts.receipts if within(contract, one.on)]
    assert counted(bills, "revenue_share") == sorted(receipts)
    paid = [
        ("hours", one.id)
        for one in facts.hours
        if (one.passed if one.kind == TRAINING else within(contract, one.on))
    ]
    assert [one for one in counted(bills, "staff") if one[0] == "hours"] == sorted(paid)


@always
@given(contracts(), facts)
def test_the_parts_of_a_price_are_the_price(contract: Agreement, facts: Facts) -> None:
    """Once all of them have fallen due."""
    bills = billed(contract, facts)
    clause: Any = contract.clause("instalments", FIRST)
    assert len(counted(bills, "instalments")) == (3 if facts.milestones else 2)
    if facts.milestones:
        assert sum(amount for name, _, amount in said(bills) if name == "instalments") == clause.total


@always
@given(contracts(), facts)
def test_time_signed_in_is_counted_once_over_all_months(contract: Agreement, facts: Facts) -> None:
    """However the sign-ins of a seat overlap, and whatever the clocks did."""
    hours = sum(
        Fraction(line.quantity)
        for made in billed(contract, facts)
        for line in made.lines
        if line.clause == "seat_rent" and all(e.kind == "sign_in" for e in line.evidence) and line.evidence
    )
    signed = 0
    for seat in {one.seat for one in facts.sign_ins}:
        there = merged(one.span for one in facts.sign_ins if one.seat == seat)
        inside = [part for span in there if (part := span.common(contract.span))]
        signed += sum(part.microseconds for part in inside)
    assert abs(hours - Fraction(signed, 3_600_000_000)) < Fraction(1, 10**9)


@always
@given(contracts(), facts, moments())
def test_splitting_a_fact_changes_no_amount(contract: Agreement, facts: Facts, cut: datetime) -> None:
    def halves(one: Any) -> list[Any]:
        if one.starts < cut < one.span.ends:
            return [replace(one, ends=cut), replace(one, id=f"{one.id}b", starts=cut)]
        return [one]

    def shared(one: Any, amount: str) -> list[Any]:
        rest = getattr(one, amount) - 1
        return [replace(one, **{amount: rest}), replace(one, id=f"{one.id}b", **{amount: type(rest)(1)})]

    split = replace(
        facts,
        lines=tuple(part for one in facts.lines for part in halves(one)),
        staff=tuple(part for one in facts.staff for part in halves(one)),
        sign_ins=tuple(part for one in facts.sign_ins for part in halves(one)),
        items=tuple(part for one in facts.items for part in shared(one, "count")),
        receipts=tuple(part for one in facts.receipts for part in shared(one, "amount")),
        hours=tuple(part for one in facts.hours for part in shared(one, "hours")),
    )
    assert said(billed(contract, split)) == said(billed(contract, facts))


def said(bills: list[Bill]) -> list[tuple[str, str, Decimal]]:
    return [(line.clause, line.description.en, line.amount) for made in bills for line in made.lines]


@always
@given(contracts(), st.integers(1, 20), st.integers(1, 20), types, days, days)
def test_two_rows_of_things_are_one_of_both(
    contract: Agreement, some: int, others: int, type: str, added: date, released: date
) -> None:
    def made(*counts: int) -> list[tuple[str, str, Decimal]]:
        leave = max(added, released)
        document = {
            kind: [
                *({"at": added.isoformat(), "add": count, key: type} for count in counts),
                *({"at": leave.isoformat(), "release": count, key: type} for count in counts),
            ]
            for kind, key in (("lines", "type"), ("staff", "role"))
        }
        return said(billed(contract, readers.read(document, contract)))

    assert made(some, others) == made(some + others)


@always
@given(contracts(ends=None))
def test_twelve_months_are_the_year(contract: Agreement) -> None:
    """Of a year's price in twelfths: to the cent."""
    months = [Month(2028 + (n + 1) // 12, (n + 1) % 12 + 1, contract.zone) for n in range(12)]
    lines = [line for month in months for line in bill(contract, Facts(), month).lines]
    twelfths = [line.amount for line in lines if line.item == "number"]
    clause: Any = contract.clause("recurring", FIRST)
    assert len(twelfths) == 12
    assert sum(twelfths) == half_up(Fraction(clause.items["number"].price))
    assert [len([line for line in lines if line.item == item]) for item in ("server", "trunk")] == [1, 12]


@always
@given(contracts(), facts)
def test_a_minimum_is_reached_and_never_passed(contract: Agreement, facts: Facts) -> None:
    """What is billed by the hour or by the head is never less than the minimum comes to."""
    clause: Any = contract.clause("staff", FIRST)
    if clause.basis == "cutoff" or isinstance(clause.minimum_people, str):
        return
    for month, made in zip(MONTHS, billed(contract, facts), strict=True):
        whole = Month(2028, month, contract.zone)
        span = whole.span.common(contract.span)
        assert span is not None
        covered = len(whole.days_of(span))
        share = {"daily": Fraction(covered, whole.days), "per_day": Fraction(covered)}.get(
            clause.basis, Fraction(1)
        )
        lines = [line for line in made.lines if line.clause == "staff" and not line.item]
        people = sum((Fraction(line.quantity) for line in lines), Fraction(0))
        assert people > clause.minimum_people * share - Fraction(1, 10**9)
        if any(line.description.en.startswith("Up to") for line in lines):
            assert people < clause.minimum_people * share + Fraction(1, 10**9)


def test_the_zones_here_change_their_clocks_in_the_term() -> None:
    offsets = {
        zone: {f"{midnight(day, ZoneInfo(zone)):%H:%M}" for day in (FIRST, LAST)}
        for zone in ("America/New_York", "Australia/Lord_Howe")
    }
    assert all(len(hours) == 2 for hours in offsets.values())
