"""A tenant's server fetches its recordings by SFTP: whole, from the middle, its own alone, each on record."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from flask import Flask
from sqlalchemy import select

from esl.models import Node
from esl.recordings import holds, retention, terms
from esl.recordings.fetch import access
from esl.recordings.models import Listen
from esl.recordings.sftp import guest
from seatyard import clock
from seatyard.audit.models import LOOK
from seatyard.db import db
from seatyard.errors import Forbidden
from tenants.models import Tenant
from tests.audit.trail import entries
from tests.support.sftp import Served, found, key_for, names, tree

from .test_fetch import get, some

DAY = "/2026-03/2026-03-03"


def test_the_tree_holds_what_its_sums_say(
    app: Flask, acme: Tenant, fs1: Node, server: Served, login: dict[str, Any]
) -> None:
    kept = {some(acme, fs1).sha256, some(acme, fs1, 2).sha256}
    token = access.give(acme, "web", "op")[1]
    files = server.sftp(tree, **login)
    assert {path.rpartition("/")[0] for path in files} == {DAY}
    sounds = {path: hashlib.sha256(raw).hexdigest() for path, raw in files.items() if path.endswith(".wav")}
    assert set(sounds.values()) == kept
    told = files[f"{DAY}/SHA256SUMS"].decode().splitlines()
    assert {f"{DAY}/{line[66:]}": line[:64] for line in told} == sounds
    by_https = get(app, "/api/tenants/acme/recordings/2026-03-03.csv", token).data
    assert files[f"{DAY}/index.csv"] == by_https


def test_a_file_is_read_from_anywhere_and_described(
    acme: Tenant, fs1: Node, server: Served, login: dict[str, Any]
) -> None:
    one = some(acme, fs1, 30)

    async def work(client: asyncssh.SFTPClient) -> tuple[str, bytes, bytes, int | None, int | None]:
        (name,) = await client.glob(f"{DAY}/*.wav")
        told = await client.stat(name)
        async with client.open(name, "rb") as file:
            middle = await file.read(1000, 123_456)
            whole = await file.read(offset=0)
            beyond = await file.read(10, 10_000_000)
        assert beyond == b""
        return str(name), whole, middle, told.size, told.mtime

    name, whole, middle, size, mtime = server.sftp(work, **login)
    assert hashlib.sha256(whole).hexdigest() == one.sha256
    assert (middle, size) == (whole[123_456:124_456], one.bytes)
    assert mtime == int(one.ended_at.timestamp())
    assert name.endswith(f"_{one.id[:8]}.wav")


def test_each_fetch_is_on_record_once_and_looking_is_none(
    acme: Tenant, fs1: Node, server: Served, login: dict[str, Any]
) -> None:
    one = some(acme, fs1)

    async def look(client: asyncssh.SFTPClient) -> None:
        for entry in await client.readdir(DAY):
            await client.stat(f"{DAY}/{entry.filename!s}")

    server.sftp(look, **login)
    assert db.session.scalars(select(Listen)).all() == []
    for _ in range(2):
        server.sftp(tree, **login)
    noted = db.session.scalars(select(Listen)).all()
    assert [(row.recording_id, row.who, row.way) for row in noted] == [(one.id, "warehouse", "sftp")]


def test_nothing_of_another_tenant(
    acme: Tenant, beta: Tenant, fs1: Node, server: Served, login: dict[str, Any]
) -> None:
    """Both have recordings of the same minute and numbers."""
    mine, theirs = some(acme, fs1), some(beta, fs1)
    their_login = {"user": "beta", "key": key_for(beta)}
    for who, own in ((login, mine), (their_login, theirs)):
        files = server.sftp(tree, **who)
        assert [path[-12:-4] for path in files if path.endswith(".wav")] == [own.id[:8]]
    foreign = next(path for path in server.sftp(tree, **their_login) if path.endswith(".wav"))
    tried = [foreign, f"/beta{foreign}", f"/../beta{foreign}", f"/{beta.id}/2026/03/03/{theirs.id}.sealed"]

    async def work(client: asyncssh.SFTPClient) -> None:
        for path in tried:
            with pytest.raises(asyncssh.SFTPNoSuchFile):
                await client.open(path, "rb")
            with pytest.raises(asyncssh.SFTPNoSuchFile):
                await client.stat(path)

    server.sftp(work, **login)


@pytest.mark.parametrize("user", ["beta", "nobody", "root", "../acme", "ACME", ""])
def test_a_key_is_good_for_its_own_tenant_alone(
    acme: Tenant, beta: Tenant, server: Served, login: dict[str, Any], user: str
) -> None:
    with pytest.raises(asyncssh.PermissionDenied):
        server.sftp(tree, **{**login, "user": user})


def test_who_is_not_let_in_is_counted(
    acme: Tenant, beta: Tenant, server: Served, login: dict[str, Any]
) -> None:
    token = access.give(beta, "web", "op")[1]
    for wrong in ({**login, "user": "beta"}, {"user": "acme", "password": token}, {**login, "user": "x"}):
        with pytest.raises(asyncssh.PermissionDenied):
            server.sftp(tree, **wrong)
    assert {(one.key, one.tenant_id) for one in found(3)} == {
        ("beta", beta.id),
        ("acme", acme.id),
        ("unknown tenant", None),
    }


def test_the_token_of_https_is_a_password(acme: Tenant, fs1: Node, server: Served) -> None:
    one, token = some(acme, fs1), access.give(acme, "crm", "op")[1]
    assert any(one.id[:8] in path for path in server.sftp(tree, user="acme", password=token))
    assert [row.who for row in db.session.scalars(select(Listen))] == ["crm"]
    looks = [one for one in entries("recordings") if one.action == LOOK]
    assert [(one.actor, one.whence, one.tenant_id) for one in looks] == [("crm", "127.0.0.1", acme.id)]


def test_a_contract_without_sftp_lets_nobody_in(
    acme: Tenant, server: Served, login: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = access.give(acme, "web", "op")[1]
    agreed = terms.Terms("1 month", frozenset({"https"}))
    monkeypatch.setattr(terms, "_registered", lambda tenant, day: agreed)
    for who in (login, {"user": "acme", "password": token}):
        with pytest.raises(asyncssh.PermissionDenied):
            server.sftp(tree, **who)
    with pytest.raises(Forbidden):
        key_for(acme, "another")
    assert access.by_token("acme", token, "")[1].label == "web"


def test_a_revoked_access_ends_what_is_going_on(
    acme: Tenant, fs1: Node, server: Served, login: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guest, "CHECKED", 0)
    some(acme, fs1, 30)

    async def work(client: asyncssh.SFTPClient) -> None:
        (name,) = await client.glob(f"{DAY}/*.wav")
        async with client.open(name, "rb") as file:
            assert await file.read(1000, 0)
            access.revoke(acme, 1)
            with pytest.raises(asyncssh.SFTPPermissionDenied):
                await file.read(1000, 1000)
        with pytest.raises(asyncssh.SFTPPermissionDenied):
            await client.listdir("/")

    server.sftp(work, **login)
    with pytest.raises(asyncssh.PermissionDenied):
        server.sftp(tree, **login)


def test_what_is_deleted_vanishes_and_what_is_held_stays(
    acme: Tenant, fs1: Node, server: Served, login: dict[str, Any]
) -> None:
    acme.policies = {"recordings": {"keep": "1 month"}}
    gone, held = some(acme, fs1), some(acme, fs1, 2)
    gone_id, held_id = gone.id, held.id
    holds.hold(acme.id, held.leg_uuid, "a lawsuit", "op")

    async def work(client: asyncssh.SFTPClient) -> list[str]:
        (name,) = await client.glob(f"{DAY}/*_{gone_id[:8]}.wav")
        async with client.open(name, "rb") as file:
            with clock.frozen(gone.ended_at + timedelta(days=62)):
                assert retention.sweep(acme.id)["acme"].deleted == 1
            with pytest.raises(asyncssh.SFTPNoSuchFile):
                await file.read(1000, 0)
        with pytest.raises(asyncssh.SFTPNoSuchFile):
            await client.open(name, "rb")
        return await names(client, DAY)

    left = server.sftp(work, **login)
    assert [name[-12:-4] for name in left if name.endswith(".wav")] == [held_id[:8]]


CHANGES: dict[str, Callable[[asyncssh.SFTPClient, str], Awaitable[Any]]] = {
    "write": lambda client, name: client.open(name, "wb"),
    "append": lambda client, name: client.open(name, "ab"),
    "create": lambda client, name: client.open(f"{DAY}/new", "xb"),
    "remove": lambda client, name: client.remove(name),
    "rename": lambda client, name: client.rename(name, f"{DAY}/other.wav"),
    "posix-rename": lambda client, name: client.posix_rename(name, f"{DAY}/other.wav"),
    "mkdir": lambda client, name: client.mkdir(f"{DAY}/more"),
    "rmdir": lambda client, name: client.rmdir(DAY),
    "chmod": lambda client, name: client.chmod(name, 0o777),
    "truncate": lambda client, name: client.truncate(name, 0),
    "symlink": lambda client, name: client.symlink("/etc/passwd", f"{DAY}/link"),
    "link": lambda client, name: client.link(name, f"{DAY}/link"),
    "readlink": lambda client, name: client.readlink(name),
    "statvfs": lambda client, name: client.statvfs(name),
}


@pytest.mark.parametrize("what", CHANGES)
def test_nothing_is_changed(
    acme: Tenant, fs1: Node, server: Served, login: dict[str, Any], vault: Path, what: str
) -> None:
    some(acme, fs1)
    before = {path: path.read_bytes() for path in vault.rglob("*.sealed")}

    async def work(client: asyncssh.SFTPClient) -> None:
        (name,) = await client.glob(f"{DAY}/*.wav")
        with pytest.raises(asyncssh.SFTPPermissionDenied):
            await CHANGES[what](client, str(name))

    server.sftp(work, **login)
    assert {path: path.read_bytes() for path in vault.rglob("*.sealed")} == before
    assert [(one.kind, one.key) for one in found(1)] == [("fetch_refused", "acme")]


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/etc/passwd",
            "//etc/passwd",
            "../../../../etc/passwd",
            f"{DAY}/../../../../etc/passwd",
            "/proc/self/environ",
        ),
        *(
            "/2026-03/2026-02-03",
            "/2026-03/2026-03-03/",
            "/2026-3",
            "/2026-03-03",
            "/2026-13",
            "/2026-03/2026-03-32",
        ),
        *(f"{DAY}/x", f"{DAY}/20260303-090059_x_00000000.wav", f"{DAY}/20269999-999999_x_00000000.wav"),
        *(
            f"{DAY}/index.csv/x",
            "/a\0b",
            "/" + "a" * 5000,
            "/~root",
            "/.",
            "C:\\windows",
            "/2026-03--2026-04",
        ),
    ],
)
def test_a_path_is_only_ever_a_name_of_the_tree(
    acme: Tenant, fs1: Node, server: Served, login: dict[str, Any], path: str
) -> None:
    some(acme, fs1)

    async def work(client: asyncssh.SFTPClient) -> None:
        with pytest.raises(asyncssh.SFTPNoSuchFile):
            await client.open(path, "rb")
        if path not in ("/.", f"{DAY}/"):
            with pytest.raises(asyncssh.SFTPNoSuchFile):
                await client.listdir(path)

    server.sftp(work, **login)


def test_there_is_nothing_above_the_root(
    acme: Tenant, fs1: Node, server: Served, login: dict[str, Any]
) -> None:
    some(acme, fs1)

    async def work(client: asyncssh.SFTPClient) -> list[str]:
        assert await client.realpath("/../../etc") == "/etc"
        assert await client.realpath(".") == "/"
        await client.chdir(f"{DAY}/../..")
        return [name for name in await names(client, "../../..") if not name.startswith(".")]

    assert server.sftp(work, **login) == ["2026-03"]
    assert "path above the root" in found(1)[0].message


def test_a_session_has_so_many_files_open(
    acme: Tenant, fs1: Node, server: Served, login: dict[str, Any]
) -> None:
    some(acme, fs1)

    async def work(client: asyncssh.SFTPClient) -> None:
        (name,) = await client.glob(f"{DAY}/*.wav")
        files = [await client.open(name, "rb") for _ in range(16)]
        with pytest.raises(asyncssh.SFTPFailure):
            await client.open(name, "rb")
        await files.pop().close()
        await client.open(name, "rb")

    server.sftp(work, **login)


def test_a_session_has_so_many_listings_open_read_or_not(
    acme: Tenant, fs1: Node, server: Served, login: dict[str, Any]
) -> None:
    some(acme, fs1)

    async def work(client: asyncssh.SFTPClient) -> None:
        handler = client._handler
        handles = [await handler.opendir(b"/") for _ in range(16)]
        for unread in (False, True):
            with pytest.raises(asyncssh.SFTPFailure):
                await handler.opendir(b"/")
            if not unread:
                await handler.readdir(handles[-1])
            await handler.close(handles.pop())
            handles.append(await handler.opendir(b"/"))

    server.sftp(work, **login)
