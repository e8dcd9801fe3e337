"""The fields that kinds tell of themselves are those that their checks take, so forms can be made of them."""

from __future__ import annotations

import json

import pytest

from esl.flows import desk
from esl.flows.kinds import KINDS
from esl.flows.kinds.fields import SHAPES, WAY, WAYS
from esl.flows.kinds.kind import Kind, Step
from tests.esl.flows.documents import NAMES


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_each_kind_tells_its_fields(kind: Kind) -> None:
    assert kind.fields
    assert all(field.shape in SHAPES for field in kind.fields)
    inside = kind.keys
    assert bool(inside) != any(field.key == kind.name for field in kind.fields), "a whole value, or keys"


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_its_checks_take_all_of_them_and_no_other(kind: Kind) -> None:
    value = dict.fromkeys(kind.keys) if kind.keys else "x"
    step = Step("node", kind.name, value, {})
    assert not [said for _, said in kind.problems(step, NAMES) if said.startswith("unknown key")]
    if kind.keys:
        other = Step("node", kind.name, {**value, "other": 1}, {})  # type: ignore[dict-item]
        assert [said for _, said in kind.problems(other, NAMES) if said.startswith("unknown key")]


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_its_ways_are_fields(kind: Kind) -> None:
    """An edge of the picture begins where a field of the form stands."""
    node: dict[str, object] = {kind.name: {} if kind.keys else "x"}
    for field in kind.fields:
        inner = node[kind.name] if not field.beside and isinstance(node[kind.name], dict) else node
        if field.shape in (WAY, WAYS):
            inner[field.key] = "target" if field.shape == WAY else {"1": "target"}  # type: ignore[index]
    options = {key: value for key, value in node.items() if key != kind.name}
    ways = kind.exits(Step("node", kind.name, node[kind.name], options))
    told = [field for field in kind.fields if field.shape in (WAY, WAYS)]
    assert {way.target for way in ways} == ({"target"} if told else set())
    assert len(ways) == len(told)


def test_kinds_are_told_as_json() -> None:
    assert [one["name"] for one in json.loads(json.dumps(desk.kinds()))] == list(KINDS)
