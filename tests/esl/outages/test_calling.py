"""Synthetic calls against a scripted switch; the lab and the real one have tests of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from esl.models import Outage
from esl.outages import calling
from esl.outages.calling import COMMANDS, Calling
from esl.outages.kinds import CALL_BARE, CALL_FAILED, CALL_ROUTED
from esl.outages.signals import Signals
from esl.session import LinkLost
from esl.session.errors import JobTimeout
from esl.session.replies import Reply
from seatyard.db import db
from seatyard.errors import SwitchError
from seatyard.findings import Finding
from tests.factories import NodeFactory
from tests.support import hearing
from tests.support.event_socket import Event

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
Says = Callable[[str], "str | SwitchError"]


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


class Caller:
    """A node that is called; ``says`` is what the switch answers to each command."""

    def __init__(self) -> None:
        node = NodeFactory(name="fs1")
        db.session.commit()
        self.up = True
        self.at = at(0)
        self.setting = "true"
        self.says: Says = lambda command: "+OK 7f4de4bc\n"
        self.asked: list[str] = []
        self.signals = Signals(node.id, node.name)
        self.calling = Calling(self, self.signals)  # type: ignore[arg-type]

    def bgapi(self, command: str, timeout: float | None = None) -> Reply:
        if command == "global_getvar seatyard_check":
            return Reply(self.setting)
        self.asked.append(command)
        said = self.says(command)
        if isinstance(said, SwitchError):
            raise said
        return Reply(said, "A", self.at)

    def call(self, seconds: float) -> None:
        self.at = at(seconds)
        self.signals.clock.told(self.at)
        self.calling._called_at = -calling.ROUND
        self.calling.step()


@pytest.fixture
def caller(app: Flask) -> Caller:
    made = Caller()
    made.call(0)
    return made


def spans() -> list[tuple[str, datetime, datetime | None]]:
    db.session.rollback()
    return [(row.kind, row.starts_at, row.ends_at) for row in db.session.scalars(select(Outage))]


def test_a_node_that_takes_no_call_is_an_outage(caller: Caller) -> None:
    caller.says = lambda command: "-ERR SWITCH_CONGESTION\n"
    caller.call(60)
    assert spans() == [(CALL_FAILED, at(0), None)]
    caller.says = lambda command: "+OK 7f4de4bc\n"
    caller.call(70)
    assert spans() == [(CALL_FAILED, at(0), at(70))]
    (row,) = db.session.scalars(select(Outage))
    assert [one["what"] for one in row.evidence["signals"]][:2] == ["-ERR SWITCH_CONGESTION"] * 2


def test_a_node_that_is_called_no_more_has_no_outage_of_calls(caller: Caller) -> None:
    caller.says = lambda command: "-ERR SWITCH_CONGESTION\n"
    caller.call(60)
    caller.setting = ""  # node conf --no-check-calls
    caller.call(70)
    assert [(kind, starts, ends is not None) for kind, starts, ends in spans()] == [
        (CALL_FAILED, at(0), True)
    ]
    caller.call(3600)
    caller.setting = "true"
    caller.call(7200)
    assert len(spans()) == 1  # and it has not failed since the day on which nobody called it


def test_a_dialplan_that_does_not_answer_is_a_finding(caller: Caller) -> None:
    broken = COMMANDS[CALL_ROUTED]
    caller.says = lambda command: JobTimeout("late") if command == broken else "+OK\n"
    caller.call(60)
    caller.says = lambda command: "+OK\n"
    caller.call(65)
    assert spans() == []
    assert list(db.session.scalars(select(Finding.key))) == ["fs1/call_routed"]


def test_a_link_that_goes_away_says_nothing_of_calls(caller: Caller) -> None:
    caller.says = lambda command: LinkLost("away")
    caller.call(60)
    assert caller.signals.combiner.silent == {}


@pytest.mark.parametrize(("up", "setting"), [(False, "true"), (True, ""), (True, "false"), (True, "-ERR")])
def test_nobody_is_called_without_a_link_or_a_number(caller: Caller, up: bool, setting: str) -> None:
    caller.asked.clear()
    caller.up, caller.setting = up, setting
    caller.call(60)
    assert caller.asked == []


def test_a_node_is_called_each_minute_and_oftener_while_it_fails(caller: Caller) -> None:
    caller.asked.clear()
    caller.calling.step()
    assert caller.asked == []
    caller.says = lambda command: "-ERR\n"
    caller.call(60)
    caller.calling.step()
    assert caller.asked == list(COMMANDS.values()) * 2


def test_their_ends_are_no_hangups_that_a_record_is_missing_of(app: Flask) -> None:
    heard = hearing.hangups(1)
    event = {"Event-Name": "CHANNEL_HANGUP_COMPLETE", "Event-Date-Timestamp": "1795303549294216"}
    heard.feed(Event({**event, "Unique-ID": "a", "variable_process_cdr": "false"}))
    assert not heard.spool
    heard.feed(Event({**event, "Unique-ID": "b"}))
    assert len(heard.spool) == 1


def test_nothing_but_the_switch_has_to_do_with_them() -> None:
    for signal in (CALL_ROUTED, CALL_BARE):
        assert COMMANDS[signal].startswith("originate {process_cdr=false,loopback_export=process_cdr,")
        assert "}loopback/" in COMMANDS[signal]
