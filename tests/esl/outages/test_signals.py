"""Signals of a node in the database: real sockets on the loopback, a scripted switch's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import gevent
import pytest
from flask import Flask
from gevent import socket
from gevent.server import StreamServer
from sqlalchemy import select

from esl.models import Node, Outage
from esl.outages import options, probing
from esl.outages.combine import Begun
from esl.outages.kinds import EVENT_SOCKET, NODE_DOWN, OPTIONS_SEATS, PROFILE_SEATS, SIP_SILENT, SOCKET_LOST
from esl.outages.models import NodeSignal
from esl.outages.probing import Probing, banner, running
from esl.outages.signals import Signals
from esl.outages.watcher import Watcher
from esl.session import Address, LinkLost
from esl.session.replies import Reply
from seatyard.db import db
from seatyard.findings import Finding
from tests.factories import NodeFactory

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


class Sip:
    """A SIP server on a port of its own that answers OPTIONS while it is there."""

    def __init__(self) -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self.sock.getsockname()[1]}"
        self.there = True
        self.server = gevent.spawn(self._serve)

    def _serve(self) -> None:
        while True:
            data, sender = self.sock.recvfrom(65535)
            via = next(line for line in data.split(b"\r\n") if line.startswith(b"Via:"))
            if self.there:
                self.sock.sendto(b"SIP/2.0 200 OK\r\n" + via + b"\r\n\r\n", sender)


class Switch:
    """A session as the prober uses it: what the switch says, on its own clock."""

    def __init__(self, seats: Sip, carriers: Sip) -> None:
        self.up = True
        self.at = at(0)
        self.profiles = {"internal": seats.place, "external": carriers.place}

    def bgapi(self, command: str, timeout: float | None = None) -> Reply:
        assert command == "sofia xmlstatus"
        if not self.up:
            raise LinkLost("away")
        return Reply(xmlstatus(self.profiles), "A", self.at)


def xmlstatus(profiles: dict[str, str]) -> str:
    rows = "".join(
        f"<profile>\n<name>{name}</name>\n<type>profile</type>\n<data>sip:mod_sofia@{place}</data>\n"
        "<state>RUNNING (0)</state>\n</profile>\n"
        for name, place in profiles.items()
    )
    ws = "<data>sip:mod_sofia@127.0.0.1:7;transport=ws</data>\n<state>RUNNING (0) (WS)</state>"
    rows += f"<profile>\n<name>internal</name>\n<type>profile</type>\n{ws}\n</profile>\n"
    return f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<profiles>\n{rows}</profiles>\n'


class Watched:
    def __init__(self, node: Node) -> None:
        self.node = node
        self.seats, self.carriers = Sip(), Sip()
        self.switch = Switch(self.seats, self.carriers)
        self.elapsed = 0.0
        self.begin()

    def begin(self) -> None:
        """A worker starts."""
        self.watcher = Watcher(self.node.id, self.node.name)
        self.signals = self.watcher.signals
        self.signals.clock._elapsed = lambda: self.elapsed
        address = Address("fs1", "127.0.0.1", 1, "secret")
        self.probing = Probing(address, self.switch, self.signals)  # type: ignore[arg-type]
        self.watcher.up("A", at(self.elapsed), began=at(-60))

    def look(self, seconds: float) -> None:
        """A round, so many seconds after noon."""
        self.elapsed = seconds
        self.switch.at = at(seconds)
        self.probing._looked_at = -probing.ROUND
        self.probing.step()


@pytest.fixture
def watched(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    monkeypatch.setattr(options, "LIMIT", 0.2)
    monkeypatch.setattr(options.ask, "__defaults__", (0.2,))
    node = NodeFactory(name="fs1")
    db.session.commit()
    made = Watched(node)
    made.look(10)
    yield made
    for sip in (made.seats, made.carriers):
        sip.server.kill()
        sip.sock.close()


def rows() -> list[Outage]:
    db.session.rollback()
    return list(db.session.scalars(select(Outage).order_by(Outage.id)))


def spans() -> list[tuple[Any, ...]]:
    return [(row.kind, row.starts_at, row.ends_at, row.certain) for row in rows()]


def found() -> list[str]:
    return sorted(db.session.scalars(select(Finding.kind)))


def test_a_stopped_profile_is_an_outage_while_the_event_socket_is_up(watched: Watched) -> None:
    del watched.switch.profiles["internal"]
    watched.seats.there = False
    watched.look(20)
    assert spans() == [(SIP_SILENT, at(10), None, True)]
    watched.look(22)
    watched.seats.there = True
    watched.look(24)
    assert spans() == [(SIP_SILENT, at(10), at(24), True)]
    signals = rows()[0].evidence["signals"]
    assert [(one["signal"], one["since"], one["at"]) for one in signals] == [
        (OPTIONS_SEATS, at(10).isoformat(), at(20).isoformat()),
        (PROFILE_SEATS, at(10).isoformat(), at(20).isoformat()),
        (OPTIONS_SEATS, None, at(24).isoformat()),
    ]
    assert "no answer in 0.2 s" in signals[0]["what"]
    assert signals[-1]["ends"] is True
    assert found() == []


def test_one_silent_profile_alone_is_a_finding(watched: Watched) -> None:
    watched.carriers.there = False
    watched.look(20)
    watched.carriers.there = True
    watched.look(22)
    assert spans() == []
    assert found() == ["signal_alone"]


def test_a_killed_node_is_one_outage_until_its_telephones_are_served(watched: Watched) -> None:
    """The Event Socket, OPTIONS, and another Core-UUID: the end is SIP's, which comes last."""
    watched.switch.up = watched.seats.there = watched.carriers.there = False
    watched.elapsed = 15
    watched.watcher.down("closed", by_us=False)
    watched.watcher.unreachable("refused")
    assert spans() == [(NODE_DOWN, at(0), None, False)]
    watched.look(20)
    assert spans() == [(NODE_DOWN, at(10), None, True)], "OPTIONS had proved service at 10"
    watched.switch.up = True
    watched.elapsed = 90
    watched.watcher.up("B", at(90), began=at(89))
    assert spans() == [(NODE_DOWN, at(10), None, True)], "nobody can call yet"
    watched.seats.there = watched.carriers.there = True
    watched.look(95)
    assert spans() == [(NODE_DOWN, at(10), at(95), True)]
    evidence = rows()[0].evidence
    assert (evidence["last_core"], evidence["first_core"]) == ("A", "B")
    assert {one["signal"] for one in evidence["signals"]} >= {EVENT_SOCKET, OPTIONS_SEATS, "core_uuid"}
    assert "silent" not in evidence
    assert found() == []


