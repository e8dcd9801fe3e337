"""Spans as the house's code writes them, whoever keeps them; nobody does unless a tracer is set.

What is noted of a span leaves the house: ids, counts, states and words of the program. Never a number, a
name, a text, an address or a secret that somebody typed, nor the words of an error, which may hold them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from contextvars import copy_context
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

Value = str | int | float | bool | Sequence[int] | None
SERVER, CLIENT, INTERNAL = "server", "client", "internal"
"""Whose work a span is: asked by somebody outside, done by somebody outside, or our own."""


class Span:
    """Work under way. This one is nobody's: whatever is said of it is gone."""

    def note(self, **known: Value) -> None:
        """What is None is not known."""

    def rename(self, name: str) -> None:
        """Once it is known what the work is."""

    def fail(self, why: str) -> None:
        """It did not succeed; ``why`` is a word of the program: a status, an error's type."""

    def end(self) -> None:
        """Of a ``leaf``."""


class Tracer(Protocol):
    """Who keeps spans."""

    def span(self, name: str, kind: str, known: dict[str, Value]) -> AbstractContextManager[Span]: ...

    def leaf(self, name: str, kind: str, known: dict[str, Value]) -> Span: ...

    def within(self) -> bool:
        """Whether a span is around what is done now."""

    def ids(self) -> dict[str, str]: ...

    def flush(self) -> None: ...

    def end(self) -> None: ...


class _Process:
    tracer: Tracer | None = None


_NOTHING = nullcontext(Span())


def keep(tracer: Tracer | None) -> None:
    """From now on this process' spans are kept by it, or by nobody."""
    _Process.tracer = tracer


def span(name: str, kind: str = INTERNAL, **known: Value) -> AbstractContextManager[Span]:
    """The block, as a span of the one around it, or the first of a trace. An error ends it as failed, and
    passes. Names are few: what is different each time is ``known`` (``tenant_id``, ``node``, counts)."""
    tracer = _Process.tracer
    return _NOTHING if tracer is None else tracer.span(name, kind, known)


def step(name: str, kind: str = INTERNAL, **known: Value) -> AbstractContextManager[Span]:
    """As ``span``, inside another one only: what is done all day long begins no trace by itself."""
    tracer = _Process.tracer
    return tracer.span(name, kind, known) if tracer is not None and tracer.within() else _NOTHING


def leaf(name: str, kind: str = INTERNAL, **known: Value) -> Span | None:
    """A step without a block, in which there are no others; whoever asked for it ends it."""
    tracer = _Process.tracer
    return tracer.leaf(name, kind, known) if tracer is not None and tracer.within() else None


def carried(work: Callable[P, R]) -> Callable[P, R]:
    """``work`` for another greenlet or thread, done there inside the span that is around us here."""
    if _Process.tracer is None:
        return work
    here = copy_context()
    return lambda *args, **kwargs: here.copy().run(work, *args, **kwargs)


def ids() -> dict[str, str]:
    """``trace_id`` and ``span_id`` of the span around us, as they are written (W3C Trace Context)."""
    return {} if _Process.tracer is None else _Process.tracer.ids()


def flush() -> None:
    """Send what has ended."""
    if _Process.tracer is not None:
        _Process.tracer.flush()


def end() -> None:
    """Send what has ended, before this process does."""
    if _Process.tracer is not None:
        _Process.tracer.end()
