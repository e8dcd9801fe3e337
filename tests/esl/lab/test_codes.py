"""Star codes on the lab switch: the dialplan that a node gets, dialled by a seat's phone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from lxml import etree

from esl.answers.features import codes_of
from esl.flows.xml import element
from esl.lab.memory import USAGE
from esl.seats.hearing import heard, remembered
from esl.session import Event
from tenants.models import Tenant

from . import folder, running
from .running import Bench

AGENT = "seat-7@acme.test"
CALLCENTER = (
    '<configuration name="callcenter.conf"><settings/><queues/>'
    f'<agents><agent name="{AGENT}" type="callback" status="Available"/></agents></configuration>'
)


def context() -> str:
    """The star codes of a tenant, and an extension of the number 7000 that sends a caller to one."""
    made = codes_of(Tenant(domain=folder.DOMAIN, policies={}))
    own = element("context", {"name": folder.DOMAIN}, *made.exact.values(), *made.patterns)
    public = (
        '<context name="public"><extension name="all"><condition>'
        '<action application="set" data="seatyard_seat=7"/>'
        f'<action application="transfer" data="*42 XML {folder.DOMAIN}"/></condition></extension></context>'
    )
    return etree.tostring(own, encoding="unicode") + public


def directory() -> str:
    user = folder.user("1000").replace('value="default"', f'value="{folder.DOMAIN}"')
    seat = '<variable name="seatyard_seat" value="7"/></variables>'
    return (
        f'<domain name="{folder.DOMAIN}"><groups><group name="default"><users>'
        f"{user.replace('</variables>', seat)}</users></group></groups></domain>"
    )


def on_the_lab(tmp: Path, test: Callable[[Bench], Awaitable[None]]) -> None:
    files = {
        "dialplan/default.xml": context(),
        "directory/default.xml": directory(),
        "autoload_configs/callcenter.conf.xml": CALLCENTER,
    }
    phones = [phone for phone in running.PHONES if phone["number"] == "1000"]

    async def main() -> None:
        async with running.lab(tmp, {"phones": phones}, **files) as bench:
            await test(bench)

    asyncio.run(main())


@pytest.mark.parametrize(
    ("code", "status", "state", "reason"),
    [
        ("*42", "On Break", "busy", None),
        ("*423", "On Break", "busy", 3),
        ("*43", "Logged Out", "signed_out", None),
        ("*44", "On Break", "after_call", None),
        ("*4415", "Available", "after_call", None),
        ("*41", "Available", "ready", None),
    ],
)
def test_a_code_is_done_told_and_remembered(
    tmp_path: Path, code: str, status: str, state: str, reason: int | None
) -> None:
    async def test(bench: Bench) -> None:
        bench.client.events.clear()
        uuid = (await bench.client.api(f"lab call 1000@acme.test {code}")).split()[1]
        await bench.later(5)
        assert await bench.client.api(f"callcenter_config agent get status {AGENT}") == status
        (told,) = filter(None, (heard(Event(dict(each))) for each in bench.client.events))
        assert (told.seat_id, told.evidence, told.state, told.reason) == (7, uuid, state, reason)
        (kept,) = remembered(await bench.client.api("hash_dump db seatyard_states"))
        assert (kept.evidence, kept.state, kept.reason) == (uuid, state, reason)
        (record,) = bench.plane.json_records()
        assert record["variables"]["seatyard_state"].startswith(f"{state}:")

    on_the_lab(tmp_path, test)


def test_minutes_end_by_themselves(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        now = bench.lab.switch.clock.epoch
        await bench.client.api("lab call 1000@acme.test *4415")
        await bench.later(5)
        agent = bench.lab.switch.callcenter.store.agents[AGENT]
        assert 15 * 60 <= agent.ready_time - now <= 15 * 60 + 5
        await bench.client.api("lab call 1000@acme.test *41")
        await bench.later(5)
        assert agent.ready_time == 0

    on_the_lab(tmp_path, test)


def test_nobody_is_made_to_dial(tmp_path: Path) -> None:
    """A leg that was transferred to a code finds nothing there, though it carries a seat."""

    async def test(bench: Bench) -> None:
        await bench.client.api("lab call 13800138000 7000 domain=acme.test")
        await bench.later(5)
        assert await bench.client.api(f"callcenter_config agent get status {AGENT}") == "Available"
        (record,) = bench.plane.json_records()
        assert record["variables"]["hangup_cause"] == "NO_ROUTE_DESTINATION"

    on_the_lab(tmp_path, test)


def test_what_is_no_code_leads_nowhere(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        await bench.client.api("lab call 1000@acme.test *427")
        await bench.later(5)
        (record,) = bench.plane.json_records()
        assert record["variables"]["hangup_cause"] == "NO_ROUTE_DESTINATION"

    on_the_lab(tmp_path, test)


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("hash insert/r/k/v", "+OK"),
        ("hash insert_ifempty/r/k/v", "+OK"),
        ("hash select/r/k", "-ERR no reply"),
        ("hash delete/r/k", "-ERR Not found"),
        ("hash insert/r/k", USAGE.strip()),
        ("hash_dump db r", "-ERR no reply"),
        ("hash_dump", "Usage: all|limit|db [<realm>]"),
        ("expr 2+3*60", "182"),
        ("expr 7/2", "3.5"),
        ("expr __import__('os')", "!err!"),
    ],
)
def test_the_switchs_memory(tmp_path: Path, command: str, reply: str) -> None:
    async def test(bench: Bench) -> None:
        assert (await bench.client.api(command)).strip() == reply

    on_the_lab(tmp_path, test)
