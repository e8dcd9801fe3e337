"""What the doctor tells of nodes, worker, records and voice: well, and not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask import Flask

from esl.answers import reached
from esl.doctor import cdr_folder, nodes, records, voice, worker
from esl.models import CdrRecord, Node
from esl.session import Limits
from seatyard import clock
from seatyard.app import settings_of
from seatyard.db import db
from seatyard.doctor import Told
from tests.factories import NodeFactory, PlacementFactory, TenantFactory
from tests.support.event_socket import PASSWORD, Peer, Switch, reply, serving


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "LIMITS", Limits(connect=1, banner=1, command=2, job=2))


def states(told: Iterator[Told]) -> dict[str, str]:
    return {one.check: one.state for one in told}


def node_at(host: str, port: int, tmp_path: Path, password: str = PASSWORD) -> Node:
    (tmp_path / "password").write_text(password)
    node = NodeFactory(name="fs1", host=host, port=port, password_file=str(tmp_path / "password"))
    db.session.commit()
    return node


def switch(answers: dict[str, str], ahead: timedelta = timedelta()) -> Switch:
    made = Switch()
    made.clock = round((clock.now() + ahead).timestamp() * 1_000_000)
    made.answers = answers.get
    return made


def asked(tmp_path: Path, conversation: Callable[[Peer], None]) -> dict[str, str]:
    with serving(conversation) as address:
        node_at(address.host, address.port, tmp_path)
        return states(nodes.check())


WELL = {
    "version": "FreeSWITCH Version 1.11.1\n",
    reached.QUESTION: "fs1",
    "global_getvar log_dir": "/nowhere",
}


def test_a_node_that_is_well(app: Flask, tmp_path: Path) -> None:
    assert asked(tmp_path, switch(WELL)) == {
        "event socket fs1": "ok",
        "clock fs1": "ok",
        "questions fs1": "ok",
        "records left fs1": "ok",
    }


@pytest.mark.parametrize(("answer", "state"), [("true", "ok"), ("false", "fault")])
def test_a_node_behind_a_proxy(app: Flask, tmp_path: Path, answer: str, state: str) -> None:
    app.extensions["settings"] = replace(settings_of(app), sip_proxies=(ip_network("192.0.2.5/32"),))
    assert asked(tmp_path, switch(WELL | {"acl 192.0.2.5 proxies": answer}))["proxy fs1"] == state


def test_no_node_yet(app: Flask) -> None:
    assert states(nodes.check()) == {"nodes": "warning"}


def test_a_node_that_is_away(app: Flask, tmp_path: Path) -> None:
    node_at("127.0.0.1", 1, tmp_path)
    (told,) = nodes.check()
    assert (told.check, told.state) == ("event socket fs1", "fault")
    assert "start freeswitch@fs1" in told.do


def test_a_password_that_is_wrong(app: Flask, tmp_path: Path) -> None:
    def conversation(peer: Peer) -> None:
        peer.send(b"Content-Type: auth/request\n\n")
        peer.command()
        peer.send(reply("-ERR invalid"))

    with serving(conversation) as address:
        node_at(address.host, address.port, tmp_path, "wrong")
        (told,) = nodes.check()
    assert told.state == "fault"
    assert "password file" in told.do


def test_a_password_file_that_is_not_there(app: Flask, tmp_path: Path) -> None:
    NodeFactory(name="fs1", password_file=str(tmp_path / "none"))
    db.session.commit()
    assert states(nodes.check()) == {"event socket fs1": "fault"}


def test_a_node_whose_clock_is_wrong(app: Flask, tmp_path: Path) -> None:
    assert asked(tmp_path, switch(WELL, timedelta(minutes=-3)))["clock fs1"] == "fault"


@pytest.mark.parametrize("answer", ["", "fs2", "-ERR no reply"])
def test_a_node_that_does_not_reach_seatyard(app: Flask, tmp_path: Path, answer: str) -> None:
    assert asked(tmp_path, switch(WELL | {reached.QUESTION: answer}))["questions fs1"] == "fault"


def test_records_that_were_left(app: Flask, tmp_path: Path) -> None:
    here, there = NodeFactory(name="fs1"), NodeFactory(name="fs2", host="192.0.2.9")
    assert cdr_folder.told(here, tmp_path / "cdr-errors").state == "ok"
    (tmp_path / "a_1.cdr.json").write_text("{}")
    told = cdr_folder.told(here, tmp_path)
    assert (told.state, told.what) == ("warning", f"1 in {tmp_path}")
    assert told.do == f"seatyard switch sweep-cdrs --node fs1 {tmp_path}"
    assert "not seen from here" in cdr_folder.told(there, tmp_path).what
    assert cdr_folder.told(here, tmp_path / "a_1.cdr.json").state == "warning"


@pytest.mark.parametrize(
    ("set_to", "state"),
    [
        ({"linked": True}, "ok"),
        ({"linked": True, "lag": 0.2}, "ok"),
        ({"linked": True, "lag": 4.0}, "warning"),
        ({"linked": True, "silent": 200}, "fault"),
        ({}, "fault"),
    ],
)
def test_a_worker(app: Flask, set_to: dict[str, float], state: str) -> None:
    now = clock.now()
    NodeFactory(
        name="fs1",
        linked_at=now if set_to.get("linked") else None,
        alive_at=now - timedelta(seconds=set_to.get("silent", 0)),
        lag=set_to.get("lag"),
    )
    db.session.commit()
    assert states(worker.check())["worker fs1"] == state


@pytest.mark.parametrize(
    ("acked", "problem", "state"), [(1, None, "ok"), (0, None, "warning"), (0, "-ERR", "fault")]
)
def test_generations(app: Flask, acked: int, problem: str | None, state: str) -> None:
    tenant = TenantFactory(generation=1)
    PlacementFactory(tenant=tenant, node=NodeFactory(name="fs1"), acked_generation=acked, problem=problem)
    db.session.commit()
    assert states(worker.check())["generation fs1"] == state


@pytest.mark.parametrize(("minutes", "state"), [(1, "ok"), (10, "warning")])
def test_records_that_wait(app: Flask, minutes: int, state: str) -> None:
    assert states(records.check()) == {"records": "ok"}
    node = NodeFactory()
    db.session.flush()
    at = clock.now() - timedelta(minutes=minutes)
    db.session.add(
        CdrRecord(node_id=node.id, uuid="u", leg="a", sha256="", body="{}", via="post", received_at=at)
    )
    db.session.commit()
    assert states(records.check()) == {"records": state}


def test_a_voice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert states(voice.check()) == {"voice": "ok"}
    app.extensions["settings"] = replace(settings_of(app), speech="espeak-ng")
    for there, state in ((True, "ok"), (False, "warning")):
        monkeypatch.setattr(voice.speech, "can_speak", lambda there=there: there)
        assert states(voice.check()) == {"voice": state}
