"""What holds for every contract and every month, whatever the facts."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from billing.engine import Agreement, Call, Facts, Month, Outage, SeatInterval, bill
from billing.engine.facts import PROVIDER, in_order

from .cases import MARCH, SHANGHAI, agreement, amount, at

START = at("02-15")
always = settings(deadline=None, max_examples=60)

moments = st.integers(0, 60 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
"""From the middle of February to the middle of April."""
spans = st.tuples(moments, moments).filter(lambda pair: pair[0] != pair[1]).map(sorted)
types = st.sampled_from(["inbound", "bidirectional"])


@st.composite
def seat_intervals(draw: st.DrawFn) -> tuple[SeatInterval, ...]:
    """A few seats, each with one or two intervals, the second after the first."""
    made = []
    for number in range(draw(st.integers(0, 4))):
        cuts = sorted(draw(st.lists(moments, min_size=2, max_size=4, unique=True)))
        for at_, (starts, ends) in enumerate(zip(cuts[::2], cuts[1::2], strict=False)):
            open_end = at_ == len(cuts) // 2 - 1 and draw(st.booleans())
            until = None if open_end else ends
            made.append(SeatInterval(f"i{number}.{at_}", f"s{number}", draw(types), starts, until))
    return tuple(made)


@st.composite
def outages(draw: st.DrawFn) -> tuple[Outage, ...]:
    made = []
    for number, (starts, ends) in enumerate(draw(st.lists(spans, max_size=4))):
        cause = draw(st.sampled_from([PROVIDER, PROVIDER, "planned", "tenant"]))
        among = draw(st.one_of(st.none(), st.frozensets(st.sampled_from(["s0", "s1", "s2"]), min_size=1)))
        made.append(Outage(f"o{number}", starts, ends, cause, among))
    return tuple(made)


@st.composite
def calls(draw: st.DrawFn) -> tuple[Call, ...]:
    numbers = st.sampled_from(["+8613800138000", "+861088880001", "+4420", "10086"])
    return in_order(
        Call(f"c{n}", draw(st.sampled_from(["inbound", "outbound"])), draw(numbers), draw(moments), talked)
        for n, talked in enumerate(draw(st.lists(st.integers(0, 4_000_000_000), max_size=5)))
    )


facts = st.builds(Facts, seats=seat_intervals(), calls=calls(), outages=outages())


@st.composite
def contracts(draw: st.DrawFn) -> Agreement:
    document: dict[str, Any] = {
        "seat_rent": {
            "price": {"inbound": draw(st.integers(0, 3000)), "bidirectional": draw(st.integers(0, 3000))},
            "basis": draw(st.sampled_from(["cutoff", "any_day", "daily", "per_day"])),
            "minimum_seats": draw(st.sampled_from([0, 3])),
            "minimum_type": "inbound",
        },
        "call_charges": {
            "rates": {"outbound": {"+86": "0.095", "default": "1.5"}, "inbound": {"default": "0.033"}},
            "increment": draw(st.sampled_from(["60/60", "6/6", "1/1", "30/6"])),
        },
    }
    if draw(st.booleans()):
        document["outage_credit"] = {"round": draw(st.sampled_from(["outage", "month"]))}
    if draw(st.booleans()):
        document["uptime_sla"] = {
            "points": draw(st.sampled_from(["whole", "started", "linear"])),
            "tiers": [{"at_most": "0.9", "pays": "0.8"}, {"at_most": "0.65", "pays": 0}],
        }
    if draw(st.booleans()):
        document["tax"] = {"rate": "0.06", "included": draw(st.booleans())}
    ends = draw(st.sampled_from([None, date(2026, 3, 10), date(2026, 3, 25), date(2026, 3, 31)]))
    return agreement(document, draw(st.sampled_from([date(2026, 1, 1), date(2026, 3, 5)])), ends)


@always
@given(contracts(), facts)
def test_a_printed_invoice_adds_up(contract: Agreement, facts: Facts) -> None:
    made = bill(contract, facts, MARCH)
    lines = sum((line.amount for line in made.lines), Decimal(0))
    assert made.subtotal + made.tax == made.total
    assert lines in (made.subtotal, made.total)
    assert all(line.amount.as_tuple().exponent == -2 for line in made.lines)
    assert made.total >= 0


@always
@given(contracts(), facts)
def test_every_formula_comes_to_its_amount(contract: Agreement, facts: Facts) -> None:
    """The arithmetic on the line, evaluated rounded half-up, is the amount; so is quantity × price."""
    for line in bill(contract, facts, MARCH).lines:
        said, result = line.formula.rsplit(" = ", 1)
        exact = evaluated(said)
        assert Decimal(result) == line.amount
        assert half_up(exact) == line.amount
        assert abs(exact - Fraction(line.quantity) * Fraction(line.unit_price)) < Fraction(1, 10**6)


@always
@given(contracts(), facts)
def test_credits_never_exceed_what_they_credit(contract: Agreement, facts: Facts) -> None:
    made = bill(contract, facts, MARCH)
    rent = amount(made, "seat_rent")
    assert 0 <= -amount(made, "outage_credit") <= rent + Decimal("0.02"), "a cent of rounding for each type"
    before = sum((line.amount for line in made.lines if line.clause != "uptime_sla"), Decimal(0))
    assert 0 <= -amount(made, "uptime_sla") <= max(before, Decimal(0))


@always
@given(contracts(), facts, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(contract: Agreement, facts: Facts, random: Any) -> None:
    shuffled = Facts(
        tuple(random.sample(facts.seats, len(facts.seats))),
        facts.calls,
        tuple(random.sample(facts.outages, len(facts.outages))),
    )
    assert bill(contract, shuffled, MARCH) == bill(contract, facts, MARCH)


@always
@given(contracts(), facts, spans, st.integers(1, 99))
def test_splitting_an_outage_changes_no_amount(
    contract: Agreement, facts: Facts, whole: list[datetime], percent: int
) -> None:
    """Both halves befall the same seats and touch, so merged they are the whole."""
    starts, ends = whole
    cut = starts + (ends - starts) * percent / 100
    amounts = []
    for cuts in ([starts, ends], [starts, cut, ends]):
        parts = (Outage(f"p{n}", *pair, PROVIDER) for n, pair in enumerate(pairwise(cuts)))
        made = bill(contract, replace(facts, outages=(*facts.outages, *parts)), MARCH)
        amounts.append([(line.clause, line.amount) for line in made.lines])
    assert amounts[0] == amounts[1]


@always
@given(contracts(), facts, spans)
def test_more_outage_never_costs_the_tenant_more(
    contract: Agreement, facts: Facts, more: list[datetime]
) -> None:
    """Where days are rounded once a month. Rounded per outage, one that joins two others may credit
    less than the two did: that is what the contract's reading says."""
    contract = rounding_by_month(contract)
    added = replace(facts, outages=(*facts.outages, Outage("o9", more[0], more[1], PROVIDER)))
    assert bill(contract, added, MARCH).total <= bill(contract, facts, MARCH).total + Decimal("0.02")


