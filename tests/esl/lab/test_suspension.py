"""A tenant whose service stands still, on the lab switch by the static files alone: Seatyard is not there."""

from __future__ import annotations

from pathlib import Path

from esl.answers.suspension import VARIABLE

from .running import Bench
from .tenancy import IDS, MOBILE, QUIET, SELLER, Office, scene

LONG = {"talk": 300}


async def suspended(office: Office, value: str) -> None:
    assert await office.api(f"global_setvar {VARIABLE}{IDS[office.name]}={value}") == "+OK"


def refused(office: Office) -> list[tuple[str, str]]:
    return [
        (one["hangup_cause"], one["seatyard_refused"])
        for one in office.records()
        if one.get("seatyard_refused")
    ]


def of_calls_in(office: Office) -> list[tuple[str, str]]:
    """What its callers from outside got, with why."""
    records = (record["variables"] for record in office.bench.plane.json_records())
    return [
        (one["hangup_cause"], one.get("seatyard_refused", ""))
        for one in records
        if one.get("seatyard_tenant") == str(IDS[office.name])
        and one.get("seatyard_did")
        and one["direction"] == "inbound"
    ]


def test_calls_are_refused_in_and_out_and_help_is_not(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        await suspended(north, "true")
        for office in (north, south):
            await office.call("desk")
            await office.dial(SELLER, MOBILE, talk=5)
        await bench.later(60)
        assert of_calls_in(north) == [("SUBSCRIBER_ABSENT", "suspended")]
        assert refused(north) == [("OUTGOING_CALL_BARRED", "suspended")]
        assert "suspended" not in {why for _, why in of_calls_in(south) + refused(south)}

        await north.dial(SELLER, QUIET)
        await north.dial(SELLER, "*62120", talk=5)
        await north.dial(QUIET, "110", talk=5)
        await bench.later(60)
        assert refused(north) == [("OUTGOING_CALL_BARRED", "suspended")] * 2, "the colleague's call, no help"

        await suspended(north, "false")
        await north.call("desk")
        await north.dial(SELLER, MOBILE, talk=5)
        await bench.later(60)
        assert len(refused(north)) == 2
        assert of_calls_in(north)[1:] == [("NORMAL_CLEARING", "")]

    scene(tmp_path, test)


def test_who_is_in_already_comes_to_a_seat(tmp_path: Path) -> None:
    """In the queue while service stops; then a seat is free and is handed the call."""

    async def test(bench: Bench, north: Office, south: Office) -> None:
        await bench.client.api(f"callcenter_config agent set status seat-71@{north.domain} 'On Break'")
        await bench.client.api(f"callcenter_config agent set status seat-72@{north.domain} 'On Break'")
        caller = await north.call("sales", **LONG)
        await bench.later(3)
        assert north.partner(caller) == ""
        await suspended(north, "true")
        await bench.client.api(f"callcenter_config agent set status seat-72@{north.domain} Available")
        await bench.later(10)
        assert north.partner(caller) == north.leg(SELLER) != ""

    scene(tmp_path, test)
