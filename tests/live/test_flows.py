"""IVR flows on a real FreeSWITCH, each dialled by its own number from the carrier's side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from .ivr import Ivr
from .plant import Plant

pytestmark = pytest.mark.live

NOW = datetime.now(ZoneInfo("Asia/Shanghai"))
TODAY = f"{NOW:%Y-%m-%d}"
OPEN, SHUT = 603, 486
"""What a caller hears of the way that was taken."""


def hours(when: str, **days: str) -> dict[str, Any]:
    nodes = {
        "hours": {"hours": {"when": when, "days": days, "inside": "open", "outside": "shut"}},
        "open": {"hangup": "rejected"},
        "shut": {"hangup": "busy"},
    }
    return {"start": "hours", "nodes": nodes}


FLOWS = {
    "always": hours("Mon-Sun 00:00-24:00"),
    "closed_today": hours("Mon-Sun 00:00-24:00", **{TODAY: "closed"}),
    "open_today": hours(f"{NOW:%a} 23:59-24:00", **{TODAY: "00:00-24:00"}),
    "gone": {"start": "gone", "nodes": {"gone": {"hangup": "unallocated"}}},
    "down": {"start": "down", "nodes": {"down": {"hangup": "unavailable"}}},
}


@pytest.fixture(scope="module")
def ivr(plant: Plant) -> Iterator[Ivr]:
    made = Ivr(plant, FLOWS)
    made.onboard()
    yield made
    plant.quiet()


@pytest.mark.parametrize(
    ("flow", "status"),
    [("always", OPEN), ("closed_today", SHUT), ("open_today", OPEN), ("gone", 404), ("down", 503)],
)
def test_a_day_of_its_own_wins_over_the_week_and_a_way_to_hang_up_is_heard(
    ivr: Ivr, flow: str, status: int
) -> None:
    assert ivr.status(flow) == status


def test_hours_are_the_switchs_own_while_seatyard_is_away(ivr: Ivr) -> None:
    ivr.plant.write_conf()
    ivr.plant.switch.api("reloadxml")
    ivr.plant.stop_web()
    try:
        assert (ivr.status("closed_today"), ivr.status("open_today")) == (SHUT, OPEN)
    finally:
        ivr.plant.start_web()
