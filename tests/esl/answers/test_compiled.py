"""Compiled answers: made once a generation, however many ask; the ones least asked for go first."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from esl.answers.callcenter import Callcenter
from esl.answers.compiled import Cache, Compiled
from esl.answers.packed import Packed


def compiled(generation: int) -> Compiled:
    nothing: dict[str, Any] = {
        "users": Packed({}),
        "numbers": Packed({}),
        "exact": Packed({}),
        "phones": frozenset(),
    }
    empty = {"nobody": b"", "groups": b"", "patterns": b"", "callcenter": Callcenter({}, [], [])}
    return Compiled(generation=generation, **nothing, **empty)


def test_many_who_ask_at_once_wait_for_one() -> None:
    cache, made, together = Cache(), [], threading.Barrier(8)

    def make() -> Compiled:
        made.append(1)
        return compiled(2)

    def ask() -> Compiled:
        together.wait()
        return cache.get(1, 2, make)

    with ThreadPoolExecutor(8) as pool:
        found = [pool.submit(ask) for _ in range(8)]
        assert len({id(one.result()) for one in found}) == 1
    assert made == [1]


def test_another_generation_is_made_anew() -> None:
    cache = Cache()
    assert cache.get(1, 1, lambda: compiled(1)).generation == 1
    assert cache.get(1, 2, lambda: compiled(2)).generation == 2


def test_the_one_not_asked_for_longest_goes_first() -> None:
    cache, made = Cache(size=2), []

    def ask(tenant_id: int) -> None:
        cache.get(tenant_id, 1, lambda: made.append(tenant_id) or compiled(1))  # type: ignore[func-returns-value]

    for tenant_id in (1, 2, 1, 3, 1, 2):
        ask(tenant_id)
    assert made == [1, 2, 3, 2]
