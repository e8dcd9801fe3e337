"""People by the month (contracts.md, staff contracts; 000, 002 part 1)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.engine import OVERTIME, TRAINING, Hours, SeatInterval
from seatyard.errors import InvalidInput

from .cases import at
from .charged import billed, contract

PRICES = {"agent": 5220, "manager": 8700}


def people(count: int, role: str = "agent", starts: str = "03-01", ends: str | None = None) -> Any:
    until = at(ends) if ends else None
    return tuple(SeatInterval(f"{role}{n}", f"{role}{n}", role, at(starts), until) for n in range(count))


def hired(document: dict[str, Any] | None = None, **others: Any) -> Any:
    terms = {"price": PRICES, "basis": "daily"} | (document or {})
    return contract({"staff": terms}, **({"starts": "2026-01-01"} | others))


def worked(
    day: str, hours: str = "8", kind: str = OVERTIME, *, role: str = "agent", passed: bool = True
) -> Hours:
    return Hours(f"{day}:{hours}", date.fromisoformat(day), role, Decimal(hours), kind, passed)


def test_per_person_and_month_by_role() -> None:
    """'per person and month by role'"""
    facts = (*people(10), *people(1, "manager"))
    agents, managers = billed(hired(), "2026-03", staff=facts).lines
    assert (agents.formula, agents.description.zh) == ("10 × 31 / 31 × 5220 = 52200.00", "一线客服服务费")
    assert agents.explained.zh == "10 人 × 31 天 / 31 × 5,220.00 = 52,200.00"
    assert (agents.unit, agents.quantity, agents.unit_price) == ("person_month", 10, 5220)
    assert (managers.amount, managers.description.en) == (Decimal("8700.00"), "Services of project managers")
    assert [(e.kind, e.subject, e.quantity) for e in managers.evidence] == [("staff", "manager0", 1)]


@pytest.mark.parametrize(
    ("basis", "total"),
    [("daily", "1683.87"), ("any_day", "5220.00"), ("cutoff", "3654.00"), ("per_day", "52200.00")],
)
def test_a_part_of_the_month_counts_by_the_basis(basis: str, total: str) -> None:
    made = hired({"basis": basis})
    assert billed(made, "2026-03", staff=people(1, ends="03-11")).total == Decimal(total)


def test_overtime_at_one_and_a_half() -> None:
    """'overtime hours × 1.5': 5,220 / 174 = 30 an hour"""
    (line,) = billed(hired(), "2026-03", hours=(worked("2026-03-10"), worked("2026-03-11", "2.5"))).lines
    assert line.formula == "10.5 × 1.5 × 5220 / 174 = 472.50"
    assert line.explained.en == "10.5 hours × 1.5 × 5,220.00 / 174 = 472.50"
    assert (line.item, line.unit, line.unit_price) == ("overtime", "hour", Decimal(45))
    assert [(e.kind, e.subject, e.quantity) for e in line.evidence] == [
        ("hours", "2026-03-10:8", 8),
        ("hours", "2026-03-11:2.5", Decimal("2.5")),
    ]


def test_legal_holidays_at_three_by_the_chinese_calendar() -> None:
    """'on legal holidays × 3, by the Chinese public-holiday calendar': 1 October is, the bridge day of
    7 October is not, nor the Saturday of 10 October that is worked for it."""
    facts = tuple(worked(f"2026-10-{day}") for day in ("01", "07", "10"))
    overtime, holiday = billed(hired(), "2026-10", hours=facts).lines
    assert (overtime.formula, overtime.item) == ("16 × 1.5 × 5220 / 174 = 720.00", "overtime")
    assert (holiday.formula, holiday.item) == ("8 × 3 × 5220 / 174 = 720.00", "holiday")
    assert holiday.description.zh == "一线客服法定节假日加班费"


def test_the_holiday_is_the_days_whatever_it_is_called() -> None:
    """000: '国家法定节假日如需加班,甲方应按照国家规定3倍支付'; Women's Day is none."""
    (line,) = billed(hired(), "2026-03", hours=(worked("2026-03-08"),)).lines
    assert line.amount == Decimal("360.00")


def test_days_off_may_be_paid_otherwise() -> None:
    """A Saturday, a Saturday that is worked, a bridge day."""
    facts = tuple(worked(f"2026-10-{day}") for day in (17, 10, "07"))
    overtime, rest = billed(hired({"rest_day": 2}), "2026-10", hours=facts).lines
    assert (overtime.formula, rest.formula) == (
        "8 × 1.5 × 5220 / 174 = 360.00",
        "16 × 2 × 5220 / 174 = 960.00",
    )


def test_training_is_paid_as_working_time_for_those_who_passed() -> None:
    """000: '培训期考核不通过,费用由乙方承担;考核通过的员工…按正常上班工时计算'; on a holiday too."""
    facts = (
        worked("2026-10-01", "8", TRAINING),
        worked("2026-10-09", "7", TRAINING),
        worked("2026-09-30", "99", TRAINING, passed=False),
        worked("2026-10-01", "9", TRAINING, passed=False),
    )
    (line,) = billed(hired(), "2026-10", hours=facts).lines
    assert (line.formula, line.item) == ("15 × 5220 / 174 = 450.00", "training")
    assert len(line.evidence) == 2
    assert (line.clause, line.explained.en) == ("staff", "15 hours × 5,220.00 / 174 = 450.00")


