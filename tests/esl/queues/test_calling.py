"""Calls back on a node: taken in, begun, settled, never twice, over crashes of the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from esl.models import ANSWERED, FAILED, INBOUND, OUTBOUND, Conversation, Leg
from esl.queues import asking
from esl.queues.calling import CallingBack
from esl.queues.due import CALLED_AGAIN
from esl.queues.models import CallBack
from esl.queues.outcome import LOST
from esl.session import Reply
from seatyard import clock
from seatyard.db import db
from tenants.models import Queue, Seat
from tenants.suspensions import service as suspensions
from tests.esl.watchdog.seen import agent, caller, leg, member, seen, tier
from tests.factories import (
    ConversationFactory,
    LegFactory,
    NodeFactory,
    PlacementFactory,
    QueueSeatFactory,
)

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
"""In Shanghai."""
NUMBER = "+8613800138000"
RULE = {"attempts": 2, "pause": 10, "hours": "Mon-Sun 09:00-20:00"}


class Scene:
    """A node, a queue that calls back, a seat that may call out and is free."""

    def __init__(self) -> None:
        self.node = NodeFactory(name="fs1")
        self.tier = QueueSeatFactory(queue__call_back=RULE)
        self.queue, self.seat = self.tier.queue, self.tier.seat
        self.seat.tenant = self.queue.tenant
        PlacementFactory(tenant=self.queue.tenant, node=self.node)
        db.session.commit()
        self.name, self.agent = self.queue.switch_name, self.seat.switch_name
        self.phone = f"{self.seat.number}@{self.queue.tenant.domain}"
        self.tenant_id, self.queue_id, self.node_id = self.queue.tenant_id, self.queue.id, self.node.id
        self.seat_id = self.seat.id
        self.now = NOON
        self.commands: list[str] = []
        self.refuse: dict[str, str] = {}
        self.later: list[Callable[[], None]] = []
        self.worker()
        db.session.rollback()

    def worker(self) -> None:
        """Another one: the one before has crashed, with all that it knew."""
        self.calling = CallingBack(
            self.node_id, self, lambda work, *given: self.later.append(lambda: work(*given))
        )

    def bgapi(self, command: str, timeout: float | None = None) -> Reply:
        self.commands.append(command)
        refusal = next((said for start, said in self.refuse.items() if command.startswith(start)), "+OK\n")
        return Reply(refusal)

    def asks(self, number: str = NUMBER, uuid: str = "call-1", ago: int = 300) -> None:
        at = self.now - timedelta(seconds=ago)
        wish = asking.Wish(self.tenant_id, self.node_id, uuid, self.queue_id, number, at, at)
        asking.keep([wish])
        db.session.commit()

    def look(self, *rows: dict[str, str], after: float = 0, **columns: str) -> list[str]:
        """The commands of a look; ``columns`` are of the agent."""
        self.now += timedelta(seconds=after)
        self.commands.clear()
        free = {"status": "Available", "state": "Waiting", "wrap_up_time": "10", "last_bridge_end": "0"}
        found = seen(
            agent(self.agent, **free | columns),
            *rows,
            tiers=(tier(name=self.agent, queue=self.name),),
            at=self.now,
        )
        with clock.frozen(self.now):
            self.calling.look(found)
            later, self.later = self.later, []
            for work in later:
                work()
        return list(self.commands)

    def leg(self) -> dict[str, str]:
        """The answered leg of the call that was made."""
        call = self.row.call_uuid or ""
        return leg("s-1", presence_id=self.phone, presence_data=call, callstate="ACTIVE")

    def record(self, outcome: str, *causes: str, billusec: int = 0) -> None:
        """The records of the seat's phones have come and are folded; the last was the one that answered."""
        columns = {"direction": OUTBOUND, "outcome": outcome, "cause": causes[-1], "started_at": self.now}
        call = ConversationFactory(id=self.row.call_uuid, tenant=self.queue.tenant, node=self.node, **columns)
        phone = {"conversation": call, "side": "seat", "seat_id": self.seat_id}
        for index, cause in enumerate(causes, 1):
            talked = billusec if index == len(causes) else 0
            LegFactory(uuid=f"{call.id} {index}", cause=cause, billusec=talked, **phone)
        db.session.commit()

    @property
    def row(self) -> CallBack:
        db.session.rollback()
        db.session.expire_all()
        return db.session.query(CallBack).order_by(CallBack.id).first()  # type: ignore[return-value]


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def test_a_wish_is_read_from_the_call(scene: Scene) -> None:
    assert asking.read(f"{scene.queue_id}:13800138000:1772424000") == (
        scene.queue_id, "13800138000", datetime(2026, 3, 2, 4, tzinfo=UTC),
    )  # fmt: skip
    for text in (
        "",
        "5:13800138000",
        "5:anonymous:1",
        "5:1380013;8000:1",
        "x:13800138000:1",
        "5:13800138000:1\n",
    ):
        assert asking.read(text) is None


