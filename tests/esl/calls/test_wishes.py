"""Callers who want to be called back, from the records of their calls."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from esl.calls import fold
from esl.queues.models import CallBack
from seatyard.db import db

from . import world
from .records import START, record, to_seat


def told(app: Flask, acme: int, text: str, uuid: str = "u-1") -> list[CallBack]:
    """What is known after a call's record with this wish."""
    more = {"seatyard_tenant": str(acme), "seatyard_call_back": text}
    world.post(app, [record(uuid, answer=1, end=60, **more)])
    fold.fold_all()
    db.session.rollback()
    return list(db.session.query(CallBack).order_by(CallBack.id))


def test_the_wish_keeps_the_place_and_a_number_that_can_be_called(app: Flask, acme: int) -> None:
    joined = START // 1_000_000 + 10
    (wish,) = told(app, acme, f"7:13800138000:{joined}")
    assert (wish.tenant_id, wish.queue_id, wish.number) == (acme, 7, "+8613800138000")
    assert (wish.state, wish.attempts) == ("waiting", 0)
    assert wish.joined_at == world.at(START) + timedelta(seconds=10)
    assert wish.asked_at == wish.next_at == world.at(START) + timedelta(seconds=60)


@pytest.mark.parametrize("text", ["7:anonymous:1772413210", "7:13800138000", "x", "7:1:1", "7:+86%0A:1"])
def test_what_no_dialplan_writes_is_no_wish(app: Flask, acme: int, text: str) -> None:
    assert told(app, acme, text) == []


def test_folding_again_asks_once(app: Flask, acme: int) -> None:
    (wish,) = told(app, acme, "7:13800138000:1772413210")
    wish.state = "done"
    db.session.commit()
    world.post(app, [to_seat("u-2", "u-1", start=5, end=20)])  # another leg comes late: the call is made anew
    assert fold.fold_all() == 1
    db.session.rollback()
    assert [row.state for row in db.session.query(CallBack)] == ["done"]
