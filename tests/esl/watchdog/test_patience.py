"""A sign is believed when it has stood for a while."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from esl.watchdog.patience import MOST, SETTLE, Patience
from esl.watchdog.sign import AGENT_STUCK, Sign

SIGN = Sign(AGENT_STUCK, "seat-1@a", "a", "it was stuck", {}, same="Receiving 1")


def test_it_takes_time_and_not_only_a_second_look() -> None:
    patience = Patience()
    assert patience.due([SIGN], 0) == []
    assert patience.due([SIGN], SETTLE - 0.1) == []
    assert patience.due([SIGN], SETTLE) == [SIGN]


def test_what_goes_away_or_changes_begins_anew() -> None:
    patience = Patience()
    patience.due([SIGN], 0)
    assert patience.due([], 3) == []
    assert patience.due([SIGN], 6) == []
    assert patience.due([replace(SIGN, same="Receiving 2")], 12) == []
    assert patience.due([replace(SIGN, same="Receiving 2")], 18) != []


def test_what_stays_is_tried_again_ever_more_seldom() -> None:
    patience = Patience()
    times = [now for now in range(0, 3000, 3) if patience.due([SIGN], now)]
    pauses = [after - before for before, after in pairwise(times)]
    assert times[0] == SETTLE
    assert pauses[:4] == [12, 24, 48, 96]
    assert max(pauses) == MOST


def test_after_a_gap_nothing_counts() -> None:
    patience = Patience()
    patience.due([SIGN], 0)
    patience.forget()
    assert patience.due([SIGN], SETTLE) == []
