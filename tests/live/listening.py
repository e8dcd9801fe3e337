"""What the switch itself tells of its calls, to a listener that is not Seatyard."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from .plant import Plant


@dataclass
class Heard:
    hung_up: Counter[str] = field(default_factory=Counter)
    """CHANNEL_HANGUP_COMPLETE by leg."""
    created: list[float] = field(default_factory=list)
    """When each call from the carrier began, by this machine's clock."""


@contextmanager
def listening(plant: Plant, heard: Heard) -> Iterator[None]:
    """A client of the Event Socket's that always reads (QUIRKS 1)."""
    password = (plant.home / "esl-password").read_text()
    with socket.create_connection(("127.0.0.1", plant.control), timeout=30) as link:
        link.sendall(f"auth {password}\n\nevent json CHANNEL_CREATE CHANNEL_HANGUP_COMPLETE\n\n".encode())
        reader = threading.Thread(target=_read, args=(link, heard), daemon=True)
        reader.start()
        yield
        link.shutdown(socket.SHUT_RDWR)
        reader.join(10)


def _read(link: socket.socket, heard: Heard) -> None:
    link.settimeout(None)
    with contextlib.suppress(ConnectionResetError), link.makefile("rb") as file:  # until the switch has gone
        while line := file.readline():
            if line.startswith(b"Content-Length:"):
                while file.readline().strip():
                    pass
                _note(json.loads(file.read(int(line.split(b":")[1]))), heard)


def _note(event: dict[str, Any], heard: Heard) -> None:
    if event["Event-Name"] == "CHANNEL_HANGUP_COMPLETE":
        heard.hung_up[event["Unique-ID"]] += 1
    elif event["Channel-Name"].startswith("sofia/external/"):
        heard.created.append(time.monotonic())