def test_training_before_the_first_day_is_billed_with_the_first_month() -> None:
    facts = (worked("2026-02-20", "8", TRAINING), worked("2026-02-20", "1"))
    made = hired(starts="2026-03-01")
    (line,) = billed(made, "2026-03", hours=facts).lines
    assert line.item == "training"
    assert billed(made, "2026-04", hours=facts).lines == ()


@pytest.mark.parametrize(
    ("terms", "formula"),
    [
        ({"hours_per_day": 7}, "8 × 1.5 × 5220 / 152.25 = 411.43"),
        ({"days_per_week": 6}, "8 × 1.5 × 5220 / (626/3) = 300.19"),
        ({"month_hours": "160"}, "8 × 1.5 × 5220 / 160 = 391.50"),
        ({"overtime": 2}, "8 × 2 × 5220 / 174 = 480.00"),
        ({"basis": "per_day"}, "8 × 1.5 × 5220 / 8 = 7830.00"),
        ({"holiday": 1}, "8 × 1.5 × 5220 / 174 = 360.00"),
    ],
)
def test_the_hourly_price_is_the_months_by_its_hours(terms: dict[str, Any], formula: str) -> None:
    """'8 h a day, 5 days a week': 21.75 statutory pay days × 8 h = 174"""
    (line,) = billed(hired(terms), "2026-03", hours=(worked("2026-03-10"),)).lines
    assert line.formula == formula


def test_lines_stand_by_role_and_then_by_what_was_worked() -> None:
    facts = (
        worked("2026-10-01", role="manager"),
        worked("2026-10-09", kind=TRAINING),
        worked("2026-10-02"),
        worked("2026-10-09", "1"),
    )
    made = billed(hired(), "2026-10", hours=facts, staff=people(1))
    assert [(line.item, line.description.en.split()[-1]) for line in made.lines] == [
        ("", "agents"),
        ("overtime", "agents"),
        ("holiday", "holidays"),
        ("training", "passed"),
        ("holiday", "holidays"),
    ]


def test_not_below_the_first_headcount() -> None:
    """000: '外包人数不低于首次外包人数'"""
    made = hired({"minimum_people": "first", "minimum_role": "agent", "basis": "any_day"})
    facts = (*people(20, starts="01-01", ends="03-01"), *people(2, "manager", starts="01-01"))
    managers, missing = billed(made, "2026-03", staff=facts).lines
    assert managers.amount == Decimal("17400.00")
    assert missing.formula == "(22 - 2) × 5220 = 104400.00"
    assert missing.description.zh == "补足最低 22 人"
    assert [(e.kind, e.subject) for e in missing.evidence] == [("line", "1")]


def test_a_year_whose_days_off_are_not_announced_is_said_to_be_so() -> None:
    made = hired(starts="2031-01-01")
    bill = billed(made, "2031-05", hours=(worked("2031-05-06"),))
    assert [(n.kind, n.clause, n.subject) for n in bill.notices] == [
        ("calendar_not_announced", "staff", "2031")
    ]
    assert "2031" in bill.notices[0].text.zh
    assert billed(made, "2031-05", hours=(worked("2031-05-06", kind=TRAINING),)).notices == ()
    assert billed(made, "2031-05").notices == ()
    assert billed(hired(), "2026-05", hours=(worked("2026-05-06"),)).notices == ()


def test_a_person_of_a_role_without_a_price_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        billed(hired(), "2026-03", staff=people(1, "cook"))
    assert str(refused.value) == (
        "staff.price: person cook0 is of type 'cook', which has no price (allowed: agent, manager)"
    )


def test_hours_of_a_role_without_a_price_are_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        billed(hired(), "2026-03", hours=(worked("2026-03-10", role="cook"),))
    assert str(refused.value) == "staff.price: the role 'cook' has no price (allowed: agent, manager)"


@pytest.mark.parametrize(
    ("terms", "line"),
    [
        ({"month_hours": 0}, "terms.staff.month_hours: 0 is not allowed (allowed: more than 0)"),
        ({"hours_per_day": 0}, "terms.staff.hours_per_day: 0 is not allowed (allowed: more than 0)"),
        (
            {"days_per_week": 8},
            "terms.staff.days_per_week: 8 is not allowed (allowed: a whole number",
        ),
        (
            {"overtime": -1},
            "terms.staff.overtime: -1 is not allowed (allowed: a number from 0",
        ),
        (
            {"basis": "seat_hour"},
            "terms.staff.basis: 'seat_hour' is not allowed (allowed: cutoff",
        ),
        ({"minimum_people": 3}, "terms.staff.minimum_role: is missing (allowed: agent, manager)"),
        (
            {"minimum_people": 3, "minimum_role": "cook"},
            "terms.staff.minimum_role: 'cook' has no price (allowed: agent, manager)",
        ),
    ],
)
def test_bad_terms_are_one_line(terms: dict[str, Any], line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        hired(terms)
    assert str(refused.value).startswith(line)
