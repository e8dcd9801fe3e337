"""The contract templates that ship, one YAML file each under ``billing/contracts``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from seatyard import documents
from seatyard.errors import InvalidInput

from ..engine import Text
from .document import exact
from .schema import template_schema


@dataclass(frozen=True, slots=True)
class Quote:
    """The original's words for a clause."""

    source: str
    text: Text


@dataclass(frozen=True, slots=True)
class Blank:
    """A value that the original leaves open, filled plausibly here; a contract states its own."""

    path: str
    text: Text


@dataclass(frozen=True, slots=True)
class Template:
    name: str
    title: Text
    source: str
    terms: dict[str, Any]
    texts: dict[str, tuple[Quote, ...]]
    blanks: tuple[Blank, ...]


def names() -> list[str]:
    return sorted(file.stem for file in _folder().glob("*.yaml"))


@cache
def load(name: str, where: str = "template") -> Template:
    """A template by its name; InvalidInput at ``where``, with the list of them, for another."""
    if name not in names():
        raise InvalidInput(f"no template {name!r}", where=where, allowed=", ".join(names()))
    document = exact(documents.read(_folder() / f"{name}.yaml"))
    documents.check(document, template_schema(), at=name)
    return Template(
        name=document["name"],
        title=Text(**document["title"]),
        source=document["source"],
        terms=document["terms"],
        texts={
            clause: tuple(Quote(quote["source"], _text(quote)) for quote in quotes)
            for clause, quotes in document["texts"].items()
        },
        blanks=tuple(Blank(blank["path"], _text(blank)) for blank in document["blanks"]),
    )


def find(name: str) -> Template | None:
    """The template of this name, or none if this release does not ship it (any more)."""
    return load(name) if name in names() else None


def _text(entry: dict[str, str]) -> Text:
    return Text(entry["zh"], entry["en"])


def _folder() -> Path:
    return Path(str(resources.files("billing.contracts")))
