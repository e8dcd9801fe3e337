"""The whole way of a call through the lab switch: registered phones, a queue, an agent, two records."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from . import running


def test_a_queue_call_is_answered_and_recorded(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            assert (await bench.client.api("callcenter_config queue count")) == "2\n"
            await bench.client.api("lab call 13800138000 7000 domain=acme.test talk=3")
            await bench.later(20)
            agent, member = [json.loads(body)["variables"] for body in bench.plane.records]
            assert (agent["cc_side"], member["cc_side"]) == ("agent", "member")
            assert (agent["billusec"], member["billusec"]) == ("3060000", "4160000")
            assert agent["cc_member_session_uuid"] == member["uuid"]
            log = [json.loads(line) for line in bench.log.read_text().splitlines()]
            (end,) = [record for record in log if record["record"] == "end"]
            assert (end["billusec"], end["outcome"], end["domain"]) == (4160000, "answered", "acme.test")

    asyncio.run(main())
