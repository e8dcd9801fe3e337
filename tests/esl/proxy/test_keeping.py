"""`proxy run`: lists are written when they change, and taken over; what the proxy does not take is told."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from esl.proxy import keeping, rpc
from esl.proxy.lists import RELOADED_BY
from esl.proxy.places import Places
from seatyard import findings
from seatyard.db import db
from seatyard.errors import Unavailable
from tests.factories import NodeFactory, NumberFactory, PlacementFactory, TenantFactory
from tests.support.processes import Process, until


class Proxy:
    """Answers JSON-RPC as Kamailio does, or refuses."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.asked: list[list[str]] = []
        self.refuses = ""
        """The command that fails."""
        self.wrong: dict[str, Any] = {}
        """What is put into each answer."""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            data, sender = self._socket.recvfrom(65_536)
            if not data:
                return
            question = json.loads(data)
            self.asked.append([question["method"], *question["params"]])
            answer: dict[str, Any] = {"jsonrpc": "2.0", "id": question["id"]}
            if question["method"] == self.refuses:
                answer["error"] = {"code": 500, "message": "ongoing reload"}
            else:
                answer["result"] = "Ok"
            self._socket.sendto(json.dumps(answer | self.wrong).encode(), sender)

    def close(self) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", str(self.path))
        self._thread.join()
        self._socket.close()
        self.path.unlink()


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    made = Proxy(tmp_path / "control")
    yield made
    if made.path.exists():
        made.close()


@pytest.fixture
def keeper(app: Flask, tmp_path: Path) -> keeping.Keeper:
    acme = TenantFactory(domain="acme.test")
    PlacementFactory(tenant=acme, node=NodeFactory(name="fs1"))
    NumberFactory(tenant=acme, e164="+861088880001")
    db.session.commit()
    return keeping.Keeper(tmp_path / "proxy", tmp_path / "control", Places())


def other_tenant() -> None:
    PlacementFactory(
        tenant=TenantFactory(domain="other.test"), node=NodeFactory(name="fs2", host="127.0.0.2")
    )
    db.session.commit()


def told() -> list[str]:
    return [finding.message for finding in findings.still_open(keeping.BEHIND)]


def test_at_its_start_everything_is_taken_over_and_then_what_changes(
    keeper: keeping.Keeper, proxy: Proxy
) -> None:
    assert keeper.look() == list(RELOADED_BY)
    assert keeper.look() == []
    other_tenant()
    assert keeper.look() == ["dispatcher.list", "db/sets", "db/domains"]
    assert proxy.asked[-3:] == [
        ["dispatcher.reload"],
        ["htable.reload", "sets"],
        ["htable.reload", "domains"],
    ]
    assert "other.test" in (keeper.folder / "db/domains").read_text()
    assert told() == []


def test_what_is_not_taken_over_is_told_and_tried_again(keeper: keeping.Keeper, proxy: Proxy) -> None:
    keeper.look()
    other_tenant()
    proxy.refuses = "htable.reload"
    for _ in range(2):
        with pytest.raises(Unavailable, match="ongoing reload"):
            keeper.look()
    (message,) = told()
    assert "goes by those before" in message
    proxy.refuses = ""
    assert keeper.look() == ["db/sets", "db/domains"]
    assert told() == []


def test_a_proxy_that_is_not_there_is_told(keeper: keeping.Keeper, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="No such file"):
        keeper.look()
    assert len(told()) == 1
    assert (keeper.folder / "dispatcher.list").exists()
    back = Proxy(tmp_path / "control")
    try:
        assert keeper.look() == list(RELOADED_BY)
    finally:
        back.close()
    assert told() == []


def test_a_list_that_somebody_changed_is_written_again(keeper: keeping.Keeper, proxy: Proxy) -> None:
    keeper.look()
    (keeper.folder / "db/numbers").write_text("")
    assert keeper.look() == ["db/numbers"]
    assert "861088880001" in (keeper.folder / "db/numbers").read_text()


@pytest.mark.parametrize("wrong", [{"id": "another"}, {"error": "no"}])
def test_an_answer_that_is_none_is_a_failure(proxy: Proxy, wrong: dict[str, Any]) -> None:
    proxy.wrong = wrong
    with pytest.raises(Unavailable):
        rpc.call(proxy.path, "core.uptime")
    assert [path.name for path in proxy.path.parent.iterdir()] == ["control"], "its own socket is left"


def test_a_proxy_that_does_not_answer_is_a_failure(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as silent:
        silent.bind(str(tmp_path / "control"))
        with pytest.raises(Unavailable, match="no answer"):
            rpc.call(tmp_path / "control", "core.uptime", patience=0.05)


def test_once_says_what_was_taken_over(command, keeper: keeping.Keeper, proxy: Proxy) -> None:
    arguments = ("--out", str(keeper.folder), "--socket", str(keeper.socket), "--once")
    done = command("proxy", "run", *arguments, "--json")
    assert json.loads(done.output) == {"taken_over": list(RELOADED_BY)}
    proxy.close()
    refused = command("proxy", "run", *arguments)
    assert (refused.exit_code, refused.output.count("\n")) == (2, 1)


def test_it_runs_until_it_is_told_to_end(
    app: Flask, keeper: keeping.Keeper, proxy: Proxy, tmp_path: Path
) -> None:
    arguments = ("--out", str(keeper.folder), "--socket", str(keeper.socket), "--every", "0.05")
    process = Process(app, tmp_path, "proxy", "run", *arguments)
    try:
        until(lambda: len(proxy.asked) == len(RELOADED_BY), lambda: f"all lists\n{process.output}", 180)
        other_tenant()
        until(lambda: ["dispatcher.reload"] in proxy.asked[5:], lambda: f"the new node\n{process.output}")
        assert process.end() == 0
    finally:
        process.kill()
