"""The direction table: who pays for which leg (contracts.md, call_charges)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.engine import Bill, Call
from seatyard.cli import main
from seatyard.leg_kinds import FIRST, FURTHER

from .cases import agreement, call, march

RATES = {"outbound": {"+86": "0.10", "default": 1}, "inbound": {"default": "0.05"}}


def charges(directions: dict[str, str] | None, *calls: Call, **terms: Any) -> Bill:
    said = {"directions": directions} if directions is not None else {}
    return march(agreement({"call_charges": {"rates": RATES, **said, **terms}}), *calls)


def lines(made: Bill) -> list[tuple[str, str, Decimal]]:
    return [(line.description.en, line.description.zh, line.amount) for line in made.lines]


def test_a_table_that_is_silent_charges_a_conversation_once() -> None:
    """'Never twice for two legs of one conversation': what crosses again is nobody's to pay."""
    further = [call(600, direction=kind) for kind in FURTHER]
    came_in = call(60, direction="inbound")
    assert charges(None, came_in, *further) == charges(None, came_in)
    assert lines(charges(None, came_in)) == [("Inbound calls", "呼入通话费", Decimal("0.05"))]


def test_first_crossings_share_the_lines_of_their_rates() -> None:
    """Clicked, called back or dialled: as it was before there was a table."""
    calls = [call(60, direction=kind) for kind in ("outbound", "clicked", "call_back", "conference")]
    (line,) = charges(None, *calls).lines
    assert (line.description.en, line.quantity) == ("Outbound calls, +86", 4)


def test_a_further_leg_that_has_a_rate_is_a_charge_and_a_line_of_its_own() -> None:
    sent_on = call(90, direction="transferred")
    made = charges({"transferred": "outbound"}, call(300, direction="inbound"), sent_on)
    assert lines(made) == [
        ("Inbound calls", "呼入通话费", Decimal("0.25")),
        ("Outbound calls, sent on by seats, +86", "呼出通话费 坐席转出 +86", Decimal("0.20")),
    ]


def test_a_first_crossing_that_nobody_pays_for() -> None:
    """A toll-free contract whose diversions are charged."""
    table = {"inbound": "nobody", "forwarded": "outbound"}
    made = charges(table, call(60, direction="inbound"), call(60, direction="forwarded"))
    assert [one.amount for one in made.lines] == [Decimal("0.10")]


def test_a_leg_by_the_other_directions_rates() -> None:
    made = charges({"telephone": "inbound"}, call(60, direction="telephone"))
    assert lines(made) == [("Inbound calls, seats' telephones", "呼入通话费 坐席绑定电话", Decimal("0.05"))]


@pytest.mark.parametrize(("directions", "drawn"), [(["outbound"], 2), (["inbound"], 1)])
def test_a_bundle_covers_what_is_charged_by_its_directions(directions: list[str], drawn: int) -> None:
    bundle = {"minutes": 10, "price": 1, "bought": "2026-03-01", "directions": directions}
    calls = [call(60, direction="inbound"), call(120, direction="transferred")]
    made = charges({"transferred": "outbound"}, *calls, bundle=bundle)
    assert [one.quantity for one in made.lines if one.item == "bundle_draw"] == [drawn]


rows = st.dictionaries(
    st.sampled_from([*FIRST, *FURTHER]), st.sampled_from(["outbound", "inbound", "nobody"])
)
told = st.lists(
    st.tuples(st.sampled_from([*FIRST, *FURTHER]), st.integers(0, 4000), st.sampled_from(["+8613", "+44"]))
)


@settings(deadline=None, max_examples=60)
@given(rows, told)
def test_each_leg_is_charged_once_or_not_at_all(
    table: dict[str, str], legs: list[tuple[str, int, str]]
) -> None:
    calls = [call(seconds, direction=kind, dialled=dialled) for kind, seconds, dialled in legs]
    made = charges(table, *calls, increment="1/1")
    named = [one.subject for _, one in made.evidence()]
    assert len(named) == len(set(named))
    charged = sum((one.quantity for one in made.lines), Decimal(0)) * 60
    assert charged <= sum(one.billusec for one in calls) // 1_000_000 + Decimal("0.001")
    by_rates = charges(table, *calls, increment="1/1", band_by="increment", call_period="split")
    assert [one.amount for one in by_rates.lines] == [one.amount for one in made.lines], "the other loop"


CASE: dict[str, Any] = {
    "contract": {
        "template": "seat-lease",
        "starts": "2026-03-01",
        "overrides": {"call_charges": {"directions": {"transferred": "outbound"}}, "deposit_prepay": None},
    },
    "facts": {
        "calls": [
            {"start": "2026-03-03T09:00", "direction": "inbound", "billsec": 600},
            {"start": "2026-03-03T09:02", "direction": "transferred", "to": "+8613900139000", "billsec": 450},
            {"start": "2026-03-03T09:02", "direction": "telephone", "to": "+8613900139000", "billsec": 450},
        ]
    },
    "bill": ["2026-03"],
}


def simulated(tmp_path: Path, document: dict[str, Any], *options: str) -> Any:
    path = tmp_path / "case.yaml"
    path.write_text(yaml.safe_dump(document))
    return CliRunner().invoke(main, ["simulate", str(path), *options])


def test_a_case_says_which_leg_it_is(tmp_path: Path) -> None:
    said = simulated(tmp_path, CASE, "--explain", "--language", "en").output
    assert "Outbound calls, sent on by seats, +86" in said
    assert "8 minutes × 0.15 = 1.20" in said
    assert "direction transferred" in said
    assert "agreed: call_charges.directions.transferred outbound" in said
    assert "telephone" not in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"directions": {"transferred": "operator"}},
            "directions.transferred: 'operator' is not allowed (allowed: outbound, inbound, nobody)",
        ),
        (
            {"directions": {"internal": "outbound"}},
            "directions.internal: 'outbound' is not allowed (allowed: nobody)",
        ),
        ({"directions": {"diverted": "outbound"}}, "directions: unknown key 'diverted' (allowed: inbound, "),
    ],
)
def test_a_table_that_says_what_there_is_not(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    contract = {**CASE["contract"], "overrides": {"call_charges": change}}
    done = simulated(tmp_path, {**CASE, "contract": contract})
    assert done.exit_code == 2
    assert f"contract.overrides.call_charges.{said}" in done.output
    assert len(done.output.splitlines()) == 1


def test_a_leg_that_went_out_needs_the_number(tmp_path: Path) -> None:
    facts = {"calls": [{"start": "2026-03-03T09:00", "direction": "forwarded", "billsec": 60}]}
    done = simulated(tmp_path, {**CASE, "facts": facts})
    assert (done.exit_code, done.output) == (
        2,
        "seatyard: facts.calls[0]: to is missing (allowed: the number dialled)\n",
    )
