"""What is recorded and announced on a real switch: by direction, by seat, over transfers; help is not."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from .phones import Call, Phone
from .plant import DOMAIN, QUIET, SEAT, Plant
from .waiting import until

pytestmark = pytest.mark.live

HEADER = 44
"""Bytes of a WAV file without audio: nobody talked while it was open."""
SECOND = 2 * 8000
TALK = 2
"""Seconds."""


@contextmanager
def policy(plant: Plant, **section: Any) -> Iterator[None]:
    """The tenant's file with this ``recordings`` section, inside the block."""
    path = plant.home / "acme.yaml"
    before = path.read_text()
    path.write_text(yaml.safe_dump(yaml.safe_load(before) | {"recordings": section}, allow_unicode=True))
    plant.seatyard("tenant", "onboard", str(path), "--waive", "to try it")
    try:
        yield
    finally:
        plant.switch.api("hupall NORMAL_CLEARING")
        plant.quiet()
        path.write_text(before)
        plant.seatyard("tenant", "onboard", str(path), "--waive", "as before")


@pytest.fixture(scope="module")
def colleague(plant: Plant) -> Iterator[Phone]:
    phone = plant.seat(QUIET)
    until("the registration", lambda: phone.registration == 200)
    yield phone
    plant.take_away(QUIET, phone)


def called_in(plant: Plant) -> tuple[Call, str]:
    """A caller at the menu, and the uuid of the channel."""
    caller = plant.call_in()
    until("the menu answers", lambda: caller.up)
    return caller, plant.channel("external")


def answered(plant: Plant, phone: Phone, uuid: str, extension: str) -> Call:
    """The call sent to ``extension``, where ``phone`` answers it."""
    offers = len(phone.incoming)
    plant.switch.api(f"uuid_transfer {uuid} {extension} XML {DOMAIN}")
    until("it rings", lambda: len(phone.incoming) > offers)
    phone.incoming[-1].reply(200)
    until("they talk", lambda: phone.incoming[-1].up)
    return phone.incoming[-1]


def legs(plant: Plant) -> tuple[str, str]:
    """The uuids of the calling and the called leg of the only call."""
    until("both legs are listed", lambda: len(plant.channels()) == 2)
    by_direction = {c["direction"]: c["uuid"] for c in plant.channels()}
    return by_direction["inbound"], by_direction["outbound"]


def file_of(plant: Plant, uuid: str) -> Path:
    return plant.home / "recordings" / "1" / f"{uuid}.wav"


def seconds(path: Path) -> float:
    """Of audio; 0 where there is no file."""
    return (path.stat().st_size - HEADER) / SECOND if path.exists() else 0


def recorded(plant: Plant, uuid: str) -> bool:
    return f"{uuid}.wav" in plant.switch.api(f"uuid_buglist {uuid}")


def applications(plant: Plant, uuid: str) -> list[str]:
    """What the record of a leg says that it executed, in order."""
    (row,) = plant.rows("SELECT body FROM cdr_records WHERE uuid = ?", uuid)
    log = json.loads(str(row["body"])).get("app_log", {"applications": []})
    return [one["app_name"] for one in log["applications"]]


def test_only_inbound_talks_are_recorded(plant: Plant, seat: Phone, colleague: Phone) -> None:
    with policy(plant, record="inbound", announce=True):
        caller, uuid = called_in(plant)
        answered(plant, seat, uuid, "queue-1")
        time.sleep(TALK)  # the talk itself
        caller.hang_up()
        plant.quiet()
        mine = seat.dial(f"sip:{QUIET}@{DOMAIN}")
        inside = until("a colleague rings", lambda: [c for c in colleague.incoming if not c.over])[-1]
        inside.reply(200)
        until("they talk", lambda: mine.up and inside.up)
        internal, _ = legs(plant)
        time.sleep(TALK)
        mine.hang_up()
        plant.quiet()
    assert seconds(file_of(plant, uuid)) >= TALK - 0.5
    assert "playback" in applications(plant, uuid)
    assert not file_of(plant, internal).exists()


