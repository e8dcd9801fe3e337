"""Two real FreeSWITCHes behind a real Kamailio, under load: all is killed in turn, and one node for good."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import cycle
from pathlib import Path

import pytest

from tests.esl.proxy.running import HOST, free_port, kamailio, program
from tests.support import postgres

from .office import ringing
from .phones import Phone
from .plant import DID, DOMAIN, PASSWORDS, SEAT, Plant, beside
from .plant import plant as build
from .processes import SEATYARD, kill, running, udp_port
from .test_call import after
from .test_lost_calls import HASTE
from .traffic import Traffic
from .waiting import until

pytestmark = pytest.mark.live

CARRIER = "127.0.0.9"
GIVEN_UP = "5"
"""Seconds without its Event Socket until a node is given up."""
EVERY, STAYS = 0.5, 4.0
"""Seconds between callers, and that each stays: eight talk at once."""
LINES = 4
"""Of the carrier: each has places for some calls; who is left by a dead node keeps one for half a minute."""
ANSWERED_IN, REGISTERED_IN = 15.0, 60.0
"""Seconds after a node's death until calls are answered and seats are registered on another."""
UNSEEN = 3.0
"""Seconds before its node's death in which a call may be answered and not yet looked at, as each second."""
OFF = 1.5
"""Seconds by which a caller's own watch may differ from the record, on a busy machine."""
LATER = """
import sys
from datetime import datetime
from seatyard import clock
from seatyard.cli import main
with clock.frozen(datetime.fromisoformat(sys.argv[1])):
    main(sys.argv[2:], prog_name="seatyard")
"""
"""A command at another time."""


@dataclass
class Pair:
    first: Plant
    second: Plant
    port: int
    """The proxy's."""
    database: postgres.Server


