"""Renewal: the last day that a contract runs to, and what a notice not to renew comes to."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing import cases
from billing.clauses.renewal import NEVER, Renewal, last_day, running_term
from billing.engine import Bill, Term, Text
from billing.engine.periods import Period, Unit
from seatyard.errors import InvalidInput

from .cases import SHANGHAI

YEARLY = Renewal()
"""002: a year at a time, any number of times, a month's notice."""
END = date(2027, 2, 28)


def case(renewal: dict[str, Any] | None = None, **contract: Any) -> cases.Case:
    terms: dict[str, Any] = {"seat_rent": {"price": {"standard": 100}, "basis": "any_day"}}
    if renewal is not None:
        terms["renewal"] = renewal
    section = {"terms": terms, "starts": "2026-03-01", "ends": "2027-02-28"} | contract
    months = section.pop("bill", ["2027-02", "2027-03"])
    seats = [{"at": "2026-03-01", "add": 1, "type": "standard"}]
    return cases.of_document({"contract": section, "facts": {"seats": seats}, "bill": months})


def bills(*renewal: dict[str, Any] | None, **contract: Any) -> list[Bill]:
    return list(cases.answer(case(*renewal, **contract)).invoices)


@pytest.mark.parametrize(
    ("renewal", "not_renewed", "ends"),
    [
        (None, None, END),
        (None, date(2026, 12, 1), END),
        (YEARLY, None, None),
        (YEARLY, date(2027, 1, 28), END),
        (YEARLY, date(2027, 1, 29), date(2028, 2, 29)),
        (YEARLY, date(2028, 1, 29), date(2028, 2, 29)),
        (YEARLY, date(2028, 1, 30), date(2029, 2, 28)),
        (Renewal(times=0), None, END),
        (Renewal(times=2), None, date(2029, 2, 28)),
        (Renewal(times=2), date(2027, 6, 1), date(2028, 2, 29)),
        (Renewal(times=1), date(2028, 2, 20), date(2028, 2, 29)),
        (Renewal(months=3), date(2027, 2, 1), date(2027, 5, 31)),
        (Renewal(notice=Period(10, Unit.BUSINESS_DAY)), date(2027, 2, 15), END),
        (Renewal(notice=Period(10, Unit.BUSINESS_DAY)), date(2027, 2, 16), date(2028, 2, 29)),
    ],
)
def test_the_last_day(renewal: Renewal | None, not_renewed: date | None, ends: date | None) -> None:
    assert last_day(END, renewal, not_renewed) == ends


def test_renewals_keep_to_the_day_of_the_month() -> None:
    """Ending on the 30th of a month of 31 days, three times: clipped by February, and back again."""
    quarterly = Renewal(months=1, times=2)
    assert last_day(date(2027, 1, 30), Renewal(months=1, times=1), None) == date(2027, 2, 27)
    assert last_day(date(2027, 1, 30), quarterly, None) == date(2027, 3, 30)


@settings(max_examples=60)
@given(
    agreed=st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    months=st.integers(1, 36),
    after=st.integers(-400, 4000),
)
def test_a_notice_ends_it_in_time_and_never_a_renewal_too_late(agreed: date, months: int, after: int) -> None:
    renewal = Renewal(months=months)
    given_on = agreed + timedelta(days=after)
    ends = last_day(agreed, renewal, given_on)
    assert ends is not None
    assert ends >= agreed
    assert given_on <= renewal.notice.before(ends)
    assert ends == agreed or renewal.notice.before(ends) - given_on <= timedelta(days=31 * (months + 1))


def test_an_end_out_of_sight_is_without_end() -> None:
    assert last_day(date(NEVER, 1, 1), YEARLY, None) is None
    assert last_day(date(NEVER, 1, 1), Renewal(times=3), None) is None
    assert last_day(date(9999, 12, 31), Renewal(times=3), None) is None


def test_002_renews_for_a_year_any_number_of_times() -> None:
    february, march, later = bills({}, bill=["2027-02", "2027-03", "2030-02"])
    assert [one.total for one in (february, march, later)] == [100, 100, 100]
    assert [(one.kind, one.clause, one.on, one.text) for one in february.notices] == [
        (
            "renewed",
            "renewal",
            date(2027, 3, 1),
            Text("合同自动续展至 2028-02-29", "The contract renews by itself, to 2028-02-29"),
        )
    ]
    assert march.notices == ()
    assert later.notices[0].on == date(2030, 3, 1)


def test_a_notice_in_time_ends_it() -> None:
    january, february = bills({}, not_renewed="2027-01-15", bill=["2027-01", "2027-02"])
    assert [(one.kind, one.clause, one.on, one.text) for one in january.notices] == [
        (
            "not_renewed",
            "renewal",
            date(2027, 1, 15),
            Text("不再续展，合同至 2027-02-28 终止", "Not renewed: the contract ends on 2027-02-28"),
        )
    ]
    assert february.notices == ()
    with pytest.raises(InvalidInput, match="does not cover 2027-03"):
        case({}, not_renewed="2027-01-15")


