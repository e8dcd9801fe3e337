"""Calls by the month on PostgreSQL: none is refused or doubled, and a question of March reads March."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import text

from billing.calls import Calls, count_calls
from billing.engine.spans import Span
from esl import watched
from esl.calls import fold, parts, service
from esl.doctor import months
from esl.models import CdrRecord, Conversation, Leg
from esl.reconcile.records import compare
from seatyard import clock, due, findings, migrations
from seatyard.db import db
from tests.factories import ConversationFactory, HangupFactory, LegFactory
from tests.support import plans

from . import world
from .records import record, to_seat

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
LATE_FEBRUARY = -90_100.0
"""Seconds from the records' start to 100 seconds before the end of February (UTC)."""


def where(model: type[Conversation] | type[Leg]) -> list[tuple[str, str]]:
    """The part that each row lies in, and its name."""
    name = Conversation.id if model is Conversation else Leg.uuid
    table = model.__tablename__
    rows = db.session.execute(text(f"SELECT tableoid::regclass::text, {name.key} FROM {table} ORDER BY 2"))  # noqa: S608
    return [(str(place), str(named)) for place, named in rows]


def made() -> set[str]:
    parts_of = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent::regclass::text = :table"
    return {part for table in parts.TABLES for part in db.session.scalars(text(parts_of), {"table": table})}


def test_this_month_and_three_more_are_made_ahead_and_again_changes_nothing(app: Flask) -> None:
    with clock.frozen(datetime(2026, 11, 30, 23, tzinfo=UTC)):
        parts.keep_ahead()
        first = made()
        parts.keep_ahead()
    for month in ("2026_11", "2026_12", "2027_01", "2027_02", "default"):
        assert {f"conversations_{month}", f"legs_{month}"} <= first
    assert made() == first


def test_calls_of_a_month_that_is_not_made_are_kept_and_move_when_it_is(app: Flask, acme: int) -> None:
    world.post(app, [record("u-1", answer=0, seatyard_tenant=str(acme))])
    fold.fold_all()
    before = world.rows()
    assert where(Conversation) == [("conversations_default", "u-1")]
    db.session.rollback()
    parts.keep_ahead()
    assert where(Conversation) == [("conversations_2026_03", "u-1")]
    assert where(Leg) == [("legs_2026_03", "u-1")]
    assert world.rows() == before
    assert findings.still_open() == []
    # the part has all that the table has
    constraints = "SELECT count(*) FROM pg_constraint WHERE conrelid = '{}'::regclass"
    counts = {db.session.scalar(text(constraints.format(f"legs{suffix}"))) for suffix in ("", "_2026_03")}
    assert counts == {4}


def test_calls_of_no_possible_month_stay_with_a_finding_until_they_are_gone(app: Flask, acme: int) -> None:
    mine = {"seatyard_tenant": str(acme)}
    world.post(
        app,
        [record("old", start_uepoch="1", **mine), record("far", start_uepoch="253402300799000000", **mine)],
    )
    fold.fold_all()
    parts.keep_ahead()
    assert where(Conversation) == [("conversations_default", "far"), ("conversations_default", "old")]
    assert {finding.key for finding in findings.still_open("calls_without_month")} == {"1970-01", "9999-12"}
    for model in (Leg, Conversation):
        db.session.execute(model.__table__.delete())
    db.session.commit()
    parts.keep_ahead()
    assert findings.still_open("calls_without_month") == []


def test_an_earlier_leg_that_comes_late_moves_the_call_to_its_month(app: Flask, acme: int) -> None:
    for month in (FEBRUARY, MARCH):
        parts.make(month)
    mine = {"seatyard_tenant": str(acme)}
    world.post(app, [to_seat("u-2", "u-1", start=0, answer=1, **mine)])
    fold.fold_all()
    assert where(Conversation) == [("conversations_2026_03", "u-1")]
    db.session.rollback()
    world.post(app, [record("u-1", start=LATE_FEBRUARY, answer=LATE_FEBRUARY, **mine)])
    fold.fold_all()
    assert where(Conversation) == [("conversations_2026_02", "u-1")]
    assert where(Leg) == [("legs_2026_02", "u-1"), ("legs_2026_03", "u-2")]


