"""A compiled flow, walked by calls on the lab switch: which nodes they came by, and how they ended."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from esl.flows.compiler import flow_extensions
from esl.flows.queueing import queue_extensions
from esl.flows.scope import Scope
from esl.flows.xml import Element, action, dialled, element, extension, transfer
from tests.esl.lab import folder, running

from .documents import SCOPE

DID = "7777"
FLOW = 3


@dataclass(frozen=True)
class Walk:
    nodes: list[str]
    """In the order in which the call came by them."""
    cause: str
    variables: Mapping[str, Any]
    played: list[str]
    """What was played to the caller."""


def walk(
    tmp: Path,
    document: Mapping[str, Any],
    call: str = "",
    *,
    scope: Scope = SCOPE,
    timezone: str = "Asia/Shanghai",
    gate: str = "",
    **lab: Any,
) -> Walk:
    """One call from outside, with ``lab call``'s words (``digits=1 patience=30``), until it is over."""
    found: list[Walk] = []

    async def main() -> None:
        known = f'<X-PRE-PROCESS cmd="set" data="seatyard_lookups={gate}"/>\n<section name="configuration">'
        files = {
            "dialplan/default.xml": _dialplan(document, scope, timezone),
            "freeswitch.xml": folder.ROOT.replace('<section name="configuration">', known),
        }
        async with running.lab(tmp, subscribe="", **files, **lab) as bench:
            reply = await bench.client.api(f"lab call 13800138000 {DID} domain={scope.context} {call}")
            assert reply.startswith("+OK"), reply
            await bench.later(600)
            found.extend(_read(record) for record in bench.plane.json_records() if _is_the_callers(record))

    asyncio.run(main())
    (only,) = found
    return only


def _dialplan(document: Mapping[str, Any], scope: Scope, timezone: str) -> str:
    did = extension(
        "did",
        dialled(
            f"^{DID}$",
            action("set", f"domain_name={scope.context}"),
            action("set", f"timezone={timezone}"),
            transfer(f"flow-{FLOW}-{document['start']}", scope.context),
        ),
    )
    own = flow_extensions(FLOW, document, scope)
    own += [made for queue in scope.queues.values() for made in queue_extensions(queue, scope)]
    return _context("public", [did]) + _context(scope.context, own)


def _context(name: str, extensions: list[Element]) -> str:
    made = element("context", {"name": name}, *extensions)
    return str(etree.tostring(made, encoding="unicode"))


def _is_the_callers(record: Mapping[str, Any]) -> bool:
    return any(flow["caller_profile"]["destination_number"] == DID for flow in record["callflow"])


def _read(record: Mapping[str, Any]) -> Walk:
    called = [flow["caller_profile"]["destination_number"] for flow in reversed(record["callflow"])]
    prefix = f"flow-{FLOW}-"
    nodes = [name.removeprefix(prefix) for name in called if name.startswith(prefix)]
    ran = record["app_log"]["applications"]
    played = [one["app_data"] for one in ran if one["app_name"] == "playback"]
    return Walk(nodes, record["variables"]["hangup_cause"], record["variables"], played)
