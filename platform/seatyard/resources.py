"""Folders without Python in them (migrations, the switch's configuration, deployment), as installed."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path


def folder(package: str) -> Path:
    """The folder of a namespace package: in the checkout when editable, in site-packages otherwise."""
    for entry in import_module(package).__path__:
        if Path(entry).is_dir():
            return Path(entry)
    raise FileNotFoundError(f"{package} is installed without its files")
