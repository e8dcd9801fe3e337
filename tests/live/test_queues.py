"""What a queue does for its callers and seats, heard and dialled on a real switch."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from esl.flows.prompts import house_row

from .changing import change, changed, queue
from .phones import Phone
from .plant import CALLER, DOMAIN, QUIET, SEAT, Plant
from .queueing import arrived, connect, heard, in_queue, ringing
from .waiting import until

pytestmark = pytest.mark.live

HEARD = 0.7
"""Which share of a prompt must be found in what a phone on a busy machine recorded."""
STRATEGIES = (
    "ring-all", "longest-idle-agent", "round-robin", "top-down", "agent-with-least-talk-time",
    "agent-with-fewest-calls", "sequentially-by-agent-order", "random", "ring-progressively",
)  # fmt: skip


def place(number: int) -> str:
    return house_row("zh", "you-are-number", f"numbers/{number}", "in-the-queue")


def application(plant: Plant, uuid: str, name: str) -> bool:
    return plant.switch.variable(uuid, "current_application") == name


def test_its_tables_have_indexes(plant: Plant) -> None:
    """Made by a script as the node starts; mod_callcenter has none of its own."""
    there = sqlite3.connect(f"file:{plant.home / 'db' / 'callcenter.db'}?mode=ro", uri=True)
    with closing(there):
        made = {name for (name,) in there.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert {"seatyard_tiers_of_queue", "seatyard_agents_by_name", "seatyard_members_by_uuid"} <= made


def test_the_caller_hears_the_number_of_the_seat_that_answers(
    plant: Plant, seat: Phone, tmp_path: Path
) -> None:
    number = house_row("zh", "seat", *(f"digits/{digit}" for digit in SEAT), "at-your-service")
    with changed(plant, queue("3", seats=[SEAT], announce_seat=True)):
        caller, uuid = in_queue(plant, "3", tmp_path / "told.wav")
        connect(plant, seat, uuid)
        time.sleep(8)  # the announcement itself
        caller.hang_up()
        plant.quiet()
    assert heard(plant, tmp_path / "told.wav", number) > HEARD

    caller, uuid = in_queue(plant, "1", tmp_path / "untold.wav")
    connect(plant, seat, uuid)
    time.sleep(3)
    caller.hang_up()
    plant.quiet()
    assert heard(plant, tmp_path / "untold.wav", number) < 0.3


def test_callers_hear_their_place_while_seatyard_is_away(plant: Plant, tmp_path: Path) -> None:
    with changed(plant, queue("3", announce_position=True)):
        plant.write_conf()
        plant.switch.api("reloadxml")
        plant.stop_web()
        try:
            first, one = in_queue(plant, "3", tmp_path / "first.wav")
            later, two = in_queue(plant, "3", tmp_path / "second.wav")
            (row,) = plant.rows("SELECT id FROM queues WHERE tenant_id = 1 AND name = 'q3'")
            waiting = f"limit_usage hash seatyard_waiting {row['id']}"
            assert plant.switch.api(waiting) == "2"
            time.sleep(7)  # the announcement itself
            first.hang_up()
            later.hang_up()
            until("both have gone", lambda: not {one, two} & {c["uuid"] for c in plant.channels()})
        finally:
            plant.start_web()
        assert plant.switch.api(waiting) == "0"
    assert heard(plant, tmp_path / "first.wav", place(1)) > HEARD
    assert heard(plant, tmp_path / "second.wav", place(2)) > HEARD
    plant.seatyard("switch", "sweep-cdrs", str(plant.home / "log" / "cdr-errors"))


def test_the_worker_tells_place_and_wait_again(plant: Plant, seat: Phone, tmp_path: Path) -> None:
    """The first caller's seat rings; the second is told, and how long: 2 × (180 + 30) s, one seat."""
    with changed(plant, queue("3", seats=[SEAT], announce_position=True, wrap_up=30)):
        first, _ = in_queue(plant, "3")
        later, uuid = in_queue(plant, "3", tmp_path / "told.wav")
        told = house_row("zh", "wait-is-about", "numbers/7", "minutes")
        wait = "wait-is-about.wav"
        until("it is told", lambda: wait in plant.switch.variable(uuid, "current_application_data"), 60)
        time.sleep(10)  # the announcement itself
        first.hang_up()
        later.hang_up()
        plant.quiet()
    assert heard(plant, tmp_path / "told.wav", told) > HEARD


def test_after_the_talk_the_caller_gives_a_score(plant: Plant, seat: Phone, tmp_path: Path) -> None:
    with changed(plant, queue("3", seats=[SEAT], survey=True)):
        caller, uuid = in_queue(plant, "3", tmp_path / "asked.wav")
        talk = connect(plant, seat, uuid)
        time.sleep(1)  # the talk itself
        talk.hang_up()
        until("it is asked", lambda: application(plant, uuid, "play_and_get_digits"))
        time.sleep(6)  # the question itself
        caller.press("4")
        until("it ends", lambda: caller.over)
        plant.quiet()
        plant.seatyard("meter", "fold")
    (call,) = plant.rows("SELECT outcome, score FROM conversations WHERE id = ?", uuid)
    assert call == {"outcome": "answered", "score": 4}
    assert heard(plant, tmp_path / "asked.wav", house_row("zh", "please-rate")) > HEARD


