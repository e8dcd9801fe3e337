"""mod_callcenter's ways: whom it rings, in which order, when again, and when it gives up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from . import folder, running
from .running import Bench

NUMBERS = ("1001", "1002", "1003")


def configuration(
    queue: dict[str, str] | None = None,
    agent: dict[str, str] | None = None,
    tiers: Sequence[tuple[str, int, int]] = (("1001", 1, 1), ("1002", 1, 2), ("1003", 1, 3)),
) -> str:
    """One queue and three agents; ``tiers`` are (agent, level, position)."""
    settings = {
        "strategy": "longest-idle-agent",
        "moh-sound": "",
        "time-base-score": "queue",
        **(queue or {}),
    }
    given = {"max-no-answer": "0", "wrap-up-time": "0", "busy-delay-time": "7", "reject-delay-time": "9"}
    given |= {"no-answer-delay-time": "5", **(agent or {})}
    params = "".join(f'<param name="{name}" value="{value}"/>' for name, value in settings.items())
    attributes = " ".join(f'{name}="{value}"' for name, value in given.items())
    agents = "".join(
        f'<agent name="{n}@acme.test" type="callback" contact="[leg_timeout=10]user/{n}@acme.test"'
        f' status="Available" {attributes}/>'
        for n in NUMBERS
    )
    rows = "".join(
        f'<tier queue="support@acme.test" agent="{n}@acme.test" level="{level}" position="{position}"/>'
        for n, level, position in tiers
    )
    return (
        '<configuration name="callcenter.conf"><settings/>'
        f'<queues><queue name="support@acme.test">{params}</queue></queues>'
        f"<agents>{agents}</agents><tiers>{rows}</tiers></configuration>"
    )


def phones(**answers: str) -> list[dict[str, Any]]:
    """Phones that answer after a second; ``p1001="busy"`` behaves otherwise."""
    return [
        {
            "number": number,
            "domain": folder.DOMAIN,
            "password": folder.SEAT_PASSWORD,
            "ring": 1,
            "answers": {answers.get(f"p{number}", "answer"): 1},
        }
        for number in NUMBERS
    ]


class Queue:
    """A bench with its queue; keeps what callcenter::info says."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.lab = bench.lab

    async def call(self, **given: Any) -> None:
        text = " ".join(f"{name}={value}" for name, value in given.items())
        reply = await self.bench.client.api(f"lab call 13800138000 7000 domain=acme.test {text}")
        assert reply.startswith("+OK"), reply

    async def later(self, seconds: float) -> None:
        await self.bench.later(seconds)

    async def command(self, text: str) -> None:
        assert await self.bench.client.api(f"callcenter_config {text}") == "+OK\n"

    def said(self, action: str, *headers: str) -> list[tuple[str, ...]]:
        """These headers of every such event; an agent without its domain."""
        return [
            tuple(str(event.get(header, "")).partition("@")[0] for header in headers)
            for event in self.bench.client.events
            if event.get("CC-Action") == action
        ]

    def offered(self) -> list[str]:
        return [agent for (agent,) in self.said("agent-offering", "CC-Agent")]

    def seconds(self, action: str) -> list[int]:
        """When each such event came, since the start."""
        start = self.lab.switch.clock.started
        return [
            (int(event["Event-Date-Timestamp"]) - start) // 1_000_000
            for event in self.bench.client.events
            if event.get("CC-Action") == action
        ]


def play(
    tmp: Path,
    test: Callable[[Queue], Awaitable[None]],
    callcenter: str | None = None,
    at: list[dict[str, Any]] | None = None,
    dialplan: str | None = None,
) -> None:
    files = {
        "autoload_configs/callcenter.conf.xml": callcenter or configuration(),
        "directory/default.xml": folder.directory(*NUMBERS),
    }
    if dialplan:
        files["dialplan/default.xml"] = dialplan

    async def main() -> None:
        async with running.lab(tmp, {"phones": at or phones()}, **files) as bench:
            await test(Queue(bench))

    asyncio.run(main())


