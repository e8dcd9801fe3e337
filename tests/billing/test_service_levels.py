"""Key figures (contracts.md, service_levels; 004 六)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.engine import Agreement, Bill, Facts, Month, Outage, ServiceLevel, bill
from seatyard.errors import InvalidInput

from .cases import SHANGHAI, agreement, amount, at, seats

TERMS: dict[str, Any] = {"seat_rent": {"price": {"standard": 2000}, "basis": "any_day"}}
TARGETS: dict[str, Any] = {
    "answer_rate": {"at_least": 0.8},
    "average_handling_time": {"at_most": 240},
    "satisfaction": {"at_least": 0.85, "mend_periods": 2},
}


def contract(
    figures: dict[str, Any] = TARGETS, deduct: float = 0.05, ends: date | None = None, **more: Any
) -> Agreement:
    document = TERMS | {"service_levels": {"figures": figures, "deduct": deduct}} | more
    return agreement(document, date(2026, 1, 1), ends)


def settled(
    agreed: Agreement, month: int, *reports: tuple[str, str, Any], outages: tuple[Outage, ...] = ()
) -> Bill:
    """The month of 2026, 5 seats: a fee of 10,000."""
    levels = tuple(
        ServiceLevel(str(n), f"2026-{period}", figure, Decimal(str(value)))
        for n, (figure, period, value) in enumerate(reports, 1)
    )
    held = seats(5, starts="01-01")
    return bill(agreed, Facts(held, outages=outages, service_levels=levels), Month(2026, month, SHANGHAI))


def told(made: Bill) -> list[tuple[str, str]]:
    return [(one.kind, one.subject) for one in made.notices]


ANSWERED = contract({"answer_rate": {"at_least": 0.8}})


def test_missed_once_is_a_notice_and_time_to_mend() -> None:
    """'Missed: a notice, a time to mend it'"""
    made = settled(ANSWERED, 3, ("answer_rate", "03", 0.78))
    assert (told(made), made.total) == ([("figure_missed", "answer_rate")], 10000)
    (notice,) = made.notices
    assert notice.text.en == (
        "Answer rate of 2026-03 is 0.78, the target at least 0.8; measuring periods left to mend it: 1"
    )


def test_still_missed_after_the_time_to_mend_is_deducted() -> None:
    """'then deduct of the month's fee for each figure still missed'"""
    made = settled(ANSWERED, 4, ("answer_rate", "03", 0.78), ("answer_rate", "04", 0.79))
    line = made.lines[-1]
    assert (line.amount, line.unit) == (Decimal("-500.00"), "month_total")
    assert line.formula == "-(1 × 0.05 × 10000) = -500.00"
    assert [(one.kind, one.subject, one.quantity) for one in line.evidence] == [
        ("service_level", "2", Decimal("0.79")),
        ("line", "1", Decimal("10000.00")),
    ]
    assert "time to mend it is over" in made.notices[0].text.en


def test_mended_in_time_costs_nothing_and_a_new_miss_starts_anew() -> None:
    reports = [
        ("answer_rate", f"{month:02}", value) for month, value in ((3, 0.7), (4, 0.8), (5, 0.7), (6, 0.7))
    ]
    assert [settled(ANSWERED, month, *reports).total for month in (3, 4, 5, 6)] == [10000, 10000, 10000, 9500]


def test_it_goes_on_until_the_target_is_met() -> None:
    reports = [("answer_rate", f"{month:02}", 0.7) for month in (3, 4, 5)] + [("answer_rate", "06", 0.9)]
    assert [settled(ANSWERED, month, *reports).total for month in (3, 4, 5, 6)] == [10000, 9500, 9500, 10000]


def test_for_each_figure_still_missed_by_its_own_time() -> None:
    reports = [
        (figure, f"{month:02}", value)
        for month in (2, 3, 4)
        for figure, value in (("answer_rate", 0.5), ("average_handling_time", 241), ("satisfaction", 0.84))
    ]
    made = [settled(contract(), month, *reports) for month in (2, 3, 4)]
    assert [one.total for one in made] == [10000, 9000, 8500]
    assert made[2].lines[-1].formula == "-(3 × 0.05 × 10000) = -1500.00"


@pytest.mark.parametrize(
    ("figure", "value", "missed"),
    [
        ("answer_rate", "0.8", False),
        ("answer_rate", "0.799999", True),
        ("average_handling_time", "240", False),
        ("average_handling_time", "240.000001", True),
    ],
)
def test_at_the_target_it_is_met(figure: str, value: str, missed: bool) -> None:
    made = settled(contract({figure: TARGETS[figure]}), 3, (figure, "03", value))
    assert bool(made.notices) is missed


def test_without_time_to_mend_the_first_miss_costs() -> None:
    agreed = contract({"answer_rate": {"at_least": 0.8, "mend_periods": 0}})
    assert settled(agreed, 3, ("answer_rate", "03", 0.78)).total == 9500


