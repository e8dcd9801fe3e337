"""Calls per day, drawn."""

from __future__ import annotations

from datetime import date

from admin_ui.bars import HEIGHT, chart
from esl.calls.statistics import Day


def test_the_fullest_day_reaches_the_top() -> None:
    drawn = chart([Day(date(2026, 3, 1), 30, 10), Day(date(2026, 3, 2), 0, 20), Day(date(2026, 3, 3), 0, 0)])
    assert drawn
    assert drawn.most == 40
    assert [(bar.served, bar.lost) for bar in drawn.bars] == [(75, 25), (0, 50), (0, 0)]
    assert drawn.bars[0].served + drawn.bars[0].lost == HEIGHT


def test_a_month_without_calls_is_not_drawn() -> None:
    assert chart([]) is None
    assert chart([Day(date(2026, 3, 1), 0, 0)]) is None
