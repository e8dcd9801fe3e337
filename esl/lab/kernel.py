"""A discrete-event kernel on asyncio: simulated time moves only from one event to the next.

Processes are coroutines. Inside, they wait for simulated things (``await
kernel.sleep(…)``, ``await waiter``) or for the outside world (``await
Outside(…)``: an HTTP answer). While a process waits for the outside, simulated
time stands still and no other process runs, so that a slow answer changes
nothing but how long the simulation takes.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, Generic, TypeVar

from .clock import Clock

log = logging.getLogger(__name__)

T = TypeVar("T")
Process = Coroutine[Any, Any, Any]

BREATH = 0.005
"""Seconds of work after which sockets get their turn."""


class Timer:
    """Something due at a moment; ``cancel()`` takes it back."""

    __slots__ = ("action", "due")

    def __init__(self, due: int, action: Callable[[], object]) -> None:
        self.due = due
        self.action: Callable[[], object] | None = action

    def cancel(self) -> None:
        self.action = None


class Waiter(Generic[T]):
    """What one process waits for and another, or a timer, wakes; only the first wake counts."""

    __slots__ = ("_kernel", "_process", "_value", "done")

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._process: Process | None = None
        self._value: T | None = None
        self.done = False

    def wake(self, value: T) -> None:
        if self.done:
            return
        self.done, self._value = True, value
        if self._process is not None:
            self._kernel.resume(self._process, value)

    def __await__(self) -> Generator[Any, Any, T]:
        if self.done:
            return self._value  # type: ignore[return-value]
        return (yield self)  # type: ignore[no-any-return]

    def attach(self, process: Process) -> None:
        self._process = process


class Outside(Generic[T]):
    """A wait for the real world, during which simulated time stands still."""

    __slots__ = ("real",)

    def __init__(self, real: Awaitable[T]) -> None:
        self.real = real

    def __await__(self) -> Generator[Any, Any, T]:
        return (yield self)  # type: ignore[no-any-return]


class Kernel:
    """Runs processes and timers in simulated order, never past ``horizon``."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.horizon = clock.now
        self.faults = 0
        """Processes that died of an exception: a defect of the lab, each is logged."""
        self._heap: list[tuple[int, int, Timer]] = []
        self._order = itertools.count()
        self._ready: deque[tuple[Process, Any]] = deque()
        self._outside: deque[tuple[Process, Awaitable[Any]]] = deque()
        self._poked = asyncio.Event()
        self._arrivals: list[tuple[int, asyncio.Future[None]]] = []
        self._breath = time.monotonic()
        self.pace: Callable[[], Awaitable[None]] = _at_once
        """Awaited now and then: holds simulated time back while the outside cannot follow."""

    # what processes use

    def at(self, due: int, action: Callable[[], object]) -> Timer:
        """Run ``action`` at the simulated microsecond ``due``; equal moments in order of asking."""
        timer = Timer(max(due, self.clock.now), action)
        heapq.heappush(self._heap, (timer.due, next(self._order), timer))
        return timer

    def after(self, us: int, action: Callable[[], object]) -> Timer:
        return self.at(self.clock.now + us, action)

    def waiter(self) -> Waiter[Any]:
        return Waiter(self)

    async def sleep(self, us: int) -> None:
        waiter = self.waiter()
        self.after(us, lambda: waiter.wake(None))
        await waiter

    def spawn(self, process: Process) -> None:
        self.resume(process, None)

    def start(self, process: Process) -> None:
        """Run it at once, as far as its first wait."""
        self._step(process, None)

    def resume(self, process: Process, value: object) -> None:
        self._ready.append((process, value))
        self._poked.set()

    # what the outside uses

    async def advance(self, until: int) -> None:
        """Let simulated time run to ``until``; comes back when it is there and all is quiet."""
        arrival = asyncio.get_running_loop().create_future()
        self._arrivals.append((until, arrival))
        self.horizon = max(self.horizon, until)
        self._poked.set()
        await arrival

    async def run(self) -> None:
        """Drive everything, for ever."""
        while True:
            await self._settle()
            if self._heap and self._heap[0][0] <= self.horizon:
                self._next_timer()
                await self._breathe()
                continue
            self.clock.now = max(self.clock.now, self.horizon)
            self._arrived()
            self._poked.clear()
            await self._poked.wait()

    def _next_timer(self) -> None:
        due, _, timer = heapq.heappop(self._heap)
        if timer.action is None:
            return
        self.clock.now = max(self.clock.now, due)
        timer.action()

    async def _settle(self) -> None:
        while self._ready or self._outside:
            while self._ready:
                process, value = self._ready.popleft()
                self._step(process, value)
            if self._outside:
                process, real = self._outside.popleft()
                try:
                    value = await real
                except Exception as error:
                    self._step(process, error, failed=True)
                else:
                    self._step(process, value)

    def _step(self, process: Process, value: Any, failed: bool = False) -> None:
        try:
            awaited = process.throw(value) if failed else process.send(value)
        except StopIteration:
            return
        except Exception:
            self.faults += 1
            log.exception("a simulated process failed")
            return
        if isinstance(awaited, Outside):
            self._outside.append((process, awaited.real))
        else:
            awaited.attach(process)

    def _arrived(self) -> None:
        there = [each for each in self._arrivals if each[0] <= self.clock.now]
        self._arrivals = [each for each in self._arrivals if each[0] > self.clock.now]
        for _, arrival in there:
            if not arrival.done():
                arrival.set_result(None)

    async def _breathe(self) -> None:
        if time.monotonic() - self._breath > BREATH:
            await asyncio.sleep(0)
            await self.pace()
            self._breath = time.monotonic()


async def _at_once() -> None:
    """The pace of who waits for nobody."""
