"""What goes wrong, when and for how long: drawn from a seed, two things at a time at most."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from . import kinds
from .house import House

AT_ONCE = 2
"""Three at a time can take a record and every trace of it: nothing answers, nothing listens, no disk."""
BETWEEN = 2.5
"""Seconds from the beginning of a fault to that of the next, on average."""
LASTS = (2.0, 8.0)
"""Seconds, from and to."""


@dataclass
class Faults:
    """Runs in a thread of its own until ``stop``; every fault that began has ended then."""

    house: House
    seed: int
    told: Callable[[str], object] = lambda _: None
    done: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    """Faults that could not be made or mended: the run is worth nothing then."""

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._room = threading.Semaphore(AT_ONCE)
        self._over = threading.Event()
        self._busy: set[str] = set()
        self._running: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._run, name="faults", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()
        for one in self._running:
            one.join()

    def _run(self) -> None:
        """Every kind has its turn before one comes again."""
        bag: list[str] = []
        while not self._over.wait(self._chance.expovariate(1 / BETWEEN)):
            if not bag:
                bag = self._chance.sample(sorted(kinds.KINDS), len(kinds.KINDS))
            kind, draw = bag.pop(), random.Random(self._chance.random())
            subject, fault = kinds.KINDS[kind](self.house, draw)
            if subject in self._busy:
                bag.insert(0, kind)  # later: mending one would mend the other
                continue
            self._room.acquire()
            self._busy.add(subject)
            thread = threading.Thread(target=self._one, args=(kind, subject, fault, draw), name=kind)
            self._running.append(thread)
            thread.start()

    def _one(self, kind: str, subject: str, fault: AbstractContextManager[None], draw: random.Random) -> None:
        self.told(f"{kind}: {subject}")
        self.done[kind] += 1
        try:
            with fault:
                self._over.wait(draw.uniform(*LASTS))
        except Exception as error:
            self.failed.append(f"{kind}: {error!r}")
        finally:
            self._busy.discard(subject)
            self._room.release()


def mend_all(house: House, seconds: float = 300) -> None:
    """Whatever is left of any fault is over; AssertionError when it does not come back to life."""
    for switch in house.switches:
        for proxy in (switch.control, switch.posts, switch.lookups):
            proxy.heal()
        switch.disk.empty()
    house.database.heal()
    for name in house.clocks:
        kinds.step(house, name, 0)
    end = time.monotonic() + seconds
    while not house.answers:
        assert time.monotonic() < end, f"the web process does not answer: {house.web.last_words()}"
        time.sleep(0.1)
