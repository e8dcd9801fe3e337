"""Callers in queues, as the tests of queues need them."""

from __future__ import annotations

from pathlib import Path

from esl.flows.prompts import FOLDER

from . import hearing
from .phones import Call, Phone
from .plant import Plant
from .waiting import until


def arrived(plant: Plant, key: str, hear: Path | None = None) -> tuple[Call, str]:
    """A caller who has pressed ``key`` in the menu, and the channel's uuid."""
    before = {channel["uuid"] for channel in plant.channels()}
    caller = plant.call_in(hear=hear)
    until("the menu answers", lambda: caller.up)

    def asking() -> str:
        fresh = (c for c in plant.channels() if c["uuid"] not in before)
        return next((c["uuid"] for c in fresh if c["application"] == "play_and_get_digits"), "")

    uuid = until("it asks", asking)
    caller.press(key)
    return caller, uuid


def in_queue(plant: Plant, key: str = "1", hear: Path | None = None) -> tuple[Call, str]:
    """A caller who waits in the queue behind ``key``."""
    caller, uuid = arrived(plant, key, hear)
    until("it waits", lambda: plant.switch.variable(uuid, "cc_member_uuid") != "_undef_")
    return caller, uuid


def ringing(seat: Phone, seconds: float = 30) -> Call:
    """The call that the seat is offered."""
    return until("the seat rings", lambda: next((c for c in seat.incoming[-1:] if not c.over), None), seconds)


def connect(plant: Plant, seat: Phone, uuid: str) -> Call:
    """The seat takes the caller; its side of the talk."""
    offered = ringing(seat)
    offered.reply(200)
    until("they talk", lambda: plant.switch.variable(uuid, "cc_agent_bridged") == "true")
    return offered


def heard(plant: Plant, path: Path, row: str) -> float:
    """Which share of a row of house prompts (``file_string://…``) stands in what was heard."""
    files = (
        row.removeprefix("file_string://").replace(FOLDER, str(plant.home / "conf" / "prompts")).split("!")
    )
    played = [frame for file in files for frame in hearing.envelope(hearing.samples(Path(file)), 8000)]
    return hearing.likeness(hearing.envelope(hearing.samples(path), hearing.RATE), played)
