"""Ten minutes of ordinary trouble on the lab switch: nothing of it stands long enough to be mended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from esl.session import Reply
from esl.watchdog import snapshot
from esl.watchdog.known import Known
from esl.watchdog.patience import Patience
from esl.watchdog.sign import Sign
from esl.watchdog.signs import signs
from tests.esl.lab import folder, running
from tests.esl.lab.test_callcenter import configuration

NUMBERS = ("1001", "1002", "1003")
ANSWERS = {"answer": 6, "busy": 1, "reject": 1, "no_answer": 2}
LOOK = 3
SECONDS = 600


class Recorder:
    """The switch's answers, taken beforehand: a snapshot asks for them one after the other."""

    def __init__(self, answers: dict[str, str], at: Any) -> None:
        self.answers, self.at = answers, at

    def bgapi(self, command: str, timeout: float | None = None) -> Reply:
        return Reply(self.answers[command], at=self.at)


def test_a_busy_queue_gives_nothing_to_mend(tmp_path: Path) -> None:
    known = Known(
        phones={f"{n}@acme.test": (n, "acme.test") for n in NUMBERS},
        statuses={f"{n}@acme.test": "Available" for n in NUMBERS},
        queues=frozenset({"support@acme.test"}),
    )
    phones = [
        {
            "number": n,
            "domain": folder.DOMAIN,
            "password": folder.SEAT_PASSWORD,
            "ring": 2,
            "answers": ANSWERS,
        }
        for n in NUMBERS
    ]
    files = {
        "autoload_configs/callcenter.conf.xml": configuration({"max-wait-time": "40"}),
        "directory/default.xml": folder.directory(*NUMBERS),
    }
    asked = (snapshot.AGENTS, snapshot.TIERS, snapshot.MEMBERS, snapshot.CHANNELS, snapshot.REGISTRATIONS)
    due: list[Sign] = []
    states: set[str] = set()

    async def main() -> None:
        nonlocal due
        async with running.lab(tmp_path, {"phones": phones}, **files) as bench:
            patience = Patience()
            clock = bench.lab.switch.clock
            for second in range(0, SECONDS, LOOK):
                if second % 9 == 0:
                    ends = ("caller", "callee")[second % 2]
                    given = f"talk={second % 25} patience={5 + second % 50} ends={ends}"
                    await bench.client.api(f"lab call 138{second:08d} 7000 domain=acme.test {given}")
                await bench.later(LOOK)
                answers = {command: await bench.client.api(command) for command in asked}
                seen = snapshot.read(Recorder(answers, clock.at()))
                states.update(agent["state"] for agent in seen.agents.values())
                due += patience.due(signs(seen, known), second)

    running.run(main)
    assert states == {"Waiting", "Receiving", "In a queue call"}
    assert due == []
