"""Rating against a slow oracle that shares no code with it, over every parameter at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from billing.engine import Bill, Call, Facts, Issued, Month, bill
from billing.engine.facts import in_order
from seatyard.leg_kinds import FIRST, FURTHER

from . import call_oracle
from .cases import agreement

always = settings(deadline=None, max_examples=40)

ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC"]
HOLIDAYS = frozenset(
    f"2026-{day}" for day in ("01-01", *(f"02-{n}" for n in (16, 17, 18, 19)), "04-05", "05-01")
)
"""Of the months tried; 16 February is New Year's Eve, a legal holiday since 2025."""
WHENS = ["Mon-Fri 18:00-08:00", "Sat/Sun 00:00-24:00", "Fri-Mon 02:15-02:45", "Sun 01:30-03:00", "holidays"]
NUMBERS = ["+8613800138000", "+861088880001", "+86", "+4420", "+442071234567", "+1", "10086", "", "+8613"]

prices = st.integers(0, 2000).map(lambda mills: f"{mills / 1000:.3f}")
increments = st.sampled_from(["60/60", "6/6", "1/1", "30/6", "1/60", "60/1", "7/11"])


@st.composite
def rates(draw: st.DrawFn) -> Any:
    if draw(st.booleans()):
        return draw(prices)
    made: dict[str, Any] = {"price": draw(prices)}
    if draw(st.booleans()):
        made["increment"] = draw(increments)
    whens = draw(st.lists(st.sampled_from(WHENS), max_size=2, unique=True))
    return made | ({"bands": [{"when": when, "price": draw(prices)} for when in whens]} if whens else {})


@st.composite
def terms(draw: st.DrawFn) -> dict[str, Any]:
    prefixes = st.sampled_from(["+8", "+86", "+8610", "+86138", "+861380013", "+4420", "+44207", "+1"])
    tables = {
        direction: draw(st.dictionaries(prefixes, rates(), max_size=5)) | {"default": draw(rates())}
        for direction in ("outbound", "inbound")
    }
    made: dict[str, Any] = {
        "rates": tables,
        "increment": draw(increments),
        "free_seconds": draw(st.sampled_from([0, 0, 1, 30, 61])),
        "measure": draw(st.sampled_from(["rounded", "ceiling", "floor"])),
        "call_period": draw(st.sampled_from(["start", "split"])),
        "band_by": draw(st.sampled_from(["start", "increment"])),
    }
    if draw(st.booleans()):
        said = st.sampled_from(["outbound", "inbound", "nobody"])
        made["directions"] = draw(st.dictionaries(st.sampled_from([*FIRST, *FURTHER]), said))
    if draw(st.booleans()):
        directions = draw(st.sampled_from([["outbound"], ["inbound"], ["outbound", "inbound"]]))
        made["bundle"] = {
            "minutes": draw(st.sampled_from(["1", "2.5", "10.008", "100", "0.001"])),
            "price": draw(prices),
            "directions": directions,
        }
    return made


@st.composite
def calls(draw: st.DrawFn) -> list[Call]:
    """Around the ends of months and the changes of clocks, where things go wrong, and anywhere."""
    made = []
    edges = [datetime(2026, month, 1, tzinfo=UTC) for month in (2, 3, 4)]
    edges += [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 3, 8, 5, 30, tzinfo=UTC)]
    near = st.tuples(st.sampled_from(edges), st.integers(-15 * 3600, 15 * 3600))
    seconds = st.one_of(st.integers(0, 200), st.integers(0, 4_000), st.integers(0, 200_000))
    for number in range(draw(st.integers(0, 5))):
        edge, off = draw(near)
        starts = edge + timedelta(seconds=off, microseconds=draw(st.sampled_from([0, 0, 1, 999_999])))
        ring = draw(st.sampled_from([None, 0, 5_500_000]))
        made.append(
            Call(
                f"c{number}",
                draw(st.sampled_from([*FIRST, *FURTHER])),
                draw(st.sampled_from(NUMBERS)),
                starts,
                draw(seconds) * 1_000_000 + draw(st.sampled_from([0, 1, 499_999, 500_000, 999_999])),
                None if ring is None else starts + timedelta(microseconds=ring),
            )
        )
    return made


