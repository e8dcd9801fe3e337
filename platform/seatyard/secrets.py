"""Secrets that have to be read again, encrypted at rest: Fernet with the keys of a file of the instance.

The file has a key a line. The first encrypts, all decrypt; so a new first line begins a rotation,
``seatyard secrets rotate`` encrypts everything with it, and then the old lines can go.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app
from sqlalchemy import Column, Dialect, String, Table, and_, bindparam, select, update
from sqlalchemy.types import TypeDecorator

from .config import Settings
from .db import Base, db
from .errors import InvalidInput


class Sealed(TypeDecorator[str]):
    """A column's text: plain in the program, encrypted in the database. An empty one stays as it is.

    The same text is another one there each time, so that nothing can be asked by it.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return sealed(value) if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return opened(value) if value else value


def sealed(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def opened(token: str) -> str:
    """InvalidInput when no key of the file fits."""
    try:
        return _keys().decrypt(token.encode()).decode()
    except InvalidToken:
        raise InvalidInput("none of its keys opens a secret", where=str(_file())) from None


def rotate() -> dict[str, int]:
    """Put everything under the first key; how many secrets, by table. In the caller's transaction.

    Past the session: the secrets stay what they are, and the audit trail has nothing to tell.
    """
    return {
        table.name: _again(table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed)
    }


def _again(table: Table, column: Column[str]) -> int:
    connection, key = db.session.connection(), list(table.primary_key)
    rows = connection.execute(select(*key, column).where(column != "").with_for_update()).mappings()
    its = and_(*(one == bindparam(f"of_{one.name}") for one in key))
    written = [{"secret": row[column]} | {f"of_{one.name}": row[one] for one in key} for row in rows]
    if written:
        connection.execute(update(table).where(its).values({column: bindparam("secret")}), written)
    return len(written)


def _file() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.secrets_key_file


def _keys() -> MultiFernet:
    path = _file()
    if not path.exists():
        _begin(path)
    return _read(path, path.stat().st_mtime_ns)


def _begin(path: Path) -> None:
    """Make the file with a first key in it; of several processes one makes it, and none reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.") as file:  # nobody else's to read
        file.write(Fernet.generate_key() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> MultiFernet:
    try:
        return MultiFernet([Fernet(line) for line in path.read_text().split()])
    except ValueError as error:
        allowed = "Fernet keys (32 bytes in URL-safe base64), one a line"
        raise InvalidInput(f"cannot be read: {error}", where=str(path), allowed=allowed) from None
