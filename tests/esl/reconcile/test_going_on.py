"""Calls that go on while their month is to be closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from esl.reconcile import going_on
from esl.reconcile.models import LiveChannel
from seatyard import clock, findings
from seatyard.db import db
from tests.factories import CdrRecordFactory

APRIL = datetime(2026, 4, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _just_after(acme: int):
    with clock.frozen(APRIL + 60 * SECOND):
        yield


def lives(uuid: str, began: datetime, tenant_id: int | None = None, **more: Any) -> None:
    variables = {} if tenant_id is None else {"seatyard_tenant": str(tenant_id)}
    told = {"variables": variables, "callflow": [{"caller_profile": {"context": "public"}}]}
    moments = {"started_at": began, "answered_at": began + SECOND, "seen_at": APRIL}
    db.session.add(LiveChannel(node_id=1, uuid=uuid, core_uuid="core", told=told, **{**moments, **more}))
    db.session.commit()


def told() -> dict[str, int | None]:
    """Whose the calls are."""
    going_on.report(APRIL)
    return {one.key: one.tenant_id for one in findings.still_open("call_goes_on")}


def test_those_that_began_before_its_end_are_told_with_their_tenant(app: Flask, acme: int) -> None:
    lives("u-1", APRIL - SECOND, acme)
    lives("u-2", APRIL - SECOND)
    lives("u-3", APRIL, acme)
    assert told() == {"fs1/u-1": acme, "fs1/u-2": None}
    (finding,) = [one for one in findings.still_open() if one.tenant_id]
    assert (finding.about_from, finding.about_until) == (APRIL - SECOND, APRIL + 60 * SECOND)
    assert finding.billable


def test_one_of_which_nobody_heard_when_it_began_counts_from_when_it_was_seen(app: Flask, acme: int) -> None:
    lives("u-1", APRIL, acme, started_at=None, answered_at=None, seen_at=APRIL - SECOND)
    assert told() == {"fs1/u-1": acme}


def test_it_is_none_when_it_has_ended(app: Flask, acme: int) -> None:
    lives("u-1", APRIL - SECOND, acme)
    lives("u-2", APRIL - SECOND, acme)
    assert len(told()) == 2
    db.session.delete(db.session.get_one(LiveChannel, (1, "u-1")))
    CdrRecordFactory(node_id=1, uuid="u-2")
    db.session.commit()
    assert told() == {}


def test_one_that_is_told_as_lost_is_told_once(app: Flask, acme: int) -> None:
    lives("u-1", APRIL - SECOND, acme)
    findings.report("call_lost", "fs1/u-1", "it has gone from the node")
    db.session.commit()
    assert told() == {}


def test_one_that_a_person_cleared_stays_cleared(app: Flask, acme: int) -> None:
    lives("u-1", APRIL - SECOND, acme)
    told()
    findings.clear(findings.still_open()[0].id, "ann", "a channel that was left over")
    assert told() == {}
