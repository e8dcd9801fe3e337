"""A whole installation on loopback ports of its own: database, web, FreeSWITCH, worker, one tenant."""

from __future__ import annotations

import json
import os
import re
import secrets
import sqlite3
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import yaml
from psycopg.rows import dict_row
from sqlalchemy import make_url

from tests.support.postgres import free_port

from . import days
from .event_socket import EventSocket
from .phones import Call, Phone, Phones
from .processes import SEATYARD, kill, rtp_range, run, running, udp_port
from .waiting import until

DOMAIN = "acme.seats.example"
DID = "+861088880001"
SEAT, QUIET = "1001", "1002"
"""One that may dial out, and one that may not."""
PASSWORDS = {SEAT: "lilei-1001", QUIET: "hanmeimei-1002"}
CALLER = "13800138000"
LINE = 1100
"""Hz that the carrier's side says all the time."""


def tenant_file(today: date) -> dict[str, object]:
    """A contract from the first of this month, a menu into a queue, a mailbox behind it."""
    menu = {
        "prompt": {"say": "您好，销售请按1，留言请按2"},
        "digits": {"1": "sales", "2": "mailbox"},
        "otherwise": "bye",
    }
    return {
        "tenant": {"name": "acme", "title": {"zh": "安康客服", "en": "Acme Care"}, "domain": DOMAIN},
        "contract": {
            "template": "hotline-seat-lease",
            "signed": f"{today.year - 1}-12-01",
            "starts": today.replace(day=1).isoformat(),
            "ends": f"{today.year + 1}-12-31",
            "overrides": {"call_charges": {"increment": "1/1"}},  # so that the second shows on the invoice
        },
        "seats": [
            {"number": SEAT, "type": "bidirectional", "name": "李雷", "password": PASSWORDS[SEAT]},
            {
                "number": QUIET,
                "type": "inbound",
                "name": "韩梅梅",
                "password": PASSWORDS[QUIET],
            },
        ],
        "queues": [{"name": "sales", "seats": [SEAT], "wait_limit": 60, "on_timeout": "voicemail:sales"}],
        "numbers": [{"e164": DID, "flow": "main"}],
        "flows": {
            "main": {
                "start": "hello",
                "nodes": {
                    "hello": {"menu": menu},
                    "sales": {"queue": "sales"},
                    "mailbox": {"voicemail": "sales"},
                    "bye": {"hangup": True},
                },
            }
        },
        "recordings": {"record": "all", "keep": "1 month", "announce": True},
        "outbound": {"caller_numbers": [DID], "allow": ["+86"], "deny": ["+86900"]},
    }