def test_a_transfer_inside_goes_on_in_the_same_file(plant: Plant, seat: Phone, colleague: Phone) -> None:
    """To a seat that is not recorded and on to one that is: the file holds what was to be recorded."""
    with policy(plant, record="all", announce=True, seats={QUIET: {"record": "none"}}):
        caller, uuid = called_in(plant)
        answered(plant, seat, uuid, SEAT)
        assert recorded(plant, uuid)
        time.sleep(TALK)
        answered(plant, colleague, uuid, QUIET)
        assert not recorded(plant, uuid)
        first = until("the file is closed", lambda: seconds(file_of(plant, uuid)))
        time.sleep(TALK)
        answered(plant, seat, uuid, SEAT)
        assert recorded(plant, uuid)
        time.sleep(TALK)
        caller.hang_up()
        plant.quiet()
    assert TALK - 0.5 <= first < 2 * TALK
    assert first + TALK - 0.5 <= seconds(file_of(plant, uuid)) < first + 2 * TALK
    assert applications(plant, uuid).count("playback") == 1 + 1  # the notice, then a silence


@pytest.mark.parametrize(("rule", "wanted"), [("all", True), ("none", False)])
def test_an_agent_with_a_rule_of_its_own(plant: Plant, seat: Phone, rule: str, wanted: bool) -> None:
    """It wins over the queue's, at the moment at which the agent answers."""
    others = "none" if wanted else "all"
    with policy(plant, record=others, announce=True, seats={SEAT: {"record": rule}}):
        caller, uuid = called_in(plant)
        answered(plant, seat, uuid, "queue-1")
        until("they are connected", lambda: plant.switch.variable(uuid, "cc_agent_bridged") == "true")
        assert recorded(plant, uuid) is wanted
        time.sleep(TALK)
        caller.hang_up()
        plant.quiet()
    assert (seconds(file_of(plant, uuid)) >= TALK - 0.5) is wanted
    assert "playback" in applications(plant, uuid)


def test_the_called_are_told_before_they_are_connected(plant: Plant, seat: Phone) -> None:
    with policy(plant, record="outbound", announce=True):
        mine = seat.dial(f"sip:13900138000@{DOMAIN}")
        theirs = until("a call", lambda: [c for c in plant.line.incoming if not c.over])[-1]
        theirs.reply(200)
        until("they talk", lambda: mine.up and theirs.up)
        caller, called = legs(plant)
        time.sleep(TALK)
        mine.hang_up()
        plant.quiet()
    answers = {
        uuid: int(str(json.loads(str(row["body"]))["variables"]["answer_uepoch"]))
        for uuid in (caller, called)
        for row in plant.rows("SELECT body FROM cdr_records WHERE uuid = ?", uuid)
    }
    assert answers[caller] - answers[called] > 1_000_000
    assert [one for one in applications(plant, called) if one != "limit"] == ["playback"]
    assert seconds(file_of(plant, caller)) >= TALK - 0.5


def test_help_is_neither_announced_nor_delayed(plant: Plant, seat: Phone) -> None:
    with policy(plant, record="all", announce=True):
        mine = seat.dial(f"sip:110@{DOMAIN}")
        theirs = until("a call", lambda: [c for c in plant.line.incoming if not c.over])[-1]
        theirs.reply(200)
        until("they talk", lambda: mine.up and theirs.up)
        caller, called = legs(plant)
        mine.hang_up()
        plant.quiet()
    assert "playback" not in applications(plant, caller) + applications(plant, called)
    assert not file_of(plant, caller).exists()


def test_who_will_be_recorded_hears_it_ring(plant: Plant, seat: Phone, colleague: Phone) -> None:
    """A recording gives the caller media before the answer, and the switch then has to sound the ringing."""
    before = len(colleague.incoming)
    mine = seat.dial(f"sip:{QUIET}@{DOMAIN}")
    until("it rings", lambda: len(colleague.incoming) > before and mine.media)
    until("the ringing is heard", lambda: mine.hears(450, seconds=1.5) == {450})
    mine.hang_up()
    plant.quiet()
