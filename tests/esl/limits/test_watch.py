"""Counts held against channels: what fits, what only lags, and what is counted anew."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest
from flask import Flask

from esl.limits.counts import CHANNELS, HELD
from esl.limits.watch import FINDING, TIMES, LimitsWatch
from esl.session import Reply
from seatyard import findings


@dataclass
class Node:
    """Answers as a node would that has these lines and counts these calls."""

    lines: dict[str, str] = field(default_factory=dict)
    """By uuid, what the leg is counted as."""
    held: dict[str, int] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    ringing: frozenset[str] = frozenset()
    told: list[str] = field(default_factory=list)

    def bgapi(self, command: str, timeout: float | None = None) -> Reply:
        return Reply(self._answer(command))

    def _answer(self, command: str) -> str:
        if command == HELD:
            return "".join(f"L/seatyard_{name}/{total}/0/0/0\n" for name, total in self.held.items())
        if command == CHANNELS:
            rows = [self._row(uuid, account) for uuid, account in self.lines.items()]
            rows.append({"uuid": "seat", "name": "sofia/internal/1001", "accountcode": "tenant-1"})
            return json.dumps({"row_count": len(rows), "rows": rows})
        word, _, rest = command.partition(" ")
        if word == "global_getvar":
            return self.variables.get(rest, "")
        self.told.append(command)
        if word == "global_setvar":
            name, _, value = rest.partition("=")
            self.variables[name] = value
        if word == "uuid_limit":
            name = rest.split()[3]
            self.held[name] = self.held.get(name, 0) + 1
        return "+OK"

    def _row(self, uuid: str, account: str) -> dict[str, str]:
        return {
            "uuid": uuid,
            "name": f"sofia/external/{uuid}",
            "accountcode": account,
            "state": "CS_REPORTING" if uuid in self.ended else "CS_EXECUTE",
            "direction": "outbound",
            "callstate": "RINGING" if uuid in self.ringing else "ACTIVE",
        }


def looks(node: Node, times: int = TIMES) -> LimitsWatch:
    watch = LimitsWatch("fs1", node)
    watch.step()
    for _ in range(2 * times):
        watch.step()
    return watch


@pytest.mark.parametrize(
    "node",
    [
        Node(),
        Node({"a": "tenant-1;carrier-east", "b": "tenant-1"}, {"tenant-1": 2, "carrier-east": 1}),
        Node({"a": "tenant-1"}, {"tenant-1": 1, "tenant-1-rate": 7}),
        Node({"a": "tenant-1", "b": "tenant-1"}, {"tenant-1": 1}, ended=frozenset("b")),
        Node({"a": "tenant-1", "b": "tenant-1"}, {"tenant-1": 1}, ringing=frozenset("b")),
        Node({"a": "tenant-1"}, {"tenant-1": 1}, ringing=frozenset("a")),
        Node({"a": "tenant-1"}, {"tenant-1": 3, "tenant-1.2": 1}, {"seatyard_again_tenant-1": ".2"}),
    ],
)
def test_what_fits_is_left_alone(app: Flask, node: Node) -> None:
    looks(node, 2 * TIMES)
    assert (node.told, findings.still_open(FINDING)) == ([], [])


def test_what_changes_between_the_readings_is_no_fault(app: Flask) -> None:
    node = Node({"a": "tenant-1"}, {"tenant-1": 2})
    watch = LimitsWatch("fs1", node)
    for look in range(4 * TIMES):
        node.lines = {"a": "tenant-1"} | ({"b": "tenant-1"} if look % 4 < 2 else {})
        watch.step()
    assert node.told == []


def test_calls_of_a_moment_are_no_fault(app: Flask) -> None:
    """Seen under twenty calls a second: each look finds others, and more are counted than any look finds."""
    node = Node(held={"tenant-1": 4})
    watch = LimitsWatch("fs1", node)
    for look in range(4 * TIMES):
        node.lines = {f"{look}-{n}": "tenant-1" for n in range(look // 2 % 3)}
        watch.step()
    assert node.told == []


def test_too_many_are_counted_anew_under_another_name(app: Flask) -> None:
    node = Node({"a": "tenant-1", "b": "tenant-2"}, {"tenant-1": 3, "tenant-2": 1})
    looks(node)
    assert node.told == [
        "global_setvar seatyard_again_tenant-1=.2",
        "uuid_limit a hash seatyard tenant-1.2",
        "uuid_limit_release a hash seatyard tenant-1",
    ]
    (found,) = findings.still_open(FINDING)
    assert (found.key, found.message) == (
        "fs1 tenant-1",
        "tenant-1 counts 3 calls where 1 exist: counted anew",
    )


def test_too_few_are_counted_where_they_are(app: Flask) -> None:
    node = Node({"a": "tenant-1", "b": "tenant-1"}, {"tenant-1": 1})
    looks(node)
    assert node.told == ["uuid_limit a hash seatyard tenant-1", "uuid_limit b hash seatyard tenant-1"]


def test_it_takes_several_looks_in_a_row(app: Flask) -> None:
    node = Node({"a": "tenant-1"}, {"tenant-1": 2})
    looks(node, TIMES - 1).forget()
    assert node.told == []


def test_what_is_no_suffix_of_ours_is_not_believed(app: Flask) -> None:
    node = Node({"a": "tenant-1"}, {"tenant-1": 2}, {"seatyard_again_tenant-1": "; reboot"})
    looks(node)
    assert node.told[0] == "global_setvar seatyard_again_tenant-1=.2"
