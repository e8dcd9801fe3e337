"""Credit by availability (contracts.md, uptime_sla)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from billing.engine import Outage
from seatyard.errors import InvalidInput

from .cases import amount, at, call, lease, march, outage, seats

TEN = seats(10, type="inbound")


def down(minutes: float) -> Outage:
    return Outage("o", at("03-01"), at("03-01") + timedelta(minutes=minutes), "provider")


def hotline(**parameters: object):
    overrides = {"seat_rent": {"price": {"inbound": 1000}}, "uptime_sla": parameters}
    return lease(overrides, "hotline-seat-lease")


@pytest.mark.parametrize(
    ("minutes", "points", "credit"),
    [
        (0, "whole", "0"),
        (892, "started", "0"),  # 98.0018 %
        (893, "started", "-100.00"),
        (1000, "whole", "0"),
        (1000, "started", "-100.00"),
        (1000, "linear", "-24.01"),
        (1400, "whole", "-100.00"),
        (4463, "whole", "-700.00"),
        (4463, "started", "-800.00"),
        (4464, "whole", "-2000.00"),
        (4464, "linear", "-2000.00"),
        (8927, "whole", "-2000.00"),
        (8928, "whole", "-5000.00"),
        (15623, "whole", "-5000.00"),
        (15624, "whole", "-10000.00"),
        (44640, "whole", "-10000.00"),
    ],
)
def test_a_month_of_31_days(minutes: int, points: str, credit: str) -> None:
    """'In a month of 31 days (44,640 min): 1,000 min → 97.76 % → whole 0 %, started 1 %, linear 0.24 %;
    1,400 → 96.86 % → 1 %; 4,463 → 7 %; 4,464 → exactly 90 % → pays 80 %; 8,928 → 50 %; 15,624 → 0'"""
    made = march(hotline(points=points), TEN, down(minutes))
    assert amount(made, "uptime_sla") == Decimal(credit)


@pytest.mark.parametrize(
    ("minutes", "kinds"),
    [
        (4463, []),
        (4464, ["written_report"]),
        (8928, ["written_report"]),
        (15624, ["written_report", "may_refuse"]),
    ],
)
def test_low_tiers_bring_notices(minutes: int, kinds: list[str]) -> None:
    """'≤ 90 %: 80 %, and the operator owes a written report with a plan'"""
    made = march(hotline(), TEN, down(minutes))
    assert [notice.kind for notice in made.notices] == kinds
    assert all(notice.clause == "uptime_sla" and notice.text.zh and notice.text.en for notice in made.notices)


def test_the_report_is_owed_even_when_nothing_is_charged() -> None:
    assert [notice.kind for notice in march(hotline(), down(4464)).notices] == ["written_report"]


def test_exactly_the_standard_is_kept() -> None:
    assert amount(march(hotline(points="started"), TEN, down(892.8)), "uptime_sla") == 0


def test_the_month_s_total_is_calls_too() -> None:
    calls = (call(60), call(60, direction="inbound"))
    made = march(hotline(), TEN, calls, down(1400))
    assert amount(made, "uptime_sla") == Decimal("-100.00")  # 1 % of 10000.18
    (line,) = [line for line in made.lines if line.clause == "uptime_sla"]
    assert line.formula == "-(0.01 × 10000.18) = -100.00"
    assert line.explained.en == "-(0.01 × 10,000.18) = -100.00"
    assert "1 - 1,400 / 44,640 minutes = 96.8638 %" in line.description.en
    assert line.description.zh == "系统稳定性 1 - 1,400 / 44,640 分钟 = 96.8638 %，减收当月结算款"
    assert line.unit == "month_total"
    assert [(e.kind, e.subject, e.quantity) for e in line.evidence] == [
        ("outage", "o", Decimal(1400)),
        ("line", "1", Decimal("10000.00")),
        ("line", "2", Decimal("0.06")),
        ("line", "3", Decimal("0.12")),
    ]


def test_off_a_month_that_costs_nothing_is_no_line() -> None:
    made = march(hotline(), call(0, direction="inbound"), down(15624))
    assert [line.clause for line in made.lines] == ["call_charges"]


def test_a_month_of_a_cent_is_credited_too() -> None:
    """Nothing is too little for the share that the contract takes off."""
    made = march(hotline(), call(60, direction="inbound"), down(15624))
    assert (amount(made, "uptime_sla"), made.total) == (Decimal("-0.06"), Decimal("0.00"))


def test_points_never_take_more_than_the_month() -> None:
    contract = hotline(off_per_point=1, tiers=[])
    made = march(contract, TEN, down(2200))
    assert made.total == 0


def test_tiers_may_pay_the_same() -> None:
    hotline(tiers=[{"at_most": "0.9", "pays": "0.8"}, {"at_most": "0.7", "pays": "0.8"}])


def test_the_total_is_the_one_before_this_credit_and_after_the_seats() -> None:
    contract = lease(
        {"seat_rent": {"price": {"inbound": 1000}}, "outage_credit": {"round": "outage"}},
        "hotline-seat-lease",
    )
    made = march(contract, TEN, down(1440))
    assert amount(made, "outage_credit") == Decimal("-333.33")
    assert amount(made, "uptime_sla") == Decimal("-96.67")  # 1 % of 9666.67


def test_overlapping_outages_are_one_time_and_parts_of_the_platform_count() -> None:
    """'the union of provider-fault outages of the platform or a part that serves this tenant'"""
    made = march(
        hotline(),
        TEN,
        outage("03-01T00:00", "03-01T20:00"),
        outage("03-01T10:00", "03-01T23:20", seats={"s1"}),
    )
    assert amount(made, "uptime_sla") == Decimal("-100.00")


@pytest.mark.parametrize("cause", ["planned", "force_majeure", "tenant", "terminal", "third_party"])
def test_what_is_not_the_provider_s_does_not_count(cause: str) -> None:
    assert march(hotline(), TEN, outage("03-01", "03-11", cause=cause)).total == Decimal("10000.00")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"points": "half"}, "uptime_sla.points: 'half' is not allowed (allowed: whole, started, linear)"),
        (
            {"tiers": [{"at_most": 0.98, "pays": 0.8}]},
            "at_most: 0.98 is not below the one before (allowed: below 0.98)",
        ),
        (
            {"tiers": [{"at_most": 0.9, "pays": 0.5}, {"at_most": 0.95, "pays": 0.4}]},
            "uptime_sla.tiers[1].at_most: 0.95 is not below the one before (allowed: below 0.9)",
        ),
        (
            {"tiers": [{"at_most": 0.9, "pays": 0.5}, {"at_most": 0.8, "pays": 0.8}]},
            "uptime_sla.tiers[1].pays: 0.8 is more than the tier above pays (allowed: up to 0.5)",
        ),
        ({"tiers": [{"at_most": 1.5, "pays": 0.8}]}, "uptime_sla.tiers[0].at_most: '1.5' is not allowed"),
        ({"tiers": [{"pays": 0.8}]}, "uptime_sla.tiers[0]: at_most is missing"),
    ],
)
def test_what_is_not_allowed(parameters: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        hotline(**parameters)
    assert message in str(refused.value)
