"""A talk and a message on a real switch, taken in: sealed, verified, and gone from the node."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.esl.recordings import sounds

from .phones import Call, Phone
from .plant import DOMAIN, Plant
from .waiting import until

pytestmark = pytest.mark.live

TALK = 3
"""Seconds."""


@pytest.fixture(scope="module")
def tone(plant: Plant) -> Path:
    """What the caller says."""
    path = plant.home / "tone.wav"
    path.write_bytes(sounds.wav(1, pitch=600))
    return path


def take(plant: Plant) -> dict[str, Any]:
    found: Any = plant.json("recordings", "take", str(plant.home), "--node", "fs1")
    assert found["left"] == {}
    return dict(found)


def taken(plant: Plant, uuid: str) -> dict[str, object]:
    """The row of the recording of this channel, once it is ready to be taken."""
    query = "SELECT * FROM recordings WHERE leg_uuid = ?"

    def row() -> list[dict[str, object]]:
        take(plant)
        return plant.rows(query, uuid)

    return until("the recording is taken in", row, pause=1)[0]


@pytest.fixture(scope="module")
def talk(plant: Plant, seat: Phone, tone: Path) -> str:
    """A caller talks to the seat through the queue. The uuid of the carrier's leg."""
    caller = plant.call_in()
    until("the menu answers", lambda: caller.up)
    uuid = plant.channel("external")
    offers = len(seat.incoming)
    plant.switch.api(f"uuid_transfer {uuid} queue-1 XML {DOMAIN}")
    until("the seat rings", lambda: len(seat.incoming) > offers)
    seat.incoming[-1].reply(200)
    until("they are connected", lambda: plant.switch.variable(uuid, "cc_agent_bridged") == "true")
    caller.say(tone)
    time.sleep(TALK)  # the talk itself
    take(plant)
    assert plant.rows("SELECT * FROM recordings WHERE leg_uuid = ?", uuid) == []  # it is still written
    caller.hang_up()
    plant.quiet()
    return uuid


@pytest.fixture(scope="module")
def message(plant: Plant, tone: Path) -> str:
    """A caller leaves a message in the queue's box. The uuid of the leg."""
    caller: Call = plant.call_in()
    until("the menu answers", lambda: caller.up)
    uuid = plant.channel("external")
    asking = "play_and_get_digits"
    until("it asks", lambda: plant.switch.variable(uuid, "current_application") == asking)
    caller.press("2")
    box = plant.home / "storage" / "voicemail" / DOMAIN / "queue-1"
    until("a message begins", lambda: list(box.glob(f"msg_*.{uuid}.wav")))
    caller.say(tone)
    time.sleep(TALK + 1)
    caller.hang_up()
    plant.quiet()
    return uuid


def counted(plant: Plant) -> str:
    """What the switch itself says of the box: new, saved, urgent ones."""
    return plant.switch.api(f"vm_boxcount queue-1@{DOMAIN}|all")


def test_a_talk_is_taken_in_and_gone_from_the_node(plant: Plant, talk: str) -> None:
    row = taken(plant, talk)
    assert (row["tenant_id"], row["kind"], row["node_id"]) == (1, "call", 1)
    assert TALK * 1000 - 500 <= int(str(row["length_ms"])) < (TALK + 20) * 1000
    assert not (plant.home / "recordings" / "1" / f"{talk}.wav").exists()
    (sealed,) = (plant.home / "vault" / "1").rglob(f"{row['id']}.sealed")
    assert sealed.read_bytes().startswith(b"SYRC\x01")
    assert sealed.stat().st_size > int(str(row["bytes"]))


def test_taken_in_again_nothing_changes(plant: Plant, talk: str) -> None:
    before = plant.rows("SELECT * FROM recordings")
    assert take(plant)["taken"] == 0
    assert plant.rows("SELECT * FROM recordings") == before


def test_a_message_is_taken_in_and_the_box_still_counts_it(plant: Plant, message: str) -> None:
    assert counted(plant).startswith("1:")
    row = taken(plant, message)
    assert (row["tenant_id"], row["kind"], row["mailbox"]) == (1, "voicemail", "queue-1")
    assert (row["heard_at"], row["cleared_at"]) == (None, None)
    assert TALK * 1000 <= int(str(row["length_ms"])) < (TALK + 20) * 1000
    assert not list((plant.home / "storage").rglob("msg_*.wav"))
    assert counted(plant).startswith("1:")