@pytest.fixture(scope="module")
def pair(freeswitch: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    program()
    home: Path = tmp_path_factory.mktemp("pair")
    port = free_port()
    settings = {"SEATYARD_SIP_PROXIES": f"{HOST}/32", "SEATYARD_FAILOVER_AFTER": GIVEN_UP}
    with ExitStack() as stack:
        database = stack.enter_context(_database())
        url = database.address
        first = stack.enter_context(build(freeswitch, home, url, carrier_host=CARRIER, **settings))
        second = stack.enter_context(beside(first, "fs2"))
        first.worker.close()
        first.worker_command = (sys.executable, "-c", HASTE)
        first.start_worker()
        control, folder = home / "kamailio.sock", home / "kamailio"
        at = ["--out", str(folder), "--socket", str(control)]
        for node in (first, second):
            at += ["--node", f"{node.name}=127.0.0.1:{node.sip}:{node.carrier}"]
        first.seatyard("proxy", "conf", "--listen", f"{HOST}:{port}", "--ping", "1", *at)
        stack.enter_context(kamailio(folder, control))
        keeper = [SEATYARD, "proxy", "run", "--every", "0.5", *at]
        stack.enter_context(running(keeper, home / "keeper.log", first.env))
        linked = "SELECT name FROM nodes WHERE linked_at IS NOT NULL"
        until("both nodes are linked", lambda: len(first.rows(linked)) == 2)
        yield Pair(first, second, port, database)


@contextmanager
def _database() -> Iterator[postgres.Server]:
    if (binaries := postgres.binaries()) is None:
        pytest.skip("no PostgreSQL binaries on this machine (Debian: apt-get install postgresql)")
    server = postgres.Server(binaries)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        server.remove()


@dataclass
class Story:
    """What happened; times are ``time.monotonic()``."""

    traffic: Traffic
    killed: float
    registered: float
    """When the seat's phone was there on the other node."""


@pytest.fixture(scope="module")
def story(pair: Pair) -> Story:
    first, second = pair.first, pair.second
    phone = first.phones.seat(SEAT, DOMAIN, PASSWORDS[SEAT], pair.port, by=HOST, retry=3)
    until("the registration", lambda: phone.registration == 200)
    until("the agent is available", lambda: first.agent("status") == "Available")
    lines = cycle(first.phones.line(f"1380013800{n}", udp_port(), host=CARRIER) for n in range(LINES))
    with Traffic(lambda: next(lines).dial(f"sip:{DID}@{HOST}:{pair.port}"), EVERY, STAYS) as traffic:
        _more(traffic)
        for dies in (_web, _worker, _clock, _postgres):
            dies(pair)
            _more(traffic)
        first.kill_switch()
        killed = time.monotonic()
        there = f"sofia_contact {SEAT}@{DOMAIN}"
        until("the seat is there", lambda: HOST in second.switch.api(there), REGISTERED_IN + 30)
        registered = time.monotonic()
        _more(traffic)
        _talks(pair, phone)
    second.quiet()
    first.start_switch()
    for node in (first, second):  # what could not be posted while web or PostgreSQL was away
        left = str(node.home / "log" / "cdr-errors")
        first.seatyard("switch", "sweep-cdrs", left, "--node", node.name)
    return Story(traffic, killed, registered)


def _more(traffic: Traffic) -> None:
    """More callers than are there at once have come, have been answered, and gone."""
    began = time.monotonic()

    def gone() -> int:
        return sum(bool(one.answered and one.ended) for one in traffic.callers if one.dialled > began)

    until("ten have called and gone", lambda: gone() >= 10, 120)


def _web(pair: Pair) -> None:
    pair.first.kill_web()
    pair.first.stop_web()
    pair.first.start_web()


def _worker(pair: Pair) -> None:
    pair.first.kill_worker()
    pair.first.start_worker()
    alive = "SELECT name FROM nodes WHERE linked_at IS NOT NULL"
    until("both nodes are linked", lambda: len(pair.first.rows(alive)) == 2)


def _clock(pair: Pair) -> None:
    """It is not alone with what is due: workers and web do without it."""
    log = pair.first.home / "clock.log"
    for _ in range(2):
        with running([SEATYARD, "clock"], log, pair.first.env) as process:
            until("it works", lambda: log.exists() and log.stat().st_size > 0)
            kill(process)


def _postgres(pair: Pair) -> None:
    pair.database.kill()
    for left in reversed(range(20)):
        try:
            pair.database.start()
            break
        except subprocess.CalledProcessError:  # its last process may not be gone yet
            if not left:
                raise
            time.sleep(0.5)


def _talks(pair: Pair, phone: Phone) -> None:
    """A caller gets through to the seat on the other node."""
    second, before = pair.second, len(phone.incoming)
    until("the agent is available", lambda: second.agent("status") == "Available")
    line = second.phones.line("13900139000", udp_port(), host=CARRIER)
    caller = line.dial(f"sip:{DID}@{HOST}:{pair.port}")
    until("the menu answers", lambda: caller.up)

    def rings() -> bool:
        caller.press("1")  # the menu asks at some time, and takes the key then
        return len(phone.incoming) > before

    until("the phone rings", rings, pause=1)
    offered = ringing(phone, before)
    offered.reply(200)
    until("they talk", lambda: offered.up)
    caller.hang_up()
    until("both have hung up", lambda: caller.over and offered.over)


def test_new_calls_are_answered_on_the_other_node(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    later = [one for one in story.traffic.callers if one.dialled > story.killed and one.answered]
    again = min(one.answered for one in later)
    refused = [one for one in story.traffic.callers if one.dialled > story.killed and not one.answered]
    with capsys.disabled():
        print(  # noqa: T201
            f"\nanswered again after {again - story.killed:.1f} s ({len(refused)} callers were not),"
            f" the seat there after {story.registered - story.killed:.1f} s"
        )
    assert again - story.killed <= ANSWERED_IN
    assert [one.why for one in refused if one.dialled > again and not one.cut_short] == []


def test_the_seat_is_there_within_a_minute(story: Story) -> None:
    assert story.registered - story.killed <= REGISTERED_IN


def test_what_talked_is_recorded_once_or_known_to_be_lost(pair: Pair, story: Story) -> None:
    """The calls of the dead node whose record it took with it: one finding each, as soon as it is back."""
    cut = [one for one in story.traffic.callers if one.answered and one.answered < story.killed <= one.ended]
    assert cut, "no call was up"
    lost = "SELECT key FROM findings WHERE kind = 'call_lost' AND cleared_at IS NULL"
    until("a finding for each", lambda: len(pair.first.rows(lost)) >= len(cut), 90)
    assert len(pair.first.rows(lost)) == len(cut)
    recorded = records(pair.first)
    whole = [one for one in story.traffic.callers if one.answered and one not in cut]
    assert len(whole) > len(cut)
    for one in whole:
        (seconds,) = recorded[one.call.id]
        assert abs(seconds - one.seconds) < OFF, one


def records(plant: Plant) -> dict[str, list[float]]:
    """Seconds that callers talked by their records, by SIP's Call-ID."""
    found: dict[str, list[float]] = {}
    for row in plant.rows("SELECT body FROM cdr_records"):
        variables = json.loads(str(row["body"]))["variables"]
        if variables.get("direction") == "inbound":
            found.setdefault(variables["sip_call_id"], []).append(int(variables["billusec"]) / 1e6)
    return found


def test_the_month_bills_each_of_them_once(pair: Pair, story: Story) -> None:
    """Those that were lost too, once a person has looked at them."""
    first = pair.first
    for row in first.rows("SELECT id FROM findings WHERE kind = 'call_lost' AND cleared_at IS NULL"):
        first.seatyard(
            "meter", "rebuild", str(row["id"]), "--by", "ann", "--reason", "the carrier's list has it"
        )
    first.seatyard("meter", "fold")
    close = [sys.executable, "-c", LATER, after(first.period).isoformat(), "bill", "close", first.period]
    closed = subprocess.run(close, env=first.env, capture_output=True, text=True, check=False)
    assert closed.returncode == 0, closed.stderr
    answered_ones = (
        "SELECT id, billusec FROM conversations WHERE direction = 'inbound' AND answered_at IS NOT NULL"
    )
    called = first.rows(answered_ones)
    answered = [one for one in story.traffic.callers if one.answered]
    assert len(called) == len(answered) + 1  # and the one who talked with the seat
    billed = first.rows("SELECT subject, quantity FROM line_evidence WHERE kind = 'call'")
    minutes = {str(one["subject"]): Decimal(str(one["quantity"])) for one in billed}
    assert len(minutes) == len(billed)
    seconds = {str(one["id"]): (int(str(one["billusec"])) + 500_000) // 1_000_000 for one in called}
    # who was answered just before the node died was never seen to live on, and costs nothing
    young = [one for one in answered if story.killed - UNSEEN < one.answered < story.killed]
    assert sum(not each for each in seconds.values()) <= len(young)
    assert {uuid: round(each * 60, 6) for uuid, each in minutes.items() if each} == {
        uuid: each for uuid, each in seconds.items() if each
    }
