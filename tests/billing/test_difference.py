"""Overrides told from two documents: merged over the first, they say what the second says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing import terms
from billing.terms.difference import Changed, changed, difference, same

names = st.sampled_from(["rent", "price", "rates", "calls"])
leaves = st.integers(0, 9) | st.sampled_from(["1.50", "1.5", "any_day"]) | st.booleans()
documents = st.recursive(
    st.dictionaries(names, leaves, max_size=3),
    lambda below: st.dictionaries(names, below | leaves | st.lists(leaves, max_size=2), max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(documents, documents)
def test_merged_over_the_one_it_says_the_other(base: dict[str, Any], wanted: dict[str, Any]) -> None:
    patch = difference(base, wanted)
    assert same(terms.merged(base, patch), wanted)
    assert difference(base, base) == {}


def test_a_number_written_otherwise_is_no_change() -> None:
    base = {"seat_rent": {"price": {"standard": 2000}, "early_release_share": "0.70"}}
    wanted = {"seat_rent": {"price": {"standard": "2000.00"}, "early_release_share": "0.7"}}
    assert difference(base, wanted) == {}
    assert list(changed(base, wanted)) == []


def test_what_is_gone_is_null_and_each_value_is_named_by_its_path() -> None:
    base = {"seat_rent": {"price": {"standard": 2000, "county": 1500}}, "tax": {"rate": "0.06"}}
    wanted = {"seat_rent": {"price": {"standard": 1800}}, "tax": {"rate": "0.06"}}
    assert difference(base, wanted) == {"seat_rent": {"price": {"county": None, "standard": 1800}}}
    assert list(changed(base, wanted)) == [
        Changed("seat_rent.price.standard", 2000, 1800),
        Changed("seat_rent.price.county", 1500, None),
    ]


@pytest.mark.parametrize(("one", "other"), [(True, 1), ("nan", "nan "), ("60/60", "60"), (None, 0)])
def test_other_things_are_not_the_same(one: Any, other: Any) -> None:
    assert not same(one, other)
