"""What the lab asks the control plane, and what it does when the answer is no good."""

from __future__ import annotations

import asyncio
import base64
import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from . import captures, folder, running
from .plane import Reply
from .running import Bench

FREE = re.compile(
    r"FreeSWITCH-.*|.*-Transfer-Source|Core-UUID|Event-(Date-.*|Sequence)|.*-Time|.*Unique-ID|Channel-Call-UUID|variable_.*"
    r"|sip_auth_(nonce|cnonce|response)|sip_call_id|sip_user_agent|client_port|cc_.*|.*-Caller-ID-Name"
)
"""Fields whose value is of the moment, the machine or the phone."""
SOUND = {"variable_sip_to_tag", "variable_sip_cseq", "variable_sip_from_display"}


def names(form: str) -> list[str]:
    return [name for name, _ in parse_qsl(form, keep_blank_values=True)]


def values(form: str) -> dict[str, str]:
    return {k: v for k, v in parse_qsl(form, keep_blank_values=True) if not FREE.fullmatch(k)}


def same(mine: str, recorded: str) -> None:
    """The same fields in the same order (channel variables: the same ones) with the same values."""
    real = captures.form(recorded)
    fixed = [[name for name in names(each) if not name.startswith("variable_")] for each in (mine, real)]
    assert fixed[0] == fixed[1]
    assert set(names(mine)) - SOUND == set(names(real)) - SOUND
    assert values(mine) == values(real)


async def asked_by(bench: Bench, command: str, seconds: float = 5) -> list[str]:
    bench.plane.bodies.clear()
    assert (await bench.client.api(command)).startswith("+OK")
    await bench.later(seconds)
    return list(bench.plane.bodies)


