"""Who is at work, and from where: said once at the outer edge, read by whatever keeps a record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from getpass import getuser

from flask import has_request_context, request
from flask_login import current_user

NOBODY = "seatyard"
"""The worker's own doing: a day that has come."""
CLI, WORKER = "cli", "worker"
"""From where what is no request was asked for: a command that somebody typed, or a process that goes on."""

_acting: ContextVar[str] = ContextVar("acting", default="")
_whence: ContextVar[str] = ContextVar("whence", default=WORKER)


@contextmanager
def acting(name: str) -> Iterator[None]:
    """Let what is done inside the block be this person's doing."""
    token = _acting.set(name)
    try:
        yield
    finally:
        _acting.reset(token)


@contextmanager
def commanding() -> Iterator[None]:
    """Let what is done inside the block be the doing of whoever runs the command."""
    token = _whence.set(CLI)
    try:
        yield
    finally:
        _whence.reset(token)


@contextmanager
def working() -> Iterator[None]:
    """Let what is done inside the block be Seatyard's own doing, whoever started the process."""
    token = _whence.set(WORKER)
    try:
        with acting(""):
            yield
    finally:
        _whence.reset(token)


@contextmanager
def calling(address: str) -> Iterator[None]:
    """Let what is done inside the block be asked for from there, over another way than HTTP."""
    token = _whence.set(address)
    try:
        yield
    finally:
        _whence.reset(token)


def current() -> str:
    """The person who is logged in, or who runs the command; ``seatyard`` when there is none."""
    if named := _acting.get():
        return named
    if has_request_context():
        return str(current_user.login) if _logged_in() else NOBODY
    return getuser() if _whence.get() == CLI else NOBODY


def role() -> str:
    """Of who is logged in; empty where nobody is, or somebody was named in place of them."""
    if _acting.get() or not has_request_context() or not _logged_in():
        return ""
    return str(current_user.role)


def whence() -> str:
    """The address that asks; ``cli`` or ``worker`` where there is none."""
    return (request.remote_addr or "") if has_request_context() else _whence.get()


def _logged_in() -> bool:
    return bool(current_user and current_user.is_authenticated)
