"""Room where things are kept: the home folder, and what features name beside it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from flask import current_app

from ..app import settings_of
from .told import Told, fault, ok, warning

LOW, FULL = 0.15, 0.03
"""Shares that are free: below the first somebody should see to it, below the second it is urgent."""
GIGABYTE = 1024**3


def check() -> Iterator[Told]:
    settings = settings_of(current_app)
    folders = {"home": settings.home}
    if not settings.recordings.startswith("s3://"):
        folders["recordings"] = Path(settings.recordings)
    folders |= {f"recordings of {node}": folder for node, folder in settings.node_folders.items()}
    for name, folder in folders.items():
        yield at(f"disk, {name}", folder)


def at(name: str, folder: Path) -> Told:
    """How much is free where the folder lies, or will lie."""
    there = next((one for one in (folder, *folder.parents) if one.exists()), Path("/"))
    total, _, free = shutil.disk_usage(there)
    share = free / total
    told = f"{folder}: {free / GIGABYTE:.1f} GB free, {share:.0%}"
    if share >= LOW:
        return ok(name, told)
    return (fault if share < FULL else warning)(name, told, "make room: a full disk loses recordings")
