"""Voicemail of a real switch: left, heard by phone with the PIN, its lamps; each tenant's its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.esl.recordings import sounds

from .ivr import Ivr
from .phones import Call
from .plant import Plant
from .waiting import until

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def tone(plant: Plant) -> Path:
    """What callers say."""
    path = plant.home / "voicemail-tone.wav"
    path.write_bytes(sounds.wav(1, pitch=600))
    return path


@pytest.fixture(scope="module")
def east(plant: Plant) -> Ivr:
    made = Ivr(
        plant, "vmeast", "+8610900070", {"box": {"start": "b", "nodes": {"b": {"voicemail": "sales"}}}}
    )
    made.onboard()
    return made


def folder(plant: Plant, tenant: str, box: str = "queue-*") -> list[Path]:
    """The boxes of a tenant on the node."""
    return list((plant.home / "storage" / "voicemail" / f"{tenant}.seats.example").glob(box))


def recording(plant: Plant, uuid: str) -> list[Path]:
    return list((plant.home / "storage" / "voicemail").glob(f"*/*/msg_*.{uuid}.wav"))


def leave(plant: Plant, call: Call, tone: Path) -> str:
    """Say something after the tone, and be told that it is kept. The uuid of the caller's leg."""
    until("the box answers", lambda: call.up)
    uuid = plant.channel("external")
    until("the recording begins", lambda: recording(plant, uuid))
    call.say(tone)
    path = recording(plant, uuid)[0]
    until("three seconds are recorded", lambda: path.stat().st_size > 3 * 16_000)
    call.press("#")
    return uuid


def test_no_key_in_a_greeting_leads_into_the_box(plant: Plant, east: Ivr, tone: Path) -> None:
    call = east.call("box")
    until("the box answers", lambda: call.up)
    call.press("0")
    call.press("*")
    uuid = leave(plant, call, tone)
    call.press("2")
    until("the end", lambda: call.over, 40)
    plant.quiet()
    (record,) = plant.rows("SELECT body FROM cdr_records WHERE uuid = ?", uuid)
    assert '"voicemail_message_len"' in str(record["body"])
    log = (plant.home / "log" / "freeswitch.log").read_text(errors="replace")
    assert "Can't find macro voicemail_" not in log