def test_a_banner_before_the_session_leaves_one_outage_of_a_killed_node(watched: Watched) -> None:
    watched.switch.up = watched.seats.there = watched.carriers.there = False
    watched.elapsed = 15
    watched.watcher.down("closed", by_us=False)
    watched.watcher.unreachable("refused")
    watched.look(20)
    with listening(b"Content-Type: auth/request\n\n") as port:
        watched.seats.there = watched.carriers.there = True
        watched.probing.address = Address("fs1", "127.0.0.1", port, "secret")
        watched.look(60)
    assert spans() == [(NODE_DOWN, at(10), at(60), True)]
    watched.switch.up = True
    watched.watcher.up("B", at(61), began=at(59))
    assert spans() == [(NODE_DOWN, at(10), at(61), True)]
    assert rows()[0].evidence["first_core"] == "B"


def test_a_node_that_only_we_cannot_reach_is_a_gap_of_the_link(watched: Watched) -> None:
    watched.switch.up = False
    watched.watcher.down("cut", by_us=False)
    watched.watcher.unreachable("refused")
    watched.signals.combiner.silent.pop("banner", None)
    watched.signals.combiner.proofs.pop("banner")
    watched.look(20)
    watched.switch.up = True
    watched.watcher.up("A", at(30), began=at(-60))
    assert spans() == []
    assert found() == ["link_gap"]


def test_an_event_socket_that_is_frozen_for_everyone_is_an_outage_of_its_own(watched: Watched) -> None:
    watched.switch.up = False
    watched.elapsed = 15
    watched.watcher.down("no word", by_us=False)
    watched.watcher.unreachable("no banner")
    watched.look(20)  # nobody listens on port 1
    assert [(kind, certain) for kind, _, _, certain in spans()] == [(SOCKET_LOST, True)]
    watched.switch.up = True
    watched.watcher.up("A", at(40), began=at(-60))
    assert spans() == [(SOCKET_LOST, at(10), at(40), True)]
    assert found() == ["link_gap"]


def test_a_network_cut_is_an_outage_though_the_core_lived(watched: Watched) -> None:
    watched.switch.up = watched.seats.there = watched.carriers.there = False
    watched.elapsed = 15
    watched.watcher.down("cut", by_us=False)
    watched.watcher.unreachable("timed out")
    watched.look(20)
    watched.switch.up = watched.seats.there = watched.carriers.there = True
    watched.watcher.up("A", at(50), began=at(-60))
    watched.look(52)
    assert spans() == [(NODE_DOWN, at(10), at(52), True)]
    assert found() == ["link_gap"]