def test_it_is_called_over_a_free_seat_and_committed_before(scene: Scene) -> None:
    scene.asks()
    reserve, originate = scene.look()
    row = scene.row
    assert reserve == f"callcenter_config agent set state_if_waiting {scene.agent} Reserved"
    assert originate == (
        f"originate {{seatyard_placed={row.call_uuid},presence_data={row.call_uuid},originate_timeout=20,"
        f"origination_caller_id_number={NUMBER},origination_caller_id_name={NUMBER},"
        "execute_on_answer_release="
        f"'set api_hangup_hook=callcenter_config agent set state {scene.agent} Waiting',"
        f"domain_name={scene.phone.partition('@')[2]},seatyard_tenant={scene.tenant_id},"
        f"seatyard_seat={scene.seat_id},seatyard_queue={scene.queue_id},seatyard_sends_out=true}}"
        f"user/{scene.phone} {NUMBER} XML {scene.phone.partition('@')[2]}"
    )
    assert (row.state, row.seat_id, row.attempts) == ("calling", scene.seat_id, 0)
    assert scene.calling.held() == {scene.agent}


def test_an_answered_call_ends_it_and_the_seat_has_its_after_call_work(scene: Scene) -> None:
    scene.asks()
    scene.look()
    assert scene.look(scene.leg(), after=20, state="Reserved") == []
    assert scene.look(after=20) == []  # no record yet
    scene.record(ANSWERED, "NORMAL_CLEARING", billusec=30_000_000)
    until = int(scene.now.timestamp()) + 3 + 10
    assert scene.look(after=3) == [f"callcenter_config agent set ready_time {scene.agent} {until}"]
    row = scene.row
    assert (row.state, row.attempts, row.result) == ("done", 1, "answered")
    assert row.finished_at == scene.now
    assert scene.look(after=3) == []
    assert scene.calling.held() == set()


def test_attempts_are_limited_and_apart(scene: Scene) -> None:
    scene.asks()
    made = []
    for second in range(0, 3600, 30):
        for command in scene.look(after=30):
            if command.startswith("originate"):
                made.append(second)
                scene.record(FAILED, "NO_ANSWER", billusec=5_000_000)
    assert len(made) == 2
    assert made[1] - made[0] >= 600
    row = scene.row
    assert (row.state, row.attempts, row.result) == ("failed", 2, "NO_ANSWER")


def test_a_seat_that_does_not_answer_called_nobody_and_is_free_at_once(scene: Scene) -> None:
    scene.refuse["originate"] = "-ERR NO_ANSWER\n"
    scene.asks()
    assert scene.look()[-1] == f"callcenter_config agent set state {scene.agent} Waiting"
    scene.record(FAILED, "NO_ANSWER")
    assert scene.look(after=30) == []
    assert (scene.row.state, scene.row.attempts) == ("waiting", 0)
    assert scene.look(after=15) == []
    assert len(scene.look(after=20)) == 3


@pytest.mark.parametrize("cause", ["LOSE_RACE", "USER_BUSY"])
def test_a_phone_that_was_not_answered_says_nothing_of_the_call(scene: Scene, cause: str) -> None:
    """Its record comes at once; that of the phone which talks comes in the end, or late."""
    scene.asks()
    scene.look()
    scene.record(FAILED, cause)
    assert scene.look(scene.leg(), after=30, state="Reserved") == []
    assert scene.look(after=60) == []
    assert scene.row.state == "calling"
    for model in (Leg, Conversation):  # as folding does when the other record comes
        for row in db.session.scalars(select(model)):
            db.session.delete(row)
    db.session.commit()
    scene.record(ANSWERED, cause, "NORMAL_CLEARING", billusec=30_000_000)
    scene.look(after=3)
    assert (scene.row.state, scene.row.attempts) == ("done", 1)


def test_a_call_that_the_switch_refuses_is_over_at_once(scene: Scene) -> None:
    scene.refuse["originate"] = "-ERR USER_NOT_REGISTERED\n"
    scene.asks()
    scene.look()
    scene.look(after=11)
    assert (scene.row.state, scene.row.attempts, scene.row.result) == ("waiting", 0, "USER_NOT_REGISTERED")


def test_an_agent_that_was_faster_elsewhere_is_left_alone(scene: Scene) -> None:
    scene.refuse["callcenter_config agent set state_if_waiting"] = "-ERR Agent not found!\n"
    scene.asks()
    assert len(scene.look()) == 1
    assert (scene.row.state, scene.row.call_uuid) == ("waiting", None)


