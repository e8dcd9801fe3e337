"""Hang-ups as a worker collects them, without its link to the switch."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from flask import current_app

from esl.reconcile.telling import Step
from esl.worker.hangups import Hangups
from esl.worker.spool import Spool
from seatyard.app import settings_of


def hangups(node_id: int, first: Callable[[str], Step | None] = lambda _: None) -> Hangups:
    """Needs an application around it, in whose home they wait."""
    folder = settings_of(current_app).home / "hangups"  # type: ignore[arg-type]
    folder.mkdir(parents=True, exist_ok=True)
    return Hangups(node_id, Spool.create(folder / f"{node_id}-{uuid4().hex}.jsonl"), first)
