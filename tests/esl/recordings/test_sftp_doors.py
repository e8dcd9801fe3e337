"""The doors of the SFTP server: for SFTP alone, so many at once, and closed to who guesses or dawdles."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import asyncssh
import pytest
from flask import Flask

from esl.models import Node
from esl.recordings.sftp import gate, house
from seatyard.db import db
from tenants.models import Tenant
from tests.support.sftp import Served, found, key_for, served, tree

from .test_fetch import some

OTHERWISE: dict[str, Callable[[asyncssh.SSHClientConnection], Awaitable[Any]]] = {
    "shell": lambda connection: connection.create_process(),
    "terminal": lambda connection: connection.create_process(term_type="xterm"),
    "command": lambda connection: connection.run("cat /etc/passwd"),
    "scp": lambda connection: connection.run("scp -f /etc/passwd"),
    "subsystem": lambda connection: connection.create_process(subsystem="netconf"),
    "to a port": lambda connection: connection.open_connection("127.0.0.1", 22),
    "from a port": lambda connection: connection.forward_remote_port("", 0, "127.0.0.1", 22),
    "to a socket": lambda connection: connection.open_unix_connection("/run/docker.sock"),
    "from a socket": lambda connection: connection.forward_remote_path("/tmp/x", "/tmp/y"),
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_a_login_is_for_sftp_alone(acme: Tenant, server: Served, login: dict[str, Any], what: str) -> None:
    async def work(connection: asyncssh.SSHClientConnection) -> None:
        with pytest.raises((asyncssh.ChannelOpenError, asyncssh.ChannelListenError)):
            await OTHERWISE[what](connection)

    server.run(work, **login)
    if what != "terminal":  # which an interactive client asks for before its shell
        assert [one.key for one in found(1)] == ["acme"]


def test_a_tenant_has_so_many_connections(
    acme: Tenant,
    beta: Tenant,
    fs1: Node,
    server: Served,
    login: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(house, "SESSIONS", 2)
    some(acme, fs1)
    others = {"user": "beta", "key": key_for(beta)}

    async def work() -> None:
        async with server.connected(**login), server.connected(**login):
            with pytest.raises(asyncssh.Error):
                async with server.connected(**login) as third:
                    await third.start_sftp_client()
            async with server.connected(**others) as another, another.start_sftp_client() as client:
                await client.listdir("/")

    asyncio.run(work())
    server.sftp(tree, **login)


async def one_more(connection: asyncssh.SSHClientConnection) -> asyncssh.SFTPClient:
    """As soon as the server has seen that another is closed."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await connection.start_sftp_client()
            except asyncssh.ChannelOpenError:
                await asyncio.sleep(0.02)


def test_a_connection_has_so_many_sessions(acme: Tenant, server: Served, login: dict[str, Any]) -> None:
    async def work(connection: asyncssh.SSHClientConnection) -> None:
        clients = [await connection.start_sftp_client() for _ in range(4)]
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.start_sftp_client()
        clients[0].exit()
        assert await (await one_more(connection)).listdir("/") == []

    server.run(work, **login)


def test_a_connection_offers_so_many_keys(
    acme: Tenant, server: Served, login: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esl.recordings.sftp.login.TRIES", 3)
    others = [asyncssh.generate_private_key("ssh-ed25519") for _ in range(3)]
    with pytest.raises(asyncssh.PermissionDenied, match="too many failures"):
        server.sftp(tree, **{**login, "key": [*others, login["key"]]})
    server.sftp(tree, **{**login, "key": [others[0], login["key"]]})


def test_who_does_nothing_is_shown_out(
    acme: Tenant, server: Served, login: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esl.recordings.sftp.guest.IDLE", 0.2)

    async def work(connection: asyncssh.SSHClientConnection) -> None:
        await asyncio.wait_for(connection.wait_closed(), 20)

    server.run(work, **login)


def test_the_server_ends_whoever_is_there(acme: Tenant, app: Flask, login: dict[str, Any]) -> None:
    async def work() -> None:
        with served(app) as server:
            held = server.connected(**login)
            connection = await held.__aenter__()
        await asyncio.wait_for(connection.wait_closed(), 20)

    db.session.rollback()
    asyncio.run(work())


def test_before_a_login_nobody_lingers_or_crowds(
    acme: Tenant, app: Flask, login: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that says nothing is closed after a while; more than a few at once are not heard."""
    monkeypatch.setattr("esl.recordings.sftp.server.LOGIN_SECONDS", 1)
    with served(app) as server:
        silent = [socket.create_connection(("127.0.0.1", server.port), 10) for _ in range(gate.WAITING_EACH)]
        assert all(one.recv(100).startswith(b"SSH-2.0-") for one in silent)
        with socket.create_connection(("127.0.0.1", server.port), 10) as one_more:
            assert one_more.recv(100) == b""
        for one in silent:
            while one.recv(4096):
                pass
            one.close()
        server.sftp(tree, **login)


def test_who_guesses_is_heard_no_more(
    app: Flask, acme: Tenant, login: dict[str, Any], monkeypatch: Any
) -> None:
    monkeypatch.setattr("esl.recordings.sftp.login.PENALTY", 0)
    now = [0.0]
    with served(app, gate.Gate(lambda: now[0])) as server:
        for _ in range(gate.FAILURES):
            with pytest.raises(asyncssh.PermissionDenied):
                server.sftp(tree, user="acme", password="guess")
        with pytest.raises((asyncssh.ConnectionLost, ConnectionError)):
            server.sftp(tree, **login)
        now[0] += gate.WINDOW
        server.sftp(tree, **login)


def test_households_are_counted_apart_and_the_gate_forgets() -> None:
    now = [0.0]
    one = gate.Gate(lambda: now[0])
    for _ in range(gate.FAILURES):
        one.failed("2001:db8::1")
    assert one.enter("2001:db8::2")
    assert not one.enter("2001:db8:0:1::1")
    assert not one.enter("192.0.2.1")
    assert gate.household("::ffff:192.0.2.1") == gate.household("192.0.2.1")
    for number in range(gate.REMEMBERED):
        one.failed(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(one._failures) == gate.REMEMBERED
    assert not one.enter("2001:db8::2")
