"""Whether the switch's side of an installation is whole: nodes, worker, questions, records, voice."""

from __future__ import annotations

from seatyard.doctor import register

from . import months, nodes, records, voice, worker


def init() -> None:
    register("nodes", nodes.check)
    register("worker", worker.check)
    register("records", records.check)
    register("months of calls", months.check)
    register("voice", voice.check)
