"""Work in a process that is killed -9 at one of its steps: a statement that writes, or a commit."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

from seatyard.db import db

WRITES = ("INSERT", "UPDATE", "DELETE")


def status_of(work: Callable[[], object]) -> int:
    """Do ``work`` in a process; how it ended, once the processes that it began are gone as well."""
    db.session.remove()
    db.engine.dispose()  # the process shall share no connection
    alive, held = os.pipe()
    child = os.fork()
    if not child:
        os.close(alive)
        _work(work)
    os.close(held)
    _, status = os.waitpid(child, 0)
    os.read(alive, 1)  # ends when nobody holds the other side any more
    os.close(alive)
    return os.waitstatus_to_exitcode(status)


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do ``work`` up to its ``step``-th step, from 1; False when it has fewer, and was done."""
    code = status_of(lambda: _counted(step, work))
    assert code in (0, -signal.SIGKILL), code
    return code != 0


def kill() -> None:
    """This process, as ``kill -9`` does."""
    os.kill(os.getpid(), signal.SIGKILL)


def each_step(work: Callable[[], object], look: Callable[[], object]) -> int:
    """Do it again and again, killed one step later each time, until it was done; ``look`` after each.

    How many times it was killed.
    """
    step = 1
    while killed_at(step, work):
        look()
        step += 1
    look()
    return step - 1


def _counted(step: int, work: Callable[[], object]) -> None:
    left = step

    def counted(*_: Any) -> None:
        nonlocal left
        left -= 1
        if not left:
            kill()

    def statement(_connection: Any, _cursor: Any, said: str, *_: Any) -> None:
        if said.lstrip().startswith(WRITES):
            counted()

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", counted)
    work()


def _work(work: Callable[[], object]) -> None:
    """In the process to be killed: it never comes back to the tests."""
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
