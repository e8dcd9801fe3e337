"""Who is at work: said once at the outer edge, read by whatever keeps a record of a change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flask import has_request_context
from flask_login import current_user

NOBODY = "seatyard"
"""The worker's own doing: a day that has come."""

_acting: ContextVar[str] = ContextVar("acting", default="")


@contextmanager
def acting(name: str) -> Iterator[None]:
    """Let what is done inside the block be this person's doing."""
    token = _acting.set(name)
    try:
        yield
    finally:
        _acting.reset(token)


def current() -> str:
    """The person who runs the command or who is logged in; ``seatyard`` when there is none."""
    if named := _acting.get():
        return named
    if has_request_context() and current_user and current_user.is_authenticated:
        return str(current_user.login)
    return NOBODY
