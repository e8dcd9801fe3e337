"""IVR flows on a real FreeSWITCH, each dialled by its own number from the carrier's side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from . import days
from .ivr import Ivr
from .plant import Plant
from .waiting import until

pytestmark = pytest.mark.live

NOW = days.now()
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


ACCOUNT = {"prompt": {"say": "请输入账号"}, "into": "account", "min": 3, "max": 6, "retries": 1, "timeout": 2}


def collect(**more: Any) -> dict[str, Any]:
    nodes = {
        "ask": {"collect": ACCOUNT | more | {"then": "said", "otherwise": "bye"}},
        "said": {"speech": ["您输入的是", {"digits": "account"}], "then": "score"},
        "score": {"survey": {"prompt": {"say": "请打分"}, "timeout": 2, "retries": 1}},
        "bye": {"hangup": True},
    }
    return {"start": "ask", "nodes": nodes}


FLOWS = {
    "collect": collect(),
    "collect_star": collect(ends_with="*"),
    "two_digits": {
        "start": "ask",
        "nodes": {
            "ask": {
                "menu": {
                    "prompt": {"say": "请按12"},
                    "digits": {"12": "bye"},
                    "retries": 1,
                    "timeout": 1,
                    "otherwise": "again",
                }
            },
            "again": {"hangup": True},
            "bye": {"hangup": True},
        },
    },
    "always": hours("Mon-Sun 00:00-24:00"),
    "closed_today": hours("Mon-Sun 00:00-24:00", **{TODAY: "closed"}),
    "open_today": hours(f"{NOW:%a} 23:59-24:00", **{TODAY: "00:00-24:00"}),
    "gone": {"start": "gone", "nodes": {"gone": {"hangup": "unallocated"}}},
    "down": {"start": "down", "nodes": {"down": {"hangup": "unavailable"}}},
}


@pytest.fixture(scope="module")
def ivr(plant: Plant) -> Iterator[Ivr]:
    made = Ivr(plant, "flows", "+8610777700", FLOWS)
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


@pytest.mark.parametrize(
    ("flow", "keys", "kept", "result"),
    [
        ("collect", "123456", "123456", "success"),
        ("collect", "1234#", "1234", "success"),
        ("collect", "1234", "1234", "timeout"),
        ("collect", "12#", "12", "failure"),
        ("collect", "", None, "failure"),
        ("collect_star", "1234*", "1234", "success"),
    ],
)
def test_digits_are_collected(ivr: Ivr, flow: str, keys: str, kept: str | None, result: str) -> None:
    walk = ivr.walk(flow, keys)
    went_on = kept is not None and len(kept) >= ACCOUNT["min"]
    assert walk.nodes == (["ask", "said", "score"] if went_on else ["ask", "bye"])
    assert walk.variables.get("seatyard_in_account") == kept
    said = [path.rpartition("/")[2] for path in walk.played if "/digits/" in path]
    assert said == ([f"{digit}.wav" for digit in kept or ""] if went_on else [])
    if not went_on:
        assert walk.variables["read_result"] == result


def test_a_score_reaches_the_conversation(ivr: Ivr) -> None:
    walk = ivr.walk("collect", "1234#", "4")
    assert walk.variables["seatyard_score"] == "4"
    ivr.plant.seatyard("meter", "fold")
    assert ivr.plant.rows("SELECT score FROM conversations WHERE id = ?", walk.uuid) == [{"score": 4}]


def test_a_menu_of_two_digits_knows_what_to_do_with_one(ivr: Ivr) -> None:
    assert ivr.walk("two_digits", "12").nodes == ["ask", "bye"]
    assert ivr.walk("two_digits", "1").nodes[:2] == ["ask", "again"]


def test_hours_are_the_switchs_own_while_seatyard_is_away(ivr: Ivr) -> None:
    ivr.plant.write_conf()
    ivr.plant.switch.api("reloadxml")
    ivr.plant.stop_web()
    try:
        assert (ivr.status("closed_today"), ivr.status("open_today")) == (SHUT, OPEN)
    finally:
        ivr.plant.start_web()


def test_another_version_is_heard_and_rolled_back(ivr: Ivr, tmp_path: Path) -> None:
    """A draft with a trial call: nothing of it is heard before it is published."""
    plant, draft = ivr.plant, tmp_path / "draft.yaml"
    gone = ivr.status("gone")
    end = {"start": "bye", "nodes": {"bye": {"hangup": "busy"}}, "trials": [{"expect": ["bye"]}]}
    draft.write_text(yaml.safe_dump(end))
    plant.seatyard("flow", "draft", ivr.name, "gone", str(draft))
    plant.seatyard("flow", "try", ivr.name, "gone")
    assert ivr.status("gone") == gone != SHUT
    plant.seatyard("flow", "publish", ivr.name, "gone", "--waive", "tried today")
    until("it is heard", lambda: ivr.status("gone") == SHUT)
    plant.seatyard("flow", "rollback", ivr.name, "gone", "--waive", "tried today")
    until("the one before is heard", lambda: ivr.status("gone") == gone)
