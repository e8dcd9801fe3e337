"""What the clock tells: its duties, and of the whole house by whoever has the lease."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.metrics_core import Metric
from sqlalchemy.exc import OperationalError

from seatyard import due
from seatyard.due import Piece
from seatyard.watch import duties, figures
from seatyard.watch.figures import Figures, gauge
from seatyard.watch.registry import REGISTRY
from tests.support.postgres import free_port
from tests.support.processes import running, until
from tests.watch.scrapes import Found, fetched, parsed, told


def grown(before: Found) -> Found:
    return {key: value - before.get(key, 0) for key, value in told(REGISTRY).items()}


def test_duties_are_counted_by_what_became_of_them(app: Flask) -> None:
    def fails() -> int:
        raise ValueError("sk_live_secret")

    duties.known("watched", 60.0)
    before = told(REGISTRY)
    due.do(Piece("watched", 60.0, lambda: 3))
    due.do(Piece("watched", 60.0, fails))
    found = grown(before)
    assert found["seatyard_duty_runs_total", "watched", "done"] == 1
    assert found["seatyard_duty_runs_total", "watched", "failed"] == 1
    assert found["seatyard_duty_runs_total", "watched", "busy"] == 0
    assert found["seatyard_duty_done_total", "watched"] == 3
    assert told(REGISTRY)["seatyard_duty_last_success_timestamp_seconds", "watched"] > 1_700_000_000
    assert not [key for key in found if "secret" in "".join(key)]


def test_one_clock_tells_of_the_house_and_another_when_it_is_gone(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "_readers", {"x": lambda: [gauge("seatyard_x", "x", (), [((), 7)])]})
    first, second = Figures(app), Figures(app)
    for one in (first, second):
        one.look()
    assert told(first)["seatyard_x",] == 7
    assert told(second) == {("seatyard_figures_told",): 0}
    first.end()
    second.look()
    assert told(second)["seatyard_x",] == 7
    first.look()
    assert told(first) == {("seatyard_figures_told",): 0}
    second.end()


def test_a_scrape_asks_no_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def read() -> list[Metric]:
        asked.append(1)
        return []

    monkeypatch.setattr(figures, "_readers", {"x": read})
    teller = Figures(app)
    teller.look()
    for _ in range(3):
        told(teller)
    assert len(asked) == 1
    teller.end()


def test_what_cannot_be_read_is_left_out_alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> list[Metric]:
        raise OperationalError("", None, Exception("gone"))

    def broken() -> list[Metric]:
        raise KeyError("x")

    readers = {"x": away, "z": broken, "y": lambda: [gauge("seatyard_y", "y", (), [((), 1)])]}
    monkeypatch.setattr(figures, "_readers", readers)
    teller = Figures(app)
    teller.look()
    found = told(teller)
    assert found["seatyard_y",] == 1
    assert [key[1] for key in found if key[0] == "seatyard_figures_seconds"] == ["y"]
    teller.end()


def test_the_clock_answers_over_http(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("SEATYARD_CLOCK_METRICS", watch)

    def found() -> Found:
        return parsed(fetched(watch, "/metrics")[1])

    with running(app, tmp_path, "clock") as process:
        until(lambda: found().get(("seatyard_duty_runs_total", "mails", "done")), lambda: process.output, 120)
        until(lambda: found().get(("seatyard_figures_told",)), lambda: process.output)
        said = found()
        assert said["seatyard_figures_told",] == 1
        assert said["seatyard_duty_every_seconds", "mails"] == 15
        assert said["seatyard_mails_waiting", "false"] == 0
        assert fetched(watch, "/readyz")[0] == 200
