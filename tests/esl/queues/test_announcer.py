"""The announcer at work: whom it tells what, how often, over which commands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from esl.models import ABANDONED
from esl.queues.announcer import EVERY, FIRST, Announcer
from esl.session import Reply
from seatyard import clock
from seatyard.db import db
from tests.esl.watchdog.seen import NOW, agent, caller, member, seen, tier
from tests.factories import (
    ConversationFactory,
    LegFactory,
    NodeFactory,
    PlacementFactory,
    QueueSeatFactory,
)

CALLER = "aaaaaaaa-0000-4000-8000-000000000001"
HOUSE = "${seatyard_prompts}/house/zh"
PLACE = f"file_string://{HOUSE}/you-are-number.wav!{HOUSE}/numbers/1.wav!{HOUSE}/in-the-queue.wav"


class Scene:
    """A node with a queue that announces, one ready seat, one caller."""

    def __init__(self) -> None:
        self.node = NodeFactory(name="fs1")
        self.tier = QueueSeatFactory(queue__announce_position=True, queue__wrap_up=30)
        self.queue = self.tier.queue
        self.tier.seat.tenant = self.queue.tenant
        PlacementFactory(tenant=self.queue.tenant, node=self.node)
        db.session.commit()
        self.name, self.agent = self.queue.switch_name, self.tier.seat.switch_name
        self.commands: list[str] = []
        self.announcer = Announcer(self.node.id, self)
        db.session.rollback()

    def bgapi(self, command: str, timeout: float | None = None) -> Reply:
        self.commands.append(command)
        return Reply("+OK Message sent\n")

    def at(self, seconds: int, **columns: Any) -> list[str]:
        """The commands of a look so many seconds after the caller has joined."""
        self.commands.clear()
        columns = {"queue": self.name, "joined_epoch": str(NOW), "score": str(seconds)} | columns
        self.announcer.speak(
            seen(
                member(CALLER, **columns),
                caller(CALLER, application_data=self.name),
                agent(self.agent, status="Available"),
                tiers=(tier(name=self.agent, queue=self.name),),
                at=clock.from_epoch_us((NOW + seconds) * 1_000_000),
            )
        )
        return list(self.commands)

    def talks(self, *seconds: int, **columns: Any) -> None:
        """Answered calls of the queue, each with so long a talk."""
        for number, long in enumerate(seconds):
            call = ConversationFactory(
                tenant=self.queue.tenant,
                node=self.node,
                queue_id=self.queue.id,
                started_at=clock.now() - timedelta(hours=number % 20),
                **columns,
            )
            LegFactory(conversation=call, side="seat", cc_side="agent", billusec=long * 1_000_000)
        db.session.commit()


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def test_it_speaks_after_a_while_and_then_now_and_again(scene: Scene) -> None:
    said = [second for second in range(0, 140, 3) if scene.at(second)]
    assert said == [21, 66, 111]
    assert (FIRST, EVERY) == (20, 45)


def test_it_says_the_place_and_the_usual_wait_while_it_knows_nothing(scene: Scene) -> None:
    """180 s of talk and 30 s of after-call work, one seat."""
    wait = f"!{HOUSE}/wait-is-about.wav!{HOUSE}/numbers/4.wav!{HOUSE}/minutes.wav"
    assert scene.at(30) == [f"uuid_broadcast {CALLER} {PLACE}{wait} aleg"]


def test_the_wait_is_that_of_the_queues_latest_talks(scene: Scene) -> None:
    scene.talks(20, 30, 40, 20, 40)
    scene.talks(9000, 9000, outcome=ABANDONED)
    wait = f"!{HOUSE}/wait-is-about.wav!{HOUSE}/numbers/1.wav!{HOUSE}/minute.wav"
    assert scene.at(30) == [f"uuid_broadcast {CALLER} {PLACE}{wait} aleg"]


def test_whose_seat_rings_is_left_in_peace(scene: Scene) -> None:
    assert scene.at(30, state="Trying", serving_agent=scene.agent) == []
    assert scene.at(33) != []


def test_a_queue_that_does_not_announce_is_silent(scene: Scene) -> None:
    db.session.get_one(type(scene.queue), scene.queue.id).announce_position = False
    db.session.commit()
    assert scene.at(30) == []


def test_a_queue_of_another_node_is_none_of_ours(scene: Scene) -> None:
    scene.announcer.node_id = NodeFactory(name="fs2").id
    db.session.commit()
    assert scene.at(30) == []