def test_a_figure_not_reported_is_a_notice_not_a_deduction() -> None:
    assert told(settled(ANSWERED, 3)) == [("figure_not_reported", "answer_rate")]
    reports = [("answer_rate", "02", 0.7), ("answer_rate", "03", 0.7), ("answer_rate", "05", 0.7)]
    assert settled(ANSWERED, 4, *reports).total == 10000
    assert settled(ANSWERED, 5, *reports).total == 9500, "silence mends nothing"


def test_a_quarter_is_judged_in_its_last_month() -> None:
    agreed = contract({"satisfaction": {"at_least": 0.85, "measured": "quarter"}})
    reports = [("satisfaction", "Q1", 0.8), ("satisfaction", "Q2", 0.8)]
    made = [settled(agreed, month, *reports) for month in range(1, 7)]
    assert [one.total for one in made] == [10000] * 5 + [9500]
    assert [told(one) for one in made[:3]] == [[], [], [("figure_missed", "satisfaction")]]


def test_a_quarter_cut_by_the_contract_s_end_is_judged_then() -> None:
    figures = {"satisfaction": {"at_least": 0.85, "measured": "quarter", "mend_periods": 0}}
    ended = contract(figures, ends=date(2026, 5, 31))
    assert settled(ended, 5, ("satisfaction", "Q2", 0.8)).total == 9500
    assert settled(contract(figures), 5, ("satisfaction", "Q2", 0.8)).total == 10000


def test_never_more_than_the_month_s_fee() -> None:
    agreed = contract(
        {figure: {**target, "mend_periods": 0} for figure, target in TARGETS.items()}, deduct=0.4
    )
    made = settled(agreed, 3, *((figure, "03", 0.1) for figure in ("answer_rate", "satisfaction")))
    assert made.total == 2000
    reports = [("answer_rate", "03", 0.1), ("satisfaction", "03", 0.1), ("average_handling_time", "03", 999)]
    made = settled(agreed, 3, *reports)
    assert (made.total, made.lines[-1].formula) == (0, "-(1 × 10000) = -10000.00")


def test_the_whole_fee_and_the_smallest() -> None:
    figures = {"answer_rate": {"at_least": 0.8, "mend_periods": 0}}
    made = settled(contract(figures, deduct=1), 3, ("answer_rate", "03", 0.1))
    assert (made.total, made.lines[-1].formula) == (0, "-(1 × 1 × 10000) = -10000.00")
    cheap = contract(figures, seat_rent={"price": {"standard": 0.2}, "basis": "any_day"})
    assert settled(cheap, 3, ("answer_rate", "03", 0.1)).total == Decimal("0.95")
    assert made.lines[-1].explained.en == "-(1 figure × 1 × 10,000.00) = -10,000.00"


def test_nothing_off_is_no_line() -> None:
    figures = {"answer_rate": {"at_least": 0.8, "mend_periods": 0}}
    free = contract(figures, deduct=0)
    assert [line.clause for line in settled(free, 3, ("answer_rate", "03", 0.1)).lines] == ["seat_rent"]
    nothing = contract(figures, seat_rent={"price": {"standard": 0}, "basis": "any_day"})
    assert [line.clause for line in settled(nothing, 3, ("answer_rate", "03", 0.1)).lines] == ["seat_rent"]


def test_the_fee_is_what_other_credits_left_of_it() -> None:
    agreed = contract({"answer_rate": {"at_least": 0.8, "mend_periods": 0}}, outage_credit={})
    down = Outage("o", at("03-05"), at("03-06"), "provider")
    made = settled(agreed, 3, ("answer_rate", "03", 0.1), outages=(down,))
    assert amount(made, "service_levels") == Decimal("-483.33")


@pytest.mark.parametrize(
    ("target", "line"),
    [
        ({}, "neither at_least nor at_most (allowed: one of at_least, at_most)"),
        ({"at_least": 1, "at_most": 2}, "both at_least and at_most (allowed: one of at_least, at_most)"),
    ],
)
def test_a_target_has_one_side(target: dict[str, Any], line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        contract({"answer_rate": target})
    assert str(refused.value) == f"terms.service_levels.figures.answer_rate: {line}"


values = st.sampled_from(["0.5", "0.8", "0.9"])


@settings(deadline=None, max_examples=40)
@given(st.lists(st.one_of(st.none(), values), min_size=4, max_size=6), st.integers(0, 3), st.integers(0, 100))
def test_a_deduction_never_exceeds_the_fee_and_better_figures_never_cost_the_operator_more(
    told: list[str | None], mend: int, percent: int
) -> None:
    agreed = contract({"answer_rate": {"at_least": 0.8, "mend_periods": mend}}, deduct=percent / 100)
    reports = [("answer_rate", f"{month:02}", value) for month, value in enumerate(told, 1) if value]
    better = [(figure, period, "0.9") for figure, period, _ in reports]
    for month in range(1, len(told) + 1):
        assert 0 <= settled(agreed, month, *reports).total <= 10000
        assert settled(agreed, month, *better).total == 10000
