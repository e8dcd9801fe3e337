"""Late payment and what follows it (contracts.md, arrears; 001:A7, 002:B3)."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from billing import cases
from billing.arrears import Arrear
from billing.clauses.force_majeure import ForceMajeure
from billing.engine import Facts, Issued, Month, Outage, bill, midnight
from billing.engine.penalties import day_past, pauses, running
from seatyard.cli import main

from .cases import MARCH, SHANGHAI, agreement, amount, at, seats
from .owed import QUARTER, TERMS, answer, arrears, document, fee, paid


def test_fifteen_days_late() -> None:
    """'6,000 due 10 April, paid 25 April: 15 × 0.003 × 6000 = 270.00'"""
    march, april = answer(paid("04-25", 6000)).invoices
    assert (march.total, march.due) == (Decimal("6000.00"), date(2026, 4, 10))
    line = april.lines[-1]
    assert (line.clause, line.amount, line.period, line.taxed) == (
        "late_fee",
        Decimal("270.00"),
        "2026-03",
        False,
    )
    assert line.formula == "15 × 6000 × 0.003 = 270.00"
    assert line.explained.en == "15 days × 6,000.00 × 0.003 = 270.00"
    assert [(one.kind, one.subject, one.quantity) for one in line.evidence] == [
        ("invoice", "2026-03", 6000),
        ("payment", "1", 6000),
    ]


def test_a_part_payment_lowers_the_basis_from_the_day_after_it() -> None:
    """'With 2,000 paid on 15 April and the rest on 25 April: 5×18 + 10×12 = 210.00'"""
    _, april = answer(paid("04-15", 2000), paid("04-25", 4000)).invoices
    assert april.lines[-1].amount == Decimal("210.00")
    assert april.lines[-1].formula == "(5 × 6000 + 10 × 4000) × 0.003 = 210.00"


@pytest.mark.parametrize(
    ("at", "expected"),
    [("04-01", "0"), ("04-10", "0"), ("04-11", "18.00"), ("04-12", "36.00"), ("04-30", "360.00")],
)
def test_from_the_day_after_the_due_date_up_to_the_day_of_payment(at: str, expected: str) -> None:
    assert fee(paid(at, 6000)) == Decimal(expected)


def test_nothing_is_late_where_the_case_does_not_say_what_was_paid() -> None:
    """A quote shows no late fees."""
    quote = document()
    del quote["as_of"]
    made = cases.answer(cases.of_document(quote))
    assert [one.total for one in made.invoices] == [6000, 6000]
    assert made.arrears is None


def test_days_after_as_of_are_not_known_yet() -> None:
    assert fee(as_of="2026-04-14") == Decimal("72.00")
    assert fee(as_of="2026-03-14") == 0


def test_late_days_fall_into_the_month_in_which_they_lie_and_no_fee_runs_on_a_fee() -> None:
    """April's bill is 6,360 with March's late fee in it: what runs on it from 11 May is 6,000."""
    made = answer(paid("05-03", 6000), **QUARTER).invoices
    assert [one.total for one in made[:2]] == [6000, 6360]
    assert [(one.period, one.formula) for one in made[2].lines if one.clause == "late_fee"] == [
        ("2026-03", "3 × 6000 × 0.003 = 54.00"),
        ("2026-04", "21 × 6000 × 0.003 = 378.00"),
    ]


def test_what_a_named_month_does_not_need_goes_on_to_the_oldest_open() -> None:
    made = answer(paid("05-10", 6000, "2026-04"), **QUARTER)
    assert [(one.id, one.outstanding) for one in made.arrears or ()] == [("2026-03", 6000), ("2026-04", 360)]
    made = answer(paid("05-10", 10000, "2026-04"), **QUARTER)
    assert [(one.id, one.outstanding) for one in made.arrears or ()] == [("2026-03", 2360)]


def test_without_a_month_the_oldest_open_is_paid_first() -> None:
    march, april = arrears(paid("05-01", 7000, None), **QUARTER)
    assert (march.id, march.outstanding, march.late_fee) == ("2026-03", 0, Decimal("378.00"))
    assert (april.id, april.principal, april.paid, april.outstanding) == ("2026-04", 6000, 1000, 5360)


def test_money_paid_before_its_bill_waits_for_it() -> None:
    assert fee(paid("03-20", 6000)) == 0
    assert fee(paid("03-20", 9000, None)) == 0
    made = arrears(paid("03-20", 9000, None))
    assert [(one.id, one.outstanding) for one in made] == [("2026-04", 3000)]


def test_money_for_a_month_waits_for_that_month() -> None:
    (one,) = arrears(paid("04-02", 6360, "2026-04"))
    assert one.id == "2026-03"


def test_force_majeure_s_days_do_not_run() -> None:
    storm = {"outages": [{"from": "2026-04-12", "to": "2026-04-15", "cause": "force_majeure"}]}
    terms = {"force_majeure": {"rent_stops": False}}
    assert fee(paid("04-25", 6000), terms=terms, facts=storm) == Decimal("216.00")
    (one,) = [x for x in arrears(terms=terms, facts=storm, as_of="2026-04-20") if x.id == "2026-03"]
    assert (one.days_late, one.late_fee, one.suspension) == (7, Decimal("126.00"), date(2026, 4, 29))


def test_a_change_of_the_rate_counts_from_its_day() -> None:
    changes = [{"starts": "2026-04-16", "overrides": {"late_fee": {"daily_rate": 0.001}}}]
    made = answer(paid("04-25", 6000), contract={"changes": changes})
    assert amount(made.invoices[1], "late_fee") == Decimal("150.00")
    (one,) = [x for x in arrears(contract={"changes": changes}, as_of="2026-04-25") if x.id == "2026-03"]
    assert one.late_fee == Decimal("150.00")


def test_the_state_of_an_unpaid_bill() -> None:
    """'after days overdue (15) the operator may suspend … notice_days ahead of it the tenant is told';
    'after days overdue (60) the operator may end the contract'"""
    march, april = arrears(paid("04-15", 2000))
    assert march == Arrear(
        id="2026-03",
        period="2026-03",
        kind=march.kind,
        due=date(2026, 4, 10),
        total=Decimal("6000.00"),
        principal=Decimal("6000.00"),
        paid=Decimal(2000),
        outstanding=Decimal("4000.00"),
        days_late=21,
        late_fee=Decimal("282.00"),
        notice=date(2026, 4, 23),
        suspension=date(2026, 4, 26),
        termination=date(2026, 6, 10),
    )
    assert (april.days_late, april.late_fee, april.suspension) == (0, 0, date(2026, 5, 26))


def test_a_bill_paid_late_is_in_arrears_until_an_invoice_charges_its_late_fee() -> None:
    (march,) = arrears(paid("04-25", 6000), bill=["2026-03"], as_of="2026-04-30")
    assert (march.outstanding, march.days_late, march.late_fee) == (0, 15, Decimal("270.00"))
    assert (march.notice, march.suspension, march.termination) == (None, None, None)
    (april,) = arrears(paid("04-25", 6000))
    assert (april.id, april.principal, april.outstanding) == ("2026-04", 6000, 6270)
    assert arrears(paid("04-10", 6000), bill=["2026-03"]) == ()


def test_notices_come_on_their_days_while_the_bill_is_unpaid() -> None:
    def notices(*payments: dict[str, Any], **more: Any) -> list[tuple[str, str, date | None]]:
        bills = answer(
            *payments, bill=["2026-03", "2026-04", "2026-05", "2026-06"], as_of="2026-07-01", **more
        )
        return [
            (n.kind, n.subject, n.on) for one in bills.invoices for n in one.notices if n.subject == "2026-03"
        ]

    told, stops = date(2026, 4, 23), date(2026, 4, 26)
    ends = date(2026, 6, 10)
    assert notices() == [
        ("suspension_notice", "2026-03", told),
        ("may_suspend", "2026-03", stops),
        ("may_terminate", "2026-03", ends),
    ]
    assert notices(paid("04-22", 6000)) == []
    assert notices(paid("04-24", 6000)) == [("suspension_notice", "2026-03", told)]
    automatic = notices(paid("04-28", 6000), terms={"suspension": {"days": 15, "automatic": True}})
    assert automatic == [("suspension_notice", "2026-03", told), ("suspension", "2026-03", stops)]


@pytest.mark.parametrize(
    ("as_of", "kinds"),
    [("2026-04-25", ["suspension_notice"]), ("2026-04-26", ["suspension_notice", "may_suspend"])],
)
def test_a_notice_is_known_from_its_day(as_of: str, kinds: list[str]) -> None:
    assert [one.kind for one in answer(as_of=as_of).invoices[-1].notices] == kinds


payments = st.lists(
    st.tuples(
        st.integers(1, 28),
        st.sampled_from(["03", "04", "05"]),
        st.integers(0, 800000),
        st.sampled_from([None, "2026-03", "2026-04"]),
    ).map(lambda one: paid(f"{one[1]}-{one[0]:02}", one[2] / 100, one[3])),
    max_size=4,
)
few = settings(deadline=None, max_examples=25)


@few
@given(payments, st.randoms(use_true_random=False))
def test_the_order_of_telling_payments_does_not_matter(told: list[dict[str, Any]], random: Any) -> None:
    numbered = [{**one} for one in told]
    shuffled = random.sample(numbered, len(numbered))
    first, second = answer(*told, **QUARTER), answer(*shuffled, **QUARTER)
    assert [one.total for one in first.invoices] == [one.total for one in second.invoices]
    assert first.arrears == second.arrears


@few
@given(payments)
def test_what_is_outstanding_is_what_was_billed_less_what_was_paid(told: list[dict[str, Any]]) -> None:
    made = answer(*told, **QUARTER | {"as_of": "2026-06-01"})
    billed = sum((one.total for one in made.invoices), Decimal(0))
    received = sum((Decimal(str(one["amount"])) for one in told), Decimal(0))
    assert made.arrears is not None
    assert sum((one.outstanding for one in made.arrears), Decimal(0)) == max(billed - received, Decimal(0))


@few
@given(
    st.dates(date(2026, 1, 1), date(2026, 6, 30)),
    st.integers(0, 70),
    st.lists(st.tuples(st.integers(0, 150), st.one_of(st.none(), st.integers(0, 30))), max_size=4),
)
def test_the_day_past_counts_running_days_one_by_one(
    due: date, days: int, storms: list[tuple[int, int | None]]
) -> None:
    start = date(2026, 1, 1).toordinal()
    outages = tuple(
        Outage(
            str(n),
            midnight(date.fromordinal(start + first), SHANGHAI),
            None if last is None else midnight(date.fromordinal(start + first + last + 1), SHANGHAI),
            "force_majeure",
        )
        for n, (first, last) in enumerate(storms)
    )
    away = pauses((ForceMajeure(),), outages, SHANGHAI)
    open_from = min(
        (start + first for first, last in storms if last is None), default=due.toordinal() + 10**4
    )
    calm = [
        day
        for day in range(due.toordinal() + 1, open_from)
        if not any(last is not None and 0 <= day - start - first <= last for first, last in storms)
    ]
    expected = date.fromordinal(calm[days]) if len(calm) > days else None
    assert day_past(due, days, away) == expected
    assert running(range(start, start + 400), away) == sum(
        1
        for day in range(start, min(start + 400, open_from))
        if not any(last is not None and 0 <= day - start - first <= last for first, last in storms)
    )


@few
@given(payments)
def test_the_late_fee_so_far_is_what_the_invoices_charge(told: list[dict[str, Any]]) -> None:
    """Of the bills that are unpaid at a month's end, to the cent."""
    made = answer(*told, **QUARTER)
    for one in made.arrears or ():
        charged = (
            line.amount
            for bill in made.invoices
            for line in bill.lines
            if line.clause == "late_fee" and line.period == one.period
        )
        assert one.late_fee == sum(charged, Decimal(0))


