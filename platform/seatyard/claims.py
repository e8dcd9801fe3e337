"""Work that one process at a time may do, claimed by name and let go when the process ends, however it ends.

On PostgreSQL an advisory lock of a session of its own (``db.direct``), so that it holds across
machines; on SQLite, which has one machine, a lock on a file of the instance's folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import current_app
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from .db import db, direct


class Claim(ABC):
    @abstractmethod
    def held(self) -> bool:
        """Whether it is still ours: a lost database connection loses the claim with it."""

    @abstractmethod
    def release(self) -> None:
        """Waits for nothing, not even for a database that is away."""

    def give_back(self) -> None:
        """When this returns, the next may have it."""
        self.release()


def take(name: str) -> Claim | None:
    """The claim on ``name``, or None while another holds it. Needs an application around it."""
    if db.engine.dialect.name == "postgresql":
        return _Advisory.take(name)
    return _File.take(name)


@contextmanager
def claimed(name: str) -> Iterator[bool]:
    """Hold the claim inside the block; yields whether it was had."""
    claim = take(name)
    try:
        yield claim is not None
    finally:
        if claim is not None:
            claim.give_back()


class _Advisory(Claim):
    def __init__(self, connection: Connection, key: int) -> None:
        self._connection = connection
        self._key = key

    @classmethod
    def take(cls, name: str) -> _Advisory | None:
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        connection = direct().connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # it is held for long: not one of the pool's
        if connection.scalar(select(func.pg_try_advisory_lock(key))):
            return cls(connection, key)
        connection.close()
        return None

    def held(self) -> bool:
        try:
            return bool(self._connection.scalar(select(1)))
        except SQLAlchemyError:
            return False

    def release(self) -> None:
        self._connection.close()  # and the session, with its locks

    def give_back(self) -> None:
        """A server notices a closed session only a little later, and refuses the next until then."""
        with suppress(SQLAlchemyError):  # with a lost connection the claim is gone
            self._connection.scalar(select(func.pg_advisory_unlock(self._key)))
        self.release()


class _File(Claim):
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, name: str) -> _File | None:
        folder = current_app.extensions["settings"].home / "claims"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / re.sub(r"[^\w.-]", "_", name)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return cls(descriptor)

    def held(self) -> bool:
        return True

    def release(self) -> None:
        os.close(self._descriptor)
