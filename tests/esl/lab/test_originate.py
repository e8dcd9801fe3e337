"""``originate`` on the lab switch as Seatyard sends it: click to dial, call-backs, supervisors."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from esl.answers.features.supervision import ways
from esl.dialling.placing import Order
from esl.lab.api.show import one_row
from esl.placed import is_up
from esl.queues.attempts import Attempt

from .client import Client
from .running import Bench
from .tenancy import BOSS, IDS, MOBILE, QUIET, SELLER, Office, scene
from .test_talking import talk


async def ask(bench: Bench, command: str, seconds: float = 10) -> str:
    """A command that takes simulated time; its reply."""
    client = await Client.connect(bench.lab.server.port)
    reply = asyncio.ensure_future(client.api(command))
    await asyncio.sleep(0.05)
    await bench.later(seconds)
    said = (await reply).strip()
    await client.close()
    return said


def test_a_seat_dials_by_a_click(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        for office, number in ((north, MOBILE), (south, BOSS)):
            order = Order(
                IDS[office.name], "k", f"click-{office.name}", SELLER, office.domain, number, False, True
            )
            reply = await ask(bench, order.command, 20)
            leg = office.leg(SELLER)
            assert reply == f"+OK {leg}"
        called = bench.lab.switch.channels[north.partner(north.leg(SELLER))]
        assert (called.remote.carrier, called.remote.user) == ("carrier1", f"+86{MOBILE}")
        assert south.partner(south.leg(SELLER)) == south.leg(BOSS)
        await north.hang_up(SELLER)
        assert called.uuid not in bench.lab.switch.channels
        kept = {one["uuid"]: one for one in north.records()}
        assert [one["seatyard_clicked"] for one in kept.values() if "seatyard_clicked" in one] == [MOBILE]

    scene(tmp_path, test)


@pytest.mark.parametrize(
    ("called", "why"),
    [
        ("user/9999@north.test 1", "SUBSCRIBER_ABSENT"),
        ("nothing/1 1", "CHAN_NOT_IMPLEMENTED"),
        ("sofia/gateway/none/1 1", "INVALID_GATEWAY"),
        (f"{{originate_timeout=1}}user/{BOSS}@north.test 1", "NO_ANSWER"),
    ],
)
def test_nobody_answers(tmp_path: Path, called: str, why: str) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        assert await ask(bench, f"originate {called}") == f"-ERR {why}"
        assert (await north.api("originate user/1")).startswith("-USAGE: <call url> <exten>|&<appl")

    scene(tmp_path, test)


def test_a_uuid_is_one_legs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The first that is placed has it; the others are not even made (switch_core_session.c)."""

    async def test(bench: Bench, north: Office, south: Office) -> None:
        called = f"{{origination_uuid=mine}}user/{BOSS}@{north.domain},user/{QUIET}@{north.domain}"
        assert await ask(bench, f"originate {called} &park()", 20) == "+OK mine"
        assert (north.leg(BOSS), north.leg(QUIET)) == ("mine", "")

    scene(tmp_path, test)
    assert "Duplicate UUID!" in caplog.text


def test_a_supervisor_is_called_into_a_talk(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        caller, leg = await talk(north, "desk", QUIET)
        for office in (south, north):
            way = ways(office.domain)["whisper"]
            given = ",".join(f"{name}={value}" for name, value in way.variables.items())
            called = f"{{{given}}}user/{BOSS}@{office.domain}"
            assert (await ask(bench, f"originate {called} '&eavesdrop({leg})'")).startswith("+OK")
        boss = north.leg(BOSS)
        assert (await north.hears(boss), await north.hears(leg)) == ({caller, leg}, {caller, boss})
        assert not south.leg(BOSS)

    scene(tmp_path, test)


def test_a_call_back_lets_the_agent_go(tmp_path: Path) -> None:
    """The agent is reserved in one step, and waits again when the leg to it ends (``api_hangup_hook``)."""

    async def test(bench: Bench, north: Office, south: Office) -> None:
        agents = bench.lab.switch.callcenter.store.agents
        name, agent = next(
            (name, one) for name, one in agents.items() if f"{SELLER}@{north.domain}" in one.contact
        )
        phone = f"{SELLER}@{north.domain}"
        attempt = Attempt("one-of-ours", name, 1, phone, IDS["north"], queue_id=70, number=MOBILE)
        assert await north.api(attempt.reserve) == "+OK"
        assert (agent.state, await north.api(attempt.reserve)) == ("Reserved", "-ERR Agent not found!")
        reply = await ask(bench, attempt.originate, 20)
        leg = north.leg(SELLER)
        assert reply == f"+OK {leg}"
        assert is_up("one-of-ours", map(one_row, bench.lab.switch.channels.values()))
        assert (bool(north.partner(leg)), agent.state) == (True, "Reserved")
        await north.api(f"lab hangup {leg}")
        await bench.later(1)
        assert agent.state == "Waiting"

    scene(tmp_path, test)
