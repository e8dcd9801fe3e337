"""The Event Socket's bytes, against what a real FreeSWITCH sent."""

from __future__ import annotations

import asyncio
import re
import socket
from pathlib import Path

import pytest

from esl.lab.eventsocket.encoding import json, plain, url_encode

from . import captures, running
from .client import Client
from .running import Bench

RECORDED = captures.FOLDER / "esl"
SAID = {"auth-missing-then-api": b"api status\n\n"}
MASKS = {
    rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}": b"UUID",
    rb"(Event-Date-\w+|Event-Sequence|FreeSWITCH-\w+|Event-Info|Up-Time|Uptime-msec|\w+-CPU|Content-Length)"
    rb"(\": ?\"|: )[^\"\n]*": rb"\1\2~",
    rb"UP 0 years.*(\n.+)*": b"STATUS",
}


def masked(data: bytes) -> bytes:
    for pattern, word in MASKS.items():
        data = re.sub(pattern, word, data)
    return data


async def conversation(port: int, said: bytes, most: int) -> bytes:
    """What the lab answers, up to as many bytes as were recorded."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    heard = b""
    try:
        async with asyncio.timeout(5):
            while heard.count(b"\n") < most and (chunk := await reader.read(65536)):
                heard += chunk
    finally:
        writer.close()
        await writer.wait_closed()
    return heard


@pytest.mark.parametrize(
    "name", ["auth-accept", "auth-reject", "auth-missing-then-api", "inbound-command-replies"]
)
def test_a_conversation_is_answered_as_recorded(tmp_path: Path, name: str) -> None:
    said = SAID.get(name) or (RECORDED / f"{name}.tx").read_bytes()
    heard = (RECORDED / f"{name}.rx").read_bytes()

    async def main() -> None:
        async with running.lab(tmp_path, {}, subscribe="") as bench:
            answered = await conversation(bench.lab.server.port, said, heard.count(b"\n"))
            assert masked(answered) == masked(heard)

    asyncio.run(main())


def test_jobs_are_announced_as_recorded(tmp_path: Path) -> None:
    """All but the last: the lab has no ``originate``."""
    said = (RECORDED / "bgapi-caller.tx").read_bytes().partition(b"bgapi originate")[0]
    recorded = captures.frames((RECORDED / "bgapi-caller.rx").read_bytes())[:-2]

    async def main() -> None:
        async with running.lab(tmp_path, {}, subscribe="") as bench:
            lines = sum(body.count(b"\n") + len(headers) + 1 for headers, body in recorded)
            answered = captures.frames(await conversation(bench.lab.server.port, said, lines))
            for kind in ("command/reply", "text/event-plain"):
                assert of_kind(answered, kind) == of_kind(recorded, kind)

    asyncio.run(main())


def of_kind(frames: list[tuple[dict[str, str], bytes]], kind: str) -> list[tuple[list[str], bytes]]:
    return [
        ([masked(f"{key}: {value}".encode()).decode() for key, value in headers.items()], masked(body))
        for headers, body in frames
        if headers["Content-Type"] == kind
    ]


def test_an_address_that_may_not_is_turned_away(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path, {}) as bench:
            acl = bench.lab.server._settings.event_socket
            object.__setattr__(acl, "acl", "nobody")
            bench.lab.server._settings.acls["nobody"] = type(
                "Nobody", (), {"allows": lambda self, address: False}
            )()
            heard = (RECORDED / "acl-reject.rx").read_bytes()
            assert await conversation(bench.lab.server.port, b"", heard.count(b"\n")) == heard

    asyncio.run(main())


@pytest.mark.parametrize("form", ["plain", "json"])
def test_a_heartbeat_is_written_as_recorded(tmp_path: Path, form: str) -> None:
    recorded = [
        body
        for headers, body in captures.frames((RECORDED / f"heartbeat.{form}.rx").read_bytes())
        if headers["Content-Type"] == f"text/event-{form}"
    ]

    async def main() -> None:
        async with running.lab(tmp_path, {}, subscribe=f"event {form} HEARTBEAT") as bench:
            await bench.later(25)
            ((headers, body),) = [
                (headers, body) for headers, body in bench.client.raw if "event" in headers["Content-Type"]
            ]
            assert list(headers) == ["Content-Length", "Content-Type"]
            assert keys(body) == keys(recorded[0])

    def keys(body: bytes) -> list[bytes]:
        pattern = rb'"([^"]+)":"' if form == "json" else rb"^([^:\n]+): "
        return re.findall(pattern, body, re.MULTILINE)

    asyncio.run(main())


def test_url_encoding_is_the_switchs() -> None:
    assert url_encode("a b+c@d/e~é%2F%2f\x00") == "a%20b%2Bc%40d/e~%C3%A9%2F%252f%00"
    assert url_encode("x{y}|\"'") == "x%7By%7D%7C%22'"


def test_several_values_of_a_header() -> None:
    headers: dict[str, str | list[str]] = {"a": ["x y", "z"], "b": ""}
    assert plain(headers, "") == b"a: ARRAY%3A%3Ax%20y%7C%3Az\nb: _undef_\n\n"
    assert json(headers, "") == b'{"a":["x y","z"],"b":""}'


def test_a_body_brings_its_own_length() -> None:
    assert plain({"a": "b"}, "zwölf\n") == "a: b\nContent-Length: 7\n\nzwölf\n".encode()
    assert json({"a": "b"}, "zwölf\n") == '{"a":"b","Content-Length":"7","_body":"zwölf\\n"}'.encode()


class TestSubscriptions:
    """QUIRKS 7 and filters."""

    @staticmethod
    async def heard(bench: Bench, *commands: str) -> set[str]:
        for command in commands:
            await bench.client.command(command)
        bench.client.events.clear()
        await bench.client.api("lab unregister 1000@acme.test")
        await bench.client.api("lab register 1000@acme.test")
        await bench.later(40)
        return {event.get("Event-Subclass", event["Event-Name"]) for event in bench.client.events}

    def test_every_word_after_custom_is_a_subclass(self, tmp_path: Path) -> None:
        async def main() -> None:
            async with running.lab(tmp_path, subscribe="") as bench:
                got = await self.heard(bench, "event json CUSTOM sofia::register HEARTBEAT")
                assert got == {"sofia::register"}

        asyncio.run(main())

    def test_custom_without_subclass_brings_none(self, tmp_path: Path) -> None:
        async def main() -> None:
            async with running.lab(tmp_path, subscribe="") as bench:
                assert await self.heard(bench, "event json HEARTBEAT CUSTOM") == {"HEARTBEAT"}

        asyncio.run(main())

    def test_events_add_up_and_are_taken_away(self, tmp_path: Path) -> None:
        async def main() -> None:
            async with running.lab(tmp_path, subscribe="") as bench:
                ask = "event json CUSTOM sofia::register sofia::unregister"
                assert await self.heard(bench, "event json HEARTBEAT", ask) == {
                    "HEARTBEAT",
                    "sofia::register",
                    "sofia::unregister",
                }
                got = await self.heard(bench, "nixevent HEARTBEAT CUSTOM sofia::unregister")
                assert got == {"sofia::register"}
                assert await self.heard(bench, "noevents") == set()

        asyncio.run(main())

    def test_filters(self, tmp_path: Path) -> None:
        async def main() -> None:
            async with running.lab(tmp_path, subscribe="") as bench:
                everything = "event json ALL"
                assert await self.heard(bench, everything, "filter Event-Subclass sofia::register") == {
                    "sofia::register"
                }
                got = await self.heard(bench, "filter Event-Name /HEART/")
                assert got == {"sofia::register", "HEARTBEAT"}
                got = await self.heard(bench, "filter Event-Name -HEARTBEAT")
                assert got == {"sofia::register"}
                got = await self.heard(bench, "filter delete all x")
                assert {"HEARTBEAT", "sofia::unregister"} < got

        asyncio.run(main())


def test_events_of_an_api_come_after_its_reply(tmp_path: Path) -> None:
    """QUIRKS 6."""

    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            await bench.client.api("callcenter_config agent set status 1003@acme.test 'On Break'")
            before = len(bench.client.raw)
            await bench.client.api("callcenter_config agent set status 1003@acme.test Available")
            await bench.client.command("log")
            kinds = [headers["Content-Type"] for headers, _ in bench.client.raw[before:]]
            assert kinds[0] == "api/response"
            assert kinds.count("text/event-json") >= 2

    asyncio.run(main())


def test_sendevent_goes_to_those_who_listen(tmp_path: Path) -> None:
    """As recorded, but for a header that came twice."""
    (recorded,) = captures.json_events((RECORDED / "sendevent-custom-json.rx").read_bytes())
    del recorded["X-Dup"]

    async def main() -> None:
        async with running.lab(tmp_path, subscribe="event json CUSTOM my::sub") as bench:
            other = await Client.connect(bench.lab.server.port)
            other.write(
                b"sendevent CUSTOM\nEvent-Subclass: my::sub\n"
                + f"X-Note: {recorded['X-Note']}\nContent-Length: 10\n\nhello\nbody".encode()
            )
            reply = (await other.reply())[0]["Reply-Text"]
            await bench.client.command("log")
            (event,) = bench.client.events
            assert reply == f"+OK {event['Event-UUID']}"
            assert list(event) == list(recorded)
            assert event["_body"] == recorded["_body"]
            await other.close()

    asyncio.run(main())


def test_who_does_not_read_is_dropped_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esl.lab.eventsocket.server.STALL", 0.2)
    monkeypatch.setattr("esl.lab.boot.AHEAD", 0)

    async def main() -> None:
        async with running.lab(tmp_path, {}) as bench:
            deaf = socket.create_connection(("127.0.0.1", bench.lab.server.port))
            deaf.sendall(b"auth ClueCon\n\nevent json ALL\n\n")
            await asyncio.sleep(0.05)
            assert len(bench.lab.server._talks) == 2
            await bench.later(200_000)
            assert len(bench.client.events) > 10_000
            assert len(bench.lab.server._talks) == 1
            deaf.close()

    asyncio.run(main())
