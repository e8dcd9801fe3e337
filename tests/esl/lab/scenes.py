"""The scenes that were recorded on a real FreeSWITCH, played again on the lab."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from esl.lab.calls.phones import Phone

from . import captures, folder, running

NOT_EMITTED = {
    "CODEC",
    "MEDIA_BUG_START",
    "MEDIA_BUG_STOP",
    "MESSAGE_QUERY",
    "MESSAGE_WAITING",
    "PRESENCE_IN",
    "PRIVATE_COMMAND",
    "RE_SCHEDULE",
}
"""Events of media, presence and the switch's own chores, that the lab does not have."""
NOT_OF_A_CALL = {"API", "HEARTBEAT"}

Event = dict[str, Any]
AGENT = "1003@acme.test"


@dataclass(frozen=True)
class Scene:
    """What happened while ``name`` was recorded."""

    name: str
    call: str
    """Arguments of ``lab call``."""
    ring: float = 0.5
    answers: str = "answer"
    turns: tuple[float, str] | None = None
    """Seconds after which all phones behave otherwise, and how."""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    """Commands before the call, and when it is over."""
    during: tuple[tuple[float, str], ...] = ()
    """Seconds after the call's start and a command then; ``{call}`` is its leg, ``{called}`` the other."""


IN = "13800138000"
OUT = "1000@acme.test 013900139000"
SCENES = {
    scene.name: scene
    for scene in (
        Scene("call-answered", f"{IN} 9196 patience=2.64"),
        Scene("call-bridged-answered", f"{IN} 1002 talk=2.38 ends=callee"),
        Scene("call-internal-auth", "1000@acme.test 1002 talk=2"),
        Scene("call-busy", f"{IN} 1002", answers="busy"),
        Scene(
            "call-hold",
            "1000@acme.test 1002 talk=3.52",
            ring=0.3,
            during=((1.34, "lab hold {call}"), (3.1, "lab resume {call}")),
        ),
        Scene("call-recorded", f"{IN} 9170"),
        Scene("call-recorded-caller-hangs-up", f"{IN} 9170 patience=1.34"),
        Scene("call-early-media", f"{IN} 9195"),
        Scene("call-rejected", f"{IN} 1002", ring=0.3, answers="reject"),
        Scene("call-unanswered-timeout", f"{IN} 1002", answers="no_answer"),
        Scene("call-unanswered-cancel", f"{IN} 1002 patience=2.06", answers="no_answer"),
        Scene("call-not-registered", f"{IN} 1005"),
        Scene("call-no-route", f"{IN} 999999"),
        Scene("call-busy-by-dialplan", f"{IN} 9486"),
        Scene("cc-queue-answered-caller-ends", f"{IN} 7000 talk=3", ring=1),
        Scene("cc-queue-answered-agent-ends", f"{IN} 7000 talk=3 ends=callee", ring=1),
        Scene(
            "cc-queue-abandoned-waiting",
            f"{IN} 7000 patience=3.02",
            before=(f"callcenter_config agent set status {AGENT} 'Logged Out'",),
            after=(f"callcenter_config agent set status {AGENT} Available",),
        ),
        Scene("cc-queue-abandoned-ringing", f"{IN} 7000 patience=3.02", answers="no_answer"),
        Scene("cc-agent-no-answer", f"{IN} 7000 talk=1.5", answers="no_answer", turns=(9, "answer")),
        Scene("cc-agent-busy", f"{IN} 7000 talk=1.5", answers="busy", turns=(2, "answer")),
        Scene("cc-agent-rejects-603", f"{IN} 7000 patience=1.38", ring=0.3, answers="reject"),
        Scene(
            "cc-agent-max-no-answer",
            f"{IN} 7000 patience=9.7",
            answers="no_answer",
            before=(f"callcenter_config agent set max_no_answer {AGENT} 1",),
            after=(
                f"callcenter_config agent set status {AGENT} Available",
                f"callcenter_config agent set state {AGENT} Waiting",
            ),
        ),
        Scene("cc-queue-timeout-no-agent", f"{IN} 7001"),
        Scene(
            "transfer-aleg-api",
            f"{IN} 1002 talk=3.18",
            ring=0.3,
            during=((1.56, "uuid_transfer {call} 1003 XML default"),),
        ),
        Scene(
            "transfer-bleg-api",
            f"{IN} 1002 talk=60",
            ring=0.3,
            during=((1.36, "uuid_transfer {call} -bleg 9196 XML default"), (3.36, "lab hangup {called}")),
        ),
        Scene("outbound-carrier-answered", f"{OUT} talk=2.2 ends=callee"),
        Scene("outbound-carrier-503", f"{OUT} called=failure"),
    )
}


@dataclass(frozen=True)
class Played:
    """Events and records of a scene."""

    events: list[Event]
    records: list[dict[str, Any]]

    def channels(self) -> list[list[Event]]:
        """The events of each leg, and of each agent and queue, in order of their first."""
        of: Mapping[str, list[Event]] = defaultdict(list)
        for event in self.events:
            if event["Event-Name"] not in NOT_EMITTED | NOT_OF_A_CALL and (whose := _whose(event)):
                of[whose].append(event)
        return list(of.values())


def _whose(event: Event) -> str | None:
    if "Unique-ID" in event:
        return str(event["Unique-ID"])
    return event.get("CC-Agent") or event.get("CC-Queue")


@cache
def recorded(name: str) -> Played:
    """On the real switch."""
    return Played(captures.events(name), captures.records(name))


async def play(scene: Scene, tmp: Path) -> Played:
    """On the lab."""
    phones = [{**phone, "ring": scene.ring, "answers": {scene.answers: 1}} for phone in running.PHONES]
    async with running.lab(tmp, {"phones": phones}, start="2026-03-02T09:00:00.034+08:00") as bench:
        bench.client.events.clear()
        for command in scene.before:
            await bench.client.api(command)
        where = "" if "@" in scene.call else f" domain={folder.DOMAIN}"
        call = (await bench.client.api(f"lab call {scene.call}{where}")).removeprefix("+OK ").strip()
        spent = 0.0
        for at, command in scene.during:
            await bench.later(at - spent)
            spent = at
            called = next((one for one in bench.lab.switch.channels if one != call), "")
            reply = await bench.client.api(command.format(call=call, called=called))
            assert reply.startswith("+OK"), reply
        seconds, then = scene.turns or (0, scene.answers)
        await bench.later(seconds)
        for phone in bench.lab.switch.phones.by_address.values():
            _behave(phone, then)
        await bench.later(30 - seconds)
        for command in scene.after:
            await bench.client.api(command)
        await bench.client.command("log")
        return Played(bench.client.events, bench.plane.json_records())


def _behave(phone: Phone, answers: str) -> None:
    phone.behaviour = ((answers, 1.0),)
