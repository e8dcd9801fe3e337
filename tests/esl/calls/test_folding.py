"""Any order, any batching, any number of folders: the same calls, each once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from esl.calls import fold, made
from esl.calls.conversations import ConversationFacts
from esl.calls.legs import LegFacts
from esl.models import CdrRecord, Conversation, Leg
from seatyard import findings
from seatyard.db import db
from tests.support import captures

from . import world
from .records import record, to_seat


def conversations() -> list[Conversation]:
    db.session.rollback()
    return list(db.session.scalars(select(Conversation).order_by(Conversation.id)))


def open_findings() -> dict[str, str]:
    return {f.key: f.kind for f in findings.still_open()}


@pytest.mark.parametrize("seed", [1, 2])
def test_any_order_and_any_batching_gives_the_same_rows(app: Flask, acme: int, seed: int) -> None:
    bodies = world.everything()
    world.fold_in_pieces(app, world.shuffled(bodies, seed), seed)
    in_pieces = world.rows()
    for model in (Leg, Conversation):
        db.session.execute(model.__table__.delete())
    db.session.execute(CdrRecord.__table__.update().values(folded_at=None, parked_at=None))
    db.session.commit()
    assert fold.fold_all() == len(bodies)
    assert world.rows() == in_pieces


def test_folding_again_changes_nothing(app: Flask, acme: int) -> None:
    world.post(app, world.everything())
    fold.fold_all()
    before = world.rows()
    world.post(app, world.everything())
    assert fold.fold_all() == 0
    assert world.rows() == before


def test_folders_at_once_do_each_record_once(app: Flask, acme: int) -> None:
    world.post(app, world.everything())

    def work(_: int) -> int:
        with app.app_context():
            return sum(iter(lambda: fold.fold_batch(9), 0))

    with ThreadPoolExecutor(4) as folders:
        assert sum(folders.map(work, range(4))) == len(world.everything())
    together = world.rows()
    assert len(together[0]) == len(conversations())
    assert {len(world.outcome(s).conversations) for s in ("ring-group", "transfer-attended-refer")} == {1}


def test_a_carriers_leg_that_names_nobody_waits_for_the_leg_that_does(app: Flask, acme: int) -> None:
    to_carrier, from_seat = captures.bodies("outbound-carrier-answered")
    world.post(app, [to_carrier])
    fold.fold_all()
    assert conversations() == []
    assert set(open_findings().values()) == {"cdr_without_tenant"}
    world.post(app, [from_seat])
    fold.fold_all()
    [call] = conversations()
    assert (call.outcome, call.billusec, call.callee) == ("answered", 2_200_009, "+8613900139000")
    assert open_findings() == {}


def test_a_late_leg_joins_the_call_that_was_folded_without_it(app: Flask, acme: int) -> None:
    to_carrier, from_seat = captures.bodies("outbound-carrier-answered")
    world.post(app, [from_seat])
    fold.fold_all()
    assert [(c.direction, c.billusec) for c in conversations()] == [("internal", 0)]
    world.post(app, [to_carrier])
    fold.fold_all()
    assert [(c.direction, c.billusec) for c in conversations()] == [("outbound", 2_200_009)]
    assert len(db.session.scalars(select(Leg)).all()) == 2


def test_a_calls_name_does_not_change_when_its_first_leg_comes_last(app: Flask, acme: int) -> None:
    """What is billed is named by it: evidence of an invoice must still lead to the call."""
    world.post(app, [to_seat("u-2", "u-1", answer=5, seatyard_tenant=str(acme))])
    fold.fold_all()
    assert [c.id for c in conversations()] == ["u-1"]
    world.post(app, [record("u-1", answer=5)])
    fold.fold_all()
    assert [(c.id, c.direction, c.billusec) for c in conversations()] == [("u-1", "inbound", 55_000_000)]


def test_legs_that_only_a_third_one_connects_become_one_call(app: Flask, acme: int) -> None:
    """As in an attended transfer: the two ends were folded apart before the middle came."""
    mine = {"seatyard_tenant": str(acme)}
    world.post(app, [record("u-1", answer=1, **mine), record("u-3", start=2, answer=3, **mine)])
    fold.fold_all()
    assert len(conversations()) == 2
    world.post(app, [to_seat("u-2", "u-1", answer=1, signal_bond="u-3", **mine)])
    fold.fold_all()
    assert [c.id for c in conversations()] == ["u-1"]


def test_a_record_under_a_second_nodes_name_is_not_billed_twice(app: Flask, acme: int) -> None:
    """A folder swept under the wrong node: kept, reported, not metered."""
    world.post(app, [record(answer=0, seatyard_tenant=str(acme))])
    fold.fold_all()
    world.post(app, [record(answer=0, seatyard_tenant=str(acme))], node="fs2")
    fold.fold_all()
    assert len(conversations()) == 1
    assert open_findings() == {"fs2/u-1/a": "cdr_on_two_nodes"}


def test_parked_records_do_not_stand_in_the_way(app: Flask, acme: int) -> None:
    world.post(app, [record(f"nobody-{n}") for n in range(5)])
    world.post(app, [record("mine", answer=0, seatyard_tenant=str(acme))])
    while fold.fold_batch(2):
        pass
    assert [c.id for c in conversations()] == ["mine"]


def test_a_long_chain_of_links_is_one_call(app: Flask, acme: int) -> None:
    mine = {"seatyard_tenant": str(acme)}
    world.post(
        app,
        [
            record(f"u-{n:04d}", start=n, end=n + 1, last_bridge_to=f"u-{n + 1:04d}", **mine)
            for n in range(300)
        ],
    )
    fold.fold_all()
    assert len(conversations()) == 1


def test_a_record_that_folding_fails_on_holds_up_no_other(
    app: Flask, acme: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made.conversation_of

    def failing(legs: Sequence[LegFacts], *more: Any) -> ConversationFacts:
        if legs[0].uuid == "u-3":
            raise KeyError("u-3")
        return whole(legs, *more)

    monkeypatch.setattr(made, "conversation_of", failing)
    world.post(app, [record(f"u-{number}", answer=0, domain_name="acme.test") for number in range(7)])
    assert fold.fold_all() == 7
    assert {call.id for call in db.session.scalars(select(Conversation))} == {
        f"u-{number}" for number in range(7) if number != 3
    }
    (finding,) = findings.still_open()
    assert (finding.kind, finding.key, finding.billable) == ("cdr_incomplete", "fs1/u-3", True)
    assert finding.message == "kept, not metered: folding failed (KeyError), see the log"
    monkeypatch.setattr(made, "conversation_of", whole)
    assert fold.fold_all(again=True) == 1
    assert len(db.session.scalars(select(Conversation)).all()) == 7
    assert findings.still_open() == []


def test_a_database_that_is_away_sets_nothing_aside(
    app: Flask, acme: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("", None, Exception("gone"))

    world.post(app, [record("u-1", answer=0, domain_name="acme.test")])
    with monkeypatch.context() as patched:
        patched.setattr(fold, "_store", away)
        with pytest.raises(OperationalError):
            fold.fold_all()
    assert fold.fold_all() == 1
    assert findings.still_open() == []
