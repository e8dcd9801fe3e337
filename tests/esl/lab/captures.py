"""Reads the recordings of a real FreeSWITCH under tests/captures/."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "captures"


def frames(data: bytes) -> list[tuple[dict[str, str], bytes]]:
    """The frames of a recorded Event Socket stream: headers and body."""
    found = []
    position = 0
    while (end := data.find(b"\n\n", position)) >= 0:
        headers = dict(
            line.split(": ", 1) for line in data[position:end].decode().split("\n") if ": " in line
        )
        position = end + 2
        length = int(headers.get("Content-Length", 0))
        found.append((headers, data[position : position + length]))
        position += length
    return found


def events(name: str) -> list[dict[str, Any]]:
    """The events of ``esl/NAME.json.rx``; the big ones are kept compressed."""
    file = FOLDER / "esl" / f"{name}.json.rx"
    packed = file.with_name(f"{file.name}.gz")
    return json_events(file.read_bytes() if file.exists() else gzip.decompress(packed.read_bytes()))


def json_events(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(body) for headers, body in frames(data) if "json" in headers["Content-Type"]]


def records(name: str) -> list[dict[str, Any]]:
    """The call records of a scenario, in the order posted."""
    files = sorted((FOLDER / "cdr").glob(f"{name}.[0-9].*.json"))
    return [json.loads(file.read_text()) for file in files]


def form(name: str) -> str:
    """A recorded xml_curl request body."""
    return (FOLDER / "xml_curl" / f"{name}.body").read_text()
