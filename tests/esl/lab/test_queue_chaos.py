"""Queues while everybody does as they like: nobody is lost, no seat is stuck, all counts return to zero."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from . import folder
from .test_queue_features import Scene, play

CALLS = 40
GAP = (0, 6)
"""Seconds between two callers."""
QUIET = 400
"""Seconds after the last one until the longest wait and talk are over."""


def caller(chance: random.Random) -> str:
    """How a caller behaves, as ``lab call`` takes it."""
    digits = f" digits={chance.choice('14')}" if chance.random() < 0.5 else ""
    ends = chance.choice(("caller", "callee"))
    return f"patience={chance.randint(1, 60)} talk={chance.randint(1, 40)} ends={ends}{digits}"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("answers", ["answer", "no_answer"])
def test_all_is_as_before_when_all_have_gone(tmp_path: Path, seed: int, answers: str) -> None:
    chance = random.Random(seed)

    async def test(scene: Scene) -> None:
        calls = []
        for number in range(CALLS):
            calls.append(await scene.call(caller(chance), caller=f"1380013{number:04}"))
            if chance.random() < 0.4:
                await sign(scene, chance.choice((11, 12)), chance.choice(("Logged Out", "Available")))
            await scene.later(chance.uniform(*GAP))
        for seat in (11, 12):
            await sign(scene, seat, "Available")
        await scene.later(QUIET)

        records = Counter(record["variables"]["uuid"] for record in scene.bench.plane.json_records())
        assert {uuid: records[uuid] for uuid in calls} == dict.fromkeys(calls, 1)
        ends = Counter(scene.came_by(uuid)[-1] for uuid in calls)
        asked = [uuid for uuid in calls if "seatyard_call_back" in scene.record(uuid)]
        assert ends["queue-5-cancel-EXIT_WITH_KEY"] == len(asked) > 0
        assert ends["queue-5"]
        assert ends["queue-6"]
        assert (ends["queue-5-survey"] > 0) is (answers == "answer")
        assert await scene.waiting() == "0"
        for seat in (11, 12):
            state = f"callcenter_config agent get state seat-{seat}@{folder.DOMAIN}"
            assert await scene.api(state) == "Waiting"
        members = await scene.api("callcenter_config queue list members")
        assert not [line for line in members.splitlines() if "|Waiting|" in line or "|Trying|" in line]
        assert (await scene.api("show channels count")).startswith("0 total")

    play(
        tmp_path, test, answers=answers,
        max_waiting=4, on_full="queue:second", no_seat_limit=20, on_no_seat="queue:second",
        announce_position=True, announce_seat=True, survey=True, call_back={"attempts": 1},
    )  # fmt: skip


async def sign(scene: Scene, seat: int, status: str) -> None:
    await scene.api(f"callcenter_config agent set status seat-{seat}@{folder.DOMAIN} '{status}'")
