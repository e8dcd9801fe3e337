"""A tenant's files: where they lie, and that nothing of them is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from flask import current_app

from esl.recordings import stores
from seatyard.app import settings_of
from tenants.models import Tenant

from .jobs import folder_of

KINDS = ("store", "prompts", "exports", "nodes")
"""Of the store, after every recording has its proof; sounds; files that were asked for; what nodes wrote."""
Removal = Callable[[], None]


def of_kind(kind: str, tenant: Tenant) -> Iterator[tuple[str, Removal]]:
    """Each file that there is, by its name, and what removes it."""
    if kind == "store":
        store = stores.store()
        for name in store.names(f"{tenant.id}/"):
            yield name, lambda name=name: store.delete(name)  # type: ignore[misc]
        return
    for folder in _folders(kind, tenant):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if not path.is_dir():
                yield str(path.relative_to(folder.parent)), path.unlink


def drop_folders(kind: str, tenant: Tenant) -> None:
    """Those that are empty now."""
    for folder in _folders(kind, tenant):
        for path in sorted(folder.rglob("*"), reverse=True) if folder.is_dir() else ():
            path.rmdir()
        if folder.is_dir():
            folder.rmdir()


def _folders(kind: str, tenant: Tenant) -> list[Path]:
    settings = settings_of(current_app)
    if kind == "prompts":
        return [settings.home / "prompts" / str(tenant.id)]
    if kind == "exports":
        return [folder_of(tenant.id)]
    if kind == "nodes":
        return [
            folder / part
            for folder in settings.node_folders.values()
            for part in (f"recordings/{tenant.id}", f"storage/voicemail/{tenant.domain}")
        ]
    return []
