"""What holds for every credit together, whatever befell the seats: any zone, leap years, clock changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from billing.clauses.outage_credit import OutageCredit, Round
from billing.documents.fingerprints import fingerprint
from billing.engine import Agreement, Bill, Facts, Month, Outage, SeatInterval, ServiceLevel, bill

from .cases import agreement

SEATS = ("s1", "s2", "s3")
CAUSES = ("provider", "planned", "force_majeure", "tenant")
CREDITS = ("outage_credit", "force_majeure", "uptime_sla", "service_levels")
few = settings(deadline=None, max_examples=40)

months = st.builds(
    Month,
    st.sampled_from([2024, 2026]),
    st.sampled_from([2, 3, 10, 11]),
    st.sampled_from(
        ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Etc/GMT+12"]
    ).map(ZoneInfo),
)
hours = st.integers(-24 * 10, 24 * 41)
"""From the month's beginning, on both sides of it."""


def moment(month: Month, hour: int) -> datetime:
    return month.span.starts + timedelta(hours=hour)


@st.composite
def outages(draw: st.DrawFn, month: Month, causes: tuple[str, ...] = CAUSES) -> tuple[Outage, ...]:
    made = []
    for number in range(draw(st.integers(0, 4))):
        starts = draw(hours)
        ends = starts + draw(st.integers(1, 24 * 20))
        among = draw(st.one_of(st.none(), st.frozensets(st.sampled_from(SEATS), min_size=1)))
        made.append(
            Outage(
                f"o{number}",
                moment(month, starts),
                moment(month, ends),
                draw(st.sampled_from(causes)),
                among,
                draw(st.booleans()),
            )
        )
    return tuple(made)


@st.composite
def contracts(draw: st.DrawFn, month: Month) -> Agreement:
    document: dict[str, Any] = {
        "timezone": month.zone.key,
        "seat_rent": {
            "price": {"standard": draw(st.integers(1, 3000))},
            "basis": draw(st.sampled_from(["cutoff", "any_day", "daily", "per_day"])),
        },
        "outage_credit": {
            "round": draw(st.sampled_from(["outage", "month"])),
            "waive_after_days": draw(st.integers(1, 31)),
        },
    }
    if draw(st.booleans()):
        document["force_majeure"] = {}
    if draw(st.booleans()):
        document["maintenance"] = {
            "days": draw(st.integers(0, 3)),
            "counted": draw(st.sampled_from(["time", "days"])),
        }
    if draw(st.booleans()):
        document["uptime_sla"] = {"points": "started", "tiers": [{"at_most": "0.9", "pays": "0.8"}]}
    if draw(st.booleans()):
        target = {"at_least": "0.8", "mend_periods": 0}
        document["service_levels"] = {
            "figures": {"answer_rate": target},
            "deduct": draw(st.sampled_from(["0.05", 1])),
        }
    return agreement(document, date(2024, 1, 1))


@st.composite
def situations(draw: st.DrawFn, causes: tuple[str, ...] = CAUSES) -> tuple[Agreement, Month, Facts]:
    month = draw(months)
    held = tuple(
        SeatInterval(f"i{seat}", seat, "standard", moment(month, draw(hours)), None)
        for seat in SEATS[: draw(st.integers(1, 3))]
    )
    levels = (ServiceLevel("l", month.name, "answer_rate", Decimal("0.5")),)
    return (
        draw(contracts(month)),
        month,
        Facts(held, outages=draw(outages(month, causes)), service_levels=levels),
    )


def amounts(made: Bill) -> list[tuple[str, Decimal]]:
    return [(line.clause, line.amount) for line in made.lines]


@few
@given(situations())
def test_all_credits_together_never_exceed_the_month(situation: tuple[Agreement, Month, Facts]) -> None:
    contract, month, facts = situation
    made = bill(contract, facts, month)
    assert made.total >= Decimal("-0.01"), "a cent of rounding between the credits of a seat"
    assert all(line.amount <= 0 for line in made.lines if line.clause in CREDITS)


@few
@given(situations(), st.integers(1, 99))
def test_an_outage_cut_at_an_instant_is_the_same_outage(
    situation: tuple[Agreement, Month, Facts], percent: int
) -> None:
    contract, month, facts = situation
    cut = []
    for one in facts.outages:
        assert one.ends is not None
        middle = one.starts + (one.ends - one.starts) * percent / 100
        pairs = enumerate(pairwise([one.starts, middle, one.ends]))
        cut += [replace(one, id=f"{one.id}.{n}", starts=starts, ends=ends) for n, (starts, ends) in pairs]
    halves = bill(contract, replace(facts, outages=tuple(cut)), month)
    assert amounts(halves) == amounts(bill(contract, facts, month))


@few
@given(situations())
def test_seats_in_rows_of_their_own_are_the_seats_in_one_row(
    situation: tuple[Agreement, Month, Facts],
) -> None:
    """Availability asks what the whole of an outage's seats had of force majeure, so it is left out."""
    contract, month, facts = situation
    rows = tuple(
        replace(one, id=f"{one.id}.{seat}", seats=frozenset([seat]))
        for one in facts.outages
        for seat in (one.seats or SEATS)
    )
    left, right = (
        [
            pair
            for pair in amounts(bill(contract, replace(facts, outages=told), month))
            if pair[0] in CREDITS[:2]
        ]
        for told in (facts.outages, rows)
    )
    assert left == right


@few
@given(situations(("provider",)), hours, st.integers(1, 24 * 20))
def test_more_fault_never_costs_the_tenant_more(
    situation: tuple[Agreement, Month, Facts], starts: int, lasts: int
) -> None:
    contract, month, facts = situation
    (version,) = contract.versions
    by_month = tuple(
        replace(clause, round=Round.MONTH) if isinstance(clause, OutageCredit) else clause
        for clause in version.clauses
    )
    contract = replace(contract, versions=(replace(version, clauses=by_month),))
    more = Outage("more", moment(month, starts), moment(month, starts + lasts), "provider")
    worse = bill(contract, replace(facts, outages=(*facts.outages, more)), month)
    assert worse.total <= bill(contract, facts, month).total + Decimal("0.02")


@few
@given(situations(), st.randoms(use_true_random=False))
def test_recomputing_gives_the_same_bytes_in_whatever_order_facts_come(
    situation: tuple[Agreement, Month, Facts], random: Any
) -> None:
    contract, month, facts = situation
    shuffled = replace(
        facts,
        seats=tuple(random.sample(facts.seats, len(facts.seats))),
        outages=tuple(random.sample(facts.outages, len(facts.outages))),
    )
    assert fingerprint(bill(contract, shuffled, month)) == fingerprint(bill(contract, facts, month))
