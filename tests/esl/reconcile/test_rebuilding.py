"""Records that never came, made again of what was heard: the same calls, the same talk, nothing twice."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from esl.calls.fold import fold_all
from esl.models import CdrRecord, Conversation, Hangup, Leg
from esl.reconcile.channels import ANSWERED, Channels
from esl.reconcile.firsts import CREATED, DESTROYED
from esl.reconcile.models import HeardLeg
from esl.reconcile.records import compare
from esl.session import Event
from seatyard import findings
from seatyard.db import db
from tests.esl.calls import world
from tests.factories import HangupFactory
from tests.support import captures, hearing
from tests.support.event_socket import recorded

from .test_telling import OTHERWISE

Command = Callable[..., Result]
EVER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
CALL = "call-bridged-answered"
EACH = captures.scenarios()


def hear(scenarios: Collection[str], deaf_to: Collection[str] = ()) -> None:
    """A worker that listens while these captures were made, and then writes what it heard."""
    for scenario in scenarios:
        heard = recorded(scenario)
        channels = Channels(heard[0].core_uuid)
        hangups = hearing.hangups(1, channels.first)
        for event in heard:
            if event.name not in deaf_to:
                hangups.feed(event)
                channels.feed(event)
        while hangups.write():
            pass
    compare(*EVER)


def rebuild(command: Command, *which: str) -> dict[str, Any]:
    done = command("meter", "rebuild", *which, "--by", "ann", "--reason", "the disk was full", "--json")
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def metered() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Calls and legs, without what no event tells exactly: see ``test_telling``."""
    db.session.rollback()
    calls = db.session.execute(select(Conversation.__table__).order_by("id")).mappings()
    legs = db.session.execute(select(Leg.__table__).order_by(Leg.uuid)).mappings()
    return (
        [_exactly(dict(row), row["id"], "wait_us") for row in calls],
        [_exactly(dict(row), row["uuid"], "cdr_id") for row in legs],
    )


def _exactly(row: dict[str, Any], uuid: str, without: str) -> dict[str, Any]:
    """``caller`` of a call is that of its first leg."""
    unsure = {without, *(name for (_, one), names in OTHERWISE.items() if one == uuid for name in names)}
    return {name: value for name, value in row.items() if name not in unsure}


def shown() -> dict[str, str]:
    db.session.rollback()
    return {one.key: one.kind for one in findings.still_open()}


def kept() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(HeardLeg.uuid))) or 0


