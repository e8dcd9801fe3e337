"""The project's schemas show what marshmallow's own would, to the byte."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import marshmallow
import pytest
from flask import Flask
from marshmallow import fields

from seatyard.api.schemas import Amount, Moment, Schema, page_of
from seatyard.paging import Part

FIELDS: dict[str, Any] = {
    "name": fields.String(allow_none=True),
    "count": fields.Integer(allow_none=True),
    "good": fields.Boolean(allow_none=True),
    "talk_us": fields.Integer(attribute="billusec"),
    "total": Amount(allow_none=True),
    "at": Moment(allow_none=True),
    "on": fields.Date(allow_none=True),
    "told": fields.Dict(),
    "by_currency": fields.Dict(fields.String(), Amount()),
    "inner": fields.Nested(type("InnerSchema", (Schema,), {"n": fields.Integer()}), allow_none=True),
    "names": fields.List(fields.String()),
}
Ours = type("OurSchema", (Schema,), dict(FIELDS))
Theirs = type("TheirSchema", (marshmallow.Schema,), dict(FIELDS))
WHOLE: dict[str, Any] = {
    "name": "李雷",
    "count": 3,
    "good": False,
    "billusec": 2**40,
    "total": Decimal("1E+3"),
    "at": datetime(2026, 3, 2, 1, tzinfo=UTC),
    "on": date(2026, 3, 2),
    "told": {"a": [1, None]},
    "by_currency": {"CNY": Decimal("0.10")},
    "inner": {"n": 1},
    "names": ("a", "b"),
}
ROWS = [
    WHOLE,
    dict.fromkeys(WHOLE),
    {"name": 7, "count": "7", "good": "yes", "inner": SimpleNamespace(n=2, more=1)},
    {},
]


@pytest.mark.parametrize("row", ROWS)
def test_as_marshmallow_shows_it(row: dict[str, Any]) -> None:
    assert Ours().dump(row) == Theirs().dump(row)
    assert Ours().dump(SimpleNamespace(**row)) == Theirs().dump(SimpleNamespace(**row))


def test_pages_of_it() -> None:
    told = page_of(Ours)().dump(Part([WHOLE], "x"))
    assert told == {"items": [Theirs().dump(WHOLE)], "next": "x"}
    assert page_of(Ours)().dump(Part([], "")) == {"items": [], "next": None}


@pytest.mark.parametrize("told", [{"b": "李雷", "a": 1.5}, {"big": 2**70}, {"on": date(2026, 3, 2)}])
def test_answers_are_the_same_documents(app: Flask, told: dict[str, Any]) -> None:
    with app.test_request_context():
        answer = app.json.response(told)
        assert answer.get_json() == json.loads(app.json.dumps(told))
        assert answer.mimetype == "application/json"
