"""Answers kept small."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from esl.answers.packed import WINDOW, Packed


@given(st.dictionaries(st.text(), st.binary()))
def test_each_comes_out_as_it_went_in(answers: dict[str, bytes]) -> None:
    packed = Packed(answers)
    assert {name: packed.get(name, b"none") for name in answers} == answers


def test_what_is_not_there_is_said_otherwise() -> None:
    assert Packed({}).get("1001", b"nobody") == b"nobody"
    assert Packed({"1001": b""}).get("1001", b"nobody") == b""


def test_alike_ones_take_little_also_where_one_is_longer_than_the_window() -> None:
    answers = {str(seat): b"<user id='%d'/>" % seat + bytes(range(256)) * 200 for seat in range(1000, 1100)}
    assert len(answers["1000"]) > WINDOW
    packed = Packed(answers)
    assert all(packed.get(name, b"") == answer for name, answer in answers.items())
    assert sum(map(len, packed._kept.values())) < sum(map(len, answers.values())) / 50
