"""Whether the switch's side of an installation is whole: nodes, worker, questions, records, voice."""

from __future__ import annotations

from . import months, nodes, records, voice, worker

CHECKS = {
    "nodes": nodes.check,
    "worker": worker.check,
    "records": records.check,
    "months of calls": months.check,
    "voice": voice.check,
}