@dataclass
class Plant:
    home: Path
    env: dict[str, str]
    binary: str
    sip: int
    carrier: int
    ws: int
    """Where browser phones register."""
    phones: Phones
    line: Phone
    """The carrier's side: it calls in, and takes what goes out."""
    period: str
    """The month of the call, in the contract's zone: ``2026-11``."""
    web_port: int
    control: int
    """The switch's Event Socket."""
    conf: list[str]
    """The options of ``node conf``: the ports of this installation."""
    name: str = "fs1"
    worker_command: tuple[str, ...] = (SEATYARD, "switch", "run")
    switch: EventSocket = field(init=False)
    web: ExitStack = field(default_factory=ExitStack)
    """Holds the web server while it runs."""
    worker: ExitStack = field(default_factory=ExitStack)
    """Holds the worker while it runs."""
    node: ExitStack = field(default_factory=ExitStack)
    """Holds the switch while it runs."""
    _working: subprocess.Popen[bytes] = field(init=False)
    _serving: subprocess.Popen[bytes] = field(init=False)
    _answering: subprocess.Popen[bytes] = field(init=False)

    def start_web(self) -> None:
        command = [SEATYARD, "serve", "--bind", f"127.0.0.1:{self.web_port}"]
        self._answering = self.web.enter_context(running(command, self.home / "web.log", self.env))
        until("the web server answers", lambda: _answers(self.web_port), 180)

    def start_switch(self) -> None:
        command = _switch_command(self.binary, self.home)
        self._serving = self.node.enter_context(running(command, self.home / "freeswitch.out", self.env))
        password = _password(self.home).read_text()
        self.switch = until("the switch answers", lambda: _switch(self.control, password), 60)
        self.node.callback(self.switch.close)
        until("SIP is up", lambda: self.switch.api("sofia status").count("RUNNING") == 2)

    def reboot(self) -> None:
        """The node is stopped and starts again."""
        self.node.close()
        self.start_switch()

    def kill_switch(self) -> None:
        """As the kernel does when memory is short: its calls, and their records, are gone."""
        kill(self._serving)
        self.node.close()

    def start_worker(self) -> None:
        command = list(self.worker_command)
        self._working = self.worker.enter_context(running(command, self.home / "worker.log", self.env))

    def kill_worker(self) -> None:
        """As the kernel does when memory is short: no word, nothing put in order."""
        kill(self._working)

    def kill_web(self) -> None:
        """Likewise, with all of its processes."""
        kill(self._answering)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Seatyard's processes are stopped meanwhile, all of them."""
        self.worker.close()
        self.stop_web()
        try:
            yield
        finally:
            self.start_web()
            self.start_worker()

    def write_conf(self) -> None:
        """Render the node's folder again, over the one that the switch runs on."""
        self.seatyard("node", "conf", self.name, "--out", str(self.home / "conf"), *self.conf)

    def add_node(self) -> None:
        """Make the node known."""
        at = ["--host", "127.0.0.1", "--port", str(self.control)]
        self.seatyard("node", "add", self.name, *at, "--password-file", str(_password(self.home)))

    def stop_web(self) -> None:
        self.web.close()

    def seatyard(self, *arguments: str) -> str:
        return run(list(arguments), self.env)

    def json(self, *arguments: str) -> object:
        return json.loads(self.seatyard(*arguments, "--json"))

    @property
    def version(self) -> str:
        return self.switch.api("version").split(" (")[0]

    def seat(self, number: str, password: str | None = None, **account: Any) -> Phone:
        return self.phones.seat(number, DOMAIN, password or PASSWORDS[number], self.sip, **account)

    def take_away(self, number: str, phone: Phone) -> None:
        """End a seat's phone and its registration, which would outlive it."""
        phone.register(False)
        listed = f"sofia_contact {number}@{DOMAIN}"
        until("the phone is signed off", lambda: "user_not_registered" in self.switch.api(listed))
        phone.close()

    def call_in(self, number: str = DID, hear: Path | None = None) -> Call:
        """A call from the carrier's side; what the caller hears goes into the WAV file ``hear``."""
        return self.line.dial(f"sip:{number}@127.0.0.1:{self.carrier}", hear)

    def channels(self) -> list[dict[str, str]]:
        """The channels that are up, as the switch lists them (up to 0.3 s late, QUIRKS 10)."""
        found: list[dict[str, str]] = json.loads(self.switch.api("show channels as json")).get("rows", [])
        return found

    def channel(self, profile: str) -> str:
        """The uuid of the only channel of a SIP profile."""
        prefix = f"sofia/{profile}/"
        until(
            f"one channel of {profile}",
            lambda: len([c for c in self.channels() if c["name"].startswith(prefix)]) == 1,
        )
        return next(c["uuid"] for c in self.channels() if c["name"].startswith(prefix))

    def quiet(self) -> None:
        """Wait until no call is up and every record is posted (a session stays until it is, QUIRKS 20)."""
        until("no session is left", lambda: self.sessions() == 0)
        until("no channel is listed", lambda: not self.channels())

    def sessions(self) -> int:
        """How many channels the switch itself counts: the list knows of a new one only later (QUIRKS 10)."""
        counted = re.search(r"(\d+) session\(s\) - peak", self.switch.api("status"))
        assert counted, "the status tells no number of sessions"
        return int(counted[1])

    def agent(self, column: str) -> str:
        """A column of the only agent with a queue, from mod_callcenter itself."""
        header, *rows = self.switch.api("callcenter_config agent list").splitlines()
        contact = f"user/{SEAT}@{DOMAIN}"
        for row in rows:
            if contact in row:
                return dict(zip(header.split("|"), row.split("|"), strict=True))[column]
        return ""

    def rows(self, query: str, *values: object) -> list[dict[str, object]]:
        """Straight from the database, past the product's own reading of it."""
        url = make_url(self.env["SEATYARD_DATABASE_URL"])
        if url.get_backend_name() == "postgresql":
            address = url.set(drivername="postgresql").render_as_string(hide_password=False)
            with psycopg.connect(address, row_factory=dict_row) as connection:
                return connection.execute(query.replace("?", "%s").encode(), values).fetchall()
        with sqlite3.connect(self.home / "seatyard.db") as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]