@pytest.mark.parametrize(
    ("strategy", "offered"),
    [
        ("longest-idle-agent", ["1001", "1002", "1003", "1001"]),
        ("round-robin", ["1001", "1002", "1003", "1001"]),
        ("top-down", ["1001", "1001", "1001", "1001"]),
        ("sequentially-by-agent-order", ["1001", "1001", "1001", "1001"]),
        ("agent-with-fewest-calls", ["1001", "1002", "1003", "1001"]),
        ("agent-with-least-talk-time", ["1001", "1002", "1003", "1003"]),
    ],
)
def test_whom_a_strategy_rings_next(tmp_path: Path, strategy: str, offered: list[str]) -> None:
    """Four calls, one after the other; the third is the shortest."""

    async def test(queue: Queue) -> None:
        for talk in (10, 12, 4, 5):
            await queue.call(talk=talk)
            await queue.later(20)
        assert queue.offered() == offered

    play(tmp_path, test, configuration({"strategy": strategy}))


def test_random_is_the_seeds(tmp_path: Path) -> None:
    async def test(queue: Queue) -> None:
        for _ in range(12):
            await queue.call(talk=5)
            await queue.later(10)
        seen.append(queue.offered())

    seen: list[list[str]] = []
    for name in ("one", "two"):
        play(tmp_path / name, test, configuration({"strategy": "random"}))
    assert seen[0] == seen[1]
    assert set(seen[0]) == set(NUMBERS)


def test_ring_all_rings_everybody_and_one_wins(tmp_path: Path) -> None:
    async def test(queue: Queue) -> None:
        await queue.call(talk=5)
        await queue.later(30)
        assert sorted(queue.offered()) == list(NUMBERS)
        causes = [record["variables"]["hangup_cause"] for record in queue.bench.plane.json_records()]
        assert sorted(causes) == ["LOSE_RACE", "LOSE_RACE", "NORMAL_CLEARING", "NORMAL_CLEARING"]
        assert len(queue.said("bridge-agent-start")) == 1

    play(tmp_path, test, configuration({"strategy": "ring-all"}))


def test_lower_levels_come_after_higher_ones(tmp_path: Path) -> None:
    async def test(queue: Queue) -> None:
        await queue.call(talk=60)
        await queue.later(5)
        await queue.call(talk=60)
        await queue.later(5)
        assert queue.offered() == ["1003", "1001"]

    tiers = [("1001", 2, 1), ("1002", 2, 2), ("1003", 1, 1)]
    play(tmp_path, test, configuration(tiers=tiers))


def test_tier_rules_hold_the_next_level_back(tmp_path: Path) -> None:
    async def test(queue: Queue) -> None:
        await queue.call(talk=60)
        await queue.later(5)
        await queue.call(talk=60)
        await queue.later(60)
        assert queue.offered() == ["1001", "1002"]
        first, second = queue.seconds("agent-offering")
        assert (first, second - 5) == (0, 30)

    rules = {"tier-rules-apply": "true", "tier-rule-wait-second": "30"}
    tiers = [("1001", 1, 1), ("1002", 2, 1)]
    play(tmp_path, test, configuration(rules, tiers=tiers))


@pytest.mark.parametrize(
    ("behaviour", "again"),
    [("busy", 8), ("reject", 11), ("no_answer", 15)],
    ids=["busy", "reject", "no-answer"],
)
def test_an_agent_who_did_not_answer_rests(tmp_path: Path, behaviour: str, again: int) -> None:
    """The ringing (0.3, 1 or 10 s, to whole seconds), then the delay; 1 s of grace for the rounding."""

    async def test(queue: Queue) -> None:
        await queue.call(patience=40)
        await queue.later(60)
        first, second, *_ = queue.seconds("agent-offering")
        assert again - 1 <= second - first <= again + 1
        (caused, *_) = queue.said("bridge-agent-fail", "CC-Hangup-Cause")
        assert caused == ({"busy": "USER_BUSY", "reject": "CALL_REJECTED"}.get(behaviour, "NO_ANSWER"),)

    play(tmp_path, test, configuration(tiers=[("1001", 1, 1)]), phones(p1001=behaviour))


