"""Delivery of call records: order, retries, the error folder, and what a stop loses."""

from __future__ import annotations

import asyncio
import errno
import json
from pathlib import Path
from typing import Any

import pytest

from . import captures, folder, running
from .running import Bench

CALL = "lab call 13800138000 7000 domain=acme.test talk=2"


async def called(bench: Bench, command: str = CALL, seconds: float = 15) -> list[dict[str, Any]]:
    assert (await bench.client.api(command)).startswith("+OK")
    await bench.later(seconds)
    return bench.plane.json_records()


def head_of(name: str) -> list[str]:
    return (captures.FOLDER / "cdr" / f"{name}.http-head").read_text().splitlines()


def test_a_record_is_posted_as_recorded(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            (record,) = await called(bench, "lab call 13800138000 9486 domain=acme.test")
            head = next(head for head in bench.plane.heads if head.startswith("POST /cdr"))
            real = head_of("variant-cred")
            mine = head.splitlines()
            assert mine[0] == f"POST /cdr?uuid={record['variables']['uuid']} HTTP/1.1"
            assert [line.partition(":")[0] for line in mine[1:]] == [
                line.partition(":")[0] for line in real[1 : len(mine)]
            ]
            assert mine[3:6] == real[3:6]

    asyncio.run(main())


def test_the_uuid_follows_a_query(tmp_path: Path) -> None:
    """QUIRKS 24: after a second question mark."""

    async def main() -> None:
        async with running.lab(tmp_path, cdr={"url": "{base}/cdr?token=abc"}) as bench:
            (record,) = await called(bench, "lab call 13800138000 9486 domain=acme.test")
            head = next(head for head in bench.plane.heads if head.startswith("POST /cdr"))
            assert head.startswith(f"POST /cdr?token=abc?uuid={record['variables']['uuid']} HTTP")

    asyncio.run(main())


@pytest.mark.parametrize("on", [True, False])
def test_values_are_encoded_where_told_to(tmp_path: Path, on: bool) -> None:
    async def main() -> None:
        async with running.lab(tmp_path, cdr={"encode-values": str(on).lower()}) as bench:
            (record,) = await called(bench, "lab call 13800138000 9486 domain=acme.test")
            plain = record["variables"]["sip_from_uri"]
            assert plain == ("13800138000%40127.0.0.1%3A5080" if on else "13800138000@127.0.0.1:5080")

    asyncio.run(main())


def test_only_2xx_is_success(tmp_path: Path) -> None:
    """QUIRKS 21."""
    answers = iter([500, 302, 404, 204, 200])

    async def main() -> None:
        async with running.lab(tmp_path, cdr={"retries": "4"}) as bench:
            bench.plane.cdr = lambda body: (next(answers), b"")
            posted = await called(bench, "lab call 13800138000 9486 domain=acme.test")
            assert len(posted) == 4
            assert len({json.dumps(each) for each in posted}) == 1
            assert not (bench.folder / "errors").exists()

    asyncio.run(main())


@pytest.mark.parametrize("prefix", [True, False])
def test_what_is_not_taken_lies_in_the_error_folder(tmp_path: Path, prefix: bool) -> None:
    async def main() -> None:
        async with running.lab(tmp_path, cdr={"prefix-a-leg": str(prefix).lower()}) as bench:
            bench.plane.cdr = lambda body: (503, b"")
            await called(bench, "lab call 13800138000 1002 domain=acme.test talk=2")
            tries = bench.plane.json_records()
            a_leg, b_leg = (each["variables"]["uuid"] for each in (tries[-1], tries[0]))
            assert len(tries) == 4
            kept = {file.name: json.loads(file.read_text()) for file in (bench.folder / "errors").iterdir()}
            assert set(kept) == {f"{'a_' if prefix else ''}{a_leg}.cdr.json", f"{b_leg}.cdr.json"}
            assert tries[0] in kept.values()

    asyncio.run(main())


def test_b_legs_may_be_left_out(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path, cdr={"log-b-leg": "false"}) as bench:
            records = await called(bench, "lab call 13800138000 1002 domain=acme.test talk=2")
            assert [each["variables"]["direction"] for each in records] == ["inbound"]

    asyncio.run(main())


def test_without_a_url_records_lie_in_the_folder(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path, cdr={"url": ""}) as bench:
            await called(bench)
            assert len(list((bench.folder / "errors").iterdir())) == 2

    asyncio.run(main())


def test_seconds_are_differences_of_floors(tmp_path: Path) -> None:
    """QUIRKS 13: billsec is no rounding of billusec."""

    async def main() -> None:
        for start, billsec in (("09:00:00.000", "1"), ("09:00:00.900", "2"), ("09:00:00.050", "1")):
            name = tmp_path / start.replace(":", "")
            async with running.lab(name, start=f"2026-03-02T{start}+08:00") as bench:
                (record,) = await called(bench, "lab call 13800138000 9196 domain=acme.test patience=1.34")
                variables = record["variables"]
                assert (variables["billusec"], variables["billsec"]) == ("1340000", billsec)
                floors = int(variables["end_epoch"]) - int(variables["answer_epoch"])
                assert floors == int(billsec)

    asyncio.run(main())


def test_records_of_one_call_keep_their_order(tmp_path: Path) -> None:
    """Though several travel at once, and each is slow."""

    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            bench.plane.delay = 0.002
            for _ in range(30):
                await bench.client.api("lab call 13800138000 1002 domain=acme.test talk=2")
            await bench.later(30)
            seen: dict[str, list[str]] = {}
            for record in bench.plane.json_records():
                variables = record["variables"]
                call = variables.get("originating_leg_uuid", variables["uuid"])
                seen.setdefault(call, []).append(variables["direction"])
            assert len(seen) == 30
            assert set(map(tuple, seen.values())) == {("outbound", "inbound")}

    asyncio.run(main())


def test_a_slow_control_plane_holds_the_clock_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esl.lab.records.delivery.BACKLOG", 1)

    async def main() -> None:
        async with running.lab(tmp_path, plane=True) as bench:
            for _ in range(40):
                await bench.client.api("lab call 13800138000 9486 domain=acme.test")
            bench.plane.delay = 0.005
            await bench.later(1)
            assert len(bench.plane.records) == 40

    asyncio.run(main())


def test_a_stop_loses_the_records_of_calls_that_are_up(tmp_path: Path) -> None:
    """QUIRKS 22: and the call log tells which."""

    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            await called(bench, "lab call 13800138000 9196 domain=acme.test patience=5")
            uuid = (await bench.client.api("lab call 13800138000 9196 domain=acme.test")).split()[1]
            await bench.later(5)
        assert len(bench.plane.records) == 1
        assert not (tmp_path / "conf" / "errors").exists()
        log = [json.loads(line) for line in bench.log.read_text().splitlines()]
        begun = {each["uuid"] for each in log if each["record"] == "start"}
        ended = {each["uuid"] for each in log if each["record"] == "end"}
        assert begun - ended == {uuid}
        assert log[-1]["record"] == "stop"

    asyncio.run(main())


def test_a_pause_and_hupall_before_the_stop_lose_none(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            await called(bench, CALL.replace("talk=2", "talk=60"), 10)
            await bench.client.api("fsctl pause")
            await bench.client.api("hupall")
        assert len(bench.plane.records) == 2

    asyncio.run(main())


def test_the_log_knows_what_the_carrier_knows(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path, start="2026-03-02T09:00:00.250+08:00") as bench:
            records = await called(bench)
            member = records[-1]["variables"]
            gateway = (await called(bench, "lab call 1000@acme.test 013900139000 talk=3", 20))[-2][
                "variables"
            ]
            log = [json.loads(line) for line in bench.log.read_text().splitlines()]
            inbound, outbound = (each for each in log if each["record"] == "end")
            assert inbound == {
                "record": "end",
                "uuid": member["uuid"],
                "identity": inbound["identity"],
                "direction": "inbound",
                "domain": folder.DOMAIN,
                "did": "7000",
                "from": "13800138000",
                "to": "7000",
                "outcome": "answered",
                "cause": "NORMAL_CLEARING",
                "carrier_leg": member["uuid"],
                "carrier": "carrier1",
                "start_us": int(member["start_uepoch"]),
                "answer_us": int(member["answer_uepoch"]),
                "end_us": int(member["end_uepoch"]),
                "billusec": int(member["billusec"]),
            }
            assert outbound["direction"] == "outbound"
            assert (outbound["from"], outbound["domain"]) == ("1000", folder.DOMAIN)
            assert outbound["carrier_leg"] == gateway["uuid"] != outbound["uuid"]
            assert outbound["billusec"] == int(gateway["billusec"])

    asyncio.run(main())


def test_time_may_pass_before_records_are_delivered(tmp_path: Path) -> None:
    """``lab pass``: a real switch takes new calls while its records find nobody."""

    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            taken = asyncio.Event()
            bench.plane.delay = 0.01
            bench.plane.cdr = lambda body: (taken.set(), (200, b""))[1]
            await bench.client.api("lab call 13800138000 9486 domain=acme.test")
            later = bench.lab.switch.clock.at(bench.lab.switch.clock.now + 15_000_000).isoformat()
            assert (await bench.client.api(f"lab pass {later}")).startswith("+OK")
            assert not taken.is_set()
            await asyncio.wait_for(taken.wait(), 10)

    asyncio.run(main())


@pytest.mark.parametrize("half", [True, False])
def test_a_full_disk_costs_the_record_and_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, half: bool
) -> None:
    def full(path: Path, content: bytes) -> None:
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    async def main() -> None:
        async with running.lab(tmp_path, cdr={"url": ""}) as bench:
            if half:
                monkeypatch.setattr(Path, "write_bytes", full)
            else:
                (bench.folder / "errors").write_text("no folder")
            await called(bench)
            assert bench.lab.switch.records.lost == 2
            assert not (bench.folder / "errors").is_dir() or not list((bench.folder / "errors").iterdir())

    asyncio.run(main())
