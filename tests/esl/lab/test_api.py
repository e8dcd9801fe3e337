"""Replies of the lab's commands, against what a real FreeSWITCH replied."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tenants.onboarding.seats import a1_hash

from . import captures, folder, running
from .running import Bench

NOBODY = "00000000-0000-0000-0000-000000000000"
SAME = {
    "callcenter-agent-add-dup": "callcenter_config agent add 1003@acme.test callback",
    "callcenter-bad-usage": "callcenter_config agent",
    "callcenter-member-list": "callcenter_config member list",
    "callcenter-queue-count": "callcenter_config queue count",
    "callcenter-queue-load-missing": "callcenter_config queue load nosuch@acme.test",
    "callcenter-queue-reload": "callcenter_config queue reload support@acme.test",
    "callcenter-tier-add-nosuch-queue": "callcenter_config tier add nosuch@x 1003@acme.test 1 1",
    "callcenter-unknown-agent": "callcenter_config agent set status nobody@x Available",
    "fsctl-max-sessions": "fsctl max_sessions",
    "fsctl-sps": "fsctl sps",
    "hupall-none-match": "hupall normal_clearing nosuch novalue",
    "module_exists-false": "module_exists mod_nosuch",
    "module_exists-true": "module_exists mod_sofia",
    "reloadacl": "reloadacl",
    "reloadxml": "reloadxml",
    "show-channels-json-empty": "show channels as json",
    "sofia_contact-missing": "sofia_contact 1005@acme.test",
    "unknown-command": "no_such_command",
    "user_exists-false": "user_exists id 9999 acme.test",
    "user_exists-true": "user_exists id 1000 acme.test",
    "empty-reply-eval": "hash select/acme/nothing",
    "global_getvar-one": "global_getvar domain",
    "hash-insert": "hash insert/acme/k/v",
    "hash-select": "hash select/acme/k",
    "limit_usage": "limit_usage hash acme out",
    "originate-bad-endpoint": "originate nosuch/1 &park",
    "originate-bad-gateway": "originate sofia/gateway/nosuch/123 &park",
    "originate-bad-syntax": "originate",
    "originate-unregistered": "originate user/1005@acme.test &park",
    "show-calls-json-empty": "show calls as json",
    "switchname": "switchname",
    "uuid_bridge-bad": f"uuid_bridge {NOBODY} {NOBODY[:-1]}1",
    "uuid_hold-bad": f"uuid_hold {NOBODY}",
    "uuid_record-bad": f"uuid_record {NOBODY} start /var/a.wav",
    "uuid_setvar-bad": f"uuid_setvar {NOBODY} a b",
    "uuid_transfer-bad": f"uuid_transfer {NOBODY} 1000 XML default",
    "uuid_exists-false": f"uuid_exists {NOBODY}",
    "uuid_dump-bad": f"uuid_dump {NOBODY} json",
    "uuid_getvar-bad": f"uuid_getvar {NOBODY} x",
    "uuid_kill-bad": f"uuid_kill {NOBODY}",
    "uuid_kill-no-arg": "uuid_kill",
}


def recorded(name: str) -> str:
    frames = captures.frames((captures.FOLDER / "api" / f"{name}.rx").read_bytes())
    return next(body for headers, body in frames if headers["Content-Type"] == "api/response").decode()


def test_plain_replies_are_the_same(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            for name, command in SAME.items():
                assert await bench.client.api(command) == recorded(name), command

    asyncio.run(main())


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("callcenter-agent-list", "agent list"),
        ("callcenter-queue-list", "queue list"),
        ("callcenter-queue-list-agents", "queue list agents support@acme.test"),
        ("callcenter-queue-list-members", "queue list members support@acme.test"),
        ("callcenter-queue-list-tiers", "queue list tiers support@acme.test"),
        ("callcenter-tier-list", "tier list"),
    ],
)
def test_lists_have_the_same_columns(tmp_path: Path, name: str, command: str) -> None:
    """And in a talk of the same agent the same words in those that are no numbers."""

    def words(text: str, key: str) -> dict[str, str]:
        title, *rows, end = text.splitlines()
        assert end == "+OK"
        row = next(row for row in rows if row.startswith(key) and not row.endswith(("Abandoned|53", "|24")))
        return {
            column: value
            for column, value in zip(title.split("|"), row.split("|"), strict=True)
            if not value.isdigit() and not column.endswith("uuid") and column != "record_template"
        }

    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            await bench.client.api("lab call 13800138000 7000 domain=acme.test")
            await bench.later(5)
            reply = await bench.client.api(f"callcenter_config {command}")
            key = "1003" if "agent" in command else "support"
            assert words(reply, key) == words(recorded(name), key)
            assert reply.partition("\n")[0] == recorded(name).partition("\n")[0]

    asyncio.run(main())


def rows(text: str) -> list[dict[str, Any]]:
    return list(json.loads(text)["rows"])


def test_calls_and_channels_have_the_same_columns(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            uuid = (await bench.client.api("lab call 13800138000 1002 domain=acme.test")).split()[1]
            await bench.later(5)
            for what in ("calls", "channels"):
                mine = rows(await bench.client.api(f"show {what} as json"))
                real = rows(recorded(f"show-{what}-json"))
                assert list(mine[0]) == list(real[0])
                for key in ("direction", "state", "cid_num", "dest", "callstate", "context", "application"):
                    assert mine[0].get(key) == real[0].get(key), key
            assert await bench.client.api("show channels count as json") == '{"row_count":2,"rows":[]}'
            assert await bench.client.api(f"uuid_exists {uuid}") == recorded("uuid_exists-true")
            getvar = f"uuid_getvar {uuid}"
            assert await bench.client.api(f"{getvar} caller_id_number") == recorded("uuid_getvar")
            assert await bench.client.api(f"{getvar} nosuch") == recorded("uuid_getvar-missing-var")

    asyncio.run(main())


def test_registrations(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            mine = rows(await bench.client.api("show registrations as json"))
            assert [row["reg_user"] for row in mine] == ["1000", "1002", "1003"]
            assert list(mine[0]) == list(rows(recorded("show-registrations-json"))[0])
            assert (await bench.client.api("sofia_contact 1002@acme.test")) == mine[1]["url"]
            await bench.client.api("lab unregister 1002@acme.test")
            assert await bench.client.api("sofia_contact 1002@acme.test") == recorded("sofia_contact-missing")

    asyncio.run(main())


def test_the_switch_says_that_it_is_a_lab(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            version = await bench.client.api("version")
            status = await bench.client.api("status")
            assert "FreeSWITCH Version" in version
            assert "lab" in version.lower()
            assert status.startswith("UP 0 years, 0 days")
            assert "lab" in status.lower()
            assert (await bench.client.api("hostname")).strip()
            assert int(await bench.client.api("strepoch 2026-03-02 09:00:00")) == 1772413200
            await bench.later(90)
            assert int(await bench.client.api("uptime")) == 90

    asyncio.run(main())


def test_global_variables(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            assert await bench.client.api("global_setvar seatyard_generation=7") == "+OK"
            assert await bench.client.api("global_getvar seatyard_generation") == "7"
            assert "seatyard_generation=7" in (await bench.client.api("global_getvar")).splitlines()

    asyncio.run(main())


class TestCallcenter:
    """The commands that provisioning sends."""

    @staticmethod
    async def table(bench: Bench, what: str) -> list[list[str]]:
        reply = await bench.client.api(f"callcenter_config {what}")
        assert reply.endswith("+OK\n")
        return [line.split("|") for line in reply.splitlines()[1:-1]]

    def test_agents_come_and_go(self, tmp_path: Path) -> None:
        async def main() -> None:
            async with running.lab(tmp_path) as bench:
                for command in (
                    "agent add 1002@acme.test callback",
                    "agent set contact 1002@acme.test user/1002@acme.test",
                    "agent set status 1002@acme.test 'On Break'",
                    "agent set wrap_up_time 1002@acme.test 9",
                    "tier add support@acme.test 1002@acme.test 2 3",
                    "tier set position support@acme.test 1002@acme.test 4",
                ):
                    assert await bench.client.api(f"callcenter_config {command}") == "+OK\n", command
                agents = {row[0]: row for row in await self.table(bench, "agent list")}
                assert agents["1002@acme.test"][4:6] == ["user/1002@acme.test", "On Break"]
                assert agents["1002@acme.test"][8] == "9"
                assert [*await self.table(bench, "tier list")][-1] == [
                    "support@acme.test",
                    "1002@acme.test",
                    "Ready",
                    "2",
                    "4",
                ]
                await bench.client.api("callcenter_config tier del support@acme.test 1002@acme.test")
                await bench.client.api("callcenter_config agent del 1002@acme.test")
                assert len(await self.table(bench, "agent list")) == 1
                assert len(await self.table(bench, "tier list")) == 1

        asyncio.run(main())

    def test_queues_are_unloaded_and_loaded(self, tmp_path: Path) -> None:
        async def main() -> None:
            async with running.lab(tmp_path) as bench:
                await bench.client.api("callcenter_config queue unload sales@acme.test")
                assert len(await self.table(bench, "queue list")) == 1
                assert await bench.client.api("callcenter_config queue load sales@acme.test") == "+OK\n"
                assert len(await self.table(bench, "queue list")) == 2

        asyncio.run(main())


def test_calls_are_hung_up_by_hand(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            one, two, three = [
                (await bench.client.api("lab call 13800138000 9196 domain=acme.test")).split()[1]
                for _ in range(3)
            ]
            await bench.later(1)
            assert await bench.client.api(f"uuid_kill {one} USER_BUSY") == "+OK\n"
            await bench.client.api(f"uuid_setvar {two} mine yes")
            await bench.client.api("hupall NORMAL_CLEARING mine yes")
            await bench.later(1)
            up = [row["uuid"] for row in rows(await bench.client.api("show channels as json"))]
            assert up == [three]
            assert await bench.client.api("hupall") == "+OK hangup all channels with cause MANAGER_REQUEST\n"
            await bench.later(1)
            causes = [record["variables"]["hangup_cause"] for record in bench.plane.json_records()]
            assert causes == ["USER_BUSY", "NORMAL_CLEARING", "MANAGER_REQUEST"]

    asyncio.run(main())


def test_a_paused_switch_takes_no_calls(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            await bench.client.api("fsctl pause")
            await bench.client.api("lab call 13800138000 9196 domain=acme.test")
            await bench.later(1)
            await bench.client.api("fsctl resume")
            await bench.client.api("lab call 13800138000 9196 domain=acme.test patience=3")
            await bench.later(10)
            refused, taken = (record["variables"] for record in bench.plane.json_records())
            assert refused["billsec"] == "0"
            assert taken["billsec"] == "3"

    asyncio.run(main())


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        ("lab", "-USAGE"),
        ("lab until yesterday", "is no ISO time"),
        ("lab until 2020-01-01T00:00:00+08:00", "it is already 2026-03-02T09:00:00"),
        ("lab call 13800138000", "-USAGE"),
        ("lab call 13800138000 9196 called=maybe", "called=maybe: one of"),
        ("lab call 13800138000 9196 patience=x", "-ERR"),
        ("lab register 4711@acme.test", "no phone 4711@acme.test"),
        ("lab phone 1001@acme.test", "-USAGE"),
        ("lab phone 4711@acme.test a1=00", "-ERR 403"),
        ("acl  domains", "false"),
    ],
)
def test_lab_commands_that_make_no_sense(tmp_path: Path, command: str, complaint: str) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            assert complaint in await bench.client.api(command)

    asyncio.run(main())


def test_a_phone_is_plugged_in_by_its_hash(tmp_path: Path) -> None:
    """At a seat that the scenario does not have; its user answers."""

    async def main() -> None:
        async with running.lab(tmp_path, scenario={"phones": running.PHONES[:1]}) as bench:
            right = a1_hash("1002", "acme.test", folder.SEAT_PASSWORD)
            for a1, said in (("0" * 32, "-ERR 403"), (right, "+OK"), (right, "+OK")):
                assert said in await bench.client.api(f"lab phone 1002@acme.test a1={a1}")
            contact = await bench.client.api("sofia_contact 1002@acme.test")
            assert contact.strip() == "sofia/internal/sip:1002@127.0.0.1:20001"

    asyncio.run(main())


def test_lab_clock_and_stats(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            assert await bench.client.api("lab clock") == "2026-03-02T09:00:00+08:00\n"
            assert (
                await bench.client.api("lab until 2026-03-02T09:30:00") == "+OK 2026-03-02T09:30:00+08:00\n"
            )
            await bench.client.api("lab call 13800138000 9196 domain=acme.test patience=5")
            await bench.later(10)
            stats = json.loads(await bench.client.api("lab stats"))
            assert (stats["calls"], stats["legs"], stats["records_posted"], stats["faults"]) == (1, 1, 1, 0)

    asyncio.run(main())
