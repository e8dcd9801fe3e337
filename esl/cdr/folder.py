"""A node's error folder: which files hold a record, whether they are whole, and putting them away."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from . import body
from .errors import CdrRefused, NotJson, TooBig

TAKEN = "taken"
SETTLED = 60.0
"""Seconds without a change after which a file that is not whole will not become so; mod_json_cdr writes
a record in one go."""


class HalfWritten(CdrRefused):
    """Not whole, and changed a moment ago: another sweep will see."""

    kind = "cdr_file_left"


def files(folder: Path) -> list[Path]:
    """The records waiting under ``folder``: ``a_<uuid>.cdr.json`` and ``<uuid>.cdr.json``."""
    return sorted(path for path in _walk(folder) if path.name.endswith(".cdr.json"))


def record(path: Path, limit: int) -> body.Posted:
    """The record in a file. What parses is whole: no beginning of a JSON object is one, nor of its base64.

    Raises HalfWritten, CdrRefused (it will never be one) and OSError.
    """
    before = path.stat()
    if before.st_size > limit:
        raise TooBig(f"larger than {limit} bytes")
    content = path.read_bytes()
    try:
        if not content.strip():
            raise NotJson("empty")
        return body.read(content, uuid(path))
    except CdrRefused as error:
        if _changing(before, path.stat()):
            raise HalfWritten(f"half-written still: {error}") from None
        raise


def uuid(path: Path) -> str:
    """The uuid of a file's name."""
    return shown(Path(path.name)).removesuffix(".cdr.json").removeprefix("a_").removeprefix("b_")


def shown(path: Path) -> str:
    """A path as text that can be printed and stored, whatever bytes are in it."""
    return os.fsencode(path).decode(errors="replace")


def put_away(path: Path) -> None:
    """Move a file to ``taken/`` beside it. Raises OSError: the file is then where it was."""
    taken = path.parent / TAKEN
    taken.mkdir(exist_ok=True)
    path.replace(taken / path.name)


def _walk(folder: Path) -> Iterator[Path]:
    for entry in os.scandir(folder):
        if entry.is_file(follow_symlinks=False):
            yield Path(entry.path)
        elif entry.is_dir(follow_symlinks=False) and entry.name != TAKEN:
            yield from _walk(Path(entry.path))


def _changing(before: os.stat_result, after: os.stat_result) -> bool:
    """By the clock of the folder's machine, which may be a little ahead of ours."""
    still = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return not still or abs(time.time() - after.st_mtime) < SETTLED
