"""A node that is stopped and starts again: boxes, messages, greetings and lamps are as they were."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.esl.recordings import sounds

from .plant import SEAT, Plant
from .plant import plant as build
from .test_voicemail import lamp, leave, open_box, press_until
from .waiting import until

pytestmark = pytest.mark.live

COUNT = f"vm_boxcount {SEAT}@acme.seats.example|all"


@pytest.fixture
def own(freeswitch: str, tmp_path: Path) -> Iterator[Plant]:
    """An installation that nobody else uses."""
    with build(freeswitch, tmp_path, f"sqlite:///{tmp_path / 'seatyard.db'}") as plant:
        yield plant


def test_after_a_reboot_everything_is_as_it_was(own: Plant, tmp_path: Path) -> None:
    document = yaml.safe_load((tmp_path / "acme.yaml").read_text())
    document["voicemail"] = {"seats": {SEAT: {"pin": "2468"}}}
    document["flows"]["main"] = {"start": "b", "nodes": {"b": {"voicemail": SEAT}}}
    (tmp_path / "acme.yaml").write_text(yaml.safe_dump(document, allow_unicode=True))
    own.seatyard("tenant", "onboard", str(tmp_path / "acme.yaml"), "--waive", "tried today")
    phone = own.seat(SEAT)
    until("the registration", lambda: phone.registration == 200)
    tone = tmp_path / "tone.wav"
    tone.write_bytes(sounds.wav(1, pitch=600))
    leave(own, own.call_in(), tone)
    until("the lamp", lambda: lamp(phone) == ("yes", "1/0"))

    phone.lamp = ""
    own.reboot()
    assert own.switch.api(COUNT) == "1:0:0:0"
    phone.register(True)
    until("the lamp is told again", lambda: lamp(phone) == ("yes", "1/0"))
    call, uuid = open_box(own, phone, "*98", "2468")
    press_until(call, "1", lambda: own.switch.api(COUNT) == "0:1:0:0")
    press_until(call, "3", lambda: own.switch.api(COUNT) == "0:0:0:0")
    until("the lamp goes out", lambda: lamp(phone) == ("no", "0/0"))
    call.hang_up()
    own.quiet()
    assert own.rows("SELECT uuid FROM cdr_records WHERE uuid = ?", uuid)
