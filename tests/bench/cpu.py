"""Seconds of processor time, user and system, of this process, of others, and of a database server."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of processor time that some work took, on our side and in the database, and by the clock."""

    ours: float
    server: float
    clock: float

    @property
    def both(self) -> float:
        return self.ours + self.server


def spent(work: Callable[[], T], ours: Callable[[], float], postmaster: int) -> tuple[T, Spent]:
    before = ours(), family(postmaster), time.monotonic()
    made = work()
    after = ours(), family(postmaster), time.monotonic()
    return made, Spent(*(then - now for then, now in zip(after, before, strict=True)))


def family(pid: int) -> float:
    """Of a process, its children and those of them that have ended."""
    user, system, ended_user, ended_system = _times(pid)
    return (user + system + ended_user + ended_system + sum(_alive(pid))) / TICKS


def parent(pid: int) -> int:
    return int(_fields(pid)[1])


def _alive(pid: int) -> Iterator[int]:
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            yield sum(_times(int(child)))
        except FileNotFoundError:  # it has ended
            continue


def _times(pid: int) -> tuple[int, int, int, int]:
    user, system, ended_user, ended_system = map(int, _fields(pid)[11:15])
    return user, system, ended_user, ended_system


def _fields(pid: int) -> list[str]:
    """What stands in stat behind the command's name: state, parent, …"""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
