"""The dialplan of outgoing calls on the lab switch, over carriers that are made to fail."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from esl.answers.limits import Limits
from esl.answers.outbound import WayOut, emergency_extensions, outbound_extensions
from esl.carriers.routing import Carrier, Route
from esl.carriers.watch import EVENT, LIST, statuses
from esl.flows.xml import element

from . import folder, running
from .running import Bench

NUMBER = "+8613900138000"
DID = "+861088880001"
EAST = Carrier("east", max_channels=1, routes=(Route("+8613", 1),))
WEST = Carrier("west", called_format="national", caller_format="00", routes=(Route("+8613", 2),))
LIMITS = Limits(7)
ABROAD = Carrier("abroad", routes=(Route("+1"),))


def context() -> str:
    """A tenant's way out over three carriers, for the seats of the lab's folder."""
    way = WayOut(7, ("+86",), ("+86900",), ((DID, None),), (EAST, WEST, ABROAD), LIMITS)
    extensions = [*emergency_extensions(way).values(), *outbound_extensions(way)]
    return etree.tostring(element("context", {"name": "default"}, *extensions), encoding="unicode")


def gateways() -> str:
    made = "".join(
        f'<gateway name="{one.name}"><param name="proxy" value="127.0.0.1:{5090 + at}"/></gateway>'
        for at, one in enumerate((EAST, WEST, ABROAD))
    )
    before = '<gateway name="carrier1"><param name="proxy" value="127.0.0.1:5090"/></gateway>'
    assert before in folder.CONFIGURATIONS
    return folder.CONFIGURATIONS.replace(before, made)


def directory() -> str:
    may = '<variable name="seatyard_outbound" value="true"/><variable name="seatyard_seat" value="3"/>'
    return folder.directory("1000", "1002", "1003").replace("</variables>", f"{may}</variables>")


def on_the_lab(tmp: Path, test: Any) -> list[dict[str, Any]]:
    """Records of the calls that ``test`` makes, in the order of their ends."""
    files = {
        "dialplan/default.xml": context(),
        "directory/default.xml": directory(),
        "autoload_configs/all.conf.xml": f"<include>\n{gateways()}\n</include>\n",
    }
    records: list[dict[str, Any]] = []

    async def main() -> None:
        async with running.lab(tmp, None, **files) as bench:
            await bench.later(5)
            await test(bench)
            await bench.later(200)
            records.extend(record["variables"] for record in bench.plane.json_records())

    asyncio.run(main())
    return records


async def make(bench: Bench, **does: str) -> None:
    for carrier, what in does.items():
        assert await bench.client.api(f"lab carrier {carrier} {what}") == "+OK\n"


async def dial(bench: Bench, number: str = "13900138000", seat: str = "1000", **options: str) -> None:
    words = " ".join(f"{name}={value}" for name, value in options.items())
    reply = await bench.client.api(f"lab call {seat}@{folder.DOMAIN} {number} {words}")
    assert reply.startswith("+OK"), reply


def tried(records: list[dict[str, Any]]) -> list[tuple[str, str]]:
    legs = [record for record in records if "seatyard_carrier" in record]
    return [(leg["seatyard_carrier"], leg["hangup_cause"]) for leg in legs]


@pytest.mark.parametrize(
    ("does", "ends"),
    [
        ("answer", [("east", "NORMAL_CLEARING")]),
        ("failure", [("east", "NORMAL_TEMPORARY_FAILURE"), ("west", "NORMAL_CLEARING")]),
        ("busy", [("east", "USER_BUSY")]),
        ("reject", [("east", "CALL_REJECTED")]),
        ("unallocated", [("east", "UNALLOCATED_NUMBER")]),
        ("no_answer", [("east", "NO_ANSWER")]),
        ("down", [("west", "NORMAL_CLEARING")]),
    ],
)
def test_a_failure_goes_on_and_an_answer_of_the_called_ends_it(
    tmp_path: Path, does: str, ends: list[tuple[str, str]]
) -> None:
    async def test(bench: Bench) -> None:
        await make(bench, east=does)
        await dial(bench, patience="100")

    assert tried(on_the_lab(tmp_path, test)) == ends


def test_the_last_ones_cause_is_the_callers(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        await make(bench, east="down", west="failure")
        await dial(bench)

    records = on_the_lab(tmp_path, test)
    assert tried(records) == [("west", "NORMAL_TEMPORARY_FAILURE")]
    assert records[-1]["hangup_cause"] == "NORMAL_TEMPORARY_FAILURE"


def test_each_carrier_sees_numbers_in_its_format(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        await make(bench, east="failure")
        await dial(bench)

    east, west, _ = on_the_lab(tmp_path, test)
    assert (east["sip_req_uri"], east["sip_from_user"]) == (f"{NUMBER}@127.0.0.1:5090", DID)
    assert (west["sip_req_uri"], west["sip_from_user"]) == ("13900138000@127.0.0.1:5091", "00861088880001")
    assert {leg["seatyard_to"] for leg in (east, west)} == {NUMBER}
    assert {leg["seatyard_tenant"] for leg in (east, west)} == {"7"}


def test_a_channel_is_taken_until_the_called_is_gone(tmp_path: Path) -> None:
    usage = "limit_usage hash seatyard carrier-east"

    async def test(bench: Bench) -> None:
        await make(bench, east="answer")
        await dial(bench, talk="60")
        await bench.later(30)
        assert await bench.client.api(usage) == "1"
        assert "L/seatyard_carrier-east/1/0/0/0\n" in await bench.client.api("hash_dump limit")
        await dial(bench, seat="1002", talk="10")
        await bench.later(100)
        assert await bench.client.api(usage) == "0"

    carriers = [carrier for carrier, _ in tried(on_the_lab(tmp_path, test))]
    assert sorted(carriers) == ["east", "west"]


def test_refusals_leave_no_leg(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        for number in ("+8690012345678", "+12125550100", "1009"):
            await dial(bench, number)
            await bench.later(5)

    causes = [record["hangup_cause"] for record in on_the_lab(tmp_path, test)]
    assert causes == ["OUTGOING_CALL_BARRED", "OUTGOING_CALL_BARRED", "NO_ROUTE_DESTINATION"]


def test_help_is_called_over_whatever_lives(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        await make(bench, east="down", abroad="failure")
        await dial(bench, "120")

    assert [name for name, _ in tried(on_the_lab(tmp_path, test))] == ["abroad", "west"]


def test_a_carrier_that_goes_is_told(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        for does, status in (("down", "DOWN"), ("drawn", "UP")):
            await make(bench, east=does)
            assert statuses(await bench.client.api(LIST))["east"] == status
        assert (await bench.client.api("lab carrier nowhere down")).startswith("-USAGE")
        await bench.later(1)
        heard = [event for event in bench.client.events if event.get("Event-Subclass") == EVENT]
        told = [(one["Gateway"], one["Ping-Status"]) for one in heard]
        assert told == [("east", "DOWN"), ("east", "UP")]

    on_the_lab(tmp_path, test)
