"""A node's live channels in the database: kept over restarts, told as lost, billed once a person says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from esl.calls.fold import fold_all
from esl.models import CdrRecord, Conversation, Leg, Node
from esl.reconcile import live
from esl.reconcile.channels import ANSWERED, ENDED
from esl.reconcile.live import Live
from esl.reconcile.models import LiveChannel
from esl.reconcile.records import compare
from esl.session import Event
from esl.session.replies import Reply
from seatyard import findings
from seatyard.db import db
from tests.esl.calls import world
from tests.esl.calls.records import record
from tests.factories import HangupFactory

NOON = datetime(2026, 3, 3, 4, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CORE = "core-0"
Command = Callable[..., Result]


class Switch:
    """A session in which one thing can be asked."""

    def __init__(self) -> None:
        self.up, self.core, self.at = True, CORE, NOON
        self.rows: list[dict[str, str]] = []
        self.dumps: dict[str, str] = {}

    def bgapi(self, command: str, timeout: float | None = None) -> Reply:
        if command.startswith(("uuid_dump ", "uuid_getvar ")):
            return Reply(self.dumps.get(command.split()[1], "-ERR No such channel!\n"))
        if command == "status":
            return Reply("-ERR no reply\n")
        assert command == "show channels as json"
        return Reply(json.dumps({"row_count": len(self.rows), "rows": self.rows}), self.core, self.at)


def us(at: datetime) -> str:
    return str((at - EPOCH) // timedelta(microseconds=1))


def event(name: str, uuid: str, at: datetime, **more: str) -> Event:
    head = {"Event-Name": name, "Core-UUID": CORE, "Event-Date-Timestamp": us(at), "Unique-ID": uuid}
    return Event({**head, **more})


def answered(uuid: str, tenant_id: int, at: datetime = NOON, **more: str) -> Event:
    """An inbound call from the carrier, two seconds after it began."""
    said = {
        "Caller-Channel-Created-Time": us(at - 2 * SECOND),
        "Caller-Channel-Answered-Time": us(at),
        "Caller-Caller-ID-Number": "13800138000",
        "Caller-Destination-Number": "861088880001",
        "Caller-Context": "public",
        "variable_direction": "inbound",
        "variable_channel_name": "sofia/external/13800138000@carrier",
        "variable_sofia_profile_name": "external",
        "variable_seatyard_tenant": str(tenant_id),
        "variable_seatyard_did": "+861088880001",
    }
    return event(ANSWERED, uuid, at, **{**said, **more})


@pytest.fixture
def switch(acme: int, monkeypatch: pytest.MonkeyPatch) -> Switch:
    monkeypatch.setattr(live, "GRACE", 0.0)
    monkeypatch.setattr(live, "AWAY", 0.0)
    db.session.get_one(Node, 1).core_uuid = CORE
    db.session.commit()
    return Switch()


def watching(switch: Switch) -> Live:
    """A worker that has just come."""
    watching = Live(1, "fs1", switch)  # type: ignore[arg-type]
    watching.listed(switch.core, switch.at, switch.rows)
    return watching


def killed(switch: Switch, tenant_id: int) -> None:
    """A call of ten proven seconds, and the node is killed under it and started again."""
    before = watching(switch)
    before.feed(answered("u-1", tenant_id))
    before.keep()
    switch.rows, switch.at = [{"uuid": "u-1", "callstate": "ACTIVE"}], NOON + 10 * SECOND
    before.look()
    switch.rows = []
    switch.core, switch.at = "core-1", NOON + 60 * SECOND
    before.listed(switch.core, switch.at, [])
    before.look()
    before.keep()


def shown() -> dict[str, str]:
    db.session.rollback()
    return {one.key: one.kind for one in findings.still_open()}


def test_a_killed_nodes_call_is_a_finding_with_all_that_was_heard_of_it(switch: Switch, acme: int) -> None:
    killed(switch, acme)
    (finding,) = findings.still_open()
    assert (finding.kind, finding.key, finding.tenant_id, finding.billable) == (
        "call_lost", "fs1/u-1", acme, True,
    )  # fmt: skip
    assert (finding.about_from, finding.about_until) == (NOON - 2 * SECOND, NOON + 60 * SECOND)
    assert finding.detail["proven"] == (NOON + 10 * SECOND).isoformat()
    assert db.session.scalars(select(LiveChannel)).all() == []


def test_nothing_is_lost_that_says_its_end(switch: Switch, acme: int) -> None:
    worker = watching(switch)
    worker.feed(answered("u-1", acme))
    worker.keep()
    assert [row.uuid for row in db.session.scalars(select(LiveChannel))] == ["u-1"]
    worker.feed(event(ENDED, "u-1", NOON + SECOND))
    worker.keep()
    switch.at = NOON + 60 * SECOND
    worker.look()
    db.session.rollback()
    assert db.session.scalars(select(LiveChannel)).all() == []
    assert shown() == {}


@pytest.mark.parametrize("told", ["record", "hang-up"])
def test_what_was_told_otherwise_is_not_lost(app: Flask, switch: Switch, acme: int, told: str) -> None:
    worker = watching(switch)
    worker.feed(answered("u-1", acme))
    if told == "record":
        world.post(app, [record("u-1", answer=0, domain_name="acme.test")])
    else:
        HangupFactory(node=None, node_id=1, uuid="u-1")
        db.session.commit()
    switch.at = NOON + 60 * SECOND
    worker.look()
    assert shown() == {}
    assert worker.channels.gone == {}


def test_a_new_worker_knows_what_the_old_one_knew(switch: Switch, acme: int) -> None:
    before = watching(switch)
    before.feed(answered("u-1", acme))
    before.feed(answered("u-2", acme))
    before.keep()
    switch.rows, switch.at = [{"uuid": "u-2", "callstate": "ACTIVE"}], NOON + 60 * SECOND
    after = watching(switch)
    after.look()
    after.keep()
    assert shown() == {"fs1/u-1": "call_lost"}
    assert db.session.scalars(select(LiveChannel.seen_at)).all() == [switch.at]
    assert [row.uuid for row in db.session.scalars(select(LiveChannel))] == ["u-2"]


def test_a_node_that_is_away_for_long_has_lost_its_calls_until_it_says_otherwise(
    switch: Switch, acme: int
) -> None:
    worker = watching(switch)
    worker.feed(answered("u-1", acme))
    switch.up = False
    worker.look()
    assert shown() == {"fs1/u-1": "call_lost"}
    switch.up, switch.at, switch.rows = True, NOON + 900 * SECOND, [{"uuid": "u-1", "callstate": "ACTIVE"}]
    worker.look()
    assert shown() == {}


def test_a_channel_that_nobody_heard_answered_is_asked_about(switch: Switch, acme: int) -> None:
    switch.rows = [{"uuid": "u-1", "callstate": "ACTIVE"}, {"uuid": "u-2", "callstate": "ACTIVE"}]
    switch.dumps = {"u-1": json.dumps(answered("u-1", acme).headers)}
    worker = watching(switch)
    worker.keep()
    switch.dumps = {}
    worker.keep()
    known = worker.channels.known
    assert (known["u-1"].answered_at, known["u-1"].started_at) == (NOON, NOON - 2 * SECOND)
    assert known["u-1"].told["variables"]["seatyard_tenant"] == str(acme)
    assert (known["u-2"].answered_at, known["u-2"].asked) == (None, True)
    assert len(db.session.scalars(select(LiveChannel)).all()) == 2


def test_what_the_switch_tells_later_is_kept_for_another_worker(
    switch: Switch, acme: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "ASKED", 1)
    switch.rows = [{"uuid": f"u-{number}", "callstate": "ACTIVE"} for number in range(3)]
    switch.dumps = {f"u-{number}": json.dumps(answered(f"u-{number}", acme).headers) for number in range(3)}
    worker = watching(switch)
    for told in range(1, 4):
        worker.keep()
        db.session.rollback()
        kept = db.session.scalars(select(LiveChannel.answered_at).order_by(LiveChannel.uuid)).all()
        assert kept == [NOON] * told + [None] * (3 - told)
    assert {one.answered_at for one in watching(switch).channels.known.values()} == {NOON}


def test_a_tenant_that_there_is_not_is_found_by_the_domain(switch: Switch, acme: int) -> None:
    worker = watching(switch)
    for uuid, context in (("u-1", "acme.test"), ("u-2", "public")):
        worker.feed(answered(uuid, 999, **{"Caller-Context": context}))
    switch.up = False
    worker.look()
    lost = findings.still_open("call_lost")
    assert {one.detail["uuid"]: one.tenant_id for one in lost} == {"u-1": acme, "u-2": None}


def test_a_record_that_comes_late_clears_it(app: Flask, switch: Switch, acme: int) -> None:
    killed(switch, acme)
    world.post(app, [record("u-1", answer=0, domain_name="acme.test")])
    compare(NOON, NOON + SECOND)
    assert shown() == {}


def test_a_channel_that_is_left_and_one_that_is_old_are_told(app: Flask, switch: Switch, acme: int) -> None:
    worker = watching(switch)
    world.post(app, [record("u-1", answer=0, domain_name="acme.test")])
    old = str(int((NOON - timedelta(hours=25)).timestamp()))
    switch.rows = [
        {"uuid": "u-1", "callstate": "ACTIVE"},
        {"uuid": "u-2", "callstate": "ACTIVE", "created_epoch": old},
    ]
    worker.look()
    assert shown() == {"fs1/u-2": "channel_long"}
    worker.look()
    assert shown() == {"fs1/u-1": "channel_left", "fs1/u-2": "channel_long"}
    switch.rows = []
    switch.at += 60 * SECOND
    worker.look()
    assert "fs1/u-1" not in shown()
    assert not any(one.billable for one in findings.still_open("channel_long"))


def rebuilt(command: Command) -> dict[str, Any]:
    (finding,) = findings.still_open("call_lost")
    done = command("meter", "rebuild", str(finding.id), "--by", "ann", "--reason", "heard to talk", "--json")
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.output))


def call() -> tuple[str, str, int, str | None]:
    db.session.rollback()
    one = db.session.scalars(select(Conversation)).one()
    return one.direction, one.caller, one.billusec, one.did


def test_a_lost_call_is_billed_once_a_person_says_so(switch: Switch, acme: int, command: Command) -> None:
    killed(switch, acme)
    assert db.session.scalars(select(Conversation)).all() == []
    assert rebuilt(command) == {
        "rebuilt": [{"finding": 1, "node": "fs1", "uuid": "u-1", "lacks": []}],
        "left": {},
    }
    assert call() == ("inbound", "+8613800138000", 10_000_000, "+861088880001")
    leg = db.session.scalars(select(Leg)).one()
    assert (leg.cause, leg.tenant_id, leg.side) == ("REBUILT", acme, "carrier")
    kept = db.session.scalars(select(CdrRecord)).one()
    assert (kept.via, "by ann" in kept.body) == ("rebuilt", True)
    (done,) = findings.listing(findings.Filters(cleared=True)).entries
    assert (done.cleared_by, done.cleared_because) == ("ann", "billed as rebuilt: heard to talk")
    again = command("meter", "rebuild", "1", "--by", "ann", "--reason", "again")
    assert (again.exit_code, "it is cleared" in again.output) == (2, True)


@pytest.mark.parametrize("fold_first", [True, False])
def test_its_own_record_takes_the_place_of_a_rebuilt_one(
    app: Flask, switch: Switch, acme: int, command: Command, fold_first: bool
) -> None:
    killed(switch, acme)
    rebuilt(command)
    own = record("u-1", answer=0, end=12, domain_name="acme.test", seatyard_tenant=str(acme))
    seat = record("u-2", originating_leg_uuid="u-1", answer=1, end=12, seatyard_tenant=str(acme))
    if fold_first:
        world.post(app, [seat])
        fold_all()
    world.post(app, [own, *([] if fold_first else [seat]), own])
    fold_all()
    assert call()[2] == 12_000_000
    assert {leg.uuid for leg in db.session.scalars(select(Leg))} == {"u-1", "u-2"}
    assert {one.via for one in db.session.scalars(select(CdrRecord))} == {"post"}
    compare(NOON - timedelta(days=9), NOON + timedelta(days=9))
    assert shown() == {"fs1/u-1/a": "rebuilt_differs"}
    (finding,) = findings.still_open()
    assert finding.detail["differs"]["billusec"] == ["10000000", "12000000"]


def test_a_call_that_nobody_heard_answered_is_not_billed(switch: Switch, command: Command) -> None:
    switch.rows = [{"uuid": "u-1", "callstate": "ACTIVE", "context": "acme.test"}]
    worker = watching(switch)
    switch.rows, switch.at = [], NOON + 60 * SECOND
    worker.look()
    (finding,) = findings.still_open()
    result = command("meter", "rebuild", str(finding.id), "--reason", "x")
    assert result.exit_code == 2
    assert "nobody heard when it was answered" in result.output
    assert finding.tenant_id is not None


def test_only_a_lost_call_is_rebuilt(app: Flask, command: Command) -> None:
    findings.report("drift", "fs1", "not as set")
    db.session.commit()
    result = command("meter", "rebuild", "1", "--reason", "x")
    assert (result.exit_code, "a drift is no lost call" in result.output) == (2, True)
