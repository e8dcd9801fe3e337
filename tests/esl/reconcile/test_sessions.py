"""A node's own count of sessions against what was told of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from esl.reconcile import numbered
from esl.reconcile.book import BEAT, DESTROYED
from esl.reconcile.channels import Channels
from esl.reconcile.earlier import PIECES
from esl.reconcile.models import HeardLeg, SessionMark
from esl.reconcile.sessions import GRACE, SHOWN, Sessions
from esl.session import Event
from esl.session.replies import Reply
from seatyard import findings
from seatyard.db import db
from tests.factories import CdrRecordFactory

NOON = datetime(2026, 3, 3, 4, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CORE = "core-0"


class Node:
    """What a node says, minute by minute."""

    def __init__(self) -> None:
        self.at, self.count = NOON, 100
        self.live: dict[str, int] = {}
        self.core = CORE
        self.worker_starts()
        self.minute()

    def worker_starts(self) -> None:
        self.sessions = Sessions(1, "fs1", self)  # type: ignore[arg-type]
        self.sessions.begin(self.core)

    def restarts(self) -> None:
        self.core, self.count, self.live = "core-1", 0, {}
        self.sessions.begin(self.core)

    def bgapi(self, command: str, timeout: float | None = None) -> Reply:
        if command == "status":
            return Reply(f"UP\n{self.count} session(s) since startup\n", self.core, self.at)
        uuid = command.removeprefix("uuid_getvar ").removesuffix(" session_id")
        return Reply(str(self.live.get(uuid, "-ERR no such channel")))

    def event(self, name: str, **more: str) -> Event:
        stamp = str((self.at - EPOCH) // timedelta(microseconds=1))
        return Event({"Event-Name": name, "Core-UUID": self.core, "Event-Date-Timestamp": stamp, **more})

    def begins(self, uuid: str = "") -> int:
        self.count += 1
        if uuid:
            self.live[uuid] = self.count
        return self.count

    def minute(self, times: int = 1) -> dict[str, str]:
        """A heartbeat and a look, so many times; what stands open then."""
        for _ in range(times):
            self.at += timedelta(minutes=1)
            self.sessions.feed(self.event(BEAT, **{"Session-Since-Startup": str(self.count)}))
            self.sessions.check(self.at, Channels(self.core), [{"uuid": uuid} for uuid in self.live])
        return {one.key: one.message for one in findings.still_open()}

    def destroyed(self, number: int) -> None:
        self.sessions.feed(self.event(DESTROYED, variable_session_id=str(number)))


def recorded(number: int) -> None:
    body = {"core-uuid": CORE, "variables": {"session_id": str(number)}}
    CdrRecordFactory(node=None, node_id=1, body=orjson.dumps(body).decode())
    db.session.commit()


@pytest.fixture
def node(acme: int) -> Node:
    node = Node()
    node.minute(2)
    return node


SOON = GRACE // timedelta(minutes=1) + 4


def test_what_was_told_or_lives_or_has_a_record_is_accounted_for(node: Node) -> None:
    node.destroyed(node.begins())
    node.begins("u-1")
    recorded(node.begins())
    assert node.minute(SOON) == {}
    del node.live["u-1"]
    node.destroyed(102)
    assert node.minute(SOON) == {}
    assert node.sessions.book.open == {}


def test_a_session_that_nothing_is_known_of_is_found_with_its_figures(node: Node) -> None:
    node.destroyed(node.begins())
    lost = [node.begins(), node.begins()]
    told = node.minute(SOON)
    message = "of the sessions 102 to 103 that fs1 counts no event and no record told of 2"
    assert told == {f"fs1/{CORE}/{lost[0]}": message}
    (finding,) = findings.still_open("sessions_differ")
    assert (finding.billable, finding.detail["node"], finding.detail["sessions"]) == (True, "fs1", lost)
    assert finding.about_from is not None
    assert finding.about_from < node.at
    assert node.minute(3) == told
    assert finding.count == 1


def test_it_clears_itself_when_the_records_come(node: Node) -> None:
    lost = [node.begins(), node.begins()]
    node.minute(SOON)
    recorded(lost[0])
    assert len(node.minute()) == 1
    recorded(lost[1])
    assert node.minute() == {}


def test_what_a_person_has_cleared_is_not_asked_for_again(node: Node) -> None:
    node.begins()
    node.minute(SOON)
    findings.clear(findings.still_open()[0].id, "ann", "the carrier knows of no call")
    assert node.minute(SOON) == {}
    assert node.sessions.book.open == {}
    node.begins()
    assert len(node.minute(SOON)) == 1


def test_another_life_begins_a_new_book(node: Node) -> None:
    node.begins()
    node.sessions.begin("core-1")
    assert node.minute(SOON) == {}


def worker(node: Node) -> None:
    node.worker_starts()


def life(node: Node) -> None:
    node.restarts()


def both(node: Node) -> None:
    node.restarts()
    node.worker_starts()


@pytest.mark.parametrize("anew", [worker, life, both])
def test_what_an_earlier_worker_or_life_left_clears_itself_when_all_its_records_come(
    node: Node, anew: Callable[[Node], None]
) -> None:
    lost = [node.begins() for _ in range(SHOWN + 10)]
    node.destroyed(node.begins())
    assert len(node.minute(SOON)) == 1
    anew(node)
    for number in lost[:-1]:
        recorded(number)
    assert len(node.minute(SOON)) == 1
    recorded(lost[-1])
    assert node.minute() == {}
    (done,) = findings.listing(findings.Filters(cleared=True)).entries
    assert (done.cleared_by, done.cleared_because) == ("the records", None)


def test_an_event_tells_a_later_worker_as_well(node: Node) -> None:
    lost = node.begins()
    node.minute(SOON)
    node.worker_starts()
    assert len(node.minute()) == 1
    node.destroyed(lost)
    assert node.minute() == {}


def test_a_long_history_is_read_in_pieces(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbered, "PIECE", 2)
    lost = node.begins()
    node.minute(SOON)
    for other in range(1000, 1000 + 3 * PIECES):
        recorded(other)
    recorded(lost)
    node.worker_starts()
    assert [len(node.minute()) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize("told", ["of another node", "of another core", "cleared", "of an earlier version"])
def test_what_is_not_this_ones_is_left(node: Node, told: str) -> None:
    lost = node.begins()
    (key,) = node.minute(SOON)
    if told == "cleared":
        findings.clear(findings.still_open()[0].id, "ann", "no call")
    elif told != "of another core":
        (finding,) = findings.still_open()
        others = {"node": "fs2"} if told == "of another node" else {}
        finding.detail = {name: it for name, it in finding.detail.items() if name != "after_record"} | others
        db.session.commit()
    node.worker_starts()
    body = {"core-uuid": "core-9" if told == "of another core" else CORE, "variables": {"session_id": lost}}
    CdrRecordFactory(node=None, node_id=1, body=orjson.dumps(body).decode())
    db.session.commit()
    assert list(node.minute(3)) == ([] if told == "cleared" else [key])


@given(st.sets(st.integers(1, 60)))
def test_numbers_are_written_shortly_and_read_again(numbers: set[int]) -> None:
    assert numbered.read(numbered.written(numbers)) == numbers


def test_neighbours_are_written_as_one() -> None:
    assert numbered.written([5, 3, 4, 9]) == "3-5,9"


# While no worker listened


def away(node: Node, minutes: int = 5) -> None:
    """No worker, and the next one; the sessions begun and ended in between were told to nobody."""
    node.at += timedelta(minutes=minutes)
    node.worker_starts()


def test_what_ended_while_no_worker_listened_is_found_by_the_next(node: Node) -> None:
    node.minute(SOON)
    lost = [node.begins(), node.begins()]
    away(node)
    assert node.minute(SOON).keys() == {f"fs1/{CORE}/{lost[0]}"}
    (finding,) = findings.still_open("sessions_differ")
    assert finding.detail["sessions"] == lost
    away(node)
    assert len(node.minute(SOON)) == 1
    assert len(findings.still_open("sessions_differ")) == 1


def test_what_has_a_record_or_was_heard_or_lives_is_not(node: Node) -> None:
    node.minute(SOON)
    recorded(node.begins())
    heard(node.begins())
    node.begins("u-1")
    away(node)
    told_to_who_stood_by = node.begins()
    node.sessions.begin(CORE, [told_to_who_stood_by])
    assert node.minute(SOON) == {}


def test_one_that_waits_for_its_second_look_is_not_forgotten(node: Node) -> None:
    lost = node.begins()
    while not node.sessions._suspects:
        assert node.minute() == {}
    node.worker_starts()
    assert node.minute(SOON).keys() == {f"fs1/{CORE}/{lost}"}


def test_a_node_never_met_is_judged_from_its_count_of_now_on(acme: int) -> None:
    node = Node()
    db.session.execute(delete(SessionMark))
    node.worker_starts()
    node.sessions.resume()
    lost = node.begins()
    assert node.minute(SOON).keys() == {f"fs1/{CORE}/{lost}"}


def test_of_another_life_all_is_asked_for(node: Node) -> None:
    node.minute(SOON)
    node.restarts()
    lost = [node.begins(), node.begins()]
    assert node.minute(SOON).keys() == {"fs1/core-1/1"}
    (finding,) = findings.still_open("sessions_differ")
    assert finding.detail["sessions"] == lost == [1, 2]


def test_another_life_of_the_node_is_not_judged_by_the_last_ones_count(node: Node) -> None:
    node.minute(SOON)
    both(node)
    node.destroyed(node.begins())
    assert node.minute(SOON) == {}


def heard(number: int) -> None:
    told = {"variables": {"session_id": str(number)}, "callflow": []}
    db.session.add(HeardLeg(node_id=1, uuid=f"heard-{number}", core_uuid=CORE, told=told))
    db.session.commit()
