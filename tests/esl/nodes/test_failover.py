"""A node has died: who gets another home, by whose word and when; and what becomes of the node afterwards."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from esl.nodes import failover, service
from esl.nodes.failover import HELD, NO_ROOM, Failover
from esl.nodes.models import FAILED_OVER, LEAVING
from esl.outages.combine import Seen
from esl.outages.kinds import BANNER, EVENT_SOCKET, OPTIONS_SEATS
from esl.outages.signals import Signals
from seatyard import clock, findings
from seatyard.actor import NOBODY
from seatyard.db import db
from seatyard.errors import Conflict

from .town import Town


class Time:
    """What ``time.monotonic`` says."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def town(app: Flask) -> Town:
    town = Town()
    die(town)
    return town


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    stands = Time()
    monkeypatch.setattr(failover, "time", stands)
    return stands


def die(town: Town) -> None:
    town.fs1.node.linked_at = None
    db.session.commit()


def homes(town: Town) -> str:
    return town.placement.node.name


def test_by_a_person(town: Town) -> None:
    done = failover.fail_over("fs1", by="li")
    assert [(one.tenant.name, one.new.name, one.why, one.asked_by) for one in done.moves] == [
        ("acme", "fs2", FAILED_OVER, "li")
    ]
    assert done.left == []
    town.fs2.provisioner.step()
    assert town.placement.acked_generation == town.tenant.generation
    with pytest.raises(Conflict, match="its Event Socket is up"):
        failover.fail_over("fs2", by="li")


def test_one_that_comes_back_takes_nobody_back_and_is_cleaned(town: Town) -> None:
    """It kept its queues and phones, as after a cut of the network."""
    failover.fail_over("fs1", by="li")
    town.fs2.provisioner.step()
    assert town.states() == [LEAVING]
    town.fs1.node.linked_at = clock.now()
    db.session.commit()
    town.fs1.registered = {("1001", town.tenant.domain)}
    town.fs1.hire()
    town.fs1.provisioner.resume()
    town.fs1.provisioner.step()
    town.fs1.leaving.step()
    assert (homes(town), town.fs1.has(), town.states()) == ("fs2", (0, 0, 0), ["done"])
    assert town.fs1.switch.ended == [f"1001@{town.tenant.domain}"]
    assert town.fs1.node.draining_since is not None


def test_without_room_for_all(town: Town) -> None:
    """Those that fit move; the finding goes when the others have a place, too."""
    town.settle("beta", seats=5)
    service.set_capacity("fs2", 4)
    done = failover.fail_over("fs1", by="li")
    assert ([one.tenant.name for one in done.moves], done.left) == (["acme"], ["beta"])
    (found,) = findings.still_open(NO_ROOM)
    assert found.detail == {"node": "fs1", "tenants": ["beta"]}
    service.set_capacity("fs2", None)
    assert failover.fail_over("fs1", by="li").left == []
    assert findings.still_open(NO_ROOM) == []


def test_by_itself_after_a_while(town: Town, time: Time) -> None:
    worker = Failover(town.fs1.id, "fs1", 60, lambda _: None)
    worker.step(up=False)
    time.now += 59
    worker.step(up=False)
    assert town.moves() == []
    worker.step(up=True)  # it was a gap
    time.now += 30
    worker.step(up=False)
    time.now += 59
    worker.step(up=False)
    assert town.moves() == []
    time.now += 1
    worker.step(up=False)
    (move,) = town.moves()
    assert (move.asked_by, homes(town)) == (NOBODY, "fs2")


def test_never_by_itself_unless_it_is_set(town: Town, time: Time) -> None:
    worker = Failover(town.fs1.id, "fs1", 0, lambda _: None)
    for _ in range(3):
        worker.step(up=False)
        time.now += 100_000
    assert town.moves() == []


def test_who_had_no_place_is_tried_again(town: Town, time: Time) -> None:
    """Every 30 s: a second node comes up."""
    town.fs2.node.linked_at = None
    db.session.commit()
    worker = Failover(town.fs1.id, "fs1", 60, lambda _: None)
    worker.step(up=False)
    time.now += 60
    worker.step(up=False)
    assert [one.key for one in findings.still_open(NO_ROOM)] == ["fs1"]
    town.fs2.node.linked_at = clock.now()
    db.session.commit()
    time.now += 29
    worker.step(up=False)
    assert homes(town) == "fs1"
    time.now += 1
    worker.step(up=False)
    assert (homes(town), findings.still_open(NO_ROOM)) == ("fs2", [])


def test_not_while_another_signal_says_that_it_serves(town: Town, time: Time) -> None:
    signals = Signals(town.fs1.id, "fs1")
    worker = Failover(town.fs1.id, "fs1", 60, signals.proven_for)

    def seen(signal: str, ok: bool) -> None:
        signals.look([Seen(signal, clock.now(), ok=ok, what="")])

    seen(EVENT_SOCKET, True)
    seen(BANNER, True)
    seen(BANNER, False)
    seen(OPTIONS_SEATS, True)
    worker.step(up=False)
    for _ in range(2):
        time.now += 60
        worker.step(up=False)
    (found,) = findings.still_open(HELD)
    assert (found.count, found.detail["signal"]) == (1, OPTIONS_SEATS)
    assert homes(town) == "fs1"
    seen(OPTIONS_SEATS, False)
    time.now += 30
    worker.step(up=False)
    assert homes(town) == "fs2"


def test_one_that_was_never_reached_has_not_died(town: Town, time: Time) -> None:
    town.fs1.node.core_uuid = None
    db.session.commit()
    worker = Failover(town.fs1.id, "fs1", 60, lambda _: None)
    worker.step(up=False)
    time.now += 60
    worker.step(up=False)
    assert town.moves() == []


def test_command(command, town: Town) -> None:
    town.settle("beta", seats=5)
    service.set_capacity("fs2", 4)
    result = command("node", "fail-over", "fs1", "--json")
    told = json.loads(result.output)
    assert (result.exit_code, told["left"]) == (1, ["beta"])
    assert [(one["tenant"], one["to"]) for one in told["moves"]] == [("acme", "fs2")]
    bad = command("node", "fail-over", "fs2")
    assert (bad.exit_code, bad.output.count("\n")) == (2, 1)
