"""Twenty new calls a second and two hundred callers waiting, on a real FreeSWITCH.

Callers and seats are SIPp on loopback; web, worker, switch and PostgreSQL are processes of their own. Most
calls go to a flow that says something and hangs up. The others wait in one queue: more come than its seats
can take, so that about two hundred are waiting, and those who are tired of it go.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import yaml

from tests.live import days
from tests.live.forged import LOOPBACK, Account, Request
from tests.live.listening import Heard, listening
from tests.live.plant import Plant, plant
from tests.live.processes import udp_port
from tests.live.sipp import written
from tests.live.waiting import until
from tests.support.databases import Postgres
from tests.support.postgres import binaries
from tests.support.postgres import running as server

from .whole import connected

SECONDS = int(os.environ.get("SEATYARD_BENCH_SECONDS", "600"))
RATE, TO_QUEUE = 20, 6
"""New calls a second, and how many of them want the queue."""
SEATS, TALK, PATIENCE = 20, 10, 46
"""Seats of the queue, seconds of a talk, seconds until a caller gives up."""
DOMAIN = "load.seats.example"
QUEUE, SHORT = "+861066660001", "+861066660002"
SCENARIOS = Path(__file__).with_name("sip")


@dataclass(frozen=True)
class Measured:
    seconds: float
    """From the first call to the last."""
    calls: int
    legs: int
    waiting: int
    """Callers in the queue at once, at most."""
    missing: int
    doubled: int
    """Legs whose record is missing, or there more than once."""
    swept: int
    """Records that had to be fetched from the error folder."""
    findings: dict[str, int]
    """What did not add up, by kind: the watchdog's too."""
    agents: Counter[str]
    """States of the agents at the end; all should be waiting."""
    left: int
    """Callers that the queue still lists at the end."""
    lag: list[str]
    """What the worker said of each minute's events."""


def run() -> Measured:
    binary = os.environ.get("SEATYARD_FREESWITCH", "")
    assert binary, "SEATYARD_FREESWITCH names no FreeSWITCH binary"
    bin_dir = binaries()
    assert bin_dir, "PostgreSQL is missing"
    home = Path(tempfile.mkdtemp(prefix="seatyard-bench-"))
    with (
        server(bin_dir) as address,
        Postgres(home, address).fresh() as url,
        plant(binary, home, url, rtp_ports=2000) as house,
        connected(url) as database,
    ):
        _onboard(house)
        return _measure(house, database)


def _onboard(house: Plant) -> None:
    """One tenant: a queue of all its seats, and a flow that is over in seconds."""
    today = days.today()
    numbers = [str(1001 + at) for at in range(SEATS)]
    document = {
        "tenant": {"name": "load", "title": {"zh": "压力", "en": "Load"}, "domain": DOMAIN},
        "contract": {
            "template": "hotline-seat-lease",
            "signed": f"{today.year - 1}-12-01",
            "starts": today.replace(day=1).isoformat(),
            "ends": f"{today.year + 1}-12-31",
        },
        "seats": [
            {"number": one, "type": "inbound", "name": one, "password": f"load-{one}"} for one in numbers
        ],
        "queues": [{"name": "sales", "seats": numbers, "wait_limit": 300, "wrap_up": 1}],
        "numbers": [{"e164": QUEUE, "flow": "queue"}, {"e164": SHORT, "flow": "short"}],
        "flows": {
            "queue": {"start": "wait", "nodes": {"wait": {"queue": "sales"}}},
            "short": {
                "start": "hello",
                "nodes": {
                    "hello": {"play": {"say": "您好，现在是下班时间"}, "then": "bye"},
                    "bye": {"hangup": True},
                },
            },
        },
    }
    path = house.home / "load.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True))
    for number in (QUEUE, SHORT):
        house.seatyard("number", "add", number)
    house.seatyard("tenant", "onboard", str(path), "--waive", "a load test")
    until("the queue is there", lambda: f"@{DOMAIN}" in house.switch.api("callcenter_config queue list"))


