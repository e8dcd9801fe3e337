"""The processes as they run: gunicorn's workers, the clock, the worker on gevent; what they have is sent at
their end."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from esl.models import Placement
from tests.esl.worker.house import House
from tests.support.collector import Collector
from tests.support.postgres import free_port
from tests.support.processes import running, until
from tests.watch.scrapes import fetched, parsed

MAILS = ("seatyard_duty_runs_total", "mails", "done")


@pytest.fixture(autouse=True)
def _there(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATYARD_TRACES", collector.address)
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "600000")  # ten minutes: what comes, comes at the end


def test_the_web(app: Flask, tmp_path: Path, collector: Collector) -> None:
    web = f"127.0.0.1:{free_port()}"
    with running(app, tmp_path, "serve", "--bind", web, "--workers", "1") as process:
        until(lambda: fetched(web, "/healthz")[0] == 200, lambda: process.output, 120)
        assert fetched(web, "/login")[0] == 200
        assert collector.bodies == []
    span = collector.one("GET /login")
    assert span.known["http.response.status_code"] == 200


def test_the_clock(app: Flask, tmp_path: Path, collector: Collector) -> None:
    watch = f"127.0.0.1:{free_port()}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEATYARD_CLOCK_METRICS", watch)
        with running(app, tmp_path, "clock") as process:
            until(lambda: parsed(fetched(watch, "/metrics")[1]).get(MAILS), lambda: process.output, 120)
    assert "duty mails" in {span.name for span in collector.came()}


def test_the_worker(app: Flask, tmp_path: Path, collector: Collector) -> None:
    house = House(app, tmp_path)
    with house.listening(), running(app, tmp_path, "switch", "run") as worker:
        house.wait(Placement.acked_generation, 1, worker)
        assert collector.bodies == []
    applied = [one for one in collector.came() if one.name == "apply generations"]
    (first,) = [one for one in applied if one.known["seatyard.tenant_ids"] == [house.tenant_id]][:1]
    assert (first.known["seatyard.node"], first.known["seatyard.generations"]) == ("fs1", [1])
    under = {one.name for one in collector.under(first)}
    assert under >= {"callcenter_config queue list", "global_setvar", "bring a tenant"}
    assert "Traceback" not in worker.output