UNTIL_JULY = {"bill": [f"2026-{month:02}" for month in range(3, 8)], "as_of": "2026-08-01"}


def told_of_march(*payments: dict[str, Any], **more: Any) -> list[tuple[str, date | None]]:
    """The notices about March's bill, with their days."""
    bills = answer(*payments, **UNTIL_JULY, **more).invoices
    return [(n.kind, n.on) for one in bills for n in one.notices if n.subject == "2026-03"]


def test_each_notice_is_told_once_whatever_little_is_left_to_pay() -> None:
    """'with principal of it still outstanding': 50 cents are."""
    assert told_of_march(paid("04-20", 5999.5)) == [
        ("suspension_notice", date(2026, 4, 23)),
        ("may_suspend", date(2026, 4, 26)),
        ("may_terminate", date(2026, 6, 10)),
    ]


def test_notices_wait_for_the_local_days_of_force_majeure() -> None:
    """An hour of 11 April in Shanghai, which in UTC is one of the due day."""
    storm = {"from": "2026-04-11T01:00+08:00", "to": "2026-04-11T02:00+08:00", "cause": "force_majeure"}
    assert told_of_march(terms={"force_majeure": {}}, facts={"outages": [storm]}) == [
        ("suspension_notice", date(2026, 4, 24)),
        ("may_suspend", date(2026, 4, 27)),
        ("may_terminate", date(2026, 6, 11)),
    ]


