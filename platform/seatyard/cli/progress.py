"""A bar for who waits at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

import click

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""How many are done, of how many."""


def watched(label: str, work: Callable[[Progress], T]) -> T:
    """Work that tells of each thing that it is done with."""
    if not sys.stderr.isatty():
        return work(lambda done, of: None)
    with click.progressbar(length=1, label=label, file=sys.stderr, show_pos=True) as bar:

        def progress(done: int, of: int) -> None:
            bar.length = of
            bar.update(1)

        return work(progress)