def test_an_outage_over_the_workers_restart_is_ended_by_the_next_one(watched: Watched) -> None:
    del watched.switch.profiles["internal"]
    watched.seats.there = False
    watched.look(20)
    watched.elapsed = 100
    watched.begin()
    assert spans() == [(SIP_SILENT, at(10), None, True)]
    watched.look(101)
    assert spans() == [(SIP_SILENT, at(10), None, True)]
    watched.switch.profiles["internal"] = watched.seats.place
    watched.look(105)
    assert spans() == [(SIP_SILENT, at(10), at(105), True)]


def test_the_last_proof_before_the_workers_absence_is_remembered(watched: Watched) -> None:
    watched.seats.there = watched.carriers.there = False
    watched.elapsed = 500
    watched.begin()
    watched.look(500)
    assert spans() == [(SIP_SILENT, at(10), None, True)]


def test_what_moved_is_looked_for_at_its_new_place(watched: Watched) -> None:
    watched.seats.there = False
    watched.look(20)
    moved = Sip()
    watched.switch.profiles["internal"] = moved.place
    watched.look(30)
    watched.look(40)
    assert watched.signals.addresses[OPTIONS_SEATS] == moved.place
    db.session.rollback()
    assert spans() == []
    assert watched.signals.combiner.silent == {}
    moved.server.kill()
    moved.sock.close()


def test_what_the_database_does_not_take_is_written_once_it_does(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise RuntimeError("no database")

    del watched.switch.profiles["internal"]
    watched.seats.there = False
    with monkeypatch.context() as patch:
        patch.setattr("esl.outages.agreed.write", away)
        with pytest.raises(RuntimeError):
            watched.look(20)
    assert spans() == []
    watched.look(30)
    assert spans() == [(SIP_SILENT, at(10), None, True)]


def test_a_step_of_this_machines_clock_changes_no_span(watched: Watched) -> None:
    """The time of what the switch does not answer is its last word, and what passed since."""
    assert watched.signals.clock.now() == at(10)
    watched.elapsed = 25
    assert watched.signals.clock.now() == at(25)


def test_the_same_change_again_is_the_same_outage(watched: Watched) -> None:
    from esl.outages import agreed

    begun = Begun(SIP_SILENT, at(10), ())
    for _ in range(2):
        agreed.write(watched.node.id, "fs1", [begun], {OPTIONS_SEATS})
    assert spans() == [(SIP_SILENT, at(10), None, True)]


def test_proofs_are_kept_with_their_place(watched: Watched) -> None:
    kept = {row.signal: (row.proven_at, row.address) for row in db.session.scalars(select(NodeSignal))}
    assert kept[OPTIONS_SEATS] == (at(10), watched.seats.place)
    assert kept[EVENT_SOCKET] == (at(10), "")


@pytest.mark.parametrize(
    ("text", "profiles"),
    [
        ("Unknown Command [xmlstatus]\n", None),
        ("-ERR sofia Command not found!\n", None),
        (xmlstatus({}), {}),
        (xmlstatus({"internal": "192.0.2.5:5060"}), {"internal": "192.0.2.5:5060"}),
        (xmlstatus({"internal": "[2001:db8::5]:5060"}), {"internal": "[2001:db8::5]:5060"}),
        (xmlstatus({"internal": "evil;rm"}), {}),
        (xmlstatus({"internal": "999.0.2.5:5060", "external": "192.0.2.5:99999"}), {}),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><profiles>&b;</profiles>", None),
    ],
)
def test_profiles_as_the_switch_lists_them(text: str, profiles: dict[str, str] | None) -> None:
    assert running(text) == profiles


@contextmanager
def listening(says: bytes) -> Iterator[int]:
    server = StreamServer(("127.0.0.1", 0), lambda sock, _: (sock.sendall(says), gevent.sleep(0.3)))
    server.start()
    yield server.server_port
    server.stop()


def test_a_banner_is_one_whatever_it_says() -> None:
    with listening(b"Content-Type: auth/request\n\n") as port:
        assert banner("127.0.0.1", port) == (True, "a banner")
    with listening(b"") as port:
        assert banner("127.0.0.1", port, limit=0.1) == (False, "no banner in 0.1 s")
    assert banner("127.0.0.1", port) == (False, "Connection refused")


def test_signals_of_a_node_that_was_never_seen(app: Flask) -> None:
    node = NodeFactory()
    db.session.commit()
    fresh = Signals(node.id, node.name)
    fresh.unreachable(None, "refused")
    fresh.write()
    assert spans() == []
