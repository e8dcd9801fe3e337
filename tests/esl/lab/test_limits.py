"""The dialplan's limits on the lab switch: who is refused, with which cause, and who never is."""

from __future__ import annotations

from pathlib import Path

import pytest

from esl.answers.limits import Limit, Limits

from . import test_carriers as lab
from .running import Bench


def limited(monkeypatch: pytest.MonkeyPatch, **limits: int) -> None:
    monkeypatch.setattr(lab, "LIMITS", Limits(7, Limit(**limits)))


@pytest.mark.parametrize(
    ("limits", "cause", "why"),
    [
        ({"concurrent_calls": 1}, "NORMAL_CIRCUIT_CONGESTION", "tenant_calls"),
        ({"calls_per_second": 1}, "SWITCH_CONGESTION", "tenant_rate"),
    ],
)
def test_the_one_too_many_is_refused_and_help_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int], cause: str, why: str
) -> None:
    limited(monkeypatch, **limits)

    async def test(bench: Bench) -> None:
        await lab.make(bench, east="answer", west="answer", abroad="answer")
        for number, seat in (("13900138000", "1000"), ("13900138001", "1002"), ("120", "1003")):
            await lab.dial(bench, number, seat=seat, talk="20")
        await bench.later(60)
        assert await bench.client.api("limit_usage hash seatyard tenant-7") == "0"

    records = lab.on_the_lab(tmp_path, test)
    refused = [one for one in records if one.get("seatyard_refused")]
    assert [(one["hangup_cause"], one["seatyard_refused"]) for one in refused] == [(cause, why)]
    carriers = [one for one in records if one.get("seatyard_carrier")]
    assert sorted(one["accountcode"].partition(";")[0] for one in carriers) == ["carrier-east", "tenant-7"]


def test_a_count_is_held_by_the_called_once_it_answers(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        await lab.make(bench, east="answer")
        await lab.dial(bench, talk="60")
        await bench.later(30)
        assert await bench.client.api("limit_usage hash seatyard tenant-7") == "1"
        assert await bench.client.api(f"limit_usage hash seatyard number-{lab.DID}") == "1"
        await bench.later(100)
        assert await bench.client.api("limit_usage hash seatyard tenant-7") == "0"

    lab.on_the_lab(tmp_path, test)
