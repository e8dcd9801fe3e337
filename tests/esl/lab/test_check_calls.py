"""The worker's synthetic calls on the lab switch: answered, refused while it is paused, never recorded."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from esl.outages.calling import COMMANDS
from esl.outages.kinds import CALL_BARE, CALL_ROUTED

from . import running
from .running import Bench
from .test_originate import ask

DIALPLAN = Path(__file__).parents[3] / "freeswitch-conf/dialplan/check.xml.j2"
"""Without a variable: as it stands on a node."""


def on_the_lab(tmp_path: Path, test, **files: str) -> None:  # type: ignore[no-untyped-def]
    async def main() -> None:
        async with running.lab(tmp_path, **files) as bench:
            await test(bench)
            await bench.later(2)
            assert bench.lab.switch.channels == {}
            assert list(bench.plane.json_records()) == []

    asyncio.run(main())


@pytest.mark.parametrize("signal", COMMANDS)
def test_a_call_is_answered_and_leaves_no_record(tmp_path: Path, signal: str) -> None:
    async def test(bench: Bench) -> None:
        assert (await ask(bench, COMMANDS[signal])).startswith("+OK ")

    on_the_lab(tmp_path, test, **{"dialplan/check.xml": DIALPLAN.read_text()})


def test_a_node_without_the_number_answers_the_bare_call_alone(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        assert (await ask(bench, COMMANDS[CALL_ROUTED])).startswith("-ERR ")
        assert (await ask(bench, COMMANDS[CALL_BARE])).startswith("+OK ")

    on_the_lab(tmp_path, test)


def test_a_paused_node_takes_neither(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        await bench.client.api("fsctl pause")
        for command in COMMANDS.values():
            assert (await ask(bench, command)).startswith("-ERR ")
        await bench.client.api("fsctl resume")
        for command in COMMANDS.values():
            assert (await ask(bench, command)).startswith("+OK ")

    on_the_lab(tmp_path, test, **{"dialplan/check.xml": DIALPLAN.read_text()})
