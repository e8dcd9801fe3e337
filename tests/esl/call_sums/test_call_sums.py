"""Kept sums say what counting the calls says: whatever comes late, is corrected, or goes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from esl.call_sums import days, keeping, reading, wanted
from esl.call_sums.marking import changed
from esl.call_sums.models import CallDay, CallSum
from esl.models import (
    ABANDONED,
    ANSWERED,
    FAILED,
    INBOUND,
    OUTBOUND,
    SELF_SERVICE,
    Conversation,
    Leg,
    Supervision,
)
from esl.reports.counting import Which
from esl.reports.periods import HOUR, WEEK, Period
from seatyard import clock
from seatyard.db import db
from tests.factories import (
    ConversationFactory,
    LegFactory,
    NodeFactory,
    QueueFactory,
    SeatFactory,
    TenantFactory,
)

BEGIN = datetime(2026, 3, 16, tzinfo=UTC)
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
LATER = timedelta(hours=1)
SECOND = 1_000_000
PLACES = ("+8613800138000", "+862586880000", "+4930123456", "anonymous", "+8613901230000")


class Centre:
    """A tenant in a zone whose clock is put forward within the time, two queues, two seats."""

    def __init__(self, zone: str, seed: int = 0) -> None:
        self.random = Random(seed)
        self.zone = ZoneInfo(zone)
        self.tenant = TenantFactory(timezone=zone)
        self.node = NodeFactory()
        self.queues = [QueueFactory(tenant=self.tenant, name=name) for name in ("sales", "care")]
        self.seats = [SeatFactory(tenant=self.tenant) for _ in range(2)]
        db.session.commit()
        self.id: int = self.tenant.id

    def come(self, at: datetime, *, commit: bool = True) -> None:
        """A call, of any kind, with its legs; as the fold tells of it."""
        pick = self.random.choice
        outcome = pick((ANSWERED, ANSWERED, ANSWERED, ABANDONED, FAILED, SELF_SERVICE))
        queued = outcome in (ANSWERED, ABANDONED) and pick((True, True, False))
        call = ConversationFactory(
            tenant=self.tenant,
            node=self.node,
            direction=pick((INBOUND, INBOUND, OUTBOUND)),
            caller=pick((*PLACES, f"+86137{self.random.randrange(10**8):08}")),
            did=pick(("+861088880001", "+861088880002", None)),
            outcome=outcome,
            refused=pick((None, None, None, "tenant_calls")),
            queue_id=pick(self.queues).id if queued else None,
            seat_id=pick(self.seats).id if outcome == ANSWERED else None,
            wait_us=self.random.randrange(60) * SECOND if queued else None,
            score=pick((None, 1, 4, 5)) if outcome == ANSWERED else None,
            billusec=self.random.randrange(3 * 3600) * SECOND,
            started_at=at,
        )
        told = [at]
        for turn, seat in enumerate(self.seats[: self.random.randrange(3)]):
            told.append(at + turn * LATER)
            made: Leg = LegFactory(
                conversation=call,
                uuid=f"{call.id[:-2]}-{turn}",
                side="seat",
                direction=pick((INBOUND, OUTBOUND)),
                seat_id=seat.id,
                started_at=told[-1],
                answered_at=pick((None, told[-1], told[-1])),
                kind=pick(("internal", "internal", "transferred")),
            )
            if turn and pick((True, False)):
                row = Supervision(tenant_id=self.id, evidence=made.uuid, at=at, kind="listen", target="1")
                row.source, row.by, row.supervisor_id = "star_code", "", seat.id
                db.session.add(row)
        db.session.flush()
        changed((self.id, one) for one in told)
        if commit:
            db.session.commit()

    def go(self) -> None:
        """One call, dropped with its legs: what a correction does first."""
        mine = select(Conversation.id).where(Conversation.tenant_id == self.id).order_by(Conversation.id)
        one = self.random.choice(list(db.session.scalars(mine)))
        legs = delete(Leg).where(Leg.conversation_id == one).returning(Leg.tenant_id, Leg.started_at)
        calls = delete(Conversation).where(Conversation.id == one)
        starts = calls.returning(Conversation.tenant_id, Conversation.started_at)
        changed([tuple(row) for query in (legs, starts) for row in db.session.execute(query)])
        db.session.commit()

    def anywhen(self, until: datetime) -> datetime:
        """Often about a local midnight."""
        at = BEGIN + self.random.random() * (until - BEGIN)
        if self.random.random() < 0.3:
            midnight = days.over(at.astimezone(self.zone).date(), self.zone)
            at = midnight + timedelta(minutes=self.random.randrange(-90, 90))
        return min(at, until - timedelta(seconds=1)).replace(microsecond=0)

    def told(self) -> Any:
        """Everything that reports read."""
        whole = Period(date(2026, 3, 14), clock.now().astimezone(self.zone).date(), self.zone)
        part = Period(date(2026, 3, 25), date(2026, 3, 30), self.zone)
        found: list[Any] = []
        for which in (Which(self.id, whole), Which(self.id, part, self.queues[0].id)):
            found += [reading.total(which), *(reading.by_piece(which, cut) for cut in (HOUR, WEEK))]
            found += [reading.by_queue(which), reading.by_number(which), reading.by_hour_of_day(which)]
        found += [reading.by_place(Which(self.id, whole)), reading.rung(self.id, whole)]
        return [_some(one) for one in found]


def _some(found: Any) -> Any:
    """Without groups of nothing: calls that count for no figure have groups of their own or not."""
    return {key: one for key, one in found.items() if any(_all(one))} if isinstance(found, dict) else found


def _all(one: Any) -> list[int]:
    return [getattr(one, name) for name in one.__slots__]


def counted(centre: Centre, patch: pytest.MonkeyPatch) -> Any:
    """The same of the calls as they are."""
    with patch.context() as here:
        here.setattr(reading, "kept_days", lambda which: set())
        return centre.told()


def kept_of(centre: Centre) -> set[date]:
    period = Period(date(2026, 3, 14), clock.now().astimezone(centre.zone).date(), centre.zone)
    return reading.kept_days(Which(centre.id, period))


def keep_all() -> None:
    while keeping.due_now():
        pass


@pytest.mark.parametrize(("zone", "seed"), [("Europe/Berlin", 1), ("Asia/Kathmandu", 2)])
def test_kept_is_counted(app: Flask, zone: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    now = NOW
    with clock.frozen(now):
        centre = Centre(zone, seed)
        for _ in range(40):
            centre.come(centre.anywhen(now), commit=False)
        db.session.commit()
    for _ in range(3):
        with clock.frozen(now):
            keep_all()
            assert len(kept_of(centre)) >= 10
            assert centre.told() == counted(centre, monkeypatch)
            for _ in range(5):
                centre.come(centre.anywhen(now), commit=False)
            centre.go()
            assert centre.told() == counted(centre, monkeypatch), "before it is kept anew"
        now += timedelta(hours=centre.random.randrange(5, 40))
        with clock.frozen(now):
            centre.come(now - timedelta(minutes=5))
            assert centre.told() == counted(centre, monkeypatch), "nothing is kept of what the time brought"


def test_a_day_that_changes_while_it_is_counted_is_not_kept(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, at = date(2026, 3, 20), datetime(2026, 3, 20, 9, tzinfo=UTC)
    with clock.frozen(NOW):
        centre = Centre("Europe/Berlin")
        centre.come(at)
        basis, late = days.basis, iter([1])

        def meanwhile(zone: ZoneInfo) -> str:
            for _ in late:
                centre.come(at)
            return basis(zone)

        monkeypatch.setattr(days, "basis", meanwhile)
        assert not keeping.keep(centre.id, day)
        assert kept_of(centre) == set()
        assert keeping.keep(centre.id, day)
        assert kept_of(centre) == {day}


def test_only_late_calls_mark_days(app: Flask) -> None:
    """One by one as they end they cost nothing; one of a day over marks it, and those that it may judge: by
    an hour more where the clock was put forward between."""

    def marked() -> list[int]:
        return [day.day for day in db.session.scalars(select(CallDay.day).order_by(CallDay.day))]

    with clock.frozen(NOW):
        centre = Centre("Europe/Berlin")
        centre.come(NOW - timedelta(minutes=1))
        centre.come(NOW - 8 * LATER)
        assert marked() == []
        centre.come(NOW - timedelta(days=2))
        assert marked() == [23, 24, 30]
        centre.come(datetime(2026, 3, 29, 22, 30, tzinfo=UTC))
        assert marked() == [22, 23, 24, 30]


def test_a_late_call_before_any_day_is_kept_holds_up_no_earlier_one(app: Flask) -> None:
    """Days are made up for in their order: one that changed has no turn before those that came before it."""
    with clock.frozen(NOW):
        centre = Centre("Europe/Berlin")
        first = datetime(2026, 3, 20, 9, tzinfo=UTC)
        for at in (first, NOW - timedelta(days=2)):
            centre.come(at)
        assert [day.day for _, day in wanted.wanted()] == list(range(20, 32))
        keep_all()
        assert {date(2026, 3, day) for day in range(20, 32)} <= kept_of(centre)
        centre.come(first)
        assert (centre.id, date(2026, 3, 20)) in wanted.wanted()


def test_another_clock_or_other_rules_count_anew(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.frozen(NOW):
        centre = Centre("Europe/Berlin")
        centre.come(datetime(2026, 3, 20, 23, 30, tzinfo=UTC))
        keep_all()
        assert keeping.due_now() == 0
        centre.tenant.timezone, centre.zone = "Asia/Shanghai", ZoneInfo("Asia/Shanghai")
        db.session.commit()
        assert kept_of(centre) == set()
        assert centre.told() == counted(centre, monkeypatch)
        keep_all()
        assert kept_of(centre)
        assert centre.told() == counted(centre, monkeypatch)
        assert db.session.scalar(select(func.count()).select_from(CallSum)) > 0
