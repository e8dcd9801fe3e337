"""``seatyard sftp``."""

from __future__ import annotations

import asyncio

import click
from flask import current_app

from seatyard import logs, migrations
from seatyard.app import settings_of
from seatyard.cli.context import with_app
from seatyard.errors import InvalidInput


@click.command()
@click.option("--bind", default="127.0.0.1:2222", show_default=True, help="Address and port.")
@with_app
def sftp(bind: str) -> None:
    """Let tenants fetch their recordings by SFTP, until stopped.

    Who may log in: seatyard recordings access add TENANT --ssh-key FILE.
    """
    from . import server, ssh_keys  # noqa: PLC0415 (asyncssh is slow to load)

    app = current_app._get_current_object()  # type: ignore[attr-defined]
    migrations.must_be_current(app)
    host, port = address(bind)
    key = ssh_keys.host_key(settings_of(app).sftp_key_file)
    logs.begin(settings_of(app))
    click.echo(f"host key: {key.get_fingerprint()} (Ed25519)")
    try:
        asyncio.run(server.serve(app, key, host, port))
    except OSError as error:
        raise InvalidInput(error.strerror or str(error), where=f"--bind {bind}") from None


def address(bind: str) -> tuple[str, int]:
    """``127.0.0.1:2222`` or ``[::1]:2222``."""
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise InvalidInput(f"no address and port: {bind}", where="--bind", allowed="such as 0.0.0.0:2222")
    return host.removeprefix("[").removesuffix("]"), int(port)