@contextmanager
def plant(
    binary: str,
    home: Path,
    database_url: str,
    rtp_ports: int = 100,
    check_calls: bool = False,
    carrier_host: str = "127.0.0.1",
    **settings: str,
) -> Iterator[Plant]:
    """``carrier_host``: which loopback address the carrier has. ``settings``: more of them, by name."""
    web, control, sip, carrier, peer = free_port(), free_port(), udp_port(), udp_port(), udp_port()
    ws = free_port()
    _password(home).write_text(secrets.token_urlsafe(12))
    env = os.environ | {
        "SEATYARD_HOME": str(home),
        "SEATYARD_DATABASE_URL": database_url,
        "SEATYARD_BASE_URL": f"http://127.0.0.1:{web}",
        "SEATYARD_SECRET_KEY": secrets.token_hex(16),
        "SEATYARD_LOOKUP_NETWORKS": "127.0.0.0/8,::1/128",
        **settings,
    }
    now = days.now()
    (home / "acme.yaml").write_text(yaml.safe_dump(tenant_file(now.date()), allow_unicode=True))
    conf = _conf(sip, carrier, ws, rtp_ports, check_calls)
    with ExitStack() as stack:
        phones = Phones(home / "phones.log")
        stack.callback(phones.close)
        line = phones.line(CALLER, peer, tone=LINE, host=carrier_host)
        built = Plant(home, env, binary, sip, carrier, ws, phones, line, f"{now:%Y-%m}", web, control, conf)
        _set_up(built, carrier_host, peer)
        stack.callback(built.stop_web)
        built.start_web()
        stack.callback(built.node.close)
        built.start_switch()
        stack.callback(built.worker.close)
        built.start_worker()
        yield built


@contextmanager
def beside(first: Plant, name: str) -> Iterator[Plant]:
    """Another node of the same installation, which runs inside the block."""
    home = first.home / name
    home.mkdir()
    _password(home).write_text(secrets.token_urlsafe(12))
    sip, carrier, ws, control = udp_port(), udp_port(), free_port(), free_port()
    conf = _conf(sip, carrier, ws, 100, check_calls=False)
    built = replace(
        first,
        home=home,
        sip=sip,
        carrier=carrier,
        ws=ws,
        control=control,
        conf=conf,
        name=name,
        node=ExitStack(),
    )
    built.add_node()
    built.write_conf()
    with built.node:
        built.start_switch()
        yield built


def _conf(sip: int, carrier: int, ws: int, rtp_ports: int, check_calls: bool) -> list[str]:
    first, last = rtp_range(rtp_ports)
    checks = "--check-calls" if check_calls else "--no-check-calls"  # no call but a test's own, mostly
    ports = {"sip": sip, "carrier": carrier, "ws": ws, "lookup": free_port()}
    options = [word for kind, port in ports.items() for word in (f"--{kind}-port", str(port))]
    return [*options, "--rtp-ports", f"{first}-{last}", checks]


def _password(home: Path) -> Path:
    return home / "esl-password"


def _set_up(built: Plant, carrier_host: str, peer: int) -> None:
    """What an operator types, in this order."""
    built.seatyard("db", "upgrade")
    built.add_node()
    built.seatyard("trunk", "add", "carrier1", "--host", carrier_host, "--port", str(peer))
    built.seatyard("number", "add", DID)
    built.seatyard("tenant", "onboard", str(built.home / "acme.yaml"))
    built.write_conf()


def _switch_command(binary: str, home: Path) -> list[str]:
    """In the foreground, without realtime or NAT; everything that it writes is under ``home``."""
    places: list[str] = []
    for kind in ("log", "db", "run", "recordings", "storage", "temp", "cache"):
        (home / kind).mkdir(exist_ok=True)
        places += [f"-{kind}", str(home / kind)]
    return [binary, "-nonat", "-nf", "-nc", "-np", "-conf", str(home / "conf"), *places]


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=1).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _switch(port: int, password: str) -> EventSocket | None:
    try:
        return EventSocket(port, password)
    except OSError:
        return None
