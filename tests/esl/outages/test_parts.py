"""Outages cut at the edges of what was announced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from esl.outages.parts import CAUSES, FORCE_MAJEURE, NONE, PLANNED, PROVIDER, Announced, Part, cut

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
SEATS = frozenset({1, 2, 3})


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def outage(starts: float = 0, ends: float | None = 10) -> Part:
    return Part(17, "node_down", at(starts), None if ends is None else at(ends), PROVIDER)


def plan(
    starts: float,
    ends: float | None,
    cause: str = PLANNED,
    *,
    announced: bool = True,
    seats: frozenset[int] | None = None,
) -> Announced:
    return Announced(at(starts), None if ends is None else at(ends), cause, announced, seats)


Short = tuple[float, float | None, str, bool, frozenset[int] | None]


def short(parts: list[Part]) -> list[Short]:
    def hours(moment: datetime) -> float:
        return (moment - NOON) / timedelta(hours=1)

    return [
        (hours(p.starts_at), p.ends_at and hours(p.ends_at), p.cause, p.announced, p.seats) for p in parts
    ]


def test_nothing_was_announced() -> None:
    assert cut(outage(), [], SEATS) == [outage()]


def test_an_outage_is_cut_at_both_edges() -> None:
    assert short(cut(outage(), [plan(2, 5)], SEATS)) == [
        (0, 2, PROVIDER, True, None),
        (2, 5, PLANNED, True, None),
        (5, 10, PROVIDER, True, None),
    ]


def test_an_outage_inside_is_planned_whole() -> None:
    assert short(cut(outage(), [plan(-1, 10)], SEATS)) == [(0, 10, PLANNED, True, None)]


def test_a_plan_that_only_touches_changes_nothing() -> None:
    assert cut(outage(), [plan(-5, 0), plan(10, 12)], SEATS) == [outage()]


def test_what_was_told_too_late_says_so() -> None:
    (part,) = cut(outage(), [plan(-1, 11, announced=False)], SEATS)
    assert (part.cause, part.announced) == (PLANNED, False)


def test_force_majeure_comes_before_planned_work() -> None:
    assert short(cut(outage(), [plan(0, 8), plan(4, None, FORCE_MAJEURE)], SEATS)) == [
        (0, 4, PLANNED, True, None),
        (4, 10, FORCE_MAJEURE, True, None),
    ]


def test_the_other_seats_stay_the_providers() -> None:
    assert short(cut(outage(), [plan(2, 10, seats=frozenset({1}))], SEATS)) == [
        (0, 2, PROVIDER, True, None),
        (2, 10, PLANNED, True, frozenset({1})),
        (2, 10, PROVIDER, True, frozenset({2, 3})),
    ]


def test_a_plan_for_every_seat_is_one_for_all() -> None:
    assert short(cut(outage(), [plan(0, 10, seats=SEATS)], SEATS)) == [(0, 10, PLANNED, True, None)]


def test_an_outage_that_goes_on() -> None:
    assert short(cut(outage(ends=None), [plan(2, 5)], SEATS))[-1] == (5, None, PROVIDER, True, None)
    lasting = plan(2, None, FORCE_MAJEURE)
    assert short(cut(outage(ends=None), [lasting], SEATS))[-1] == (2, None, FORCE_MAJEURE, True, None)


@st.composite
def plans(draw: st.DrawFn) -> list[Announced]:
    made = []
    for _ in range(draw(st.integers(0, 4))):
        starts, lasts = draw(st.integers(-3, 12)), draw(st.one_of(st.none(), st.integers(1, 8)))
        seats = draw(st.one_of(st.none(), st.frozensets(st.sampled_from([1, 2, 3, 9]), min_size=1)))
        cause = draw(st.sampled_from([PLANNED, FORCE_MAJEURE]))
        ends = None if lasts is None else starts + lasts
        made.append(plan(starts, ends, cause, announced=draw(st.booleans()), seats=seats))
    return made


@given(plans())
def test_every_hour_of_every_seat_is_in_one_part_with_the_first_plans_cause(known: list[Announced]) -> None:
    parts = cut(outage(), known, SEATS)
    for hour in range(10):
        moment = at(hour + 0.5)
        for seat in SEATS:
            (part,) = (
                p
                for p in parts
                if p.starts_at <= moment
                and (p.ends_at is None or moment < p.ends_at)
                and (p.seats is None or seat in p.seats)
            )
            here = [p for p in known if p.covers(moment) and (p.seats is None or seat in p.seats)]
            causes = {p.cause for p in here}
            expected = FORCE_MAJEURE if FORCE_MAJEURE in causes else PLANNED if causes else PROVIDER
            assert part.cause == expected
            if expected == PLANNED:
                assert part.announced == any(p.announced for p in here)


def test_billing_knows_every_cause_but_that_it_was_none() -> None:
    from billing.engine.facts import CAUSES as COUNTED

    assert set(CAUSES) - {NONE} == set(COUNTED)
