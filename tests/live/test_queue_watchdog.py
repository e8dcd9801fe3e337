"""What gets stuck in a queue of a real switch, and that the watchdog frees it within some seconds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from esl.watchdog.sign import KINDS

from .changing import Document, changed, queue
from .phones import Call, Phone
from .plant import DOMAIN, QUIET, SEAT, Plant
from .queueing import in_queue
from .waiting import until

pytestmark = pytest.mark.live

AGENT, QUEUE = f"seat-1@{DOMAIN}", f"queue-1@{DOMAIN}"
MENDED = 30
"""Seconds at most: a sign must stand for 6, a look comes every 3; the rest is for a busy machine."""
TRIES = 40
"""Of two phones that answer at the same moment, about every third time the switch leaves both up."""


def findings(plant: Plant) -> dict[tuple[str, str], int]:
    """How often each was reported, of the watchdog's."""
    marks = ", ".join("?" * len(KINDS))
    rows = plant.rows(f"SELECT kind, key, count FROM findings WHERE kind IN ({marks})", *KINDS)  # noqa: S608
    return {(str(row["kind"]), str(row["key"])): int(str(row["count"])) for row in rows}


@pytest.fixture
def reported(plant: Plant) -> Iterator[set[str]]:
    """The kinds that were reported since the test began, no more and no less: the test says which."""
    before = findings(plant)
    kinds: set[str] = set()
    yield kinds

    def fresh() -> set[str]:
        now = findings(plant)
        return {kind for kind, key in now if now[kind, key] != before.get((kind, key))}

    if kinds:
        until("the report", fresh)
    assert fresh() == kinds


def served(plant: Plant, seat: Phone, uuid: str, caller: Call) -> None:
    """The seat is offered the caller, and they talk."""
    until("the seat rings", lambda: seat.incoming and not seat.incoming[-1].over, MENDED)
    seat.incoming[-1].reply(200)
    until("they talk", lambda: plant.switch.variable(uuid, "cc_agent_bridged") == "true")
    caller.hang_up()
    plant.quiet()


@pytest.mark.parametrize("state", ["In a queue call", "Receiving", "Reserved", "Idle"])
def test_an_agent_stuck_in_a_state_is_offered_calls_again(
    plant: Plant, seat: Phone, reported: set[str], state: str
) -> None:
    assert plant.switch.api(f"callcenter_config agent set state {AGENT} '{state}'") == "+OK"
    until("it is free", lambda: plant.agent("state") == "Waiting", MENDED)
    caller, uuid = in_queue(plant)
    served(plant, seat, uuid, caller)
    reported.add("agent_stuck")


@pytest.mark.parametrize("state", ["Offering", "Active Inbound", "Standby"])
def test_a_place_in_the_queue_stuck_in_a_state_is_ready_again(
    plant: Plant, seat: Phone, reported: set[str], state: str
) -> None:
    until("the seat is at rest", lambda: plant.agent("state") == "Waiting")
    assert plant.switch.api(f"callcenter_config tier set state {QUEUE} {AGENT} '{state}'") == "+OK"
    tiers = "callcenter_config tier list"
    until("it is ready", lambda: f"{QUEUE}|{AGENT}|Ready|" in plant.switch.api(tiers), MENDED)
    reported.add("tier_stuck")


def test_an_agent_signed_out_by_hand_is_back_and_the_other_way_round(
    plant: Plant, seat: Phone, reported: set[str]
) -> None:
    for agent, status, right in (
        (AGENT, "Logged Out", "Available"),
        (f"seat-2@{DOMAIN}", "Available", "Logged Out"),
    ):
        assert plant.switch.api(f"callcenter_config agent set status {agent} '{status}'") == "+OK"
        get = f"callcenter_config agent get status {agent}"
        until(f"{agent} is {right}", lambda get=get, right=right: plant.switch.api(get) == right, MENDED)
    reported.add("agent_status_wrong")


