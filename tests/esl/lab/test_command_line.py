"""``seatyard lab run`` as a process of its own: what it refuses, how it lives, how it dies."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from seatyard.cli import main

from . import folder, running
from .client import Client

CLOCK = "2026-03-02T09:00:00+08:00"


def command(tmp: Path, **instead: str) -> list[str]:
    """The arguments of ``seatyard``."""
    files = {"conf": f"{tmp}/conf", "scenario": f"{tmp}/scenario.yaml", "log": f"{tmp}/log.jsonl"}
    options = {**files, "clock": CLOCK, **instead}
    return ["lab", "run", *(f"--{name}={value}" for name, value in options.items())]


def prepare(tmp: Path, scenario: Any = None, **files: str) -> None:
    folder.write(tmp / "conf", **files)
    text = scenario if isinstance(scenario, str) else yaml.safe_dump(scenario or {"phones": running.PHONES})
    (tmp / "scenario.yaml").write_text(text)


def refused(tmp: Path, **instead: str) -> str:
    """Its one line; it exits with 2."""
    ran = CliRunner().invoke(main, command(tmp, **instead), prog_name="seatyard")
    assert ran.exit_code == 2, ran.output
    assert ran.stderr.count("\n") == 1, ran.output
    return ran.stderr


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    prepare(tmp_path)
    assert "freeswitch.xml: cannot be read: No such file" in refused(tmp_path, conf=str(tmp_path / "x"))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("freeswitch.xml", "<document>", "freeswitch.xml: is no XML"),
        ("freeswitch.xml", "<document/>", "event_socket.conf"),
        ("freeswitch.xml", '<!DOCTYPE d [<!ENTITY e "x">]>\n<document>&e;</document>', "a document type"),
        ("dialplan/default.xml", "<context>", "is no XML"),
        ("dialplan/default.xml", "\udcff", "default.xml: cannot be read: not UTF-8"),
        (
            "autoload_configs/callcenter.conf.xml",
            '<X-PRE-PROCESS cmd="include" data="callcenter.conf.xml"/>',
            "includes itself",
        ),
    ],
)
def test_a_folder_that_makes_no_sense(tmp_path: Path, name: str, text: str, said: str) -> None:
    prepare(tmp_path)
    (tmp_path / "conf" / name).write_bytes(text.encode(errors="surrogateescape"))
    assert said in refused(tmp_path)


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("clock", "noon", "--clock: 'noon' is no ISO time"),
        ("clock", "2026-03-02T09:00:00", "--clock: has no offset"),
        ("scenario", "nowhere.yaml", "nowhere.yaml: cannot be read"),
        ("log", "/nowhere/log.jsonl", "/nowhere/log.jsonl: cannot be written"),
    ],
)
def test_options_that_make_no_sense(tmp_path: Path, option: str, value: str, said: str) -> None:
    prepare(tmp_path)
    assert said in refused(tmp_path, **{option: value})


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        prepare(tmp_path)
        file = tmp_path / "conf/autoload_configs/all.conf.xml"
        file.write_text(file.read_text().replace('"listen-port" value="0"', f'"listen-port" value="{port}"'))
        assert f"127.0.0.1:{port}: cannot listen" in refused(tmp_path)


@contextmanager
def process(tmp: Path, **instead: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A running lab and its port."""
    with (tmp / "stderr").open("w") as errors:
        arguments = [sys.executable, "-m", "seatyard", *command(tmp, **instead)]
        lab = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        assert lab.stdout
        line = lab.stdout.readline()
        assert "a stand-in for FreeSWITCH" in line, (tmp / "stderr").read_text()
        yield lab, int(re.findall(r":(\d+)$", line)[0])
    finally:
        lab.kill()
        lab.communicate()


def log(tmp: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (tmp / "log.jsonl").read_text().splitlines()]


async def say(port: int, *commands: str) -> list[str]:
    client = await Client.connect(port)
    try:
        return [await client.api(each) for each in commands]
    finally:
        await client.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_in_good_order(tmp_path: Path, number: signal.Signals) -> None:
    prepare(tmp_path)
    with process(tmp_path) as (lab, port):
        call = "lab call 13800138000 9196 domain=acme.test"
        answers = asyncio.run(say(port, call, "lab until 2026-03-02T09:00:05+08:00"))
        uuid = answers[0].split()[1]
        lab.send_signal(number)
        assert lab.wait(20) == 0
    assert [each["record"] for each in log(tmp_path)] == ["boot", "start", "tick", "stop"]
    assert log(tmp_path)[-1]["lost"] == [uuid]


def test_shutdown_by_command(tmp_path: Path) -> None:
    prepare(tmp_path)
    with process(tmp_path) as (lab, port):
        asyncio.run(say(port, "fsctl shutdown"))
        assert lab.wait(20) == 0


def test_a_kill_leaves_calls_without_an_end(tmp_path: Path) -> None:
    prepare(tmp_path)
    call = "lab call 13800138000 9196 domain=acme.test"
    with process(tmp_path) as (lab, port):
        asyncio.run(say(port, call, "lab until 2026-03-02T09:00:50+08:00"))
        lab.kill()
        lab.wait(20)
    with process(tmp_path, clock="2026-03-02T11:00:00+08:00"):
        first, started, *ticks, again = log(tmp_path)
    assert (first["record"], started["record"], again["record"]) == ("boot", "start", "boot")
    assert {each["record"] for each in ticks} == {"tick"}
    assert ticks[-1]["at_us"] == first["at_us"] + 50_000_000
    assert first["core_uuid"] != again["core_uuid"]
