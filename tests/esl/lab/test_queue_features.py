"""What Seatyard's own dialplan does in a queue, on the lab switch: as it was heard and dialled on a real one.

The same is dialled on FreeSWITCH by ``tests/live/test_queues.py``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from esl.answers.callcenter import configuration, wanted
from esl.answers.dialplan import scope_of
from esl.flows.queueing import queue_extensions
from esl.flows.xml import action, dialled, element, extension, transfer
from tenants.models import Queue, QueueSeat, Seat, Tenant

from . import folder, running
from .running import Bench

DID = "7777"
CALLER = "13800138000"
NUMBERS = ("1001", "1002")


def tenant(**settings: Any) -> Tenant:
    """One queue, 5, with two seats, and another, 6, without any; never in a database."""
    made = Tenant(id=7, domain=folder.DOMAIN, language="zh", timezone="Asia/Shanghai", policies={})
    seats = [
        Seat(id=id, number=number, name=number, type="bidirectional", active=True, a1_hash="", tenant=made)
        for id, number in enumerate(NUMBERS, start=11)
    ]
    usual = {
        "strategy": "longest-idle-agent", "wait_limit": 60, "wrap_up": 0, "max_waiting": 0,
        "no_seat_limit": 0, "level_wait": 0, "announce_seat": False, "announce_position": False,
        "survey": False, "call_back": {},
    }  # fmt: skip
    first = Queue(id=5, name="sales", tenant=made, **usual | settings)
    Queue(id=6, name="second", tenant=made, **usual)
    for position, seat in enumerate(seats, start=1):
        first.tiers.append(QueueSeat(seat=seat, level=1, position=position))
    return made


def text(made: etree._Element) -> str:
    return etree.tostring(made, encoding="unicode")


def files(of: Tenant) -> dict[str, str]:
    scope = scope_of(of)
    own = [made for queue in scope.queues.values() for made in queue_extensions(queue, scope)]
    did = extension(
        "did",
        dialled(
            f"^{DID}$",
            action("set", f"domain_name={of.domain}"),
            action("set", "hangup_after_bridge=true"),
            transfer("queue-5", of.domain),
        ),
    )
    dialplan = [element("context", {"name": "public"}, did), element("context", {"name": of.domain}, *own)]
    callcenter = text(configuration([wanted(of)])).replace(
        'type="callback"', 'type="callback" status="Available"'
    )
    return {
        "autoload_configs/callcenter.conf.xml": callcenter,
        "dialplan/default.xml": "".join(map(text, dialplan)),
        "directory/default.xml": folder.directory(*NUMBERS),
        "freeswitch.xml": folder.ROOT.replace(
            '<section name="configuration">',
            '<X-PRE-PROCESS cmd="set" data="seatyard_prompts=/p"/>\n<section name="configuration">',
        ),
    }


class Scene:
    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    async def call(self, given: str = "", caller: str = CALLER) -> str:
        """The uuid of a call from outside."""
        reply = await self.bench.client.api(f"lab call {caller} {DID} domain={folder.DOMAIN} {given}")
        assert reply.startswith("+OK"), reply
        return reply.removeprefix("+OK ").strip()

    async def later(self, seconds: float) -> None:
        await self.bench.later(seconds)

    async def api(self, command: str) -> str:
        return (await self.bench.client.api(command)).strip()

    async def waiting(self) -> str:
        return await self.api("limit_usage hash seatyard_waiting 5")

    def record(self, uuid: str) -> dict[str, Any]:
        """The variables of a call's record."""
        records = [record["variables"] for record in self.bench.plane.json_records()]
        return next(record for record in records if record["uuid"] == uuid)

    def came_by(self, uuid: str) -> list[str]:
        """The extensions of a call, in order."""
        record = next(r for r in self.bench.plane.json_records() if r["variables"]["uuid"] == uuid)
        return [step["caller_profile"]["destination_number"] for step in reversed(record["callflow"])]

    def played(self, uuid: str) -> Iterator[str]:
        for event in self.bench.client.events:
            playing = event.get("Event-Name") == "CHANNEL_EXECUTE" and event.get("Application") == "playback"
            if playing and event["Unique-ID"] == uuid:
                yield str(event["Application-Data"])


def play(
    tmp: Path,
    test: Callable[[Scene], Awaitable[None]],
    answers: str = "answer",
    ring: float = 2,
    **settings: Any,
) -> None:
    phones = [
        {
            "number": number, "domain": folder.DOMAIN, "password": folder.SEAT_PASSWORD, "ring": ring,
            "answers": {answers: 1},
        }
        for number in NUMBERS
    ]  # fmt: skip

    async def main() -> None:
        async with running.lab(tmp, {"phones": phones}, **files(tenant(**settings))) as bench:
            await test(Scene(bench))

    asyncio.run(main())


