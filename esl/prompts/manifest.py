"""What lies in a node's prompt folder: the house's prompts and those of the tenants that it serves."""

from __future__ import annotations

from pathlib import Path

from flask import current_app
from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from seatyard.app import settings_of
from seatyard.db import db
from seatyard.errors import NotFound

from ..flows.prompts import HOUSE
from ..nodes.serving import served_by
from . import store
from .models import PLACEHOLDER, StoredPrompt
from .pull import Done, Entry, lay_out


def entries(node_id: int) -> list[Entry]:
    """Every file, by path: ``7/closed.wav``, ``house/zh/digits/1.wav``."""
    columns = (StoredPrompt.tenant_id, StoredPrompt.name, StoredPrompt.sha256, StoredPrompt.size)
    query = select(*columns, StoredPrompt.source).where(_on(node_id))
    return sorted(
        (
            Entry(f"{store.owner(tenant_id)}/{name}", sha256, size, source == PLACEHOLDER)
            for tenant_id, name, sha256, size, source in db.session.execute(query)
        ),
        key=lambda entry: entry.file,
    )


def content(node_id: int, file: str) -> bytes:
    """A file of the node's folder; NotFound for one that is not this node's, or not in the store."""
    folder, _, name = file.partition("/")
    of_house = folder == HOUSE
    if of_house or (folder.isascii() and folder.isdigit() and len(folder) < 19):
        tenant_id = None if of_house else int(folder)
        query = select(StoredPrompt).filter_by(tenant_id=tenant_id, name=name).where(_on(node_id))
        found = db.session.scalar(query)
        if found is not None:
            return store.get(found.tenant_id, found.sha256)
    raise NotFound("no such prompt on this node", where=file, allowed="the files of its manifest")


def write(node_id: int, folder: Path) -> Done:
    """Bring a prompt folder on this machine up to date."""

    def fetched(entry: Entry) -> bytes:
        try:
            return content(node_id, entry.file)
        except NotFound as error:
            raise FileNotFoundError(str(error)) from None

    return lay_out(folder, entries(node_id), fetched)


def _on(node_id: int) -> ColumnElement[bool]:
    tenant_id: InstrumentedAttribute[int | None] = StoredPrompt.tenant_id
    if settings_of(current_app).failover_after:
        return true()  # whoever may come at any moment has its prompts there already
    return or_(tenant_id.is_(None), served_by(node_id, tenant_id))
