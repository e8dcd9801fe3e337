"""From the reader's frames to the handlers' events: job results at once, the others in their order."""

from __future__ import annotations

import logging

from .errors import LinkLost
from .events import Event
from .frames import EVENT, Frame
from .jobs import Jobs
from .limits import Address, Limits
from .waiting import NoRoom, Waiting

logger = logging.getLogger(__name__)

_JOB = "BACKGROUND_JOB"
_MARK = f'"{_JOB}"'.encode()
_NAMED = 256
"""Bytes within which FreeSWITCH names an event: the name comes first, or after a subclass."""


class Inbox:
    """Of one link: its reader puts in, another greenlet takes out of ``waiting`` and hands out."""

    def __init__(self, address: Address, limits: Limits, jobs: Jobs) -> None:
        self.address, self.limits, self.jobs = address, limits, jobs
        self.dropped = 0
        """Events that were not JSON objects, or too large."""
        self.waiting = Waiting(limits.queue, limits.queue_bytes)

    def wants(self, kind: str, beginning: bytes) -> bool:
        """Whether a body larger than any event is: the result of a job that is waited for.

        Raises LinkLost for one that is no event: somebody may wait for what it says.
        """
        if kind != EVENT:
            raise LinkLost(
                f"too large a frame of {kind}",
                where=str(self.address),
                allowed=f"at most {self.limits.event}",
            )
        return any(job.encode() in beginning for job in self.jobs)

    def take(self, frame: Frame) -> None:
        """A frame of an event. Waits while the handlers are behind; LinkLost when they take nothing."""
        if frame.passed_over:
            self._drop(f"an event of {frame.passed_over} bytes, at most {self.limits.event} are taken")
        elif frame.body.find(_MARK, 0, _NAMED) < 0 or not self._ends_a_job(frame.body):
            try:
                self.waiting.put(frame.body, self.limits.stall)
            except NoRoom:
                raise LinkLost(
                    f"its handlers took nothing for {self.limits.stall:g} s", where=str(self.address)
                ) from None

    def parsed(self, body: bytes | bytearray) -> Event | None:
        """The event that came so; None, and counted, for one that cannot be read."""
        try:
            return Event.parse(body)
        except ValueError as error:
            self._drop(str(error))
            return None

    def _ends_a_job(self, body: bytes | bytearray) -> bool:
        """Results do not stand in line behind events: a handler that waits for one would wait for ever."""
        event = self.parsed(body)
        if event is not None and event.name == _JOB:
            self.jobs.finish(event)
        return event is None or event.name == _JOB

    def _drop(self, why: str) -> None:
        """The frame's length kept the stream in step: one bad event need not cost the link."""
        self.dropped += 1
        logger.warning("%s: %s", self.address, why)
