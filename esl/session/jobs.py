"""Background jobs in flight, by a Job-UUID of our own, known before the command is sent.

The switch's own Job-UUID comes in the command's reply, which may arrive after the
job's result: a waiter registered then would wait for ever.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from gevent.event import AsyncResult

from .errors import JobTimeout
from .events import Event
from .patience import came
from .replies import Reply


class Jobs:
    def __init__(self) -> None:
        self._waiting: dict[str, AsyncResult] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[str]:
        """The ids of those that are waited for."""
        return iter(self._waiting)

    @contextmanager
    def open(self) -> Iterator[Job]:
        """A job that is waited for inside the block; afterwards its result is nobody's."""
        job = Job(str(uuid.uuid4()), AsyncResult())
        self._waiting[job.id] = job.result
        try:
            yield job
        finally:
            del self._waiting[job.id]

    def finish(self, event: Event) -> None:
        """Hand a BACKGROUND_JOB to its waiter. Those of other connections come along too."""
        waiter = self._waiting.get(event.get("Job-UUID"))
        if waiter is not None:
            waiter.set(Reply(event.body, event.core_uuid, event.at))

    def fail(self, error: Exception) -> None:
        for waiter in self._waiting.values():
            waiter.set_exception(error)


class Job:
    def __init__(self, id: str, result: AsyncResult) -> None:
        self.id = id
        self.result = result

    def wait(self, seconds: float, command: str) -> Reply:
        if not came(self.result, seconds):
            raise JobTimeout(f"no result after {seconds:g} s", where=command)
        reply = self.result.get()
        assert isinstance(reply, Reply)
        return reply
