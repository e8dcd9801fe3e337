"""Talks on a real switch, fetched in bulk by HTTPS and SFTP: byte for byte, each tenant its own alone."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import asyncssh
import httpx
import pytest

from tests.support import openssh
from tests.support.postgres import free_port

from .ivr import PASSWORD, SEAT, Ivr
from .plant import Plant
from .processes import SEATYARD, running
from .test_recordings import taken
from .tones import heard
from .waiting import until

pytestmark = pytest.mark.live

FLOWS = {"desk": {"start": "first", "nodes": {"first": {"seat": SEAT, "ring": 20}}}}
TALK = 2
"""Seconds."""


@dataclass
class Holder:
    """A tenant with one talk, and what lets its server in."""

    name: str
    tone: int
    """Hz that its seat says."""
    talk: dict[str, Any]
    token: str
    key: Path

    @property
    def ending(self) -> str:
        return f"_{str(self.talk['id'])[:8]}.wav"


def talked(plant: Plant, name: str, block: str, tone: int) -> str:
    """A caller talks with the seat of a new tenant, which says ``tone``. The uuid of the caller's leg."""
    made = Ivr(plant, name, block, FLOWS, recordings={"record": "all"})
    made.onboard()
    phone = plant.phones.seat(SEAT, f"{name}.seats.example", PASSWORD, plant.sip, tone=tone)
    until("the registration", lambda: phone.registration == 200)
    caller = made.call("desk")
    until("the seat rings", lambda: phone.incoming)
    uuid = plant.channel("external")
    phone.incoming[-1].reply(200)
    until("they talk", lambda: caller.up and phone.incoming[-1].up)
    time.sleep(TALK)  # the talk itself
    caller.hang_up()
    plant.quiet()
    return uuid


def holder(plant: Plant, name: str, tone: int, uuid: str, folder: Path) -> Holder:
    key = openssh.key(folder)
    add = ("recordings", "access", "add", name, "--label", "warehouse")
    token: Any = plant.json(*add)
    plant.seatyard(*add, "--ssh-key", f"{key}.pub")
    return Holder(name, tone, taken(plant, uuid), token["token"], key)


@pytest.fixture(scope="module")
def holders(plant: Plant, tmp_path_factory: pytest.TempPathFactory) -> list[Holder]:
    """Two tenants with the same seat and flow; what is said differs."""
    tenants = {"fetching": ("+8610888802", 500), "another": ("+8610888803", 900)}
    talks = {name: talked(plant, name, block, tone) for name, (block, tone) in tenants.items()}
    return [
        holder(plant, name, tenants[name][1], uuid, tmp_path_factory.mktemp(name))
        for name, uuid in talks.items()
    ]


@pytest.fixture(scope="module")
def port(plant: Plant) -> Iterator[int]:
    """Of the SFTP server."""
    port, log = free_port(), plant.home / "sftp.log"
    with running([SEATYARD, "sftp", "--bind", f"127.0.0.1:{port}"], log, plant.env):
        until("it listens", lambda: "listening on" in log.read_text())
        yield port


def by_https(plant: Plant, one: Holder, path: str, whose: str = "") -> httpx.Response:
    root = f"http://127.0.0.1:{plant.web_port}/api/tenants/{whose or one.name}/recordings"
    return httpx.get(f"{root}{path}", headers={"Authorization": f"Bearer {one.token}"})


def index(plant: Plant, one: Holder) -> list[dict[str, Any]]:
    (month,) = by_https(plant, one, "").json()["months"]
    found: list[dict[str, Any]] = by_https(plant, one, f"/{month['month']}.json").json()["recordings"]
    return found


def refused(plant: Plant) -> int:
    return sum(
        int(str(row["count"])) for row in plant.rows("SELECT * FROM findings WHERE kind = 'fetch_refused'")
    )


def by_library(port: int, one: Holder) -> dict[str, bytes]:
    """Everything that the tenant sees, by the library's own client."""

    async def everything() -> dict[str, bytes]:
        async with (
            asyncssh.connect(
                "127.0.0.1",
                port,
                username=one.name,
                client_keys=[str(one.key)],
                known_hosts=None,
                config=None,
            ) as connection,
            connection.start_sftp_client() as client,
        ):
            paths = [str(path) for path in await client.glob("/*/*/*")]
            return {path: await (await client.open(path, "rb")).read() for path in paths}

    return asyncio.run(everything())


def test_by_https_and_sftp_it_is_what_was_said(
    plant: Plant, holders: list[Holder], port: int, tmp_path: Path
) -> None:
    for one in holders:
        (listed,) = index(plant, one)
        whole = by_https(plant, one, f"/{one.talk['id']}.wav").content
        assert hashlib.sha256(whole).hexdigest() == listed["sha256"] == one.talk["sha256"]
        files = by_library(port, one)
        assert files[f"/{listed['file']}"] == whole
        assert {path.rpartition("/")[2] for path in files} == {
            *("index.csv", "SHA256SUMS"),
            listed["file"].rpartition("/")[2],
        }
        (tmp_path / "talk.wav").write_bytes(whole)
        assert heard(tmp_path / "talk.wav", (500, 900)) == {one.tone}
        noted = plant.rows("SELECT who, way FROM recording_listens WHERE recording_id = ?", one.talk["id"])
        assert sorted((str(row["who"]), str(row["way"])) for row in noted) == [
            ("warehouse", "https"),
            ("warehouse", "sftp"),
        ]


def test_openssh_fetches_the_same(plant: Plant, holders: list[Holder], port: int, tmp_path: Path) -> None:
    if shutil.which("sftp") is None:
        pytest.skip("no OpenSSH client on this machine (Debian: apt-get install openssh-client)")
    one = holders[0]
    (listed,) = index(plant, one)
    client = openssh.Client(port, one.key, tmp_path, one.name)
    month = listed["file"].split("/")[0]
    client.sftp(f"get -r /{month} {tmp_path}")
    got = tmp_path / listed["file"]
    assert hashlib.sha256(got.read_bytes()).hexdigest() == listed["sha256"]
    got.write_bytes(got.read_bytes()[:10_000])
    client.sftp(f"reget /{listed['file']} {got}")
    assert hashlib.sha256(got.read_bytes()).hexdigest() == listed["sha256"]


def test_nobody_crosses_and_trying_is_counted(
    plant: Plant, holders: list[Holder], port: int, tmp_path: Path
) -> None:
    mine, other = holders
    (theirs,) = index(plant, other)
    before = refused(plant)
    assert by_https(plant, mine, f"/{other.talk['id']}.wav").status_code == 404
    assert by_https(plant, mine, f"/{other.talk['id']}.wav", whose="another").status_code == 401
    assert other.ending not in "".join(by_library(port, mine))
    impostor = Holder(other.name, 0, {}, mine.token, mine.key)
    with pytest.raises(asyncssh.PermissionDenied):
        by_library(port, impostor)
    until("both are counted", lambda: refused(plant) == before + 2)
    if shutil.which("sftp"):
        client = openssh.Client(port, mine.key, tmp_path, mine.name)
        for crossing in (
            f"get /{theirs['file']}",
            f"get ../{other.name}/{theirs['file']}",
            f"rm /{theirs['file']}",
        ):
            with pytest.raises(CalledProcessError):
                client.sftp(crossing)
        until("climbing and removing are, too", lambda: refused(plant) >= before + 4)
    log = (plant.home / "sftp.log").read_text()
    assert mine.token not in log
    assert "Traceback" not in log
    assert json.dumps(plant.rows("SELECT * FROM recording_accesses")).count(mine.token) == 0
