"""A cluster whose log is archived, and a house in it; the scripts of ``deploy/backup`` at work on them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy import make_url

from seatyard import migrations
from seatyard.app import create_app
from seatyard.db import db
from tests.support.databases import ROLE, settings_for
from tests.support.postgres import Server

from .tools import DEPLOY

SCRIPTS = ("common", "wal", "base", "restore", "rehearse")


class House:
    """``scripts``, ``bases`` and ``wal`` lie beside the cluster: PostgreSQL's user reaches them there."""

    def __init__(self, bin_dir: Path) -> None:
        self.server = Server(bin_dir)
        self.scripts = self._folder("scripts")
        for name in SCRIPTS:
            shutil.copy(DEPLOY / "backup" / name, self.scripts / name)
        self.bases, self.wal = self._folder("bases"), self._folder("wal")
        put = f"{self.scripts}/wal put %p %f {self.wal}"
        self.server.set(archive_mode="on", archive_command=put, autovacuum="off")

    def _folder(self, name: str) -> Path:
        made = self.server.folder / name
        made.mkdir()
        owner = self.server.folder.stat()
        shutil.chown(made, owner.st_uid, owner.st_gid)
        return made

    @property
    def url(self) -> str:
        return make_url(f"{self.server.address}/{ROLE}").set(username=ROLE).render_as_string()

    def admin(self, *statements: str) -> None:
        address = self.server.address.replace("+psycopg", "")
        for statement in statements:
            with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
                connection.execute(statement)

    def tampered(self, statement: str) -> None:
        """What triggers and policies would refuse."""
        address = self.server.address.replace("+psycopg", "")
        with psycopg.connect(f"{address}/{ROLE}", autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(statement)

    def run(self, name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """One of the scripts, as PostgreSQL's user."""
        return self.server.program(self.scripts / name, *arguments)

    def lost(self) -> None:
        """The cluster's folder goes, with all that is not in the copies and the log."""
        self.server.stop("fast")
        shutil.rmtree(self.server.data)

    def restored(self, *moment: str) -> None:
        made = self.run(
            "restore", "--bases", self.bases, "--wal", self.wal, "--data", self.server.data, *moment
        )
        assert made.returncode == 0, made.stderr
        self.server.start()
        self.writable()

    def writable(self) -> None:
        """Once the log is replayed up to the moment, which a start does not wait for."""
        with psycopg.connect(f"{self.server.address.replace('+psycopg', '')}/postgres") as connection:
            while connection.execute("SELECT pg_is_in_recovery()").fetchone() == (True,):
                connection.rollback()


@contextmanager
def house(bin_dir: Path) -> Iterator[House]:
    made = House(bin_dir)
    made.server.start()
    try:
        made.admin(
            f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS", f"CREATE DATABASE {ROLE} OWNER {ROLE}"
        )
        yield made
    finally:
        if made.server.data.exists():  # else a test broke off while it was lost
            made.server.stop()
        made.server.remove()


@contextmanager
def application(made: House, home: Path) -> Iterator[Flask]:
    app = create_app(settings_for(home, made.url))
    migrations.upgrade(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def seatyard(folder: Path) -> Path:
    """The command, as this interpreter has it."""
    program = folder / "seatyard"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m seatyard "$@"\n')
    program.chmod(0o755)
    return program
