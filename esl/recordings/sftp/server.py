"""The server: listens until it is told to end."""

from __future__ import annotations

import asyncio
import logging
import signal

import asyncssh
from flask import Flask

from .house import House
from .login import Login

LOGIN_SECONDS = 20
"""From the first byte; a connection that dawdles is closed."""
KEEPALIVE = 30
"""Seconds of silence after which a client is asked whether it is there, three times at most."""


async def listen(house: House, key: asyncssh.SSHKey, host: str, port: int) -> asyncssh.SSHAcceptor:
    """Serve on an address; port 0 takes a free one."""
    return await asyncssh.listen(
        host,
        port,
        server_factory=lambda: Login(house),
        server_host_keys=[key],
        server_version="Seatyard",
        login_timeout=LOGIN_SECONDS,
        keepalive_interval=KEEPALIVE,
        compression_algs=["none"],
        kbdint_auth=False,
        host_based_auth=False,
        gss_host=None,
        allow_pty=False,
        agent_forwarding=False,
        x11_forwarding=False,
        line_editor=False,
        backlog=100,
    )


async def serve(app: Flask, key: asyncssh.SSHKey, host: str, port: int) -> None:
    """Until SIGTERM or SIGINT; who is connected then is cut off, and may go on later."""
    asyncssh.set_log_level(logging.WARNING)
    house = House(app)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    acceptor = await listen(house, key, host, port)
    logging.getLogger(__name__).info("listening on %s", ", ".join(map(_told, acceptor.get_addresses())))
    try:
        await ended.wait()
    finally:
        acceptor.close()
        await house.close()


def _told(address: tuple[object, ...]) -> str:
    host = str(address[0])
    return f"[{host}]:{address[1]}" if ":" in host else f"{host}:{address[1]}"