def billed(document: dict[str, Any], zone: str, made: list[Call]) -> list[Bill]:
    """January to April of a contract from New Year on."""
    contract = agreement({"call_charges": document, "timezone": zone}, date(2026, 1, 1))
    issued: list[Issued] = []
    for number in range(1, 5):
        month = Month(2026, number, ZoneInfo(zone))
        issued.append(Issued(month.name, bill(contract, Facts(calls=in_order(made)), month, tuple(issued))))
    return [one.bill for one in issued]


def price_of(document: dict[str, Any], key: call_oracle.Key) -> str:
    direction, prefix, when = key
    if not direction:
        return "0"
    rate = document["rates"][direction.partition("/")[0]][prefix]
    if not isinstance(rate, dict):
        return str(rate)
    return next((str(band["price"]) for band in rate.get("bands", []) if band["when"] == when), rate["price"])


@always
@given(terms(), st.sampled_from(ZONES), calls())
def test_every_line_is_the_oracle_s(document: dict[str, Any], zone: str, made: list[Call]) -> None:
    """Minutes, amounts and evidence of four months, to the cent and to the call."""
    left = Fraction(document.get("bundle", {}).get("minutes", 0))
    for one in billed(document, zone, made):
        lines, evidence, left = call_oracle.minutes(
            made, document, one.period, ZoneInfo(zone), HOLIDAYS, left
        )
        told = [line for line in one.lines if line.item != "bundle"]
        expected = sorted(
            (call_oracle.amount(exact, price_of(document, key)), _shown(exact))
            for key, exact in lines.items()
        )
        assert sorted((line.amount, line.quantity) for line in told) == expected
        named = sorted((subject, _shown(exact)) for (subject, _), exact in evidence.items())
        assert sorted((e.subject, e.quantity) for _, e in one.evidence()) == named


@always
@given(terms(), st.sampled_from(ZONES), calls())
def test_the_trail_adds_up_to_the_lines(document: dict[str, Any], zone: str, made: list[Call]) -> None:
    """Walked twice it says the same; a call is named once by a line."""
    for one in billed(document, zone, made):
        walked = list(one.evidence())
        assert walked == list(one.evidence())
        assert len({(position, e.subject) for position, e in walked}) == len(walked)
        for position, line in enumerate(one.lines, 1):
            total = sum((e.quantity for at, e in walked if at == position), Decimal(0))
            assert line.item == "bundle" or abs(total - line.quantity) < Decimal("1e-9")


@always
@given(terms(), st.sampled_from(ZONES), calls())
def test_month_plus_month_is_both(document: dict[str, Any], zone: str, made: list[Call]) -> None:
    """However a call is divided among months, its increments are billed once, and none is lost."""
    assume("bundle" not in document)
    together = sum((line.quantity for one in billed(document, zone, made) for line in one.lines), Decimal(0))
    seconds = sum(
        length
        for call in made
        if call_oracle.pays(call, document) != "nobody"
        for _, length in call_oracle.increments(call, call_oracle.rate_of(call, document)[1], document)
    )
    assert abs(together - Decimal(seconds) / 60) < Decimal("1e-9")


@always
@given(terms(), calls())
def test_every_call_that_is_paid_for_is_evidence(document: dict[str, Any], made: list[Call]) -> None:
    """In some month, also at no price and without a second to charge; none else is."""
    named = {e.subject for one in billed(document, "Asia/Shanghai", made) for _, e in one.evidence()}
    assert named == {call.id for call in made if call_oracle.pays(call, document) != "nobody"}


def _shown(exact: Fraction) -> Decimal:
    """As a line states it: to 12 decimals where it is endless."""
    twelfth = (exact * 10**12 + Fraction(1, 2)).__floor__()
    return Decimal(twelfth).scaleb(-12).normalize() + 0
