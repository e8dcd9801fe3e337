"""A node's prompt folder on this machine: all that its tenants play, spoken first where it was not yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from seatyard.db import db, snapshot
from tenants.models import Tenant

from ..nodes import service as nodes
from . import manifest
from .bringing import bring, look
from .models import PLACEHOLDER, StoredPrompt
from .speech import chosen


@dataclass(frozen=True)
class Written:
    written: list[str]
    removed: list[str]
    failed: dict[str, str]
    """Files whose sound is lost, with the reason."""
    unrecorded: list[dict[str, str]]
    """The tenants' prompts that are a tone: tenant, file, text."""


def write(node: str, folder: Path, told: Callable[[int], object] = lambda _: None) -> Written:
    """Bring ``folder`` up to date; ``told`` hears of each prompt that had to be made first.

    Files that are as they should be are not touched, the others are replaced at once: safe beside a
    running switch.
    """
    node_id = nodes.node(node).id
    for owner in _owners(node_id):
        bring(owner, told)
    with snapshot():
        done = manifest.write(node_id, folder)
        return Written(done.written, done.removed, done.failed, _unrecorded(node_id))


def to_make(node: str) -> int:
    """How many prompts of the node are not made yet."""
    node_id = nodes.node(node).id
    engine = chosen()
    return sum(len(look(owner, engine).due) for owner in _owners(node_id))


def _owners(node_id: int) -> list[int | None]:
    return [None, *nodes.placed_on(node_id)]


def _unrecorded(node_id: int) -> list[dict[str, str]]:
    query = (
        select(Tenant.name, StoredPrompt.name, StoredPrompt.text)
        .join(Tenant, Tenant.id == StoredPrompt.tenant_id)
        .where(StoredPrompt.source == PLACEHOLDER, Tenant.id.in_(nodes.placed_on(node_id)))
        .order_by(Tenant.name, StoredPrompt.name)
    )
    return [
        {"tenant": tenant, "file": file, "text": text} for tenant, file, text in db.session.execute(query)
    ]
