"""One kind of work over many things, in processes: who fails, or is killed, stops nobody else's.

The processes are forks, which know all that the caller does; each takes the next thing when it is done with
one. They end by themselves when the caller's process is gone, after what they are at.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any, Generic, TypeVar

from . import traces
from .db import db

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Died:
    """What became of work whose process ended in the midst of it."""

    code: int
    """Its exit status; of a signal the negative number."""

    def __str__(self) -> str:
        how = f"by signal {-self.code}" if self.code < 0 else f"with status {self.code}"
        return f"the process at work on it was ended {how}"


def processors() -> int:
    """How many processes the machine has room for: one on SQLite, which has one writer."""
    return len(os.sched_getaffinity(0)) if db.engine.dialect.name == "postgresql" else 1


def each(work: Callable[[T], R], things: Sequence[T], jobs: int) -> Iterator[tuple[int, R | Died]]:
    """What ``work`` made of each of the ``things``, with its place among them, as it is done.

    In at most ``jobs`` processes; with one, in this one. What work raises is raised here. Each process has
    connections of its own to the database; a transaction that is open here is undone. No other thread of this
    process may be at work.
    """
    if jobs < 2 or len(things) < 2:
        yield from ((at, work(one)) for at, one in enumerate(things))
        return
    db.session.remove()
    db.engine.dispose()
    crew = _Crew(work, things)
    try:
        for _ in range(min(jobs, len(things))):
            crew.hire()
        while crew.members:
            yield from crew.heard()
    finally:
        crew.dismiss()


@dataclass(slots=True)
class _Member:
    pid: int
    at: int
    """Which thing it is at."""


class _Crew(Generic[T, R]):
    """The processes, by the connection to each."""

    def __init__(self, work: Callable[[T], R], things: Sequence[T]) -> None:
        self.work, self.things = work, things
        self.left = iter(range(len(things)))
        self.members: dict[Connection, _Member] = {}

    def hire(self) -> None:
        """One more process, if anything is left to do."""
        at = next(self.left, None)
        if at is None:
            return
        ours, theirs = Pipe()
        pid = os.fork()
        if not pid:
            for other in (ours, *self.members):
                other.close()  # so that it hears when this process is gone
            _serve(theirs, self.work, self.things)
        theirs.close()
        self.members[ours] = _Member(pid, at)
        ours.send(at)

    def heard(self) -> list[tuple[int, R | Died]]:
        """What has been done since; raises what the work did."""
        done: list[tuple[int, R | Died]] = []
        for connection in wait(list(self.members)):
            assert isinstance(connection, Connection)
            member = self.members[connection]
            try:
                made, error = connection.recv()
            except (EOFError, OSError):
                done.append((member.at, Died(self._gone(connection))))
                self.hire()
                continue
            if error is not None:
                raise error
            done.append((member.at, made))
            at = next(self.left, None)
            if at is None:
                self._gone(connection)
            else:
                member.at = at
                with suppress(OSError):  # it died meanwhile: the next hearing says so
                    connection.send(at)
        return done

    def dismiss(self) -> None:
        for connection in list(self.members):
            self._gone(connection)

    def _gone(self, connection: Connection) -> int:
        """Let a process end; its exit status."""
        connection.close()
        _, status = os.waitpid(self.members.pop(connection).pid, 0)
        return os.waitstatus_to_exitcode(status)


def _serve(connection: Connection, work: Callable[[Any], Any], things: Sequence[Any]) -> None:
    """A process' whole life. An interrupt from the keyboard is the caller's to hear."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while True:
            at = connection.recv()
            told: tuple[Any, Exception | None]
            try:
                told = work(things[at]), None
            except Exception as error:
                traceback.print_exc()
                told = None, RuntimeError(f"{type(error).__name__}: {error}")
            connection.send(told)
    except (EOFError, OSError):
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        traces.end()
        os._exit(code)
