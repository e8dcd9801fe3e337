"""Forms made from schemas: laid out and read again, a document stays what it is."""

from __future__ import annotations

from typing import Any

import pytest

from admin_ui.forms import Form, Group, Input, Rows, part
from admin_ui.forms.fields import Words
from billing import terms
from billing.terms.difference import same
from billing.terms.schema import terms_schema
from seatyard.errors import InvalidInput

WORDS = Words(lambda path, title: title or path, str, lambda path: "Name", lambda path: "Value")
PRICES = {"type": "object", "additionalProperties": {"type": ["number", "string"]}}


def sent(laid: Input | Rows | Group) -> dict[str, list[str]]:
    """What a browser would send of it."""
    if isinstance(laid, Group):
        parts = [sent(one) for one in laid.parts]
    elif isinstance(laid, Rows):
        parts = [sent(cell) for row in laid.rows for cell in row]
    else:
        return {laid.name: list(laid.chosen)} if laid.shape == "several" else {laid.name: [laid.value]}
    return {name: values for one in parts for name, values in one.items()}


@pytest.mark.parametrize("template", terms.names())
def test_what_is_laid_out_is_read_back(template: str) -> None:
    document, schema = terms.load(template).terms, terms_schema()
    form = Form(sent(part(schema, document, "terms", "", WORDS)))
    assert same(_without_empty(form.read(schema, "terms", "")), _without_empty(document))
    assert form.nearest("seat_rent.price.nobody").startswith(("terms.seat_rent", "terms"))


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_empty(entry) for key, entry in value.items()}
        return {key: entry for key, entry in kept.items() if entry not in ({}, [], None)}
    return [_without_empty(entry) for entry in value] if isinstance(value, list) else value


def test_a_rate_with_its_own_increment() -> None:
    schema = terms_schema()["properties"]["call_charges"]["properties"]["rates"]["properties"]["outbound"]
    bands = [{"when": "Mon-Fri 20:00-08:00", "price": "0.10"}]
    rates = {"+86": "0.15", "+1": {"price": "0.5", "increment": "6/6", "bands": bands}, "default": 2}
    form = Form(sent(part(schema, rates, "r", "r", WORDS)))
    assert form.read(schema, "r", "r") == rates
    assert form.names["r.+1.increment"] == "r[1].increment"


def test_gaps_between_rows_and_thousands_and_full_width_digits() -> None:
    form = Form({"p[7]~key": ["b"], "p[7]": ["1,200.50"], "p[2]~key": ["a"], "p[2]": ["１２"], "p[3]": [" "]})
    assert form.read(PRICES, "p", "price") == {"a": 12, "b": "1200.50"}


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"p[0]": ["1"]}, "a name is missing"),
        ({"p[0]~key": ["a"], "p[0]": ["1"], "p[1]~key": ["a"], "p[1]": ["2"]}, "'a' twice"),
        ({f"p[{row}]": ["1"] for row in range(201)}, "201 rows"),
    ],
)
def test_what_no_document_can_say(inputs: dict[str, list[str]], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        Form(inputs).read(PRICES, "p", "price")


def test_what_a_value_cannot_be_stays_as_it_was_typed() -> None:
    form = Form({"a": ["many"], "b": ["maybe"], "c": ["0012"], "d": ["9" * 400]})
    assert form.read({"type": "integer"}, "a", "a") == "many"
    assert form.read({"type": "boolean"}, "b", "b") == "maybe"
    assert form.read({"type": "integer"}, "c", "c") == "0012"
    assert form.read({"type": "integer"}, "d", "d") == "9" * 400


@pytest.mark.parametrize("path", ["", "x", "a.b[0].c", "facts:2:4", "a:b", "a:", "[[", "..", "::"])
def test_a_path_that_no_input_bears_comes_to_an_end(path: str) -> None:
    assert Form({}).nearest(path) == ""