def test_a_full_queue_and_one_without_a_seat_send_callers_on(plant: Plant) -> None:
    full = {"max_waiting": 1, "on_full": "voicemail:sales"}
    empty = {"no_seat_limit": 2, "on_no_seat": "voicemail:sales", "wait_limit": 0}
    with changed(plant, queue("3", **full)), changed(plant, queue("4", **empty)):
        waits, first = in_queue(plant, "3")
        refused, second = arrived(plant, "3")
        until("it leaves a message", lambda: application(plant, second, "voicemail"))
        assert application(plant, first, "callcenter")
        waits.hang_up()
        until("it has gone", lambda: waits.over)
        again, third = in_queue(plant, "3")

        alone, fourth = arrived(plant, "4")
        until("nobody is there", lambda: application(plant, fourth, "voicemail"))
        assert plant.switch.variable(fourth, "cc_cancel_reason") == "NO_AGENT_TIMEOUT"
        for caller in (refused, again, alone):
            caller.hang_up()
        plant.quiet()
        assert application(plant, third, "callcenter") is False


def test_who_presses_the_key_is_called_back_once(plant: Plant, seat: Phone) -> None:
    """The seat first, at all of its phones, then the caller, as the tenant's own call out."""
    soft = plant.seat(SEAT)
    until("its second phone is registered", lambda: soft.registration == 200)
    rule = {"attempts": 2, "pause": 1, "hours": "Mon-Sun 00:00-24:00"}
    with changed(plant, queue("3", seats=[SEAT], call_back=rule)):
        caller, uuid = in_queue(plant, "3")
        ringing(seat)
        offers, called = len(seat.incoming), len(plant.line.incoming)
        caller.press("1")
        until("the call ends", lambda: caller.over)
        (row,) = until("the wish", lambda: plant.rows("SELECT * FROM call_backs WHERE uuid = ?", uuid))
        assert row["number"] == f"+86{CALLER}"

        until("the seat is called", lambda: len(seat.incoming) > offers, 60)
        until("at its other phone too", lambda: soft.incoming[-1:])
        assert f":{SEAT}@" in seat.incoming[-1].number
        assert plant.agent("state") == "Reserved"
        seat.incoming[-1].reply(200)
        until("the other phone is quiet", lambda: soft.incoming[-1].over)
        until("the caller is called", lambda: len(plant.line.incoming) > called)
        assert CALLER in plant.line.incoming[-1].number
        plant.line.incoming[-1].reply(200)
        until("they talk", lambda: plant.line.incoming[-1].up and seat.incoming[-1].up)
        time.sleep(3)  # the talk itself
        assert plant.agent("state") == "Reserved"
        plant.line.incoming[-1].hang_up()
        plant.quiet()
        until("the seat is free", lambda: plant.agent("state") == "Waiting")
        state = "SELECT state FROM call_backs WHERE uuid = ?"
        until("it is done", lambda: plant.rows(state, uuid)[0]["state"] == "done", 60)
        time.sleep(8)  # two looks more: nobody calls again
        assert (len(seat.incoming), len(plant.line.incoming)) == (offers + 1, called + 1)
    (row,) = plant.rows("SELECT * FROM call_backs WHERE uuid = ?", uuid)
    assert (row["attempts"], row["result"]) == (1, "answered")
    contacts = f"sofia_contact */{SEAT}@{DOMAIN}"
    talks = (
        "SELECT id, direction, outcome, paid_kind, callee FROM conversations ORDER BY started_at DESC LIMIT 1"
    )
    (call,) = plant.rows(talks)
    assert (call["direction"], call["outcome"], call["callee"]) == ("outbound", "answered", f"+86{CALLER}")
    assert call["paid_kind"] == "call_back"
    rang = plant.rows("SELECT cause FROM legs WHERE conversation_id = ? AND side = 'seat'", call["id"])
    assert sorted(leg["cause"] for leg in rang) == ["LOSE_RACE", "NORMAL_CLEARING"]
    soft.register(False)
    until("one phone is left", lambda: plant.switch.api(contacts).count("sofia/internal/") == 1)
    soft.close()


def test_every_strategy_rings_a_seat(plant: Plant, seat: Phone, second: Phone) -> None:
    with changed(plant, queue("3", seats=[SEAT, QUIET], wrap_up=0)):
        for strategy in STRATEGIES:

            def edit(document: dict[str, list[dict[str, object]]], strategy: str = strategy) -> None:
                document["queues"][-1]["strategy"] = strategy

            change(plant, edit)
            (row,) = plant.rows("SELECT id FROM queues WHERE tenant_id = 1 AND name = 'q3'")
            listed = plant.switch.api("callcenter_config queue list")
            assert f"queue-{row['id']}@{DOMAIN}|{strategy}|" in listed
            before = len(seat.incoming) + len(second.incoming)
            caller, _ = in_queue(plant, "3")
            until(
                f"{strategy} rings",
                lambda before=before: len(seat.incoming) + len(second.incoming) > before,
            )
            caller.hang_up()
            plant.quiet()


def test_seats_of_a_higher_level_are_rung_after_a_while(plant: Plant, seat: Phone, second: Phone) -> None:
    seats = [SEAT, {"number": QUIET, "level": 2}]
    with changed(plant, queue("3", seats=seats, level_wait=12)):
        seat.answers(486)
        try:
            rung = len(second.incoming)
            caller, uuid = in_queue(plant, "3")
            joined = int(plant.switch.variable(uuid, "cc_queue_joined_epoch"))
            until("the second level rings", lambda: len(second.incoming) > rung, 40)
            assert int(plant.switch.api("strepoch")) - joined >= 12
            caller.hang_up()
            plant.quiet()
        finally:
            seat.answers(180)