def test_a_caller_whom_the_switch_forgot_is_served(plant: Plant, seat: Phone, reported: set[str]) -> None:
    """The row of a waiting caller is gone: nothing would ever end the music."""
    with changed(plant, queue("4")):
        caller, uuid = in_queue(plant, "4")
        with sqlite3.connect(plant.home / "db" / "callcenter.db", timeout=10) as database:
            assert database.execute("DELETE FROM members WHERE session_uuid = ?", (uuid,)).rowcount == 1
        members = "callcenter_config queue list members"
        row = until("it is in the list again", lambda: _row(plant.switch.api(members), uuid), MENDED)
        assert int(row["base_score"]) >= 6
        caller.hang_up()
        plant.quiet()
    reported.add("queue_caller_lost")


def test_a_caller_in_a_queue_that_is_taken_away_is_let_go(plant: Plant, reported: set[str]) -> None:
    with changed(plant, queue("5")):
        caller, _ = in_queue(plant, "5")
    until("the call ends", lambda: caller.over, MENDED)
    plant.quiet()
    reported.add("queue_caller_lost")


def test_a_caller_who_has_gone_is_told(plant: Plant, reported: set[str]) -> None:
    """No command removes the row; the node's next start does."""
    uuid = "00000000-0000-4000-8000-00000000dead"
    row = (f"queue-99@{DOMAIN}", "single_box", uuid, uuid, "Trying")
    columns = (
        "queue, instance_id, uuid, session_uuid, state, serving_agent, serving_system, cid_number, cid_name"
    )
    with sqlite3.connect(plant.home / "db" / "callcenter.db", timeout=10) as database:
        database.execute(f"INSERT INTO members ({columns}) VALUES (?, ?, ?, ?, ?, '', '', '', '')", row)  # noqa: S608
    try:
        until("it is told", lambda: ("queue_caller_gone", f"fs1 {uuid}") in findings(plant), MENDED)
    finally:
        with sqlite3.connect(plant.home / "db" / "callcenter.db", timeout=10) as database:
            database.execute("DELETE FROM members WHERE uuid = ?", (uuid,))
    reported.add("queue_caller_gone")


def test_of_two_that_answer_at_once_the_loser_is_not_left_on_the_line(
    plant: Plant, seat: Phone, reported: set[str]
) -> None:
    """With ring-all the switch leaves it up, with nobody, and offers its agent the next call."""
    both = queue("6", strategy="ring-all", seats=[SEAT, QUIET])

    def edit(document: Document) -> None:
        both(document)
        for each in document["queues"]:
            each["wrap_up"] = 0  # both ring again at once

    with changed(plant, edit):
        seat.answers(200)
        quick = plant.seat(QUIET, answers=200)
        status = f"callcenter_config agent get status seat-2@{DOMAIN}"
        until("both are there", lambda: plant.switch.api(status) == "Available")
        try:
            loser = until("both stay up", lambda: _both_answer(plant, seat, quick), seconds=TRIES * 10)
            until("the loser is freed", lambda: loser.over, MENDED)
        finally:
            seat.answers(180)
            plant.take_away(QUIET, quick)
        plant.quiet()
    reported.add("agent_leg_alone")


def _both_answer(plant: Plant, *phones: Phone) -> Call | None:
    """A call to both; the one that is still up when the caller has hung up."""
    before = [len(phone.incoming) for phone in phones]
    caller, uuid = in_queue(plant, "6")
    until("someone talks", lambda: plant.switch.variable(uuid, "cc_agent_bridged") == "true")
    caller.hang_up()
    until("the caller has gone", lambda: uuid not in {channel["uuid"] for channel in plant.channels()})
    calls = [
        phone.incoming[-1] for phone, had in zip(phones, before, strict=True) if len(phone.incoming) > had
    ]
    return next((call for call in calls if call.up), None)


def _row(members: str, session: str) -> dict[str, str]:
    header, *rows = (line.split("|") for line in members.splitlines())
    return next((dict(zip(header, row, strict=True)) for row in rows if session in row), {})
