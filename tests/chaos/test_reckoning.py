"""The reckoning sees what it is there for: each way in which a call can go wrong is a difference."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from .reckoning import Charge, Difference, Made, Metered, Told, by_minute, reckon

MADE = [Made("a", True, 1_500_000), Made("b", True, 2_499_999), Made("quiet", False, 0)]
METERED = [
    Metered("a", 1, frozenset({"a", "a2"}), True, 1_500_000),
    Metered("b", 2, frozenset({"b"}), True, 2_499_999),
    Metered("quiet", 1, frozenset({"quiet"}), False, 0),
]
CHARGES = [Charge("I-1", 1, "a", 2), Charge("I-2", 2, "b", 2)]


def test_all_is_well() -> None:
    done = reckon(MADE, METERED, CHARGES)
    assert done.differences == ()
    assert (done.calls, done.charged, done.billed) == (3, 2, 2)
    assert done.microseconds == done.metered == 3_999_999
    assert done.seconds == 4


@pytest.mark.parametrize(
    ("made", "metered", "charges", "what", "uuid"),
    [
        (MADE, METERED[1:], CHARGES[1:], "not metered", "a"),
        (MADE, METERED, CHARGES[1:], "on 0 lines of invoices", "a"),
        (MADE, METERED, [*CHARGES, Charge("I-3", 1, "a", 2)], "on 2 lines of invoices", "a"),
        (MADE, [*METERED, Metered("a", 2, frozenset({"a"}), True, 1)], CHARGES, "metered as 2 calls", "a"),
        (MADE[1:], METERED, CHARGES, "no switch made it", "a"),
        (
            [Made("a", True, 1_500_001), *MADE[1:]],
            METERED,
            CHARGES,
            "1500001 µs talked, 1500000 metered",
            "a",
        ),
        (MADE, METERED, [Charge("I-1", 1, "a", 1), CHARGES[1]], "1500000 µs talked, 1 s on I-1", "a"),
        ([*MADE, Made("a2", False, 0)], METERED, CHARGES, "2 calls of the switch are one", "a"),
        (MADE, METERED, [*CHARGES, Charge("I-1", 1, "quiet", 0)], "on 1 lines of invoices", "quiet"),
    ],
)
def test_each_way_to_be_wrong(
    made: list[Made], metered: list[Metered], charges: list[Charge], what: str, uuid: str
) -> None:
    assert (what, uuid) in [(one.what, one.uuid) for one in reckon(made, metered, charges).differences]


def test_a_lost_leg_that_is_paid_explains_its_call() -> None:
    """Of a call out, the seat's own leg is there and names the call; the carrier's would be paid."""
    unpaid = Metered("a", 1, frozenset({"a"}), False, 0)
    made = [Made("a", True, 1_500_000, paid="a2"), *MADE[1:]]
    done = reckon(made, [unpaid, *METERED[1:]], CHARGES[1:], Told(frozenset({"a2"})))
    assert done.differences
    assert all(one.told and one.uuid == "a" for one in done.differences)


def test_what_a_finding_names_is_marked() -> None:
    done = reckon(MADE, METERED[1:], CHARGES[1:], Told(frozenset({"a"})))
    assert done.differences == (Difference("not metered", "a", told=True),)


@pytest.mark.parametrize(("node", "told"), [("fs1", True), ("fs2", False)])
def test_what_the_switch_alone_counted_is_marked_in_its_time(node: str, told: bool) -> None:
    began = datetime(2026, 3, 1, tzinfo=UTC)
    made = [Made("a", True, 1_500_000, start=began, node="fs1"), *MADE[1:]]
    span = began - timedelta(seconds=20), began + timedelta(seconds=20)
    done = reckon(made, METERED[1:], CHARGES[1:], Told(counted=((node, *span),)))
    assert done.differences == (Difference("not metered", "a", told=told),)


def test_differences_are_counted_by_the_minute_of_their_call() -> None:
    began = datetime(2026, 3, 1, tzinfo=UTC)
    starts = {"a": 59, "b": 60, "quiet": 119}
    made = [Made(id, False, 0, start=began + timedelta(seconds=at)) for id, at in starts.items()]
    done = reckon(made, [], [], Told(frozenset({"b"})))
    assert by_minute(done.differences, began) == {0: (1, 1), 1: (2, 1)}