def test_any_batching_gives_the_same_rows_in_parts(app: Flask, acme: int) -> None:
    bodies = world.everything()
    world.post(app, bodies)
    fold.fold_all()
    whole = world.rows()
    db.session.rollback()
    parts.keep_ahead()
    for model in (Leg, Conversation):
        db.session.execute(model.__table__.delete())
    db.session.execute(CdrRecord.__table__.update().values(folded_at=None, parked_at=None))
    db.session.commit()
    while fold.fold_batch(3):
        pass
    assert world.rows() == whole
    assert not {place for place, _ in where(Conversation)} & {"conversations_default"}


@pytest.mark.parametrize(
    "ask",
    [
        lambda tenant, march: service.calls(tenant, service.Filters(since=march.starts, until=march.ends)),
        lambda tenant, march: service.call(tenant, "mine"),
        lambda tenant, march: list(Calls(tenant, march)),
        lambda tenant, march: count_calls(tenant, march),
    ],
    ids=["list", "legs of a call", "billing", "count"],
)
def test_a_question_of_march_reads_march(app: Flask, ask: Callable[[int, Span], object]) -> None:
    """Billing looks back as far as the longest call."""
    for month in (date(2025, 12, 1), date(2026, 1, 1), FEBRUARY, MARCH, date(2026, 4, 1)):
        parts.make(month)
    call = ConversationFactory(id="mine", started_at=datetime(2026, 3, 5, tzinfo=UTC))
    LegFactory(conversation=call)
    tenant = call.tenant_id
    db.session.commit()
    march = Span(datetime(2026, 3, 4, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    read = plans.reads(lambda: ask(tenant, march), last=True)
    assert {name[-7:] for name in read} - {"2026_02"} == {"2026_03"}


def test_reconciling_reads_no_months_longer_ago_than_the_longest_call(app: Flask) -> None:
    for month in (date(2025, 12, 1), date(2026, 1, 1), FEBRUARY, MARCH):
        parts.make(month)
    since = datetime(2026, 3, 5, tzinfo=UTC)
    HangupFactory(at=since)
    db.session.commit()
    read = plans.reads(lambda: compare(since, since + timedelta(days=1)))
    assert {"legs_2026_02", "legs_2026_03"} <= read
    assert not {"legs_2025_12", "legs_2026_01"} & read


def test_the_migration_keeps_calls_and_legs_both_ways(app: Flask) -> None:
    for at in ("1970-01-01", "2026-02-28", "2026-03-01", "2999-01-01"):
        call = ConversationFactory(id=at, started_at=datetime.fromisoformat(at).replace(tzinfo=UTC))
        LegFactory(conversation=call)
    db.session.commit()
    before = world.rows()
    db.session.remove()
    config = migrations.config_for(app)
    command.downgrade(config, "0024")
    then = text("SELECT id, uuid FROM conversations JOIN legs ON conversation_id = id ORDER BY id")
    assert [id for id, _ in db.session.execute(then)] == [str(call[1]) for call in before[0]]
    assert made() == set()
    db.session.remove()
    command.upgrade(config, "head")
    assert world.rows() == before
    places = {named: place.removeprefix("conversations_") for place, named in where(Conversation)}
    assert places == {
        "1970-01-01": "default",
        "2026-02-28": "2026_02",
        "2026-03-01": "2026_03",
        "2999-01-01": "default",
    }


def test_the_doctor_and_the_figures_say_when_months_are_not_ahead(app: Flask) -> None:
    def told() -> tuple[list[str], float]:
        (figure,) = watched._months()
        return [one.state for one in months.check()], figure.samples[0].value

    with clock.frozen(datetime(2031, 5, 20, tzinfo=UTC)):
        assert told() == (["fault"], -1)
        assert parts.keep_ahead() == 1 + parts.AHEAD
        assert told() == (["ok"], 3)
        assert parts.keep_ahead() == 0
    with clock.frozen(datetime(2031, 7, 1, tzinfo=UTC)):
        assert told() == (["warning"], 1)
    ConversationFactory(id="c-1", started_at=datetime(2031, 9, 2, tzinfo=UTC))
    db.session.commit()
    with clock.frozen(datetime(2031, 7, 1, tzinfo=UTC)):
        (said,) = months.check()
        assert (said.state, "2031-09" in said.what) == ("fault", True)
        (made,) = (due.do(piece) for piece in due.pieces() if piece.name == "months of calls")
        assert (made.done, made.problem) == (2, "")
        assert told() == (["ok"], 3)
