"""Force majeure (contracts.md, force_majeure; 001:A11)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing.engine import Facts, Month, Text, bill

from .cases import SHANGHAI, amount, lease, march, outage, seats

LEASE = lease({"force_majeure": {}})
TOTALS = {"outage_credit": None, "uptime_sla": {"points": "linear"}}


def flood(starts: str, ends: str | None, **more: object) -> object:
    return outage(starts, ends, cause="force_majeure", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ends", "credit"),
    [
        ("03-05T10:01", "-66.67"),
        ("03-06", "-66.67"),
        ("03-06T00:01", "-133.33"),
        ("03-07T12:00", "-200.00"),
        ("03-31T12:00", "-1800.00"),
    ],
)
def test_a_day_counts_when_affected_at_any_moment(ends: str, credit: str) -> None:
    """'rent × affected days / 30 off (a day counts when affected at any moment)'"""
    assert amount(march(LEASE, seats(1), flood("03-05T10:00", ends)), "force_majeure") == Decimal(credit)


def test_two_events_of_a_day_are_one_day() -> None:
    two = (flood("03-05T01:00", "03-05T02:00"), flood("03-05T03:00", "03-05T04:00"))
    assert amount(march(LEASE, seats(1), two), "force_majeure") == Decimal("-66.67")


def test_the_line_shows_its_arithmetic_and_names_what_befell() -> None:
    event = flood("03-05T10:00", "03-06T12:00")
    leased = seats(10)
    made = march(LEASE, leased, event)
    line = made.lines[-1]
    assert line.formula == "-(10 × 2 × 2000 / 30) = -1333.33"
    assert line.description.en == "Force majeure: no rent of standard seats in its time"
    assert {(one.kind, one.subject) for one in line.evidence} == {
        ("outage", event.id),  # type: ignore[attr-defined]
        *(("seat", one.id) for one in leased),
    }


@pytest.mark.parametrize(
    "month", [Month(2026, 2, SHANGHAI), Month(2026, 3, SHANGHAI), Month(2028, 2, SHANGHAI)]
)
def test_a_whole_month_of_it_costs_nothing(month: Month) -> None:
    """'in its time no fees accrue', in 28 days as in 31."""
    facts = Facts(seats=seats(3), outages=(flood("01-15", None),))  # type: ignore[arg-type]
    assert bill(LEASE, facts, month).total == 0


@pytest.mark.parametrize(("month", "day"), [(2, "02-10"), (3, "03-10")])
def test_by_the_day_a_day_of_it_takes_off_the_day_s_price(month: int, day: str) -> None:
    """One day of lease, and that day force majeure: nothing is due, in 28 days as in 31."""
    contract = lease({"seat_rent": {"basis": "per_day", "price": {"standard": 300}}, "force_majeure": {}})
    leased = seats(1, starts=f"{day}T08:00", ends=f"{day}T20:00")
    event = flood(f"{day}T10:00", f"{day}T11:00")
    made = bill(contract, Facts(seats=leased, outages=(event,)), Month(2026, month, SHANGHAI))  # type: ignore[arg-type]
    assert (amount(made, "force_majeure"), made.total) == (-300, 0)


def test_only_the_seats_that_it_befell_while_they_were_leased() -> None:
    leased = (*seats(2), *seats(1, starts="03-05T12:00", first=3))
    event = flood("03-05T10:00", "03-05T11:00", seats={"s1", "s3"})
    assert amount(march(LEASE, leased, event), "force_majeure") == Decimal("-66.67")


def test_with_faults_together_never_more_than_the_rent() -> None:
    """'together with outage_credit never more than the rent'"""
    fault, event = outage("03-01", "03-14"), flood("03-14", None)
    made = march(LEASE, seats(1), fault, event)
    assert (amount(made, "outage_credit"), amount(made, "force_majeure")) == (
        Decimal("-866.67"),
        Decimal("-1133.33"),
    )
    assert made.total == 0


def test_a_seat_released_early_gets_back_no_more_than_it_costs() -> None:
    made = march(LEASE, seats(1, ends="03-20"), flood("03-10", None), outage("03-01", "03-15"))
    assert amount(made, "outage_credit") == Decimal("-600.00"), "nine days before it"
    assert amount(made, "force_majeure") == Decimal("-666.67")
    made = march(LEASE, seats(1, ends="03-20"), flood("03-08", None), outage("03-01T00:00", "03-07T00:01"))
    assert amount(made, "outage_credit") + amount(made, "force_majeure") == Decimal("-1266.67")
    made = march(
        lease({"force_majeure": {}, "outage_credit": {"waive_after_days": 5}}),
        seats(1, ends="03-20"),
        flood("03-08", None),
        outage("03-01", "03-07T00:01"),
    )
    assert made.total == 0


def test_a_fault_in_its_time_is_nobody_s() -> None:
    """001 第七章第二条: for its time neither party is liable. The day is off once, not twice."""
    made = march(LEASE, seats(1), flood("03-05", "03-06"), outage("03-05T10:00", "03-05T12:00"))
    assert amount(made, "outage_credit") == 0
    assert amount(made, "force_majeure") == Decimal("-66.67")


def test_a_fault_of_the_seat_that_it_befell_is_nobody_s_either() -> None:
    fault, event = outage("03-05T10:00", "03-05T12:00"), flood("03-05", "03-06", seats={"s1"})
    made = march(LEASE, seats(2), fault, event)
    assert amount(made, "outage_credit") == Decimal("-66.67"), "of the other seat"


def test_a_fault_that_it_interrupts_stays_one_fault() -> None:
    """Three days of fault with an hour of force majeure in them are not four begun days."""
    made = march(LEASE, seats(1), flood("03-06T12:00", "03-06T13:00"), outage("03-05", "03-08"))
    assert amount(made, "outage_credit") == Decimal("-200.00")


def test_availability_does_not_count_it() -> None:
    """'Not counted: planned work announced ahead, force majeure, …'"""
    fault = outage("03-05", "03-06")
    contract = lease({**TOTALS, "force_majeure": {}})
    assert amount(march(contract, seats(1), fault), "uptime_sla") != 0
    assert amount(march(contract, seats(1), fault, flood("03-05", "03-06")), "uptime_sla") == 0
    some = flood("03-05", "03-06", seats={"s1"})
    assert amount(march(contract, seats(2), fault, some), "uptime_sla") != 0, "the others were at fault"
    theirs = outage("03-05", "03-06", seats={"s1"})
    assert amount(march(contract, seats(2), theirs, some), "uptime_sla") == 0, "of those that it befell"


def test_without_the_clause_it_stops_nothing() -> None:
    contract = lease({"force_majeure": None})
    made = march(contract, seats(1), flood("03-05", "03-06"), outage("03-05T10:00", "03-05T12:00"))
    assert (amount(made, "force_majeure"), amount(made, "outage_credit")) == (0, Decimal("-66.67"))


def test_where_only_penalties_stop_rent_runs() -> None:
    """002 第五条之四 relieves of liability, not of rent."""
    contract = lease({"force_majeure": {"rent_stops": False}})
    made = march(contract, seats(1), flood("03-05", "03-06"), outage("03-05T10:00", "03-05T12:00"))
    assert made.total == 2000


def test_who_it_befell_reports_it_after_its_end() -> None:
    """001 第七章第三条: within ten days after its end, in writing"""
    contract = lease({"force_majeure": {"report_within_days": 10}})
    (notice,) = march(contract, seats(1), flood("02-20", "03-05T10:00")).notices
    assert (notice.kind, notice.on) == ("report_force_majeure", date(2026, 3, 15))
    assert march(contract, seats(1), flood("03-20", None)).notices == ()
    assert march(contract, seats(1), flood("02-20", "03-01")).notices == (), "February's"
    (midnight,) = march(contract, seats(1), flood("03-20", "04-01")).notices
    assert midnight.on == date(2026, 4, 10)


@pytest.mark.parametrize("template", ["hotline-seat-lease", "seat-contracting"])
def test_who_it_befell_reports_it_after_its_beginning(template: str) -> None:
    """002 第五条之四: '不可抗力发生后15日内'; 000 第六条 likewise. Told in the month in which it began."""
    contract = lease(template=template)
    (notice,) = march(contract, flood("03-20", None)).notices
    assert (notice.kind, notice.on) == ("report_force_majeure", date(2026, 4, 4))
    assert notice.text == Text(
        "受不可抗力影响的一方应在其发生后15日内书面通知对方",
        "The party that force majeure befell reports it in writing within 15 days of its beginning",
    )
    assert march(contract, flood("02-20", "03-05T10:00")).notices == (), "February's"


@pytest.mark.parametrize(
    ("event", "credit"),
    [(("03-01", None), -10000), (("03-05", "03-08"), -1000), (("03-05", "03-31"), Decimal("-8666.67"))],
)
@pytest.mark.parametrize("count", [0, 2])
def test_what_is_billed_up_to_a_minimum_comes_off_too(
    event: tuple[str, str | None], credit: Decimal, count: int
) -> None:
    """001 第七章第四条 '乙方不产生任何费用': five seats of 2,000 at least."""
    contract = lease({"force_majeure": {}, "seat_rent": {"minimum_seats": 5, "minimum_type": "standard"}})
    assert amount(march(contract, seats(count), flood(*event)), "force_majeure") == credit
    some = flood(*event, seats={"s9"})
    assert march(contract, seats(count), some).total == 10000


LEAST = lease({"force_majeure": {}, "seat_rent": {"minimum_seats": 5, "minimum_type": "standard"}})


def test_a_whole_february_of_it_leaves_nothing_of_the_minimum() -> None:
    """All of the month's days, though fewer than the 30 that a month's rent is divided by."""
    february = Month(2026, 2, SHANGHAI)
    facts = Facts(seats=seats(2), outages=(flood("01-15", None),))  # type: ignore[arg-type]
    assert bill(LEAST, facts, february).total == 0


def test_the_line_of_the_minimum_shows_its_arithmetic_and_names_what_befell() -> None:
    event = flood("03-05", "03-08")
    _, up_to, _, line = march(LEAST, seats(2), event).lines
    assert (line.description, line.unit) == (
        Text(
            "不可抗力期间免收最低席数补足部分",
            "Force majeure: nothing up to the minimum of seats in its time",
        ),
        "amount",
    )
    assert line.explained.en == "-(6,000.00 × 3 days / 30) = -600.00"
    assert [(one.kind, one.subject, one.quantity) for one in line.evidence] == [
        ("line", "2", up_to.quantity),
        ("outage", event.id, 3 * 24 * 60),  # type: ignore[attr-defined]
    ]
