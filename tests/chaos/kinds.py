"""The kinds of fault: each gives what it is done to, and a block in which it lasts."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from admin_ui.demo.processes import Process

from . import stepped
from .house import House, Switch
from .proxy import Proxy

RETURN = (0.0, 3.0)
"""Seconds until what was killed is started again."""
WRONG = 7200.0
"""Seconds by which a clock is wrong at most."""
SLOW = (1.0, 7.0)
"""Seconds that the sink takes; a node waits for 5."""
NOTICED = 15.0
"""Seconds in which workers find out that nobody answers: after 5 without a word they ask, and wait for 10."""
BACK = 30.0
"""Seconds at most until what was killed does its work again: on a busy machine it takes some to start."""
STARTS = 20
"""Tries to start a database whose last process may not be gone yet."""

Made = tuple[str, AbstractContextManager[None]]
"""What it is done to, and the fault."""


def step(house: House, name: str, seconds: float) -> None:
    stepped.step(house.clocks[name], seconds)


def _kill_worker(house: House, draw: random.Random) -> Made:
    worker, linked = draw.choice(house.workers), house.linked
    return worker.name, _killed(worker, draw.uniform(*RETURN), lambda: house.linked >= linked)


def _kill_web(house: House, draw: random.Random) -> Made:
    return house.web.name, _killed(house.web, draw.uniform(*RETURN), lambda: house.answers)


def _kill_database(house: House, draw: random.Random) -> Made:
    return house.database.name, _database_killed(house, draw.uniform(*RETURN))


def _cut_database(house: House, draw: random.Random) -> Made:
    return _on(house.database, house.database.cut)


def _stall_database(house: House, draw: random.Random) -> Made:
    return _on(house.database, house.database.stall)


def _cut_control(house: House, draw: random.Random) -> Made:
    proxy = _some(house, draw).control
    return _on(proxy, proxy.cut)


def _half_open_control(house: House, draw: random.Random) -> Made:
    """Its turn is over when the worker has noticed: until then nobody listens to the node."""
    proxy = _some(house, draw).control
    return proxy.name, _between(proxy.half_open, lambda: time.sleep(NOTICED))


def _cut_posts(house: House, draw: random.Random) -> Made:
    proxy = _some(house, draw).posts
    return _on(proxy, proxy.cut)


def _cut_lookups(house: House, draw: random.Random) -> Made:
    proxy = _some(house, draw).lookups
    return _on(proxy, proxy.cut)


def _half_open_posts(house: House, draw: random.Random) -> Made:
    proxy = _some(house, draw).posts
    return _on(proxy, proxy.half_open)


def _slow_sink(house: House, draw: random.Random) -> Made:
    proxy, seconds = _some(house, draw).posts, draw.uniform(*SLOW)
    return _on(proxy, lambda: proxy.slow_down(seconds))


def _repeat_posts(house: House, draw: random.Random) -> Made:
    proxy = _some(house, draw).posts
    return _on(proxy, proxy.repeat)


def _fill_disk(house: House, draw: random.Random) -> Made:
    switch = _some(house, draw)
    return f"disk of {switch.name}", _between(switch.disk.fill, switch.disk.empty)


def _step_clock(house: House, draw: random.Random) -> Made:
    name, seconds = draw.choice(sorted(house.clocks)), draw.uniform(-WRONG, WRONG)
    return f"clock of {name}", _between(lambda: step(house, name, seconds), lambda: step(house, name, 0))


KINDS: dict[str, Callable[[House, random.Random], Made]] = {
    "worker killed": _kill_worker,
    "web killed": _kill_web,
    "database killed": _kill_database,
    "network cut, database": _cut_database,
    "network stalled, database": _stall_database,
    "network cut, event socket": _cut_control,
    "half-open, event socket": _half_open_control,
    "network cut, call records": _cut_posts,
    "network cut, lookups": _cut_lookups,
    "half-open, call records": _half_open_posts,
    "slow sink": _slow_sink,
    "posts doubled and reordered": _repeat_posts,
    "error folder's disk full": _fill_disk,
    "clock stepped": _step_clock,
}


def _some(house: House, draw: random.Random) -> Switch:
    return draw.choice(house.switches)


def _on(proxy: Proxy, begin: Callable[[], object]) -> Made:
    return proxy.name, _between(begin, proxy.heal)


@contextmanager
def _killed(process: Process, wait: float, back: Callable[[], bool]) -> Iterator[None]:
    """SIGKILL, and started again a little later, as systemd would. Its turn is over when it is ``back``."""
    process.kill()
    time.sleep(wait)
    process.start()
    try:
        yield
    finally:
        end = time.monotonic() + BACK
        while not back() and time.monotonic() < end:
            time.sleep(0.1)


@contextmanager
def _database_killed(house: House, wait: float) -> Iterator[None]:
    house.server.kill()
    time.sleep(wait)
    for left in reversed(range(STARTS)):
        try:
            house.server.start()
            break
        except subprocess.CalledProcessError:
            if not left:
                raise
            time.sleep(0.5)
    yield


@contextmanager
def _between(begin: Callable[[], object], end: Callable[[], object]) -> Iterator[None]:
    begin()
    try:
        yield
    finally:
        end()