def test_wrap_up_keeps_an_agent_free_of_calls(tmp_path: Path) -> None:
    async def test(queue: Queue) -> None:
        await queue.call(talk=5)
        await queue.later(3)
        await queue.call(talk=5)
        await queue.later(60)
        (ended, _), (_, offered) = queue.seconds("bridge-agent-end"), queue.seconds("agent-offering")
        assert 20 <= offered - ended <= 22

    play(tmp_path, test, configuration(agent={"wrap-up-time": "20"}, tiers=[("1001", 1, 1)]))


def test_who_misses_too_many_calls_is_set_on_break(tmp_path: Path) -> None:
    async def test(queue: Queue) -> None:
        await queue.call(patience=200)
        await queue.later(100)
        assert queue.offered() == ["1001", "1001"]
        assert queue.said("agent-status-change", "CC-Agent-Status") == [("On Break",)]
        assert len(queue.said("agent-max-no-answer")) == 1

    play(
        tmp_path,
        test,
        configuration(agent={"max-no-answer": "2"}, tiers=[("1001", 1, 1)]),
        phones(p1001="no_answer"),
    )


def test_an_unregistered_agent_is_tried_every_five_seconds(tmp_path: Path) -> None:
    async def test(queue: Queue) -> None:
        await queue.bench.client.api("lab unregister 1001@acme.test")
        await queue.call(patience=20)
        await queue.later(30)
        assert set(queue.said("bridge-agent-fail", "CC-Hangup-Cause")) == {("USER_NOT_REGISTERED",)}
        moments = queue.seconds("agent-offering")
        assert 3 <= len(moments) <= 5
        assert all(5 <= b - a <= 7 for a, b in pairwise(moments))

    play(tmp_path, test, configuration(tiers=[("1001", 1, 1)]))


@pytest.mark.parametrize("status", ["Logged Out", "On Break"])
def test_an_agent_who_left_is_not_rung(tmp_path: Path, status: str) -> None:
    async def test(queue: Queue) -> None:
        await queue.command(f"agent set status 1001@acme.test '{status}'")
        await queue.call(talk=5)
        await queue.later(10)
        assert queue.offered() == ["1002"]

    play(tmp_path, test)


def test_who_leaves_while_being_rung_stops_ringing(tmp_path: Path) -> None:
    async def test(queue: Queue) -> None:
        await queue.call(patience=60)
        await queue.later(4)
        await queue.command("agent set status 1001@acme.test 'Logged Out'")
        await queue.later(4)
        assert queue.said("bridge-agent-fail", "CC-Agent", "CC-Hangup-Cause") == [
            ("1001", "ORIGINATOR_CANCEL")
        ]

    play(tmp_path, test, configuration(tiers=[("1001", 1, 1)]), phones(p1001="no_answer"))


def test_who_comes_back_is_rung_at_once(tmp_path: Path) -> None:
    async def test(queue: Queue) -> None:
        await queue.command("agent set status 1001@acme.test 'Logged Out'")
        await queue.call(talk=5)
        await queue.later(33)
        await queue.command("agent set status 1001@acme.test Available")
        await queue.later(10)
        assert queue.seconds("agent-offering") == [33]

    play(tmp_path, test, configuration(tiers=[("1001", 1, 1)]))


AFTER_QUEUE = """
<context name="public"><extension name="queue"><condition>
<action application="answer"/><action application="callcenter" data="support@acme.test"/>
<action application="set" data="then=${cc_cause} ${cc_cancel_reason}"/>
<action application="sleep" data="2000"/>
</condition></extension></context>
"""


def test_a_wait_that_is_too_long_goes_on_in_the_dialplan(tmp_path: Path) -> None:
    async def test(queue: Queue) -> None:
        await queue.call(patience=90)
        await queue.later(60)
        record = queue.bench.plane.json_records()[-1]["variables"]
        assert (record["then"], record["billsec"]) == ("cancel TIMEOUT", "27")
        assert queue.said("member-queue-end", "CC-Cause", "CC-Cancel-Reason") == [("Cancel", "TIMEOUT")]

    play(
        tmp_path,
        test,
        configuration({"max-wait-time": "25"}, tiers=[("1001", 1, 1)]),
        phones(p1001="no_answer"),
        AFTER_QUEUE,
    )


