"""``seatyard prompt``: what callers hear, brought and tried by people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.cli.paths import EXISTING_FILE
from seatyard.errors import InvalidInput
from seatyard.files import write
from seatyard.sound.reading import MOST_BYTES

from . import service, speech
from .models import StoredPrompt


@click.group()
def prompt() -> None:
    """What callers hear: recordings of a TENANT, or of the house itself (@house)."""


@prompt.command("add")
@click.argument("tenant")
@click.argument("file", type=EXISTING_FILE)
@click.option("--name", metavar="NAME.wav", help="What flows call it; by default as FILE is called.")
@as_json
@with_app
def add_prompt(tenant: str, file: Path, name: str | None, as_json: bool) -> None:
    """Take in a recording: WAV, MP3 or Ogg, made into what telephones carry.

    Under the name of a text to be spoken (`prompt list` shows it) it is played in place of the voice.
    """
    owner = service.owner_named(tenant)
    with file.open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    kept = service.add(owner, name or f"{file.stem}.wav", content, where=str(file))
    answer(_json(kept), as_json, lambda: [f"{_line(kept)}; the nodes have it after their next look"])


@prompt.command("list")
@click.argument("tenant")
@as_json
@with_app
def list_prompts(tenant: str, as_json: bool) -> None:
    """The prompts by name: how long, from where, what they say."""
    found = service.listing(service.owner_named(tenant))
    answer(list(map(_json, found)), as_json, lambda: list(map(_line, found)) or ["none yet"])


@prompt.command("remove")
@click.argument("tenant")
@click.argument("name")
@as_json
@with_app
def remove_prompt(tenant: str, name: str, as_json: bool) -> None:
    """Take a recording away. A text is spoken again; a file that a flow plays becomes a tone."""
    service.remove(service.owner_named(tenant), name)
    answer({"removed": name}, as_json, lambda: [f"{name}: removed"])


@prompt.command("say")
@click.argument("tenant")
@click.argument("text")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="A WAV file.")
@as_json
@with_app
def say(tenant: str, text: str, out: Path, as_json: bool) -> None:
    """Hear how TEXT would be spoken to the tenant's callers; nothing is kept but the file."""
    owner, engine = service.owner_named(tenant), speech.chosen()
    if engine is None:
        raise InvalidInput("nobody can speak", where="SEATYARD_SPEECH", allowed="espeak-ng, installed")
    write(out, engine.speak(text, owner.language if owner else "zh"))
    answer({"file": str(out), "voice": engine.voice}, as_json, lambda: [f"{out}: spoken by {engine.voice}"])


def _json(kept: StoredPrompt) -> dict[str, Any]:
    return {
        "name": kept.name,
        "seconds": kept.milliseconds / 1000,
        "source": kept.source,
        "text": kept.text,
        "voice": kept.voice,
        "sha256": kept.sha256,
        "changed_at": kept.changed_at,
    }


def _line(kept: StoredPrompt) -> str:
    return f"{kept.name}  {kept.milliseconds / 1000:.1f} s  {kept.source}  {kept.text}".rstrip()