@always
@given(contracts(), facts, spans)
def test_an_outage_apart_from_the_others_never_costs_the_tenant_more(
    contract: Agreement, facts: Facts, more: list[datetime]
) -> None:
    if any(o.starts <= more[1] and more[0] <= (o.ends or more[1]) for o in facts.outages):
        return
    added = replace(facts, outages=(*facts.outages, Outage("o9", more[0], more[1], PROVIDER)))
    assert bill(contract, added, MARCH).total <= bill(contract, facts, MARCH).total + Decimal("0.02")


@always
@given(contracts(), facts)
def test_each_call_of_the_month_is_evidence_of_one_line(contract: Agreement, facts: Facts) -> None:
    made = bill(contract, facts, MARCH)
    inside = contract.span.common(MARCH.span)
    assert inside is not None
    subjects = [e.subject for _, e in made.evidence() if e.kind == "call"]
    assert sorted(subjects) == sorted(c.id for c in facts.calls if inside.starts <= c.starts < inside.ends)


@always
@given(contracts(), facts)
def test_each_seat_leased_in_the_month_is_evidence_of_its_rent(contract: Agreement, facts: Facts) -> None:
    made = bill(contract, facts, MARCH)
    inside = contract.span.common(MARCH.span)
    assert inside is not None
    leased = {seat.id for seat in facts.seats if seat.span.common(inside)}
    rents = [line for line in made.lines if line.clause == "seat_rent"]
    assert {e.subject for line in rents for e in line.evidence if e.kind == "seat"} == leased


@always
@given(contracts(), calls())
def test_calls_of_two_months_are_the_calls_of_each(contract: Agreement, made: tuple[Call, ...]) -> None:
    """No call falls between two months, none is in both."""
    contract = replace(contract, term=replace(contract.term, starts=date(2026, 1, 1), ends=None))
    months = [Month(2026, number, SHANGHAI) for number in (2, 3, 4)]
    billed = [
        e.subject
        for month in months
        for _, e in bill(contract, Facts(calls=made), month).evidence()
        if e.kind == "call"
    ]
    assert sorted(billed) == sorted(call.id for call in made)


def rounding_by_month(contract: Agreement) -> Agreement:
    (version,) = contract.versions
    clauses = (
        replace(c, round="month") if c.name == "outage_credit" else c  # type: ignore[type-var, call-arg]
        for c in version.clauses
    )
    return replace(contract, versions=(replace(version, clauses=tuple(clauses)),))


def half_up(value: Fraction) -> Decimal:
    cents = (abs(value) * 100 + Fraction(1, 2)).__floor__()
    return Decimal(cents if value > 0 else -cents).scaleb(-2)


OPERATORS: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
}


def evaluated(formula: str) -> Fraction:
    """The value of ``(4 × 0.7 + 6 × 1) × 2000``, exactly, by a reader that knows nothing of the clauses."""
    source = formula.replace("×", "*")

    def value(node: ast.expr) -> Fraction:
        if isinstance(node, ast.Constant):
            return Fraction(ast.get_source_segment(source, node) or "")
        if isinstance(node, ast.UnaryOp):
            return Fraction(OPERATORS[type(node.op)](value(node.operand)))
        assert isinstance(node, ast.BinOp)
        return Fraction(OPERATORS[type(node.op)](value(node.left), value(node.right)))

    return value(ast.parse(source, mode="eval").body)
