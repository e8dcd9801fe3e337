"""`seatyard meter`: folding by hand, and hang-ups against records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import orjson
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from esl.models import Conversation, Hangup
from seatyard import findings
from seatyard.clock import from_epoch_us
from seatyard.db import db
from tests.esl.calls import world
from tests.esl.calls.records import START, record

Command = Callable[..., Result]

AT = from_epoch_us(START + 60_000_000)
SPAN = ("--from", "2026-03-02", "--to", "2026-03-03T00:00+08:00", "--json")


def heard(uuid: str, tenant_id: int | None, *, billusec: int = 60_000_000, later: int = 0) -> None:
    assert AT is not None
    at = AT + timedelta(days=later)
    db.session.add(Hangup(node_id=1, uuid=uuid, tenant_id=tenant_id, at=at, billusec=billusec, cause="X"))
    db.session.commit()


def counts(command: Command) -> dict[str, int]:
    result = command("meter", "reconcile", *SPAN)
    assert result.exit_code == 0, result.output
    said = orjson.loads(result.stdout)
    return {name: said[name] for name in ("hangups", "legs", "missing", "differing", "unheard", "parked")}


def open_findings() -> dict[str, str]:
    db.session.rollback()
    return {f.key: f.kind for f in findings.still_open()}


def test_fold_says_what_it_did(app: Flask, acme: int, command: Command) -> None:
    world.post(app, [record(answer=0, domain_name="acme.test"), record("u-2", answer=0)])
    assert orjson.loads(command("meter", "fold", "--json").stdout) == {"records": 2, "parked": 1}
    assert command("meter", "fold").stdout.splitlines()[-1] == "0 records folded, 1 wait for a tenant"
    assert orjson.loads(command("meter", "fold", "--again", "--json").stdout) == {"records": 1, "parked": 1}
    assert len(db.session.scalars(select(Conversation)).all()) == 1


def test_what_agrees_is_no_finding(app: Flask, acme: int, command: Command) -> None:
    world.post(app, [record(answer=0, domain_name="acme.test")])
    heard("u-1", acme)
    wanted = {"hangups": 1, "legs": 1, "missing": 0, "differing": 0, "unheard": 0, "parked": 0}
    assert counts(command) == wanted
    assert open_findings() == {}


def test_a_hangup_without_a_record_is_found_until_the_record_comes(
    app: Flask, acme: int, command: Command
) -> None:
    heard("u-1", acme)
    assert counts(command)["missing"] == 1
    assert open_findings() == {"fs1/u-1": "cdr_missing"}
    world.post(app, [record(answer=0, domain_name="acme.test")])
    assert counts(command)["missing"] == 0
    assert open_findings() == {}


def test_a_tenant_that_there_is_not_is_nobody_so_that_all_months_wait(acme: int, command: Command) -> None:
    heard("u-1", 999)
    assert counts(command)["missing"] == 1
    assert [one.tenant_id for one in findings.still_open("cdr_missing")] == [None]


def test_another_talk_time_is_found(app: Flask, acme: int, command: Command) -> None:
    world.post(app, [record(answer=0, domain_name="acme.test")])
    heard("u-1", acme, billusec=59_000_000)
    assert counts(command)["differing"] == 1
    assert open_findings() == {"fs1/u-1": "billusec_differs"}


def test_a_hangup_that_was_not_heard_is_only_counted(app: Flask, acme: int, command: Command) -> None:
    world.post(app, [record(answer=0, domain_name="acme.test")])
    assert counts(command)["unheard"] == 1
    assert open_findings() == {}


def test_the_span_that_was_looked_at_is_said(app: Flask, command: Command) -> None:
    said = command("meter", "reconcile", *SPAN[:-1]).stdout.splitlines()
    assert said[0] == "2026-03-02T00:00:00+08:00 to 2026-03-03T00:00:00+08:00:"
    assert said[1] == "0 hang-ups heard, 0 legs recorded"


def test_hangups_outside_the_span_are_not_asked_for(acme: int, command: Command) -> None:
    heard("u-1", acme, later=1)
    assert counts(command)["hangups"] == 0


@pytest.mark.parametrize("options", [("--from", "soon"), ("--from", "2026-03-02", "--to", "2026-03-01")])
def test_bad_times_are_one_line_and_status_2(app: Flask, command: Command, options: tuple[str, ...]) -> None:
    result = command("meter", "reconcile", *options)
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
