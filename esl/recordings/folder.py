"""A node's folder on this machine: every file that is ready is taken in, then let go.

A message stays where the node plays it from, marked by an empty file beside it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select

from seatyard import clock, findings
from seatyard.db import db, snapshot
from seatyard.errors import InvalidInput, SeatyardError
from tenants.models import Tenant

from . import intake, wav
from .intake import EMPTY, Between, Source, nothing
from .located import FOLDERS, Located, located
from .readiness import Readiness, call_over, readiness

WAITING = "waiting"
TAKEN_MARK = ".taken"
"""The end of the name of what stands beside a message that was taken in."""
LEFT = "recording_left"
"""The finding of a file that cannot be taken."""


@dataclass
class Swept:
    """Files by what became of them, and those that cannot be taken with the reason."""

    outcomes: Counter[str] = field(default_factory=Counter)
    left: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        names = (intake.TAKEN, intake.KNOWN, intake.EMPTY, intake.DELETED, WAITING)
        return {**{name: self.outcomes[name] for name in names}, "left": self.left}


def files(folder: Path) -> list[str]:
    """The paths in ``folder`` of everything that is called like a recording, the oldest first."""
    found = {
        os.path.relpath(entry.path, folder): entry.stat(follow_symlinks=False).st_mtime_ns
        for place in FOLDERS
        for entry in _walk(folder / place)
    }
    for mark in [path for path in found if path.endswith(TAKEN_MARK)]:
        message = located(mark.removesuffix(TAKEN_MARK))
        if message is not None and message.in_box and message.path not in found:
            (folder / mark).unlink(missing_ok=True)  # its message has left the box
    wanted = [path for path in found if path + TAKEN_MARK not in found and located(path)]
    return sorted(wanted, key=lambda path: (found[path], path))


def sweep(
    folder: Path,
    node_id: int,
    node: str,
    told: Callable[[int], object] = lambda _: None,
    between: Between = nothing,
) -> Swept:
    """Take in what is ready; commits one by one. Running it again, or twice at once, changes nothing more."""
    swept = Swept()
    for path in files(folder):
        try:
            swept.outcomes[_one(folder, path, node_id, node, between)] += 1
        except FileNotFoundError:
            pass  # somebody else was quicker
        except (SeatyardError, OSError) as error:
            swept.left[path] = str(error)
            findings.report_alone(LEFT, f"{node}/{path}", f"a recording is not taken in: {error}")
        told(1)
    return swept


def source_of(at: Located, node_id: int, node: str, ended_at: datetime) -> Source:
    """Whose a file is, with its tenant looked up. InvalidInput when there is no such tenant."""
    query = select(Tenant.id)
    if at.tenant_id is not None:
        query = query.filter_by(id=at.tenant_id)
    else:
        query = query.filter_by(domain=at.domain)
    tenant_id = db.session.scalar(query)
    if tenant_id is None:
        raise InvalidInput("of no tenant that there is", where=at.path)
    return Source(tenant_id, node_id, node, at.kind, at.name, at.leg_uuid, at.mailbox, ended_at)


def _one(folder: Path, path: str, node_id: int, node: str, between: Between) -> str:
    at = located(path)
    assert at is not None
    whole = folder / path
    with _open(whole) as file:
        before = os.fstat(file.fileno())
        written = datetime.fromtimestamp(before.st_mtime_ns // 1000 / 1_000_000, UTC)
        found = wav.read(file, before.st_size)
        with snapshot():
            source = source_of(at, node_id, node, written)
            over = call_over(node_id, at.leg_uuid)
        todo = readiness(found, max(clock.now() - written, timedelta()), over)
        if todo is Readiness.WAIT:
            return WAITING
        if todo is Readiness.CLOSE:
            _close(whole, found, before)
            return WAITING
        outcome = EMPTY if todo is Readiness.DROP else intake.take(file, before.st_size, source, between)
        after = os.stat(whole, follow_symlinks=False)
        if _same(before, after):
            if at.in_box and outcome in (intake.TAKEN, intake.KNOWN):
                (folder / (path + TAKEN_MARK)).touch()
            else:
                os.unlink(whole)
    return outcome


def _open(path: Path) -> BinaryIO:
    """Without following a link that somebody laid there."""
    return open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")


def _close(path: Path, found: wav.Wav, before: os.stat_result) -> None:
    """Complete the header of a file that nobody will close any more; its time stays."""
    with open(os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC), "r+b") as file:
        head = wav.closed(found, file.read(found.audio_at))
        file.seek(0)
        file.write(head)
        file.flush()
        os.utime(file.fileno(), ns=(before.st_atime_ns, before.st_mtime_ns))


def _same(before: os.stat_result, after: os.stat_result) -> bool:
    names = ("st_dev", "st_ino", "st_size", "st_mtime_ns")
    return all(getattr(before, name) == getattr(after, name) for name in names)


def _walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield entry