# Crashes


def test_after_a_crash_a_call_that_is_up_is_not_made_again(scene: Scene) -> None:
    scene.asks()
    scene.look()
    scene.worker()
    assert scene.look(scene.leg(), after=60, state="Reserved") == []
    assert scene.calling.held() == {scene.agent}


def test_after_a_crash_what_became_of_it_is_in_the_record(scene: Scene) -> None:
    scene.asks()
    scene.look()
    scene.worker()
    scene.record(ANSWERED, "NORMAL_CLEARING", billusec=30_000_000)
    scene.look(after=60)
    assert scene.row.state == "done"


def test_after_a_crash_a_seat_that_did_not_answer_is_waited_for(scene: Scene) -> None:
    """One of its phones did not; of another the record may be late."""
    scene.asks()
    scene.look()
    scene.worker()
    scene.record(FAILED, "NO_ANSWER")
    assert scene.look(after=300) == []
    assert scene.row.state == "calling"
    scene.look(after=400)
    assert (scene.row.state, scene.row.attempts, scene.row.result) == ("waiting", 0, "NO_ANSWER")


def test_a_crash_before_the_call_counts_as_an_attempt_at_last(scene: Scene) -> None:
    """Whether it was made nobody knows: rather one call too few than one too many."""
    scene.asks()
    scene.look()
    scene.worker()
    assert scene.look(after=300) == []
    assert scene.row.state == "calling"
    scene.look(after=400)
    assert (scene.row.state, scene.row.attempts, scene.row.result) == ("waiting", 1, LOST)


def test_a_seat_reserved_before_a_crash_does_not_wait_for_the_record(scene: Scene) -> None:
    scene.asks()
    scene.look()
    scene.worker()
    assert scene.look(after=30, state="Reserved") == []
    free = f"callcenter_config agent set state {scene.agent} Waiting"
    assert scene.look(after=30, state="Reserved") == [free]
    assert scene.row.state == "calling"


# Whom, and whom not


def test_who_asks_twice_has_one_place(scene: Scene) -> None:
    scene.asks(ago=300)
    scene.asks(uuid="call-2", ago=100)
    scene.asks(uuid="call-2", ago=100)  # its record was folded again
    states = [row.state for row in db.session.query(CallBack).order_by(CallBack.id)]
    assert states == ["waiting", "doubled"]


def test_who_called_again_and_was_served_is_not_called(scene: Scene) -> None:
    scene.asks()
    call = {
        "direction": INBOUND,
        "outcome": ANSWERED,
        "caller": NUMBER,
        "started_at": NOON - timedelta(seconds=60),
    }
    ConversationFactory(tenant=scene.queue.tenant, node=scene.node, **call)
    db.session.commit()
    assert scene.look() == []
    assert (scene.row.state, scene.row.result) == ("done", CALLED_AGAIN)


@pytest.mark.parametrize(
    ("change", "hour"),
    [
        (lambda scene: None, 21),
        (lambda scene: setattr(db.session.get_one(Queue, scene.queue_id), "call_back", {}), 12),
        (lambda scene: setattr(db.session.get_one(Seat, scene.seat_id), "type", "inbound"), 12),
        (lambda scene: suspensions.stop(scene.tenant_id), 12),
    ],
    ids=["at night", "no longer offered", "no seat may call out", "service is suspended"],
)
def test_nobody_is_called(scene: Scene, change: Any, hour: int) -> None:
    scene.now = NOON + timedelta(hours=hour - 12)
    scene.asks()
    change(scene)
    db.session.commit()
    assert scene.look() == []
    assert scene.row.state == "waiting"


def test_after_two_days_it_is_too_late(scene: Scene) -> None:
    scene.asks()
    assert scene.look(after=48 * 3600) == []
    assert scene.row.state == "expired"


def test_a_caller_on_the_line_who_came_first_is_not_overtaken(scene: Scene) -> None:
    scene.asks(ago=100)
    joined = int(scene.now.timestamp()) - 200
    waits = member(
        "c" * 8 + "-0000-4000-8000-000000000001", score="200", queue=scene.name, joined_epoch=str(joined)
    )
    line = caller("c" * 8 + "-0000-4000-8000-000000000001")
    assert scene.look(waits, line) == []
    assert len(scene.look()) == 2


def test_another_nodes_requests_are_none_of_ours(scene: Scene) -> None:
    scene.asks()
    scene.calling.node_id = NodeFactory(name="fs2").id
    db.session.commit()
    assert scene.look() == []