def test_a_notice_too_late_renews_once_more_and_says_so() -> None:
    february, march, last = bills({}, not_renewed="2027-02-01", bill=["2027-02", "2027-03", "2028-02"])
    assert [(one.kind, one.clause) for one in february.notices] == [
        ("renewed", "renewal"),
        ("notice_too_late", "renewal"),
    ]
    assert february.notices[1].on == date(2027, 2, 1)
    assert february.notices[1].text == Text(
        "不续展通知应在 2027-01-28 前（含当日）提出，已逾期；合同再续展一次，至 2028-02-29 终止",
        "The notice not to renew was due by 2027-01-28 and came late: "
        "the contract renews once more and ends on 2028-02-29",
    )
    assert (march.total, last.total, last.notices) == (100, 100, ())
    with pytest.raises(InvalidInput, match="does not cover 2028-03"):
        case({}, not_renewed="2027-02-01", bill=["2028-03"])


def test_a_notice_on_the_last_day_itself_is_too_late() -> None:
    (february,) = bills({}, not_renewed="2027-02-28", bill=["2027-02"])
    assert [one.kind for one in february.notices] == ["renewed", "notice_too_late"]
    assert "was due by 2027-01-28" in february.notices[1].text.en


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 12, 1), date(2026, 3, 1), END),
        (END, date(2026, 3, 1), END),
        (date(2027, 3, 1), date(2027, 3, 1), date(2028, 2, 29)),
        (date(2028, 3, 1), date(2028, 3, 1), date(2029, 2, 28)),
    ],
)
def test_the_term_that_a_day_lies_in(day: date, first: date, last: date) -> None:
    starts = date(2026, 3, 1)
    term = Term(starts, starts, None, END, SHANGHAI)
    assert running_term(day, term, YEARLY) == (first, last)
    assert running_term(day, Term(starts, starts, None, None, SHANGHAI), YEARLY) == (starts, None)


def test_001_needs_a_new_agreement_one_month_ahead() -> None:
    """001:A8: '应提前一个月进行协议续签', no renewal by itself."""
    january, february = bills({"times": 0}, bill=["2027-01", "2027-02"])
    assert [(one.kind, one.clause, one.on, one.text) for one in january.notices] == [
        (
            "new_agreement_due",
            "renewal",
            date(2027, 1, 28),
            Text(
                "合同至 2027-02-28 期满，不再自动续展，应于此日前续签",
                "The contract ends on 2027-02-28 and renews no more by itself: "
                "a new agreement is due by this day",
            ),
        )
    ]
    assert february.notices == ()
    (january,) = bills({"times": 0}, not_renewed="2027-01-10", bill=["2027-01"])
    assert [one.kind for one in january.notices] == ["not_renewed"]
    with pytest.raises(InvalidInput, match="does not cover 2027-03"):
        case()


def test_the_clause_in_force_on_the_agreed_last_day_decides() -> None:
    change = [{"starts": "2027-01-01", "overrides": {"renewal": {"times": 1}}}]
    assert case(changes=change).agreement.term.ends == date(2028, 2, 29)
    beyond = [*change, {"starts": "2028-03-01", "overrides": {}}]
    with pytest.raises(InvalidInput, match=r"contract\.changes\[1\]\.starts: 2028-03-01 is after"):
        case(changes=beyond)


def test_what_nothing_can_be_renewed_of() -> None:
    with pytest.raises(InvalidInput, match=r"contract\.not_renewed: a contract without a last day"):
        cases.of_document(
            {
                "contract": {"template": "seat-lease", "starts": "2026-03-01", "not_renewed": "2026-04-01"},
                "bill": ["2026-03"],
            }
        )


@pytest.mark.parametrize(
    ("renewal", "line"),
    [
        (
            {"times": "often"},
            "contract.terms.renewal.times: 'often' is not allowed (allowed: unlimited, or a whole",
        ),
        ({"times": -1}, "contract.terms.renewal.times: -1 is not allowed"),
        ({"months": 0}, "contract.terms.renewal.months: 0 is not allowed (allowed: a whole number from 1 to"),
        (
            {"notice": "soon"},
            "contract.terms.renewal.notice: 'soon' is not allowed (allowed: such as '5 days', '7 bus",
        ),
    ],
)
def test_wrong_values(renewal: dict[str, Any], line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        case(renewal)
    assert str(refused.value).startswith(line)


def test_a_case_file_states_the_notice(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        "contract:\n  terms: {renewal: {times: unlimited, notice: 1 month}}\n"
        "  starts: 2026-03-01\n  ends: 2027-02-28\n  not_renewed: 2027-01-15\nbill: [2027-02]\n"
    )
    assert cases.load(file).agreement.term.ends == END