def test_nobody_there_ends_the_wait_sooner(tmp_path: Path) -> None:
    async def test(queue: Queue) -> None:
        for number in NUMBERS:
            await queue.command(f"agent set status {number}@acme.test 'Logged Out'")
        await queue.call(patience=90)
        await queue.later(60)
        record = queue.bench.plane.json_records()[-1]["variables"]
        assert record["then"] == "cancel NO_AGENT_TIMEOUT"

    limits = {"max-wait-time-with-no-agent": "5", "max-wait-time-with-no-agent-time-reached": "3"}
    play(tmp_path, test, configuration(limits), dialplan=AFTER_QUEUE)


def test_callers_are_taken_in_order_of_their_wait(tmp_path: Path) -> None:
    async def test(queue: Queue) -> None:
        for _ in range(4):
            await queue.call(talk=10, patience=300)
            await queue.later(2)
        await queue.later(100)
        joined = [int(moment) for (moment,) in queue.said("bridge-agent-start", "CC-Member-Joined-Time")]
        assert joined == sorted(joined)
        assert len(joined) == 4

    play(tmp_path, test, configuration(tiers=[("1001", 1, 1)]))


def test_an_abandoned_caller_is_forgotten_after_a_while(tmp_path: Path) -> None:
    async def test(queue: Queue) -> None:
        await queue.command("agent set status 1001@acme.test 'Logged Out'")
        await queue.call(patience=5)
        await queue.later(10)
        members = "callcenter_config queue list members support@acme.test"
        assert "|Abandoned|" in await queue.bench.client.api(members)
        await queue.later(61)
        assert "|Abandoned|" not in await queue.bench.client.api(members)

    play(tmp_path, test, configuration(tiers=[("1001", 1, 1)]))


def test_who_calls_again_keeps_their_place_if_told_so(tmp_path: Path) -> None:
    async def test(queue: Queue) -> None:
        await queue.command("agent set status 1001@acme.test 'Logged Out'")
        await queue.call(patience=5)
        await queue.later(10)
        await queue.call(patience=50)
        await queue.later(5)
        assert len(queue.said("member-queue-start")) == 1
        assert len(queue.said("member-queue-resume")) == 1

    play(tmp_path, test, configuration({"abandoned-resume-allowed": "true"}, tiers=[("1001", 1, 1)]))


def test_an_agent_on_a_call_of_their_own_is_busy(tmp_path: Path) -> None:
    async def test(queue: Queue) -> None:
        reply = await queue.bench.client.api("lab call 1001@acme.test 013900139000 talk=100 domain=acme.test")
        assert reply.startswith("+OK")
        await queue.later(20)
        await queue.call(talk=5)
        await queue.later(20)
        assert queue.said("bridge-agent-start", "CC-Agent") == [("1002",)]

    play(tmp_path, test)


def test_exported_variables_reach_the_agent(tmp_path: Path) -> None:
    plan = AFTER_QUEUE.replace(
        '<action application="answer"/>',
        '<action application="set" data="mine=7"/>'
        '<action application="set" data="cc_export_vars=mine,none"/>',
    )

    async def test(queue: Queue) -> None:
        await queue.call(talk=5)
        await queue.later(20)
        agent, member = (record["variables"] for record in queue.bench.plane.json_records())
        assert agent["mine"] == member["mine"] == "7"

    play(tmp_path, test, dialplan=plan)


def test_a_queue_that_nobody_knows_is_asked_for(tmp_path: Path) -> None:
    """mod_callcenter loads a queue when the first caller comes (QUIRKS: queue-load)."""
    plan = AFTER_QUEUE.replace("support@acme.test", "late@acme.test")
    late = configuration().replace("support@acme.test", "late@acme.test")

    async def test(queue: Queue) -> None:
        queue.bench.plane.xml = lambda asked: (
            (200, folder.document("configuration", late))
            if asked["section"] == "configuration"
            else (404, b"")
        )
        await queue.call(patience=5)
        await queue.later(10)
        (record,) = queue.bench.plane.json_records()
        assert record["variables"]["cc_queue"] == "late@acme.test"

    play(tmp_path, test, dialplan=plan)