def test_nothing_is_told_while_force_majeure_lasts() -> None:
    contract = agreement({**TERMS, "force_majeure": {}}, date(2026, 3, 1))
    storm = Outage("o", at("04-12"), None, "force_majeure")
    facts = Facts(seats=seats(3), outages=(storm,), as_of=date(2026, 5, 1))
    unpaid = Issued("2026-03", bill(contract, facts, MARCH))
    assert bill(contract, facts, Month(2026, 4, SHANGHAI), (unpaid,)).notices == ()


@pytest.mark.parametrize(("as_of", "kinds"), [("2026-06-09", []), ("2026-06-10", ["may_terminate"])])
def test_the_right_to_end_is_known_from_its_day(as_of: str, kinds: list[str]) -> None:
    june = answer(bill=["2026-03", "2026-04", "2026-05", "2026-06"], as_of=as_of).invoices[-1]
    assert [one.kind for one in june.notices if one.subject == "2026-03"] == kinds


def test_the_file_is_answered_with_the_arrears(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(yaml.safe_dump(document(paid("04-15", 2000))))
    result = CliRunner().invoke(main, ["simulate", str(path), "--json"])
    march, _ = json.loads(result.output)["arrears"]
    assert march == {
        "id": "2026-03",
        "period": "2026-03",
        "kind": "settlement",
        "due": "2026-04-10",
        "total": "6000.00",
        "principal": "6000.00",
        "paid": "2000.00",
        "outstanding": "4000.00",
        "days_late": 21,
        "late_fee": "282.00",
        "notice": "2026-04-23",
        "suspension": "2026-04-26",
        "termination": "2026-06-10",
    }
    printed = CliRunner().invoke(main, ["simulate", str(path)]).output
    assert "arrears 2026-03  due 2026-04-10  4000.00 of 6000.00  21 days late  late fee 282.00" in printed
    assert "suspension: 2026-04-26" in printed