def test_both_hear_the_number_of_the_seat(tmp_path: Path) -> None:
    async def test(scene: Scene) -> None:
        uuid = await scene.call("talk=30")
        await scene.later(60)
        agent = next(
            r["variables"] for r in scene.bench.plane.json_records() if r["variables"].get("cc_agent")
        )
        number = next(n for n in NUMBERS if agent["dialed_user"] == n)
        row = ("seat", *(f"digits/{digit}" for digit in number), "at-your-service")
        said = "file_string://" + "!".join(f"/p/house/zh/{name}.wav" for name in row)
        assert list(scene.played(uuid)) == list(scene.played(agent["uuid"])) == [said]

    play(tmp_path, test, announce_seat=True)


def test_a_score_is_asked_for_when_the_seat_hangs_up(tmp_path: Path) -> None:
    async def test(scene: Scene) -> None:
        asked = await scene.call("talk=10 digits=4 ends=callee")
        gone = await scene.call("talk=10 digits=4 ends=caller")
        await scene.later(120)
        assert scene.record(asked)["seatyard_score"] == "4"
        assert scene.came_by(asked)[-1] == "queue-5-survey"
        assert "seatyard_score" not in scene.record(gone)

    play(tmp_path, test, survey=True)


def test_a_full_queue_sends_on_and_a_talk_makes_room(tmp_path: Path) -> None:
    async def test(scene: Scene) -> None:
        first, second = await scene.call("talk=100"), await scene.call("patience=20")
        await scene.later(1)
        assert await scene.waiting() == "1"
        await scene.later(30)
        assert scene.came_by(second) == [DID, "queue-5", "queue-5-full", "queue-6"]
        assert await scene.waiting() == "0"
        third = await scene.call("talk=1")
        await scene.later(200)
        assert scene.record(third)["cc_cause"] == scene.record(first)["cc_cause"] == "answered"

    play(tmp_path, test, max_waiting=1, on_full="queue:second")


def test_who_waits_where_nobody_is_goes_on(tmp_path: Path) -> None:
    async def test(scene: Scene) -> None:
        for seat in (11, 12):
            await scene.api(f"callcenter_config agent set status seat-{seat}@{folder.DOMAIN} 'Logged Out'")
        uuid = await scene.call("patience=40")
        await scene.later(60)
        assert scene.came_by(uuid) == [DID, "queue-5", "queue-5-cancel-NO_AGENT_TIMEOUT", "queue-6"]
        assert await scene.waiting() == "0"

    play(tmp_path, test, max_waiting=9, no_seat_limit=5, on_no_seat="queue:second")


def test_the_place_is_said_to_who_is_not_rung_for(tmp_path: Path) -> None:
    async def test(scene: Scene) -> None:
        calls = []
        for _ in range(4):
            calls.append(await scene.call("patience=30"))
            await scene.later(0.5)
        await scene.later(20)
        place = "file_string:///p/house/zh/you-are-number.wav!/p/house/zh/numbers/{}.wav!/p/house/zh/in-the-queue.wav"
        said = [list(scene.played(uuid)) for uuid in calls]
        assert said[2:] == [[place.format(3)], [place.format(4)]]
        assert said[0] == []

    play(tmp_path, test, answers="no_answer", announce_position=True)


def test_who_presses_the_key_leaves_a_wish_with_the_place(tmp_path: Path) -> None:
    async def test(scene: Scene) -> None:
        uuid = await scene.call("digits=1 patience=60")
        await scene.later(30)
        record = scene.record(uuid)
        assert record["seatyard_call_back"] == f"5:{CALLER}:{record['cc_queue_joined_epoch']}"
        assert (record["cc_exit_key"], record["cc_cancel_reason"]) == ("1", "EXIT_WITH_KEY")
        assert list(scene.played(uuid))[-1] == "file_string:///p/house/zh/call-back-noted.wav"

    play(tmp_path, test, answers="no_answer", call_back={"attempts": 1})


def test_who_has_no_number_goes_on_waiting_with_the_time_waited(tmp_path: Path) -> None:
    async def test(scene: Scene) -> None:
        uuid = await scene.call("digits=1 patience=30", caller="anonymous")
        await scene.later(10)
        members = await scene.api("callcenter_config queue list members")
        row = next(
            dict(zip(members.splitlines()[0].split("|"), line.split("|"), strict=True))
            for line in members.splitlines()
            if uuid in line
        )
        assert 1 <= int(row["base_score"]) <= 3
        await scene.later(30)
        record = scene.record(uuid)
        assert "seatyard_call_back" not in record
        assert scene.came_by(uuid).count("queue-5") == 2

    play(tmp_path, test, answers="no_answer", call_back={"attempts": 1})
