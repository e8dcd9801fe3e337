"""A board is read right after it is written, and not all the time."""

from __future__ import annotations

import pytest

from esl.board.pace import AFTER, AGAIN, EVERY, LEAST, UNKNOWN, pause


@pytest.mark.parametrize(
    ("age", "seconds"),
    [
        (AFTER, EVERY),
        (0.25, 0.4),
        (EVERY, LEAST),  # it is due, and not yet there
        (EVERY + AFTER, AGAIN),  # it should be there: once more
        (EVERY + AFTER + 0.11, AGAIN),
        (EVERY + AFTER + 0.21, EVERY - 0.21),  # nothing has changed: with the next one
        (60 * EVERY + AFTER + 0.25, EVERY - 0.25),
        (None, UNKNOWN),
    ],
)
def test_until_the_next_reading(age: float | None, seconds: float) -> None:
    assert pause([age]) == pytest.approx(seconds)


def test_of_several_boards_the_first_that_is_due() -> None:
    assert pause([AFTER, 0.25]) == pytest.approx(0.4)
    assert pause([]) == UNKNOWN


@pytest.mark.parametrize("late", [0.0, 0.02, 0.1])
def test_a_change_is_read_within_a_period_however_both_began(late: float) -> None:
    """A worker writes each ``EVERY`` and a little; a reader begins anywhere, and is soon right behind it."""
    for begun in range(12):
        now, seen, reads = begun / 20, [], 0
        while now < 60:
            written = now // (EVERY + late) * (EVERY + late)
            if not seen or written > seen[-1][0]:
                seen.append((written, now - written))
            reads += 1
            now += pause([now - written])
        assert max(lag for _, lag in seen[3:]) <= AFTER + AGAIN + 0.1
        assert len(seen) >= 60 // (EVERY + late) - 1, "none is missed"
        assert reads <= 2.2 * len(seen)
