"""Who is sent on outside by a seat is a further leg of the call, by the records that the lab switch posts.

On a real switch: ``tests/live/test_who_pays.py``.
"""

from __future__ import annotations

from pathlib import Path

from esl.calls.conversations import conversation_of
from esl.calls.gathering import Gathering
from esl.calls.legs import leg_of
from esl.calls.owners import Directory

from .running import Bench
from .tenancy import MOBILE, SELLER, Office, scene
from .test_talking import consult, talk


def kinds(bench: Bench) -> list[str]:
    """Of the carriers' legs, by their order; the first crossing with a star."""
    records = bench.plane.json_records()
    found = [leg_of(at, 1, one["variables"]["uuid"], "a", one) for at, one in enumerate(records)]
    (legs,) = Gathering(legs=found).groups()
    call = conversation_of(legs, 1, Directory())
    carriers = sorted((one for one in legs if one.side == "carrier"), key=lambda one: one.order)
    return [call.kinds[one.uuid] + "*" * (one.uuid == call.paid_uuid) for one in carriers]


def test_a_caller_sent_on_outside(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        await talk(north, "shop", SELLER)
        await north.press(SELLER, "*1")
        await north.press(SELLER, f"{MOBILE}#")
        await bench.later(20)
        await north.api("hupall")
        await bench.later(5)
        assert kinds(bench) == ["inbound*", "transferred"]

    scene(tmp_path, test)


def test_somebody_outside_whom_a_seat_consults(tmp_path: Path) -> None:
    async def test(bench: Bench, north: Office, south: Office) -> None:
        await talk(north, "shop", SELLER)
        await consult(north, SELLER, MOBILE)
        await bench.later(10)
        await north.api("hupall")
        await bench.later(5)
        assert kinds(bench) == ["inbound*", "transferred"]

    scene(tmp_path, test)
