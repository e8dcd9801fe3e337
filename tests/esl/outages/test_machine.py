"""Outages from proofs of life: every way in which a node, its link or its worker comes and goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from esl.outages.machine import Change, ClockSet, Closed, Known, LinkGap, Machine, Opened

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def watching() -> Machine:
    """A worker that has seen core A alive at noon."""
    machine = Machine(Known())
    assert machine.up("A", at(0), began=at(-60)) == []
    return machine


def test_first_sight_is_no_outage() -> None:
    assert watching().known == Known("A", at(0))


def test_crash_and_return() -> None:
    machine = watching()
    assert machine.alive("A", at(5)) == []
    machine.lost("closed")
    assert machine.unreachable("refused") == [Opened(at(5), "A", "closed")]
    assert machine.unreachable("refused") == []
    assert machine.up("B", at(9), began=at(8.9)) == [Closed(at(5), at(9), "A", "B", worker_away=False)]
    assert machine.known == Known("B", at(9))


def test_return_faster_than_an_attempt_to_connect() -> None:
    machine = watching()
    machine.lost("closed")
    assert machine.up("B", at(1), began=at(1)) == [Closed(at(0), at(1), "A", "B", worker_away=False)]


def test_link_loss_alone() -> None:
    machine = watching()
    machine.lost("half-open")
    machine.unreachable("no banner")
    assert machine.up("A", at(3), began=at(-60)) == [LinkGap(at(0), at(3), "half-open")]
    assert machine.known == Known("A", at(3))


def test_short_link_loss_alone() -> None:
    machine = watching()
    machine.lost("killed listener")
    assert machine.up("A", at(1), began=at(-60)) == [LinkGap(at(0), at(1), "killed listener")]


def test_two_crashes() -> None:
    machine = watching()
    machine.lost("closed")
    machine.unreachable("refused")
    machine.up("B", at(2), began=at(2))
    machine.alive("B", at(10))
    machine.lost("closed")
    assert machine.unreachable("refused") == [Opened(at(10), "B", "closed")]
    assert machine.up("C", at(11), began=at(11)) == [Closed(at(10), at(11), "B", "C", worker_away=False)]


def test_worker_restart_alone() -> None:
    """Our own closing is no loss, and the switch had lived: nothing to tell."""
    assert Machine(watching().known).up("A", at(30), began=at(-60)) == []


def test_crash_while_the_worker_was_away() -> None:
    """It came back long before the worker did: its own word on when it began bounds the outage."""
    machine = Machine(Known("A", at(0)))
    assert machine.up("B", at(120), began=at(7)) == [Closed(at(0), at(7), "A", "B", worker_away=True)]


def test_crash_in_which_the_worker_was_restarted() -> None:
    machine = watching()
    machine.lost("closed")
    machine.unreachable("refused")
    again = Machine(machine.known)
    assert again.unreachable("refused") == []
    assert again.up("B", at(6), began=at(6)) == [Closed(at(0), at(6), "A", "B", worker_away=True)]


def test_worker_starts_while_the_switch_is_down() -> None:
    machine = Machine(Known("A", at(0)))
    assert machine.unreachable("refused") == [Opened(at(0), "A", "refused")]
    assert machine.up("A", at(4), began=at(-60)) == [LinkGap(at(0), at(4), "the switch could not be reached")]


def test_unreachable_and_never_seen_is_no_outage() -> None:
    assert Machine(Known()).unreachable("refused") == []


def test_clock_set_back() -> None:
    machine = watching()
    machine.lost("closed")
    assert machine.up("B", at(-5), began=at(-5)) == [ClockSet(at(0), at(-5))]


def test_late_events_do_not_turn_the_last_proof_back() -> None:
    machine = watching()
    machine.alive("A", at(2))
    machine.alive("A", at(1))
    assert machine.known.alive_at == at(2)


@given(st.lists(st.sampled_from(["beat", "cut", "miss", "same", "new", "worker"]), max_size=40))
def test_outages_never_overlap_and_never_run_backwards(story: list[str]) -> None:
    machine, minute, core = Machine(Known()), 0.0, 0
    changes: list[Change] = []
    for step in story:
        minute += 1
        match step:
            case "beat":
                if machine.known.core_uuid == str(core):
                    changes += machine.alive(str(core), at(minute))
            case "cut":
                machine.lost("cut")
            case "miss":
                changes += machine.unreachable("refused")
            case "same" | "new":
                core += step == "new"
                changes += machine.up(str(core), at(minute), began=at(minute - 0.5))
            case "worker":
                machine = Machine(machine.known)
    closed = [change for change in changes if isinstance(change, Closed)]
    for outage in closed:
        assert outage.starts_at < outage.ends_at
        assert outage.last_core != outage.core
    for before, after in pairwise(closed):
        assert before.ends_at <= after.starts_at