@pytest.fixture
def by_records(app: Flask, acme: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the records of all captures come to; nothing of them is left."""
    world.post(app, world.everything())
    fold_all()
    calls = metered()
    world.forget()
    findings.resolve("cdr_without_tenant", [one.key for one in findings.still_open()], "test")
    db.session.commit()
    return calls


@pytest.mark.parametrize("lost", [1.0, 0.4])
def test_what_was_heard_comes_to_the_same_calls_as_the_records(
    app: Flask, command: Command, by_records: Any, lost: float
) -> None:
    dice = random.Random(7)
    world.post(app, [body for body in world.everything() if dice.random() >= lost])
    fold_all()
    hear(EACH)
    missing = len(findings.still_open("cdr_missing"))
    assert missing == kept() > 20
    said = rebuild(command, "--kind", "cdr_missing")
    assert (len(said["rebuilt"]), said["left"]) == (missing, {})
    assert metered() == by_records
    assert (kept(), findings.still_open("cdr_missing"), findings.still_open("billusec_differs")) == (
        0,
        [],
        [],
    )


def test_again_it_changes_nothing(app: Flask, command: Command, by_records: Any) -> None:
    hear(EACH)
    rebuild(command, "--kind", "cdr_missing")
    hear(EACH)
    assert rebuild(command, "--kind", "cdr_missing") == {"rebuilt": [], "left": {}}
    assert metered() == by_records
    assert kept() == 0


def test_a_record_that_comes_after_all_takes_the_place_and_nothing_is_doubled(
    app: Flask, command: Command, by_records: Any
) -> None:
    hear(EACH)
    rebuild(command, "--kind", "cdr_missing")
    world.post(app, world.shuffled(world.everything() * 2, 3))
    fold_all()
    assert metered() == by_records
    assert {one.via for one in db.session.scalars(select(CdrRecord))} == {"post"}
    differing = {
        one.key.split("/")[1]: one.detail["differs"] for one in findings.still_open("rebuilt_differs")
    }
    assert {uuid: set(names) for uuid, names in differing.items()} == {
        uuid: names for (_, uuid), names in OTHERWISE.items()
    }


def test_so_does_one_that_proves_to_be_of_the_other_leg(
    app: Flask, command: Command, by_records: Any
) -> None:
    """Nobody had heard which legs were placed by others: each was rebuilt as an a-leg."""
    hear(EACH)
    for heard in db.session.scalars(select(HeardLeg)):
        heard.told = heard.told | {"variables": _without(heard.told["variables"], "originating_leg_uuid")}
    db.session.commit()
    rebuild(command, "--kind", "cdr_missing")
    assert {one.leg for one in db.session.scalars(select(CdrRecord))} == {"a"}
    world.post(app, world.shuffled(world.everything(), 3))
    fold_all()
    assert metered() == by_records
    assert {one.via for one in db.session.scalars(select(CdrRecord))} == {"post"}


def _without(variables: dict[str, str], name: str) -> dict[str, str]:
    return {one: value for one, value in variables.items() if one != name}


def test_a_record_that_says_otherwise_counts_and_is_a_finding(
    app: Flask, acme: int, command: Command
) -> None:
    hear([CALL])
    rebuild(command, "--kind", "cdr_missing")
    carrier = orjson.loads(captures.bodies(CALL)[1])
    before = db.session.scalars(select(Conversation)).one().billusec
    later = int(carrier["variables"]["end_uepoch"]) + 7
    carrier["variables"] |= {"end_uepoch": str(later), "billusec": str(before + 7)}
    world.post(app, [orjson.dumps(carrier)])
    fold_all()
    db.session.rollback()
    assert db.session.scalars(select(Conversation)).one().billusec == before + 7
    (finding,) = findings.still_open("rebuilt_differs")
    assert finding.detail["differs"]["billusec"] == [str(before), str(before + 7)]
    assert (finding.tenant_id, finding.billable) == (acme, False)
    assert finding.about_until is not None
    compare(*EVER)
    assert shown() == {
        finding.key: "rebuilt_differs",
        finding.key.removesuffix("/a"): "billusec_differs",
    }


def test_the_record_says_of_what_and_by_whom_it_was_made(app: Flask, acme: int, command: Command) -> None:
    hear([CALL])
    done = rebuild(command, "--kind", "cdr_missing")["rebuilt"]
    assert all(one["lacks"] == [] for one in done)
    for record in db.session.scalars(select(CdrRecord)):
        said = orjson.loads(record.body)["variables"]["seatyard_rebuilt"]
        assert (record.via, said.partition(" ")[0], "its hang-up was heard" in said, "by ann" in said) == (
            "rebuilt", "finding", True, True,
        )  # fmt: skip
    assert "REBUILT" not in {leg.cause for leg in db.session.scalars(select(Leg))}
    (cleared, *_) = findings.listing(findings.Filters(cleared=True)).entries
    assert (cleared.cleared_by, cleared.cleared_because) == ("ann", "billed as rebuilt: the disk was full")


def test_what_nobody_heard_is_said_and_not_invented(app: Flask, acme: int, command: Command) -> None:
    hear(["cc-queue-answered-agent-ends"], deaf_to=[CREATED, ANSWERED])
    lacks = {one["uuid"]: one["lacks"] for one in rebuild(command, "--kind", "cdr_missing")["rebuilt"]}
    profile, joining = "the profile that it was made with", "when it joined its queue, to the microsecond"
    for leg in db.session.scalars(select(Leg)):
        assert lacks[leg.uuid] == [profile, *([joining] if leg.cc_side == "member" else [])]
    for record in db.session.scalars(select(CdrRecord)):
        assert profile in orjson.loads(record.body)["variables"]["seatyard_rebuilt_without"]


def test_a_hang_up_whose_record_is_here_is_not_kept(app: Flask, acme: int) -> None:
    world.post(app, captures.bodies(CALL)[:1])
    hear([CALL])
    assert (db.session.scalar(select(func.count(Hangup.uuid))), kept()) == (2, 1)
    world.post(app, captures.bodies(CALL)[1:])
    compare(*EVER)
    assert (kept(), shown()) == (0, {})


def test_a_hang_up_of_which_nothing_was_kept_cannot_be_rebuilt(acme: int, command: Command) -> None:
    HangupFactory(node=None, node_id=1, uuid="u-1")
    db.session.commit()
    compare(*EVER)
    (finding,) = findings.still_open()
    refused = command("meter", "rebuild", str(finding.id), "--reason", "x")
    assert (refused.exit_code, "nothing was kept of its hang-up" in refused.output) == (2, True)
    said = rebuild(command, "--kind", "cdr_missing")
    assert (said["rebuilt"], list(said["left"])) == ([], [str(finding.id)])


def test_a_record_that_came_meanwhile_is_left_alone(app: Flask, acme: int, command: Command) -> None:
    hear([CALL])
    world.post(app, captures.bodies(CALL))
    numbers = [str(one.id) for one in findings.still_open()]
    refused = command("meter", "rebuild", *numbers, "--reason", "x")
    assert (refused.exit_code, "its record has come" in refused.output) == (2, True)
    assert {one.via for one in db.session.scalars(select(CdrRecord))} == {"post"}


@pytest.mark.parametrize("which", [(), ("1", "--kind", "cdr_missing")])
def test_it_is_told_which_ones(app: Flask, command: Command, which: tuple[str, ...]) -> None:
    refused = command("meter", "rebuild", *which, "--reason", "x")
    assert (refused.exit_code, refused.output.count("\n")) == (2, 1)


def test_a_worker_that_came_in_the_middle_has_the_first_profile_from_the_list() -> None:
    heard = recorded("call-answered")
    made = next(event for event in heard if event.name == CREATED)
    uuid, at = made.get("Unique-ID"), made.at
    assert at is not None
    channels = Channels()
    row = {"uuid": uuid, "initial_cid_num": "1", "initial_dest": "2", "initial_context": "public"}
    channels.listed(heard[0].core_uuid, at, [{**row, "context": "default", "callstate": "RINGING"}])
    profile = {"caller_id_number": "1", "destination_number": "2", "context": "public"}
    assert channels.first(uuid) == {"profile_index": "1", "caller_profile": profile}
    channels.feed(Event({**made.headers, "Event-Name": DESTROYED}))
    assert channels.first(uuid) is None
