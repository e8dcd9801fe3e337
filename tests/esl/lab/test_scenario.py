"""Scenario files: what they may say, and the calls that come of them."""

from __future__ import annotations

import random
import statistics
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from esl.lab.chance import Chance, Seconds, pick
from esl.lab.clock import to_us
from esl.lab.scenario import traffic
from esl.lab.scenario.load import load, read, seconds
from seatyard.errors import InvalidInput

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 3, 2)
PHONE = {"number": "1001", "domain": "acme.test", "password": "x"}
INBOUND = {"did": "+861088880001", "domain": "acme.test", "calls_per_day": {"weekday": 200, "weekend": 20}}
OUTBOUND = {
    "domain": "acme.test",
    "seats": ["1001"],
    "destinations": ["+86137xxxxxxxx"],
    "calls_per_day": {"weekday": 50},
}


def scenario(**changes: Any) -> dict[str, Any]:
    return {
        "timezone": "Asia/Shanghai",
        "phones": [PHONE],
        "inbound": [INBOUND],
        "outbound": [OUTBOUND],
        **changes,
    }


def test_a_sound_scenario() -> None:
    made = read(scenario(seed=7), "s.yaml")
    assert (made.seed, len(made.phones), made.inbound[0].rhythm.weekday) == (7, 1, 200)
    assert read(scenario(seed=7), "s.yaml", seed=8).seed == 8
    assert read({}, "s.yaml").phones == ()


@pytest.mark.parametrize(
    ("changes", "where", "said"),
    [
        ({"phone": []}, "s.yaml: the file", "'phone' was unexpected"),
        ({"seed": "x"}, "s.yaml: seed", "'x' is not of type 'integer'"),
        ({"timezone": "Mars/Olympus"}, "s.yaml: timezone", "unknown time zone 'Mars/Olympus'"),
        ({"phones": [{"number": "1001"}]}, "s.yaml: phones[0]", "'domain' is a required property"),
        ({"phones": [PHONE, PHONE]}, "s.yaml: phones", "1001@acme.test is there twice"),
        (
            {"phones": [{**PHONE, "answers": {"maybe": 1}}]},
            "s.yaml: phones[0].answers",
            "'maybe' was unexpected",
        ),
        ({"inbound": [INBOUND, INBOUND]}, "s.yaml: inbound", "+861088880001 is there twice"),
        ({"inbound": [{**INBOUND, "did": "one"}]}, "s.yaml: inbound[0].did", "'one' does not match"),
        ({"inbound": [{**INBOUND, "talk": "long"}]}, "s.yaml: inbound[0].talk", "is no duration in seconds"),
        ({"inbound": [{**INBOUND, "hours": {25: 1}}]}, "s.yaml: inbound[0].hours", "'25' does not match"),
        ({"inbound": [{**INBOUND, "misdialled": 2}]}, "s.yaml: inbound[0].misdialled", "2 is greater"),
        ({"outbound": [{**OUTBOUND, "seats": ["9"]}]}, "s.yaml: outbound[0].seats[0]", "'9' does not match"),
        (
            {"outbound": [{**OUTBOUND, "seats": ["1001", "4711"]}]},
            "s.yaml: outbound[0].seats",
            "4711@acme.test has no phone",
        ),
    ],
)
def test_what_is_refused_and_where(changes: dict[str, Any], where: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(scenario(**changes), "s.yaml")
    assert refused.value.where == where
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["a: [", "- 1", "\tx: 1"])
def test_a_file_that_is_no_scenario(tmp_path: Path, text: str) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(text)
    with pytest.raises(InvalidInput):
        load(file)


def test_durations() -> None:
    draw = random.Random(1)
    assert seconds(3.5).draw(draw) == 3_500_000
    assert all(2_000_000 <= seconds([2, 8]).draw(draw) <= 8_000_000 for _ in range(100))
    for given in ({"mean": 180}, {"mean": 180, "sigma": 0.8}):
        drawn = [seconds(given).draw(draw) / 1_000_000 for _ in range(5000)]
        assert statistics.mean(drawn) == pytest.approx(180, rel=0.06)
    assert Seconds("fixed", 0).draw(draw) == 0


