"""An amount and its arithmetic are one thing."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from billing.engine.formula import Formula, each, money, number, total

from .test_properties import evaluated


def test_it_says_what_it_computes() -> None:
    """The issue's own line: 13 seats × 3 days × 1,700.00 / 30 = 2,210.00"""
    rent = number(13, "seat") * number(3, "day") * money(1700) / number(30)
    assert rent.value == 2210
    assert rent.plain == "13 × 3 × 1700 / 30"
    assert rent.en == "13 seats × 3 days × 1,700.00 / 30"
    assert rent.zh == "13 席 × 3 天 × 1,700.00 / 30"


def test_equal_terms_are_counted() -> None:
    shares = [number(Fraction(7, 10)), number(1), number(Fraction(7, 10))]
    assert each(shares, "seat").en == "2 seats × 0.7 + 1 seat × 1"


def test_brackets_where_they_change_the_value() -> None:
    one, two = number(1), number(2)
    assert (-(one + two) * two).plain == "(-(1 + 2)) × 2"
    assert (one - (two - one)).plain == "1 - (2 - 1)"
    assert (one / (two * two)).plain == "1 / (2 × 2)"
    assert (number(Fraction(8, 31)) / two).plain == "8/31 / 2"
    assert (two / number(Fraction(8, 31))).plain == "2 / (8/31)"


def test_money_keeps_its_digits() -> None:
    assert [money(Fraction(text)).en for text in ("0.095", "1700", "12345.6")] == [
        "0.095",
        "1,700.00",
        "12,345.60",
    ]


leaves = st.fractions(max_denominator=40).map(number)
formulas = st.recursive(
    leaves,
    lambda below: st.one_of(
        st.tuples(below, below).map(lambda pair: pair[0] + pair[1]),
        st.tuples(below, below).map(lambda pair: pair[0] - pair[1]),
        st.tuples(below, below).map(lambda pair: pair[0] * pair[1]),
        st.tuples(below, below.filter(lambda f: f.value != 0)).map(lambda pair: pair[0] / pair[1]),
        below.map(lambda f: -f),
        st.lists(below, min_size=1, max_size=4).map(each),
        st.lists(below, min_size=1, max_size=4).map(total),
    ),
    max_leaves=8,
)


@given(formulas)
def test_what_it_says_evaluates_to_its_value(formula: Formula) -> None:
    """By a reader that knows nothing of how it was made."""
    assert evaluated(formula.plain) == formula.value
