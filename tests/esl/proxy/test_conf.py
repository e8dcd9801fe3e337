"""The folder that `proxy conf` writes: Kamailio takes it, and it says who is at home where."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from esl.models import Node
from esl.proxy.lists import COLUMNS
from seatyard.db import db
from tests.factories import NodeFactory, NumberFactory, PlacementFactory, TenantFactory, TrunkFactory

from .running import checked


@pytest.fixture
def nodes(app: Flask) -> tuple[Node, Node]:
    fs1, fs2 = NodeFactory(name="fs1", host="10.0.0.5"), NodeFactory(name="fs2", host="10.0.0.6")
    TrunkFactory(name="carrier1", host="192.0.2.10", networks="198.51.100.0/28")
    acme, other = TenantFactory(domain="acme.test"), TenantFactory(domain="Other.test")
    gone = TenantFactory(domain="gone.test", deleted_at=datetime(2026, 1, 1, tzinfo=UTC))
    for tenant, node in ((acme, fs1), (other, fs2), (gone, fs1)):
        PlacementFactory(tenant=tenant, node=node)
    NumberFactory(tenant=acme, e164="+861088880001")
    NumberFactory(tenant=other, e164="+861088880002")
    db.session.commit()
    return fs1, fs2


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "proxy"


def lines(out: Path, name: str) -> list[str]:
    return (out / name).read_text().splitlines()


def test_the_lists_say_who_is_at_home_where(command, nodes: tuple[Node, Node], out: Path) -> None:
    done = command("proxy", "conf", "--out", str(out), "--node", "fs2=10.0.0.7:5070:5090", "--json")
    assert done.exit_code == 0, done.output
    fs1, fs2 = nodes
    seats, carriers = (
        {fs1.id: 2 * fs1.id, fs2.id: 2 * fs2.id},
        {fs1.id: 2 * fs1.id + 1, fs2.id: 2 * fs2.id + 1},
    )
    assert lines(out, "dispatcher.list") == [
        f"{seats[fs1.id]} sip:10.0.0.5:5060 8 0 duid=fs1",
        f"{carriers[fs1.id]} sip:10.0.0.5:5080 8 0 duid=fs1",
        f"{seats[fs2.id]} sip:10.0.0.7:5070 8 0 duid=fs2",
        f"{carriers[fs2.id]} sip:10.0.0.7:5090 8 0 duid=fs2",
    ]
    assert lines(out, "db/sets")[1] == f"{seats[fs1.id]}:0:0:sip\\:10.0.0.5\\:5060:0"
    assert sorted(lines(out, "db/domains")) == sorted(
        [COLUMNS, f"acme.test:0:1:{seats[fs1.id]}:0", f"other.test:0:1:{seats[fs2.id]}:0"]
    )
    assert lines(out, "db/numbers") == [
        COLUMNS,
        f"861088880001:0:1:{carriers[fs1.id]}:0",
        f"861088880002:0:1:{carriers[fs2.id]}:0",
    ]
    assert lines(out, "address.list") == ["1 192.0.2.10 32 0 carrier1", "1 198.51.100.0 28 0 carrier1"]
    assert stat.S_IMODE((out / "db/numbers").stat().st_mode) == 0o640


def test_kamailio_takes_it(command, nodes: tuple[Node, Node], out: Path) -> None:
    options = ("--listen", "127.0.0.5:5062", "--advertise", "203.0.113.9:5060")
    done = command("proxy", "conf", "--out", str(out), *options, "--json")
    assert json.loads(done.output)["start"] == f"kamailio -DD -E -m 256 -f {out}/kamailio.cfg"
    looked = checked(out)
    assert looked.returncode == 0, looked.stderr
    assert "config file ok" in looked.stderr
    assert "[127.0.0.5]:5062 advertise 203.0.113.9:5060" in looked.stdout


def test_kamailio_would_tell_of_a_fault(command, nodes: tuple[Node, Node], out: Path) -> None:
    command("proxy", "conf", "--out", str(out))
    text = (out / "kamailio.cfg").read_text()
    (out / "kamailio.cfg").write_text(text.replace("route(HOME);", "route(HOME;"))
    assert checked(out).returncode != 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--listen", "here"), "--listen: not an address: here"),
        (("--listen", "127.0.0.1:99999"), "--listen: not a port: 99999"),
        (("--advertise", "sip.example.com:5060"), "--advertise: not an address"),
        (("--node", "fs1"), "--node: cannot read 'fs1'"),
        (("--node", "fs9=10.0.0.5:5060:5080"), "--node: no node fs9"),
        (("--socket", "seatyard.sock"), "--socket: cannot be 'seatyard.sock'"),
        (("--socket", f"/{'a' * 120}"), "--socket: too long"),
        (("--folder", '/etc/"kamailio"'), "--folder: cannot be"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(
    command, nodes: tuple[Node, Node], out: Path, arguments: tuple[str, ...], told: str
) -> None:
    refused = command("proxy", "conf", "--out", str(out), *arguments)
    assert (refused.exit_code, refused.output.count("\n")) == (2, 1), refused.output
    assert told in refused.output
    assert not (out / "kamailio.cfg").exists()


def test_without_a_node_there_is_nothing_to_write(command, app: Flask, out: Path) -> None:
    refused = command("proxy", "conf", "--out", str(out))
    assert refused.exit_code == 2
    assert "seatyard node add" in refused.output


def test_ipv6_stands_in_brackets(command, nodes: tuple[Node, Node], out: Path) -> None:
    command(
        "proxy",
        "conf",
        "--out",
        str(out),
        "--listen",
        "[2001:db8::5]:5060",
        "--node",
        "fs1=[2001:db8::1]:5060:5080",
    )
    assert "listen=udp:[2001:db8::5]:5060" in lines(out, "kamailio.cfg")
    assert lines(out, "dispatcher.list")[0].split(" ")[1] == "sip:[2001:db8::1]:5060"
