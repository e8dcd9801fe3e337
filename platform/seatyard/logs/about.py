"""What a line of the log is about, beside its words: the request, the tenant, the call, the node.

A request says it by itself; other work says it for a block. It holds in the block's own thread or greenlet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from flask import has_app_context, has_request_context, request

from .. import scope
from ..request_ids import request_id

FIELDS = ("request_id", "tenant_id", "call_uuid", "node")
_NODE, _CALL = ("node_name", "node"), ("call_id",)
"""Arguments of addresses that name them."""

Value = str | int | None

_said: ContextVar[Mapping[str, Value]] = ContextVar("about", default={})  # noqa: B039  (nobody changes it)


@contextmanager
def about(**fields: Value) -> Iterator[None]:
    """Inside the block, lines are about these (``FIELDS``), beside what was said around it."""
    before = _said.set({**_said.get(), **fields})
    try:
        yield
    finally:
        _said.reset(before)


def fields() -> dict[str, str | int]:
    """What is known just now, in the order of ``FIELDS``."""
    known = {**_of_request(), **_said.get()}
    return {name: value for name in FIELDS if (value := known.get(name)) is not None}


def _of_request() -> dict[str, Value]:
    found: dict[str, Value] = {}
    if has_app_context():
        found["tenant_id"] = scope.current().tenant_id
    if has_request_context():
        named = request.view_args or {}
        found["request_id"] = request_id()
        found["node"] = next((named[name] for name in _NODE if name in named), None)
        found["call_uuid"] = next((named[name] for name in _CALL if name in named), None)
    return found
