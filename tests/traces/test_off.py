"""Without the setting nothing of it is there; with it and without the extra it says what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from seatyard import traces
from seatyard.app import create_app
from seatyard.config import Settings
from seatyard.doctor import collector as check
from seatyard.errors import InvalidInput
from seatyard.traces import spans
from tests.support import databases
from tests.support.collector import Collector

ASKED = """
import sys
from seatyard.app import create_app
from seatyard import due, logs, traces
app = create_app()
assert app.test_client().get("/healthz").status_code == 200
with app.app_context(), traces.span("work") as ours, traces.step("part"):
    ours.note(tenant_id=1)
    assert traces.ids() == {} and traces.leaf("SELECT") is None
print(*sorted(name for name in sys.modules if name.partition(".")[0] in ("opentelemetry", "google")))
"""


def test_nothing_is_loaded_where_nobody_asks(tmp_path: Path) -> None:
    environment = os.environ | {"SEATYARD_HOME": str(tmp_path), "SEATYARD_TRACES": ""}
    ran = subprocess.run(
        [sys.executable, "-c", ASKED], env=environment, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout.strip()) == (0, ""), ran.stderr


def test_without_the_extra_it_says_so_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ours = {"seatyard.traces.sending", "seatyard.traces.collector"}
    for name in [one for one in sys.modules if one in ours or one.startswith("opentelemetry.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    settings = databases.settings_for(tmp_path, f"sqlite:///{tmp_path / 'none.db'}")
    app = create_app(replace(settings, traces="http://127.0.0.1:4318"))
    told = "SEATYARD_TRACES: no traces, as OpenTelemetry is not installed: pip install 'seatyard[traces]'"
    assert [one.getMessage() for one in caplog.records] == [told]
    assert app.test_client().get("/healthz").status_code == 200
    assert traces.ids() == {}
    with app.app_context():
        told = "traces: OpenTelemetry is not installed. To do: pip install 'seatyard[traces]'"
        assert [one.line for one in check.check()] == [f"warning  {told}"]


def test_the_doctor_asks_the_collector(tmp_path: Path, collector: Collector) -> None:
    settings = databases.settings_for(tmp_path, f"sqlite:///{tmp_path / 'none.db'}")
    app = create_app(replace(settings, traces=collector.address))
    with app.app_context():
        assert [one.line for one in check.check()] == ["ok       traces: the collector takes them"]
        collector.status = 404
        assert [one.state for one in check.check()] == ["warning"]
    spans.keep(None)


def test_an_address_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="SEATYARD_TRACES"):
        Settings.from_env({"SEATYARD_HOME": str(tmp_path), "SEATYARD_TRACES": "127.0.0.1:4318"})
