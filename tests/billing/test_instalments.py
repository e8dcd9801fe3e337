"""A price paid in parts (contracts.md, instalments)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.engine import Milestone
from seatyard.errors import InvalidInput

from .charged import amounts, billed, contract, months

PARTS = [{"share": 0.30, "at": "signing"}, {"share": 0.70, "at": "delivery", "after_days": 14}]


def priced(total: Any = 100000, parts: list[dict[str, Any]] | None = None, **others: Any) -> Any:
    return contract({"instalments": {"total": total, "parts": parts or PARTS}}, **others)


def delivered(day: str, event: str = "delivery") -> tuple[Milestone, ...]:
    return (Milestone("m1", date.fromisoformat(day), event),)


def test_thirty_percent_on_signing_the_rest_14_days_after_delivery() -> None:
    """'30 % on signing, the rest 14 days after delivery'"""
    made, facts = priced(signed="2026-02-10"), delivered("2026-03-20")
    (first,) = billed(made, "2026-03", milestones=facts).lines
    (second,) = billed(made, "2026-04", milestones=facts).lines
    assert (first.formula, first.description.en) == (
        "0.3 × 100000 = 30000.00",
        "Instalment 1/2, due on 2026-02-10",
    )
    assert (second.formula, second.description.zh) == (
        "0.7 × 100000 = 70000.00",
        "第 2/2 期款（2026-04-03 到期）",
    )
    assert (second.quantity, second.unit, second.unit_price) == (Decimal("0.7"), "contract_total", 100000)
    assert [(e.kind, e.subject, e.quantity) for line in (first, second) for e in line.evidence] == [
        ("term", "instalments.parts[0]", Decimal("0.3")),
        ("milestone", "m1", Decimal("0.7")),
    ]
    assert [(line.clause, line.item) for line in (first, second)] == [
        ("instalments", "1"),
        ("instalments", "2"),
    ]
    assert amounts(billed(made, "2026-05", milestones=facts)) == []


def test_what_waits_for_an_event_waits() -> None:
    assert [billed(priced(), month).total for month in months("2026-03", 3)] == [30000, 0, 0]


def test_14_days_over_a_months_end() -> None:
    for day, month in (("2026-03-17", "2026-03"), ("2026-03-18", "2026-04")):
        found = [m for m in months("2026-03", 2) if len(billed(priced(), m, milestones=delivered(day)).lines)]
        assert month in found
        assert billed(priced(), month, milestones=delivered(day)).lines[-1].amount == Decimal("70000.00")


def test_the_earliest_of_an_event_counts() -> None:
    twice = (*delivered("2026-03-20"), Milestone("m0", date(2026, 3, 1), "delivery"))
    (_, second) = billed(priced(), "2026-03", milestones=twice).lines
    assert second.description.en == "Instalment 2/2, due on 2026-03-15"


def test_business_days() -> None:
    """000: '合同签订后，三个工作日内'. Signed before the Spring Festival of 2026 (15 to 23 February off)."""
    parts = [{"share": 1, "at": "signing", "after_days": 3, "days": "business"}]
    (line,) = billed(priced(parts=parts, signed="2026-02-13"), "2026-03").lines
    assert line.description.en == "Instalment 1/1, due on 2026-02-25"


def test_business_days_of_a_year_not_announced_are_said_to_be_so() -> None:
    parts = [{"share": 1, "at": "start", "after_days": 3, "days": "business"}]
    made = billed(priced(parts=parts, starts="2031-03-03"), "2031-03")
    assert [(n.kind, n.clause, n.subject) for n in made.notices] == [
        ("calendar_not_announced", "instalments", "2031")
    ]
    assert made.notices[0].text.en == (
        "The days off of 2031 are not announced yet: counted by legal holidays and plain weekends"
    )
    parts = [{"share": "0.5", "at": day, "days": "business"} for day in ("2030-12-31", "2031-01-02")]
    bill = billed(priced(parts=parts, starts="2031-01-02"), "2031-01")
    assert [notice.subject for notice in bill.notices] == ["2030", "2031"]
    assert billed(priced(starts="2031-03-03"), "2031-03").notices == ()


def test_the_last_takes_the_rounding() -> None:
    third = "0.333333333333"
    parts = [{"share": third, "at": "start"}] * 2 + [{"share": "0.333333333334", "at": "start"}]
    lines = billed(priced("100.00", parts), "2026-03").lines
    assert [line.amount for line in lines] == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    assert lines[2].formula == "100 - 33.33 - 33.33 = 33.34"


@pytest.mark.parametrize("total", ["0", "0.05", "100.01", "99999.99", "12345.678"])
def test_the_parts_add_up_to_the_total(total: str) -> None:
    parts = [{"share": share, "at": "start"} for share in ("0.335", "0.335", "0.33")]
    assert billed(priced(total, parts), "2026-03").total == Decimal(total).quantize(Decimal("0.01"))


def test_what_falls_due_after_the_agreed_end_is_billed_with_the_last_month() -> None:
    made, facts = priced(ends="2026-04-10"), delivered("2026-04-09")
    assert billed(made, "2026-04", milestones=facts).total == Decimal("70000.00")
    ended = priced(ends="2026-12-31", ended="2026-04-10")
    assert billed(ended, "2026-04", milestones=facts).total == 0


def test_a_far_day_is_no_accident() -> None:
    parts = [{"share": 1, "at": "8999-12-31", "after_days": 3650}]
    assert billed(priced(parts=parts), "2026-03").total == 0


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (
            [{"share": 0.3, "at": "signing"}, {"share": 0.6, "at": "start"}],
            "terms.instalments.parts: the shares add up to 0.9 (allowed: 1 in all)",
        ),
        (
            [{"share": 1.5, "at": "signing"}],
            "terms.instalments.parts[0].share: '1.5' is not allowed (allowed: a share from 0 to 1)",
        ),
        ([{"share": 1}], "terms.instalments.parts[0]: at is missing"),
        (
            [{"share": 1, "at": "2026-04-31"}],
            "terms.instalments.parts[0].at: '2026-04-31' is not allowed (allowed: a date such as 2026-03-01)",
        ),
        (
            [{"share": 1, "at": "Delivery!"}],
            "terms.instalments.parts[0].at: 'Delivery!' is not allowed (allowed: signing, start, the name of",
        ),
        (
            [{"share": 1, "at": True}],
            "terms.instalments.parts[0].at: True is not allowed (allowed: signing, start, the name of a mil",
        ),
        (
            [{"share": 1, "at": "9999-12-31"}],
            "terms.instalments.parts[0].at: '9999-12-31' is not allowed (allowed: a date such as 2026-03-01)",
        ),
        ([{"share": 1, "at": "start", "after_days": -1}], "terms.instalments.parts[0].after_days: -1 is not"),
        (
            [{"share": 1, "at": "start", "days": "lunar"}],
            "terms.instalments.parts[0].days: 'lunar' is not allowed (allowed: calendar, business)",
        ),
    ],
)
def test_a_bad_part_is_one_line(parts: list[dict[str, Any]], line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        priced(parts=parts)
    assert str(refused.value).startswith(line)
