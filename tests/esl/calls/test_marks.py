"""Messages heard and deleted by telephone, from calls' records; before or after they are taken in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from esl.calls import fold
from esl.models import Node
from esl.recordings.models import Listen, Recording
from esl.voicemail import marks
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import RecordingFactory, TenantFactory

from . import world
from .records import START, record, to_seat

DONE = "heard:leg-1;deleted:leg-1;heard:leg-2"


def called(app: Flask, acme: int, text: str) -> None:
    """The record of a call to a box comes in."""
    more = {"seatyard_tenant": str(acme), "seatyard_messages": text}
    world.post(app, [record("u-1", answer=1, end=60, **more)])
    fold.fold_all()
    db.session.rollback()


def message(tenant: Tenant, leg: str, **more: Any) -> Recording:
    node = db.session.scalars(select(Node)).first()
    made = RecordingFactory(tenant=tenant, node=node, kind="voicemail", mailbox="1001", leg_uuid=leg, **more)
    db.session.commit()
    return made


def test_what_is_not_a_mark_is_passed_over() -> None:
    assert marks.read(DONE) == [("heard", "leg-1"), ("deleted", "leg-1"), ("heard", "leg-2")]
    assert marks.read("heard;x:leg;heard:a b;heard:../x;heard:") == []


def test_messages_are_heard_and_deleted_and_who_listened_is_on_record(app: Flask, acme: int) -> None:
    tenant = db.session.get_one(Tenant, acme)
    first, second, third = (message(tenant, f"leg-{n}") for n in (1, 2, 3))
    called(app, acme, DONE)
    at = world.at(START)
    assert (first.heard_at, first.removed_at) == (at, at)
    assert (second.heard_at, second.removed_at) == (at, None)
    assert (third.heard_at, third.removed_at) == (None, None)
    listens = db.session.scalars(select(Listen)).all()
    assert {(one.recording_id, one.way, one.at) for one in listens} == {
        (first.id, "phone", at),
        (second.id, "phone", at),
    }


def test_a_message_that_is_taken_in_later_knows_it(app: Flask, acme: int) -> None:
    called(app, acme, DONE)
    late = message(db.session.get_one(Tenant, acme), "leg-1")
    marks.apply(late)
    assert (late.heard_at, late.removed_at) == (world.at(START), world.at(START))


def test_folding_again_does_not_undo_what_was_done_since(app: Flask, acme: int) -> None:
    one = message(db.session.get_one(Tenant, acme), "leg-2")
    called(app, acme, DONE)
    one.heard_at = None  # somebody marks it as new
    db.session.commit()
    world.post(app, [to_seat("u-2", "u-1", start=5, end=20)])
    assert fold.fold_all() == 1
    db.session.rollback()
    assert one.heard_at is None


def test_no_call_reaches_anothers_messages_or_talks(app: Flask, acme: int) -> None:
    other = message(TenantFactory(), "leg-1")
    talk = message(db.session.get_one(Tenant, acme), "leg-1", started_at=world.at(START) - timedelta(days=1))
    talk.kind = "call"
    db.session.commit()
    called(app, acme, DONE)
    assert (other.heard_at, other.removed_at) == (None, None)
    assert (talk.heard_at, talk.removed_at) == (None, None)
