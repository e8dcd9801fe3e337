"""``seatyard prompt``: uploads taken or refused in one line, listed, removed, spoken to a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from esl.flows.prompts import prompt
from esl.prompts import service, store
from esl.prompts.bringing import bring
from seatyard import findings
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import TenantFactory
from tests.support import sound

from .conftest import HELLO
from .voice import Engine

SPOKEN = prompt({"say": HELLO}).file


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "closed.wav"
    path.write_bytes(sound.wav(2, rate=16_000, channels=2))
    return path


def test_a_recording_takes_the_place_of_the_tone(command, acme: Tenant, recording: Path) -> None:
    bring(acme.id)
    result = command("prompt", "add", "acme", str(recording), "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert (told["name"], told["source"], told["seconds"]) == ("closed.wav", "upload", 2.0)
    kept = service.find(acme, "closed.wav")
    assert len(sound.samples(service.content(kept))) == 16_000
    assert "acme/closed.wav" not in {finding.key for finding in findings.still_open()}


def test_adding_again_replaces_and_forgets(command, acme: Tenant, recording: Path) -> None:
    command("prompt", "add", "acme", str(recording))
    first = service.find(acme, "closed.wav").sha256
    recording.write_bytes(sound.wav(1))
    command("prompt", "add", "acme", str(recording))
    assert service.find(acme, "closed.wav").milliseconds == 1000
    assert not store.has(acme.id, first)


def test_the_same_sound_under_two_names_stays_while_one_needs_it(
    command, acme: Tenant, recording: Path
) -> None:
    for name in ("a.wav", "b.wav"):
        command("prompt", "add", "acme", str(recording), "--name", name)
    command("prompt", "remove", "acme", "a.wav")
    assert service.content(service.find(acme, "b.wav"))


def test_removing_gives_the_word_back_to_the_voice(
    command, acme: Tenant, recording: Path, voice: type[Engine]
) -> None:
    command("prompt", "add", "acme", str(recording), "--name", SPOKEN)
    assert command("prompt", "remove", "acme", SPOKEN).exit_code == 0
    assert service.find(acme, SPOKEN).source == "speech"


def test_what_a_flow_plays_by_name_is_not_removed(command, acme: Tenant, recording: Path) -> None:
    command("prompt", "add", "acme", str(recording))
    refused = command("prompt", "remove", "acme", "closed.wav")
    assert refused.exit_code == 2
    assert "closed.wav is played in main/" in refused.output
    assert service.find(acme, "closed.wav").source == "upload"


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.wav",
        "/tmp/a.wav",
        "a/b.wav",
        ".hidden.wav",
        "a.mp3",
        "a b.wav",
        "x" * 61 + ".wav",
        "${a}.wav",
    ],
)
def test_a_name_is_no_path(command, acme: Tenant, recording: Path, name: str) -> None:
    result = command("prompt", "add", "acme", str(recording), "--name", name)
    assert result.exit_code == 2
    assert result.output.startswith(f"seatyard: --name: not a prompt's name: {name} (allowed: up to 64 of")
    assert result.output.count("\n") == 1


def test_what_is_wrong_with_a_file_is_one_line(command, acme: Tenant, recording: Path) -> None:
    recording.write_bytes(recording.read_bytes()[:1000])
    result = command("prompt", "add", "acme", str(recording))
    assert result.exit_code == 2
    told = "truncated: 956 of 128,000 bytes of sound are there (allowed: the whole file)"
    assert result.output == f"seatyard: {recording}: {told}\n"
    assert service.listing(acme) == []


def test_a_tenant_sees_its_own(command, acme: Tenant, recording: Path) -> None:
    TenantFactory(name="beta")
    db.session.commit()
    command("prompt", "add", "acme", str(recording))
    assert json.loads(command("prompt", "list", "beta", "--json").output) == []
    assert command("prompt", "remove", "beta", "closed.wav").exit_code == 2
    assert [one["name"] for one in json.loads(command("prompt", "list", "acme", "--json").output)] == [
        "closed.wav"
    ]
    assert command("prompt", "list", "gamma").exit_code == 2


def test_the_house_has_what_it_has(command, acme: Tenant, recording: Path, voice: type[Engine]) -> None:
    result = command("prompt", "add", "@house", str(recording), "--name", "zh/digits/1.wav")
    assert result.exit_code == 0, result.output
    bring(None)
    assert service.find(None, "zh/digits/1.wav").source == "upload"
    refused = command("prompt", "add", "@house", str(recording), "--name", "zh/digits/x.wav")
    assert (refused.exit_code, "not one of the house's" in refused.output) == (2, True)


def test_there_is_an_end_to_it(command, acme: Tenant, recording: Path, monkeypatch) -> None:
    monkeypatch.setattr(service, "MOST", 1)
    assert command("prompt", "add", "acme", str(recording)).exit_code == 0
    assert command("prompt", "add", "acme", str(recording), "--name", "b.wav").exit_code == 2
    assert command("prompt", "add", "acme", str(recording)).exit_code == 0


def test_say(command, acme: Tenant, tmp_path: Path, voice: type[Engine]) -> None:
    out = tmp_path / "said.wav"
    assert command("prompt", "say", "acme", "请稍候", "--out", str(out)).exit_code == 0
    assert voice.spoken == [("请稍候", "zh")]
    assert sound.samples(out.read_bytes())


def test_say_without_a_voice(command, acme: Tenant, tmp_path: Path) -> None:
    result = command("prompt", "say", "acme", "请稍候", "--out", str(tmp_path / "said.wav"))
    assert (result.exit_code, result.output) == (
        2,
        "seatyard: SEATYARD_SPEECH: nobody can speak (allowed: espeak-ng, installed)\n",
    )
