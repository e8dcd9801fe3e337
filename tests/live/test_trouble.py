"""What must not be lost: messages, calls while Seatyard is away, the records of a node that is stopped."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from seatyard.resources import folder

from .phones import Call
from .plant import DOMAIN, Plant
from .waiting import until

pytestmark = pytest.mark.live

OURS = (
    "mod_xml_curl",  # Seatyard is away
    "mod_json_cdr",
    "is down!",  # a carrier that is made to be gone
    "contains a variable",  # callers who call themselves ${…}: it does not expand them
    "Usage: [",  # a supervisor's code or a pick-up for a colleague without a call
    "Cannot find profile",  # a lamp of a seat that has no phone
    "/conf/prompts/",  # a text that is called in the second before it is spoken
)


def through_the_menu(plant: Plant, key: str) -> tuple[Call, str]:
    """A caller who has pressed ``key``, and the uuid of the channel."""
    caller = plant.call_in()
    until("the menu answers", lambda: caller.up)
    uuid = plant.channel("external")
    asking = "play_and_get_digits"
    until("it asks", lambda: plant.switch.variable(uuid, "current_application") == asking)
    caller.press(key)
    return caller, uuid


def test_a_message_is_taken(plant: Plant) -> None:
    caller, uuid = through_the_menu(plant, "2")
    until("the mailbox", lambda: plant.switch.variable(uuid, "current_application") == "voicemail")
    box = plant.home / "storage" / "voicemail" / DOMAIN / "queue-1"
    until("a message begins", lambda: list(box.glob("msg_*.wav")))
    time.sleep(4)  # the message itself
    caller.hang_up()
    plant.quiet()
    (message,) = box.glob("msg_*.wav")
    assert message.stat().st_size > 2 * 8000 * 2


def test_a_node_is_emptied_before_it_stops(plant: Plant) -> None:
    """Last: afterwards the switch takes no calls."""
    caller, uuid = through_the_menu(plant, "1")
    until("it waits", lambda: plant.switch.variable(uuid, "current_application") == "callcenter")
    script = folder("seatyard_deploy") / "empty-node"
    client = Path(plant.binary).with_name("fs_cli")
    emptied = subprocess.run(
        ["sh", str(script), str(plant.home / "conf"), "1"],
        env=plant.env | {"FS_CLI": str(client)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert emptied.returncode == 0, emptied.stderr
    assert caller.over
    assert plant.rows("SELECT via FROM cdr_records WHERE uuid = ?", uuid) == [{"via": "post"}]


def test_the_switch_complained_of_nothing(plant: Plant) -> None:
    """But of what other tests do to it, and of Seatyard, while it was away."""
    log = (plant.home / "log" / "freeswitch.log").read_text(errors="replace")
    complaints = [line for line in log.splitlines() if any(f"[{level}]" in line for level in ("ERR", "CRIT"))]
    assert [line for line in complaints if not any(name in line for name in OURS)] == []