def _measure(house: Plant, database: psycopg.Connection[Any]) -> Measured:
    heard = Heard()
    with ExitStack() as stack:
        stack.enter_context(listening(house, heard))
        stack.enter_context(_seats(house))
        callers = [
            _callers(house, QUEUE, TO_QUEUE, PATIENCE * 1000),
            _callers(house, SHORT, RATE - TO_QUEUE, 60_000),
        ]
        for each in callers:
            stack.callback(each.kill)
        waiting = 0
        while any(each.poll() is None for each in callers):
            waiting = max(waiting, _waiting(house))
            time.sleep(2)
        until("no channel is left", lambda: not house.channels(), 120)
        until("all is told", lambda: len(heard.hung_up) == _settled(heard), 30, pause=2)
        agents = _agents(house)
    swept = len(list((house.home / "log" / "cdr-errors").glob("*.json")))
    house.seatyard("switch", "sweep-cdrs", str(house.home / "log" / "cdr-errors"))
    house.seatyard("meter", "fold")
    records = Counter(
        dict(database.execute("SELECT uuid, count(*) FROM cdr_records GROUP BY uuid").fetchall())
    )
    metered = Counter(dict(database.execute("SELECT uuid, count(*) FROM legs GROUP BY uuid").fetchall()))
    log = (house.home / "worker.log").read_text(errors="replace")
    return Measured(
        seconds=heard.created[-1] - heard.created[0],
        calls=len(heard.created),
        legs=len(heard.hung_up),
        waiting=waiting,
        missing=sum(uuid not in records or uuid not in metered for uuid in heard.hung_up),
        doubled=sum(count > 1 for count in (*records.values(), *metered.values())),
        swept=swept,
        findings=dict(_counts(database, "SELECT kind, sum(count) FROM findings GROUP BY kind")),
        agents=agents,
        left=_waiting(house),
        lag=re.findall(r"fs1: (\d+ events, .*)", log),
    )


def _counts(database: psycopg.Connection[Any], query: LiteralString) -> Counter[str]:
    return Counter({str(key): int(count) for key, count in database.execute(query).fetchall()})


def _settled(heard: Heard) -> int:
    """The number of legs, once it does not grow any more."""
    before = len(heard.hung_up)
    time.sleep(1)
    return before


def _waiting(house: Plant) -> int:
    """Those who wait; who has given up is listed for a minute more."""
    listed = house.switch.api(f"callcenter_config queue list members {_queue(house)}")
    return listed.count("|Waiting|") + listed.count("|Trying|")


def _queue(house: Plant) -> str:
    listed = house.switch.api("callcenter_config queue list")
    return next(
        line.split("|")[0] for line in listed.splitlines() if line.split("|")[0].endswith(f"@{DOMAIN}")
    )


def _agents(house: Plant) -> Counter[str]:
    header, *rows = house.switch.api("callcenter_config agent list").splitlines()
    found = [dict(zip(header.split("|"), row.split("|"), strict=True)) for row in rows if f"@{DOMAIN}" in row]
    return Counter(f"{one['status']}, {one['state']}" for one in found)


@contextmanager
def _seats(house: Plant) -> Iterator[None]:
    """All seats are registered, at one SIPp that answers for them."""
    port = udp_port()
    scenario = written(house.home / "seats.xml", "seats", {"talk": TALK * 1000}, SCENARIOS)
    phones = _sipp(house, "seats", "-sf", str(scenario), "-p", str(port))
    try:
        for at in range(SEATS):
            number = str(1001 + at)
            own, account = f"<sip:{number}@{DOMAIN}>", Account(number, DOMAIN, f"load-{number}")
            here = f"sip:{number}@{LOOPBACK}:{port}"
            register = Request(
                "REGISTER", f"sip:{DOMAIN}", own, own, account, ("Expires: 3600",), contact=here
            )
            assert register.send(house.sip) == 200
        until("all agents are there", lambda: _agents(house) == Counter({"Available, Waiting": SEATS}), 30)
        yield
    finally:
        phones.terminate()
        phones.wait(10)


def _callers(house: Plant, number: str, rate: int, patience: int) -> subprocess.Popen[bytes]:
    name = f"callers-{rate}"
    scenario = written(house.home / f"{name}.xml", "caller", {"patience": patience}, SCENARIOS)
    calls = ["-r", str(rate), "-m", str(rate * SECONDS), "-l", "5000", "-s", number]
    place = ["-p", str(udp_port()), f"{LOOPBACK}:{house.carrier}"]
    return _sipp(house, name, "-sf", str(scenario), *calls, *place)


def _sipp(house: Plant, name: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = ["sipp", "-i", LOOPBACK, "-mi", LOOPBACK, "-nostdin", "-deadcall_wait", "0", *arguments]
    with (house.home / f"{name}.out").open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={"TERM": "dumb"},
            cwd=house.home,
        )
