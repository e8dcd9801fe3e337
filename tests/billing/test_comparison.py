"""Own system, outsourcing, rented seats: sums by month, and where one catches up with another."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from billing import comparison
from billing.comparison import Comparison, Cost, Every, Way
from billing.comparison.plain import as_table, of_comparison
from billing.documents import curves
from billing.engine import Text
from seatyard.cli import main
from seatyard.errors import InvalidInput


def cost(amount: int, every: str = "month", quantity: int = 1) -> Cost:
    return Cost(Text("费用", "Cost"), Decimal(amount), Every(every), quantity)


def way(*costs: Cost) -> Way:
    return Way(Text("方式", "Way"), costs)


def test_the_first_example_is_that_of_the_original() -> None:
    own, outsourced, rented = (made := comparison.of_document(comparison.example())).ways
    assert made.monthly(own)[0] == 254_000
    assert made.monthly(outsourced)[0] == 104_000
    assert made.monthly(own)[1:3] == [94_000, 94_000]
    assert made.total(outsourced) == 30_000 + 36 * 74_000
    assert made.cheapest is outsourced
    assert rented.billed[0] == 20 * 600 + Decimal(58_000) * Decimal("0.12")
    assert made.break_even(own, rented) == 27
    assert made.break_even(rented, own) is None


def test_the_same_question_is_answered_once_and_another_one_anew() -> None:
    asked = comparison.example()
    made = comparison.of_document(asked)
    assert comparison.of_document(comparison.example()) is made
    asked["ways"][2]["contract"]["rent"] = 700
    other = comparison.of_document(asked)
    assert other.ways[2].billed[0] == made.ways[2].billed[0] + 20 * 100
    assert comparison.of_document(comparison.example()) is made


def test_how_often() -> None:
    made = Comparison(3, 14, ())
    costs = (cost(100, "once"), cost(10), cost(1, "seat", 2), cost(1000, "year"))
    monthly = made.monthly(way(*costs))
    assert monthly[0] == 100 + 10 + 6 + 1000
    assert monthly[1:12] == [16] * 11
    assert monthly[12:] == [1016, 16]
    assert made.of_line(costs[3]) == 2000


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 10**6), st.sampled_from([*Every]), st.integers(1, 9)), min_size=1, max_size=5
    ),
    st.integers(1, 50),
    st.integers(1, 40),
)
def test_lines_add_up_to_the_total(lines: list[tuple[int, Every, int]], seats: int, months: int) -> None:
    made = Comparison(seats, months, ())
    one = way(*(cost(amount, every.value, quantity) for amount, every, quantity in lines))
    cumulated = made.cumulated(one)
    assert sum(map(made.of_line, one.costs)) == made.total(one) == sum(made.monthly(one))
    assert cumulated == sorted(cumulated)


def test_break_even_is_the_first_month_that_is_no_dearer() -> None:
    made = Comparison(1, 12, ())
    dear, cheap = way(cost(100, "once"), cost(10)), way(cost(30))
    assert made.break_even(dear, cheap) == 5
    assert made.cumulated(dear)[4] == made.cumulated(cheap)[4] == 150
    assert made.break_even(cheap, dear) is None
    assert made.break_even(dear, way(cost(11))) is None


def document(**changed: Any) -> dict[str, Any]:
    rental = {"name": "租用", "contract": {"template": "seat-lease", "outbound": 100}}
    return {"seats": 10, "months": 3, "starts": "2026-03-01", "ways": [rental]} | changed


def test_what_is_paid_ahead_is_no_cost() -> None:
    """A deposit and a month in advance move when one pays, not how much."""
    ahead = {"deposit_prepay": {"deposit_months": 1}}
    plain, prepaid = document(), document()
    plain["ways"][0]["contract"]["overrides"] = {"deposit_prepay": None}
    prepaid["ways"] = [
        {"name": "x", "contract": {"template": "seat-lease", "outbound": 100, "overrides": ahead}}
    ]
    (one,), (other,) = (comparison.of_document(made).ways for made in (plain, prepaid))
    assert one.billed == other.billed == (Decimal("20015.00"),) * 3


def test_the_rent_of_a_seat_is_agreed_otherwise() -> None:
    contract = {"template": "seat-lease", "type": "county", "rent": 1500.5}
    (rented,) = comparison.of_document(document(ways=[{"name": "x", "contract": contract}])).ways
    assert rented.billed[0] == Decimal("15005.00")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"seats": 0}, "seats: 0 is not allowed"),
        ({"months": 61}, "a whole number from 1 to 60"),
        ({"seats": 500, "months": 60}, "up to 200 seats"),
        ({"ways": []}, "ways"),
        (
            {"ways": [{"name": "x", "costs": [{"name": "y", "amount": -1, "every": "month"}]}]},
            "ways[0].costs[0].amount",
        ),
        (
            {"ways": [{"name": "x", "contract": {"template": "nope"}}]},
            "ways[0].contract.template: no template",
        ),
        (
            {"ways": [{"name": "x", "contract": {"template": "seat-lease", "type": "y"}}]},
            "no price for a seat",
        ),
        ({"currency": "EUR"}, "the contract is in CNY"),
    ],
)
def test_what_cannot_be_compared(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        comparison.of_document(document(**changed))
    assert said in str(refused.value)


def test_the_command(tmp_path: Path) -> None:
    file = tmp_path / "three.yaml"
    file.write_text((Path(comparison.__file__).parent / "example.yaml").read_text(encoding="utf-8"))
    ran = CliRunner().invoke(main, ["compare", str(file)], prog_name="seatyard")
    assert ran.exit_code == 0, ran.output
    assert "254,000.00" in ran.output
    document = json.loads(CliRunner().invoke(main, ["compare", str(file), "--json"]).output)
    assert document["ways"][1]["monthly"][0] == "104000"
    assert document["ways"][0]["break_even"] == {"Rented seats": 27}
    file.write_text("seats: 20\n")
    assert CliRunner().invoke(main, ["compare", str(file)]).exit_code != 0


def test_the_table_adds_up_and_calculates_nothing() -> None:
    made = comparison.of_document(comparison.example())
    rows = list(csv.DictReader(io.StringIO(as_table(made, "zh").lstrip("\ufeff"))))
    own = [row for row in rows if row["way"] == "自建"]
    assert sum(Decimal(row["1"]) for row in own[:-2]) == Decimal(own[-2]["1"]) == 254_000
    assert own[-1]["36"] == own[-2]["total"] == "3544000"
    risky = Comparison(1, 1, (Way(Text("=1+1", "=1+1"), (cost(1),)),))
    assert "'=1+1" in as_table(risky, "en")
    assert of_comparison(risky)["ways"][0]["total"] == "1"


@pytest.mark.parametrize(
    ("amount", "zh", "en"), [(100_000, "10万", "100k"), (5, "5", "5"), (10**8, "1亿", "100M")]
)
def test_the_curves_fit_their_scale(amount: int, zh: str, en: str) -> None:
    made = Comparison(1, 12, (way(cost(amount, "once")), way()))
    drawn = curves.chart(made, "en")
    assert (drawn.costs[0].said, drawn.costs[-1].said) == ("0", en)
    assert curves.chart(made, "zh").costs[-1].said == zh
    assert drawn.costs[-1].at == curves.TOP
    assert drawn.curves[0].last == (drawn.right, curves.TOP)
    assert drawn.curves[1].last == (drawn.right, drawn.bottom)
    assert curves.svg(made, "en", "a < b").count("<polyline") == 2
    assert "a &lt; b" in curves.svg(made, "en", "a < b")


def test_nothing_at_all_is_drawn_on_the_ground() -> None:
    assert curves.chart(Comparison(1, 1, (way(),)), "en").curves[0].last[1] == curves.HEIGHT - curves.BOTTOM
