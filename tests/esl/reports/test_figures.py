"""The definitions, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from esl.reports.documents import change, shown
from esl.reports.figures import Counts, Times
from esl.reports.periods import DAY, HOUR, MONTH, WEEK, Period
from esl.reports.tables import SHARE, TIME

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE = 60_000_000


def test_shares_are_of_what_the_contract_says() -> None:
    counts = Counts(
        entered=10, self_served=2, answered=6, offered=8, queue_answered=6, in_time=5, abandoned=2,
        waited=6 * MINUTE, gave_up_after=3 * MINUTE, dialled=4, dialled_answered=3, scored=3, satisfied=2,
        transferred=1, judged=3, resolved=2,
    )  # fmt: skip
    assert counts.answer_rate == Decimal("0.8")
    assert counts.outbound_answer_rate == Decimal("0.75")
    assert counts.service_level == Decimal("0.625")
    assert counts.speed_of_answer == MINUTE
    assert counts.abandonment == Decimal("0.25")
    assert counts.time_to_abandon == 3 * MINUTE // 2
    assert counts.transfer_rate == Decimal("0.1667")
    assert counts.first_call_resolution == Decimal("0.6667")
    assert counts.satisfaction == Decimal("0.6667")
    assert counts.handled == 9
    assert (counts + counts).entered == 20


def test_of_nothing_there_is_no_figure() -> None:
    nothing = Counts()
    assert (nothing.answer_rate, nothing.service_level, nothing.speed_of_answer) == (None, None, None)
    assert (Times().utilisation, Times().occupancy) == (None, None)
    assert shown(None, SHARE) == "—"


def test_seats_time() -> None:
    times = Times(
        talking=30 * MINUTE, hold=6 * MINUTE, ringing=2 * MINUTE, after_call=10 * MINUTE, ready=12 * MINUTE,
        unknown=9 * MINUTE,
    )  # fmt: skip
    assert times.signed_in == 60 * MINUTE
    assert times.utilisation == Decimal("0.5")
    assert times.occupancy == Decimal("0.75")
    assert times.worked == 46 * MINUTE


def test_how_it_is_read() -> None:
    assert shown(Decimal("0.8125"), SHARE) == "81.3 %"
    assert shown(65 * 1_000_000, TIME) == "1:05"
    assert change(Decimal("0.81"), Decimal("0.8"), SHARE) == "+1.0"
    assert change(110, 100, "count") == "+10 %"
    assert change(1, 0, "count") == ""
    assert change(None, 3, "count") == ""


def test_periods() -> None:
    march = Period(date(2026, 3, 1), date(2026, 3, 31), SHANGHAI)
    assert (march.before.first, march.before.last) == (date(2026, 2, 1), date(2026, 2, 28))
    assert len(list(march.labels(DAY))) == 31
    assert list(march.labels(WEEK)) == ["2026-W09", *(f"2026-W{n}" for n in range(10, 15))]
    assert list(march.labels(MONTH)) == ["2026-03"]
    week = Period(date(2026, 3, 2), date(2026, 3, 8), SHANGHAI)
    assert (week.before.first, week.before.last) == (date(2026, 2, 23), date(2026, 3, 1))
    assert len(list(week.labels(HOUR))) == 168
    assert week.slot == 3600
    assert Period(date(2026, 3, 2), date(2026, 3, 2), ZoneInfo("Asia/Kathmandu")).slot == 900
