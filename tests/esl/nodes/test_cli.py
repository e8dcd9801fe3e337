"""Nodes and carriers: added once, the same again changes nothing, another of that name is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from esl.models import Node
from seatyard.db import db
from tests.factories import PlacementFactory


@pytest.fixture
def password(tmp_path: Path) -> str:
    (tmp_path / "password").write_text("secret\n")
    return str(tmp_path / "password")


def test_a_node_is_added_once(command, app: Flask, password: str) -> None:
    add = ("node", "add", "fs1", "--host", "192.0.2.1", "--port", "8021", "--password-file", password)
    assert json.loads(command(*add, "--json").output) == {"node": "fs1", "added": True}
    assert json.loads(command(*add, "--json").output) == {"node": "fs1", "added": False}
    other = command("node", "add", "fs1", "--host", "192.0.2.2", "--password-file", password)
    assert (other.exit_code, other.output.count("\n")) == (2, 1)
    assert "there is a node fs1 already, with host 192.0.2.1" in other.output
    node = db.session.scalars(select(Node)).one()
    assert (node.host, node.port, node.password_file) == ("192.0.2.1", 8021, password)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("FS1", "--host", "192.0.2.1"), "NAME: not a name: FS1"),
        (
            ("fs1", "--host", "switch.example"),
            "--host: not an address: switch.example (allowed: an IP address)",
        ),
        (
            ("fs1", "--host", "192.0.2.1", "--port", "70000"),
            "--port: not a port: 70000 (allowed: 1 to 65535)",
        ),
    ],
)
def test_bad_input_is_one_line(
    command, app: Flask, password: str, arguments: tuple[str, ...], told: str
) -> None:
    result = command("node", "add", *arguments, "--password-file", password)
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert told in result.output


@pytest.mark.parametrize("content", ["", "\n", "two\nlines", "密码", "$${conf_dir}", None])
def test_a_password_that_the_switch_would_not_take(
    command, app: Flask, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "password"
    if content is not None:
        path.write_text(content)
    result = command("node", "add", "fs1", "--host", "127.0.0.1", "--password-file", str(path))
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert str(path) in result.output


def test_nodes_are_listed_with_their_tenants(command, app: Flask, password: str) -> None:
    assert command("node", "list").output == "no node yet: seatyard node add\n"
    command("node", "add", "fs1", "--host", "127.0.0.1", "--password-file", password)
    PlacementFactory(node=db.session.scalars(select(Node)).one())
    db.session.commit()
    (node,) = json.loads(command("node", "list", "--json").output)
    assert (node["node"], node["tenants"], node["alive_at"]) == ("fs1", 1, None)
    assert "tenants 1  seats 0  not heard yet" in command("node", "list").output


def test_who_may_open_the_event_socket_of_a_distant_node_must_be_said(
    command, app: Flask, password: str, tmp_path: Path
) -> None:
    """The control plane's address is used when it is one; a name, or loopback, needs a word."""
    command("node", "add", "fs1", "--host", "192.0.2.1", "--password-file", password)
    conf = ("node", "conf", "fs1", "--out", str(tmp_path / "conf"), "--sip-ip", "192.0.2.1")
    result = command(*conf)
    assert (result.exit_code, "who may open the Event Socket?" in result.output) == (2, True)
    assert command(*conf, "--control", "192.0.2.9/32").exit_code == 0
    assert "192.0.2.9/32" in (tmp_path / "conf/autoload_configs/acl.conf.xml").read_text()