def test_picking_by_weight() -> None:
    draw = random.Random(1)
    picked = [pick(draw, (("a", 3), ("b", 1), ("c", 0))) for _ in range(4000)]
    assert picked.count("a") == pytest.approx(3000, rel=0.05)
    assert "c" not in picked
    assert pick(draw, (("a", 0), ("b", 0))) == "b"


def calls(on: date, seed: int = 1, **changes: Any) -> list[traffic.Arrival]:
    return traffic.day(read(scenario(**changes), "s.yaml"), Chance(seed), on)


def test_the_same_seed_makes_the_same_calls() -> None:
    assert calls(MONDAY) == calls(MONDAY)
    assert calls(MONDAY) != calls(MONDAY, seed=2)
    assert calls(MONDAY) != calls(MONDAY + timedelta(days=1))


def test_other_streams_change_nothing_for_a_call() -> None:
    """Each call is drawn from its own identity."""
    alone = calls(MONDAY, outbound=[])
    other = {**INBOUND, "did": "+861088880002"}
    among = calls(MONDAY, inbound=[INBOUND, other])
    assert alone == [each for each in among if each.did == INBOUND["did"]]


def test_weekdays_and_weekends_have_their_own_number_of_calls() -> None:
    days = [calls(MONDAY + timedelta(days=n), outbound=[]) for n in range(56)]
    weekdays = [len(day) for n, day in enumerate(days) if n % 7 < 5]
    weekends = [len(day) for n, day in enumerate(days) if n % 7 >= 5]
    assert statistics.mean(weekdays) == pytest.approx(200, rel=0.05)
    assert statistics.mean(weekends) == pytest.approx(20, rel=0.25)


def test_calls_come_at_the_hours_of_their_curve() -> None:
    many = {**INBOUND, "hours": {9: 3, 22: 1}, "calls_per_day": {"weekday": 2000}}
    hours = [
        datetime.fromtimestamp(each.at / 1e6, SHANGHAI).hour
        for each in calls(MONDAY, inbound=[many], outbound=[])
    ]
    assert set(hours) == {9, 22}
    assert hours.count(9) / len(hours) == pytest.approx(0.75, abs=0.05)


def test_what_callers_do() -> None:
    many = {
        **INBOUND,
        "calls_per_day": {"weekday": 2000},
        "callers": ["+8613xxx"],
        "digits": [{"1": 1, "2": 1}, {"": 1}],
        "early_hangup": 0.1,
        "misdialled": 0.05,
        "caller_ends": 1,
    }
    arrivals = calls(MONDAY, inbound=[many], outbound=[])
    assert all(each.caller.startswith("+8613") and len(each.caller) == 8 for each in arrivals)
    assert {each.plan.digits for each in arrivals} == {("1", ""), ("2", "")}
    early = sum(each.plan.patience <= 5_000_000 for each in arrivals) / len(arrivals)
    assert early == pytest.approx(0.1, abs=0.03)
    wrong = {each.callee for each in arrivals if each.callee != INBOUND["did"]}
    assert wrong == {"+861088880006"}
    assert all(each.plan.caller_ends for each in arrivals)


def test_days_begin_at_midnight_where_the_callers_are() -> None:
    made = read(scenario(), "s.yaml")
    start = to_us(datetime(2026, 3, 1, 23, 30, tzinfo=SHANGHAI))
    days = traffic.days(made, start)
    assert [next(days), next(days)] == [date(2026, 3, 1), date(2026, 3, 2)]
    midnight = to_us(datetime(2026, 3, 2, tzinfo=SHANGHAI))
    assert traffic.midnight_after(made, date(2026, 3, 1)) == midnight
