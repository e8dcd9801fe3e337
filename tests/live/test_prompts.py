"""Callers hear what is written: spoken Chinese, an upload pulled by the node, and both with Seatyard away."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from esl.nodes import sounds
from tests.support import sound

from . import hearing
from .plant import Plant
from .waiting import until

pytestmark = pytest.mark.live

HELLO = "您好，销售请按1，留言请按2"


@pytest.fixture
def spoken(plant: Plant) -> Iterator[dict[str, str]]:
    """The menu's prompt, as Seatyard knows it; afterwards it is spoken again."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed (Debian: apt-get install espeak-ng)")
    yield prompt(plant)
    if prompt(plant)["source"] == "upload":
        plant.seatyard("prompt", "remove", "acme", prompt(plant)["name"])
        pull(plant)


def prompt(plant: Plant) -> dict[str, str]:
    listed = plant.json("prompt", "list", "acme")
    assert isinstance(listed, list)
    return next(one for one in listed if one["text"] == HELLO)


def kept(plant: Plant, one: dict[str, str]) -> Path:
    """The sound in Seatyard's store, of whichever tenant says the same."""
    return next((plant.home / "prompts").rglob(f"{one['sha256']}.wav"))


def pull(plant: Plant) -> None:
    """As the node's own unit does it."""
    conf = plant.home / "conf"
    subprocess.run([sys.executable, "-I", str(conf / "pull-prompts"), str(conf)], check=True, timeout=60)


def heard(plant: Plant, path: Path, long: float) -> list[int]:
    """What a caller hears from the menu in so many seconds."""
    caller = plant.call_in(hear=path)
    until("the menu is heard", lambda: hearing.seconds(path) > long, 30)
    caller.hang_up()
    until("the call is over", lambda: caller.over)
    plant.quiet()
    return hearing.samples(path)


def likeness(values: list[int], played: bytes) -> float:
    prompt = [round(value * 32_768) for value in sound.samples(played)]
    return hearing.likeness(hearing.envelope(values, hearing.RATE), hearing.envelope(prompt, 8000))


def test_the_menu_speaks_chinese(plant: Plant, spoken: dict[str, str], tmp_path: Path) -> None:
    assert spoken["source"] == "speech"
    played = kept(plant, spoken).read_bytes()
    values = heard(plant, tmp_path / "heard.wav", float(spoken["seconds"]) + 1)
    assert likeness(values, played) > 0.6
    assert likeness(values, sounds.tones(sounds.PROMPT)) == 0
    assert sound.rms([value / 32_768 for value in values]) > 0.02


def test_an_upload_reaches_the_running_node(plant: Plant, spoken: dict[str, str], tmp_path: Path) -> None:
    """Pulled while a call plays what it replaces: that one hears its end, the next one the new sound."""
    recording = tmp_path / "recording.wav"
    recording.write_bytes(sound.wav(3, rate=44_100, channels=2, hertz=700))
    old = kept(plant, spoken).read_bytes()
    first = plant.call_in(hear=tmp_path / "first.wav")
    until("the menu is heard", lambda: hearing.seconds(tmp_path / "first.wav") > 0.5, 30)
    plant.seatyard("prompt", "add", "acme", str(recording), "--name", spoken["name"])
    pull(plant)
    until("its end", lambda: hearing.seconds(tmp_path / "first.wav") > float(spoken["seconds"]) + 1, 30)
    first.hang_up()
    plant.quiet()
    assert likeness(hearing.samples(tmp_path / "first.wav"), old) > 0.6

    values = heard(plant, tmp_path / "second.wav", 3)
    middle = [value / 32_768 for value in values[hearing.RATE : 2 * hearing.RATE]]
    assert sound.tone_share(middle, 700, hearing.RATE) > 0.9
    assert 0.05 < sound.rms(middle) < 0.2


def test_it_speaks_while_seatyard_is_away(plant: Plant, spoken: dict[str, str], tmp_path: Path) -> None:
    played = kept(plant, spoken).read_bytes()
    plant.stop_web()
    try:
        values = heard(plant, tmp_path / "heard.wav", float(spoken["seconds"]) + 1)
    finally:
        plant.start_web()
        plant.seatyard("switch", "sweep-cdrs", str(plant.home / "log" / "cdr-errors"))
    assert likeness(values, played) > 0.6