def test_a_queue_call_asks_as_recorded(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            asked = await asked_by(bench, "lab call 13800138000 7000 domain=acme.test")
            same(asked[0], "call-queue.01.dialplan-public-7000")
            same(asked[1], "call-queue.02.dialplan-default-7000")
            same(asked[2], "call-queue.03.directory-acme.test-user_call")

    asyncio.run(main())


def test_a_call_between_seats_asks_as_recorded(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            asked = await asked_by(bench, "lab call 1000@acme.test 1002")
            same(asked[0], "call-1000-to-1002.01.directory-acme.test-sip_auth")
            same(asked[1], "call-1000-to-1002.02.dialplan-default-1002")
            same(asked[2], "call-1000-to-1002.03.directory-acme.test-user_call")

    asyncio.run(main())


def test_registrations_and_queues_ask_as_recorded(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            registers = next(each for each in bench.plane.bodies if "sip_auth_method=REGISTER" in each)
            same(registers, "register-first.01.directory-acme.test-sip_auth")
            starts = next(each for each in bench.plane.bodies if "key_value=callcenter.conf" in each)
            same(starts, "startup.20.configuration-callcenter.conf")
            asked = await asked_by(bench, "callcenter_config queue reload support@acme.test")
            same(asked[0], "callcenter-queue-reload.01.configuration-callcenter.conf")
            bench.plane.bodies.clear()
            await bench.client.api("callcenter_config queue load new@acme.test")
            same(bench.plane.bodies[0], "callcenter-queue-load-unknown.01.configuration-callcenter.conf")

    asyncio.run(main())


def test_the_lab_shows_its_credentials(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            token = base64.b64encode(b"fs1:token").decode()
            assert all(f"Authorization: Basic {token}" in head for head in bench.plane.heads)
            assert all(
                "Content-Type: application/x-www-form-urlencoded" in head for head in bench.plane.heads
            )

    asyncio.run(main())


BAD: dict[str, Reply] = {
    "not found": (200, folder.NOT_FOUND),
    "HTTP 404": (404, b"nothing here"),
    "HTTP 500": (500, folder.document("dialplan", "")),
    "garbage": (200, b"<document><section"),
    "nothing": (200, b""),
    "entities": (200, b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><document>&e;</document>'),
}


@pytest.mark.parametrize("answer", BAD.values(), ids=list(BAD))
def test_any_bad_answer_falls_back_to_the_folder(tmp_path: Path, answer: Reply) -> None:
    """QUIRKS 25."""

    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            bench.plane.xml = lambda asked: answer
            await asked_by(bench, "lab call 13800138000 7000 domain=acme.test talk=2", 20)
            sides = [each["variables"]["cc_side"] for each in bench.plane.json_records()]
            assert sides == [
                "agent",
                "member",
            ]

    asyncio.run(main())


def test_a_plane_that_is_slow_or_away_falls_back(tmp_path: Path) -> None:
    async def main() -> None:
        files = {"autoload_configs/curl.conf.xml": ""}
        async with running.lab(tmp_path) as bench:
            bench.plane.delay = 0.2
            for _, client in bench.lab.switch.xml._bindings:
                client._timeout = 0.05
            await asked_by(bench, "lab call 13800138000 9486 domain=acme.test")
            assert bench.lab.switch.xml.fallbacks > 1
        async with running.lab(tmp_path / "alone", plane=False, **files) as bench:
            await bench.client.api("lab call 13800138000 7000 domain=acme.test talk=2")
            await bench.later(20)
            assert bench.lab.switch.sessions == 2

    asyncio.run(main())


def test_the_planes_answer_wins(tmp_path: Path) -> None:
    busy = """<context name="public"><extension name="x"><condition>
        <action application="hangup" data="USER_BUSY"/></condition></extension></context>"""

    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            bench.plane.xml = lambda asked: (200, folder.document("dialplan", busy))
            await asked_by(bench, "lab call 13800138000 7000 domain=acme.test")
            (record,) = bench.plane.json_records()
            assert record["variables"]["hangup_cause"] == "USER_BUSY"

    asyncio.run(main())


def test_a_context_that_the_answer_lacks_is_no_route(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            other = folder.document("dialplan", '<context name="elsewhere"/>')
            bench.plane.xml = lambda asked: (200, other)
            await asked_by(bench, "lab call 13800138000 7000 domain=acme.test")
            (record,) = bench.plane.json_records()
            assert record["variables"]["hangup_cause"] == "NO_ROUTE_DESTINATION"

    asyncio.run(main())


class TestDirectory:
    @staticmethod
    def answer(password: str, cacheable: str = "") -> bytes:
        user = folder.user("1000", password).replace("<user ", f"<user {cacheable} ")
        inner = f'<domain name="{folder.DOMAIN}"><user_placeholder/>{user}</domain>'
        return folder.document("directory", inner.replace("<user_placeholder/>", ""))

    def test_a_wrong_password_is_refused(self, tmp_path: Path) -> None:
        async def main() -> None:
            async with running.lab(tmp_path) as bench:
                bench.plane.xml = lambda asked: (200, self.answer("other"))
                await bench.client.api("lab unregister 1000@acme.test")
                assert "403" in await bench.client.api("lab register 1000@acme.test")
                await bench.client.command("log")
                heard = [event.get("Event-Subclass") for event in bench.client.events]
                assert "sofia::register_failure" in heard
                assert "sofia::register" not in heard
                bench.plane.xml = lambda asked: (404, b"")
                await bench.client.api("lab call 1000@acme.test 1002")
                bench.plane.xml = lambda asked: (200, self.answer("other"))
                before = bench.lab.switch.sessions
                await bench.client.api("lab call 1000@acme.test 1002")
                await bench.later(1)
                assert bench.lab.switch.sessions == before

        asyncio.run(main())

    @pytest.mark.parametrize(("attribute", "asked_again"), [("", True), ('cacheable="60000"', False)])
    def test_an_answer_is_kept_only_if_cacheable(
        self, tmp_path: Path, attribute: str, asked_again: bool
    ) -> None:
        """QUIRKS 27: an old password goes on working until the cache is flushed."""

        async def main() -> None:
            async with running.lab(tmp_path) as bench:
                bench.plane.xml = lambda asked: (200, self.answer(folder.SEAT_PASSWORD, attribute))
                await bench.client.api("lab register 1000@acme.test")
                bench.plane.xml = lambda asked: (200, self.answer("changed", attribute))
                again = await bench.client.api("lab register 1000@acme.test")
                assert ("403" in again) is asked_again
                await bench.client.api("xml_flush_cache")
                assert "403" in await bench.client.api("lab register 1000@acme.test")

        asyncio.run(main())

    def test_a_cached_answer_ends(self, tmp_path: Path) -> None:
        async def main() -> None:
            async with running.lab(tmp_path) as bench:
                bench.plane.xml = lambda asked: (200, self.answer(folder.SEAT_PASSWORD, 'cacheable="60000"'))
                await bench.client.api("lab register 1000@acme.test")
                bench.plane.xml = lambda asked: (200, self.answer("changed"))
                await bench.later(61)
                assert "403" in await bench.client.api("lab register 1000@acme.test")

        asyncio.run(main())
