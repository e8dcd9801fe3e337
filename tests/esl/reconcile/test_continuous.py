"""Reconciling without being asked: late hang-ups, late records, two workers, a person's word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from esl.models import CdrRecord, Conversation, Hangup, Leg
from esl.reconcile.continuous import GRACE, LONG_EVERY, Continuous
from seatyard import claims, clock, findings
from seatyard.db import db
from seatyard.findings import Finding
from tests.factories import CdrRecordFactory, ConversationFactory, HangupFactory, LegFactory

NOON = datetime(2026, 3, 3, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def heard(uuid: str, at: datetime, billusec: int = 60_000_000) -> None:
    HangupFactory(node=None, node_id=1, uuid=uuid, at=at, billusec=billusec)
    db.session.commit()


def recorded(tenant_id: int, uuid: str, billusec: int = 60_000_000) -> None:
    call = ConversationFactory(tenant_id=tenant_id, node=None, node_id=1, id=uuid, billusec=billusec)
    LegFactory(conversation=call, uuid=uuid, record__uuid=uuid)
    db.session.commit()


def step(looking: Continuous, at: datetime) -> dict[str, str]:
    """What stands open after a look at this moment."""
    with clock.frozen(at):
        looking.step()
    return {one.key: one.kind for one in findings.still_open()}


def test_a_record_has_its_time_to_come(acme: int) -> None:
    heard("u-1", NOON)
    looking = Continuous()
    assert step(looking, NOON + GRACE) == {}
    assert step(looking, NOON + GRACE + MINUTE) == {"fs1/u-1": "cdr_missing"}
    (finding,) = findings.still_open()
    assert (finding.about_until, finding.detail["node"]) == (NOON, "fs1")
    recorded(acme, "u-1")
    assert step(looking, NOON + GRACE + 2 * MINUTE) == {}


def test_again_over_the_same_span_it_says_nothing_new(acme: int) -> None:
    heard("u-1", NOON)
    looking = Continuous()
    for minute in range(1, 5):
        step(looking, NOON + GRACE + minute * MINUTE)
    step(Continuous(), NOON + GRACE + 5 * MINUTE)
    assert [one.count for one in findings.still_open()] == [1]


def test_what_a_person_has_cleared_stays_cleared(acme: int) -> None:
    heard("u-1", NOON)
    looking = Continuous()
    step(looking, NOON + GRACE + MINUTE)
    findings.clear(findings.still_open()[0].id, "ann", "it never talked")
    assert step(looking, NOON + GRACE + 2 * MINUTE) == {}
    assert step(Continuous(), NOON + GRACE + 3 * MINUTE) == {}


def test_a_hang_up_that_was_written_late_is_found_within_the_hour(acme: int) -> None:
    looking = Continuous()
    step(looking, NOON + timedelta(hours=5))
    heard("u-1", NOON)
    assert step(looking, NOON + timedelta(hours=5, minutes=1)) == {}
    assert step(looking, NOON + timedelta(hours=5) + LONG_EVERY) == {"fs1/u-1": "cdr_missing"}


def test_talk_times_that_come_to_agree_clear_themselves(acme: int) -> None:
    heard("u-1", NOON)
    recorded(acme, "u-1", billusec=59_000_000)
    looking = Continuous()
    assert step(looking, NOON + 5 * MINUTE) == {"fs1/u-1": "billusec_differs"}
    db.session.query(Leg).update({"billusec": 60_000_000})
    db.session.commit()
    assert step(looking, NOON + 6 * MINUTE) == {}


def test_one_worker_does_it_at_a_time(acme: int) -> None:
    heard("u-1", NOON)
    with claims.claimed("reconcile") as other:
        assert other
        assert step(Continuous(), NOON + 5 * MINUTE) == {}
    assert step(Continuous(), NOON + 5 * MINUTE) == {"fs1/u-1": "cdr_missing"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    calls=st.lists(
        st.tuples(
            st.integers(0, 30),  # the minute of the hang-up
            st.integers(0, 40),  # after how many minutes it is written
            st.one_of(st.none(), st.integers(0, 40)),  # after how many the record comes, if it does
        ),
        max_size=6,
    ),
    restarts=st.sets(st.integers(0, 200), max_size=3),
)
def test_whatever_comes_late_the_end_is_the_truth(
    acme: int, calls: list[tuple[int, int, int | None]], restarts: set[int]
) -> None:
    for model in (Finding, Hangup, Leg, Conversation, CdrRecord):
        db.session.execute(delete(model))
    looking = Continuous()
    for minute in range(0, 200, 1):
        now = NOON + minute * MINUTE
        if minute in restarts:
            looking = Continuous()
        for number, (at, written, posted) in enumerate(calls):
            if minute == at + written:
                heard(f"u-{number}", NOON + at * MINUTE)
            if posted is not None and minute == at + posted:
                CdrRecordFactory(node=None, node_id=1, uuid=f"u-{number}", folded_at=now)
        db.session.commit()
        if minute % 7 == 0 or minute == 199:
            shown = step(looking, now)
    lost = {f"fs1/u-{number}": "cdr_missing" for number, call in enumerate(calls) if call[2] is None}
    assert shown == lost
    assert all(one.count == 1 for one in findings.still_open())
