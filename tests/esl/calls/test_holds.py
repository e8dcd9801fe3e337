"""Holds out of call records, kept once whatever is folded how often."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from esl.calls import fold
from esl.calls.legs import leg_of
from esl.models import Leg
from esl.seat_time.models import LegHold
from seatyard.db import db
from tests.support import captures

from . import world
from .records import SECOND, START, document, record, to_seat


def seconds(events: Any, **more: Any) -> list[tuple[float, float]]:
    leg = leg_of(1, 1, "u-1", "a", document(answer=10, end=40, hold_events=events, **more))
    return [((began - START) / SECOND, (ended - START) / SECOND) for began, ended in leg.holds]


def held(*spans: tuple[float, float]) -> str:
    pairs = ",".join(f"{{{START + int(a * SECOND)},{START + int(b * SECOND) if b else 0}}}" for a, b in spans)
    return f"{{{pairs}}}"


def test_a_record_without_holds() -> None:
    assert seconds(None) == []


def test_each_hold_from_to() -> None:
    assert seconds(held((12, 15), (20, 21.5))) == [(12, 15), (20, 21.5)]


def test_one_that_lasts_to_the_hang_up() -> None:
    """The switch ends it some milliseconds after the leg (tests/captures: transfer-attended-refer)."""
    assert seconds(held((30, 40.02))) == seconds(held((30, 0))) == [(30, 40)]


@pytest.mark.parametrize(
    "strange", ["", "{}", "{{1,2,3}}", "{{a,b}}", "{{20,10}}", ["{{1,2}}"], {"a": 1}, 7, "{{9" * 99]
)
def test_what_is_no_hold(strange: Any) -> None:
    assert all(0 <= began < ended for began, ended in seconds(strange))
    assert len(seconds(strange)) <= 1


def test_more_than_a_short_variable_holds() -> None:
    assert len(seconds(held(*((n, n + 0.5) for n in range(11, 39))))) == 28


def test_the_recorded_call(app: Flask, acme: int) -> None:
    world.post(app, captures.bodies("call-hold"))
    fold.fold_all()
    (hold,) = db.session.scalars(select(LegHold))
    (leg,) = db.session.scalars(select(Leg).filter_by(uuid=hold.uuid))
    assert (leg.direction, leg.side) == ("inbound", "seat")
    assert round((hold.ends_at - hold.starts_at).total_seconds(), 3) == 1.761
    assert leg.answered_at < hold.starts_at < hold.ends_at < leg.ended_at


def test_folded_again_it_is_the_same(app: Flask, acme: int) -> None:
    world.post(
        app, [record(answer=10, end=40, seatyard_tenant=str(acme), hold_events=held((12, 15), (20, 22)))]
    )
    fold.fold_all()
    before = list(db.session.execute(select(LegHold.uuid, LegHold.starts_at, LegHold.ends_at)))
    world.post(app, [to_seat("u-2", "u-1", start=2, answer=10, end=40)])
    fold.fold_all()
    assert list(db.session.execute(select(LegHold.uuid, LegHold.starts_at, LegHold.ends_at))) == before
    assert len(before) == 2
