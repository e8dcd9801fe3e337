"""A dialplan answer, searched as mod_dialplan_xml searches it (``esl.lab.dialplan``), for one leg."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from lxml import etree

from esl.lab.calls.dialstring import parse
from esl.lab.dialplan.expand import expand
from esl.lab.dialplan.plan import context
from esl.lab.dialplan.walk import walk as search
from esl.lab.xml.source import Document, Found
from seatyard import clock

from .questions import ask, captured

PUBLIC = "call-queue.01.dialplan-public-7000"
Actions = list[tuple[str, str]]
"""(application, its data as the dialplan has it), in the order of being executed."""


@dataclass
class Leg:
    """The call that is being routed: its caller fields, and its variables."""

    fields: dict[str, str]
    variables: dict[str, str] = field(default_factory=dict)
    networks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The addresses of each network list."""
    replies: dict[str, str] = field(default_factory=dict)
    """What API commands answer: ``user_exists id 1002 acme.test`` to ``true``."""

    def field(self, name: str) -> str:
        return self.fields.get(name) or self.variables.get(name, "")

    def get(self, name: str) -> str | None:
        return self.variables.get(name) or self.fields.get(name)

    def values(self, name: str) -> list[str]:
        return [value] if (value := self.get(name)) else []

    def set(self, name: str, value: str | list[str] | None) -> None:
        self.variables.pop(name, None)
        if isinstance(value, str) and value:
            self.variables[name] = value

    async def expanded(self, text: str) -> str:
        return self.expand(text)

    def expand(self, text: str) -> str:
        return expand(text, self, self._api)

    def moments(self) -> tuple[datetime, datetime]:
        now = clock.now()
        return now.astimezone(ZoneInfo(self.variables.get("timezone", "Asia/Shanghai"))), now

    def _api(self, name: str, argument: str) -> str | None:
        if name == "acl":
            address, _, network = argument.partition(" ")
            return "true" if address in self.networks.get(network, ()) else "false"
        return self.replies.get(f"{name} {argument}")


def route(extensions: etree._Element, leg: Leg, name: str) -> Actions:
    """What the search through the context ``name`` finds for the leg; its inline settings are then done."""

    async def inline(application: str, data: str) -> None:
        assert application == "set"
        variable, _, value = leg.expand(data).partition("=")
        leg.set(variable, value)

    found = context(Found(extensions, Document(extensions)), name)
    assert found is not None
    routed = asyncio.run(search(found, leg, inline))
    return list(one_by_one(routed.actions)) if routed else []


def one_by_one(actions: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What one ``multiset`` sets, as ``set`` would."""
    for application, data in actions:
        if application == "multiset":
            yield from (("set", each) for each in data[3:].split(data[2]))
        else:
            yield application, data


def walk(client: FlaskClient, context: str, number: str, **variables: str) -> Actions:
    """What a leg with these variables is made to do; nothing when no extension takes it."""
    return arrive(client, context, Leg({"destination_number": number}, variables))


def arrive(client: FlaskClient, context: str, leg: Leg) -> Actions:
    number = leg.fields["destination_number"]
    question = captured(PUBLIC, Hunt_Context=context) | {"Hunt-Destination-Number": number}
    answer = ask(client, question)
    assert answer.xpath("section/context/@name") == [context]
    return route(answer.find("section"), leg, context)


@dataclass(frozen=True)
class Try:
    """A number tried over a carrier."""

    carrier: str
    called: str
    shown: str
    most: int
    """Calls at once over the carrier; -1 without a limit."""
    variables: dict[str, str] = field(default_factory=dict, compare=False)


def tries(done: Actions, leg: Leg) -> list[Try]:
    """The carriers that a call goes over, in order."""
    return [_try(leg.expand(data)) for application, data in done if application == "limit_execute"]


def _try(data: str) -> Try:
    match = re.match(r"hash seatyard carrier-(\S+) (-?\d+) bridge (.*)\Z", data)
    assert match is not None, data
    ((target,),) = parse(match[3]).groups
    name, _, called = target.address.removeprefix("gateway/").partition("/")
    assert match[1] == name == target.variables["seatyard_carrier"]
    shown = target.variables.get("origination_caller_id_number", "")
    return Try(name, called, shown, int(match[2]), target.variables)
