"""The scenario that the lab switch plays: the shipped rhythm, with a phone for each seat."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import yaml

from seatyard import documents
from seatyard.files import SECRET, write

from .instance import Instance


def write_scenario(path: Path, instance: Instance, calls: float) -> Path:
    """Write the scenario with ``calls`` times the usual number of calls; it holds the phones' passwords."""
    with as_file(files(__package__) / "files" / "traffic.yaml") as shipped:
        scenario = documents.read(shipped)
    for stream in [*scenario["inbound"], *scenario["outbound"]]:
        stream["calls_per_day"] = {day: n * calls for day, n in stream["calls_per_day"].items()}
    scenario["phones"] = list(_phones(instance))
    write(path, yaml.safe_dump(scenario, allow_unicode=True).encode(), SECRET)
    return path


def _phones(instance: Instance) -> Iterator[dict[str, Any]]:
    for document in instance.documents.values():
        for seat in document["seats"]:
            yield {
                "number": seat["number"],
                "domain": document["tenant"]["domain"],
                "password": seat["password"],
                "answers": {"answer": 94, "no_answer": 3, "busy": 2, "reject": 1},
            }
