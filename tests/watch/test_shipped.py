"""What ``deploy/watch`` ships: rules that promtool takes, dashboards whose figures are really told."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from prometheus_client.registry import Collector

from esl.worker.metrics import Metrics
from seatyard import clock
from seatyard.db import db
from seatyard.watch.figures import Figures
from seatyard.watch.registry import PROCESS, REGISTRY
from tests.factories import InvoiceFactory

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy/watch"
ELSEWHERE = {
    "up",
    "node_filesystem_avail_bytes",
    "node_filesystem_size_bytes",
    "node_timex_offset_seconds",
    "probe_ssl_earliest_cert_expiry",
    "probe_success",
}
"""Prometheus' own, and those of its exporters for machines and for pages."""
PARTS = {"gauge": ("",), "counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
BOARDS = sorted((FOLDER / "dashboards").glob("*.json"))


def rules() -> list[dict[str, Any]]:
    document = yaml.safe_load((FOLDER / "alerts.yml").read_text())
    return [rule for group in document["groups"] for rule in group["rules"]]


def expressions(board: Path) -> Iterator[str]:
    """Those of all panels, with the board's variables filled in."""
    for panel in json.loads(board.read_text())["panels"]:
        for target in panel.get("targets", ()):
            yield target["expr"].replace("$node", ".*")


def named_in(expression: str) -> set[str]:
    """The metrics of an expression: words before a brace, a bracket or an end that are no functions."""
    bare = re.sub(r'"[^"]*"|\{[^}]*\}|\b(by|on|ignoring|without|group_left)\s*\([^)]*\)', " ", expression)
    words = re.findall(r"[a-z_:][a-z0-9_:]*\b(?!\s*\()", re.sub(r"\[[^]]*\]|\boffset \w+", " ", bare))
    return set(words) - {"and", "or", "unless", "offset", "by", "on"}


@pytest.fixture
def told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of all figures of web, worker and clock; the close tells all of its own once something is."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 4, 10, tzinfo=UTC))
    InvoiceFactory(period="2026-03")
    db.session.commit()
    figures = Figures(app)
    figures.look()
    sources: tuple[Collector | Any, ...] = (REGISTRY, Metrics(list, list), figures, PROCESS)
    found = {
        family.name + part for source in sources for family in source.collect() for part in PARTS[family.type]
    }
    figures.end()
    return found


def test_every_figure_of_a_rule_and_of_a_dashboard_is_told(told: set[str]) -> None:
    said = [rule["expr"] for rule in rules()]
    said += [expression for board in BOARDS for expression in expressions(board)]
    assert len(said) > 80
    unknown = {name for expression in said for name in named_in(expression)} - told - ELSEWHERE
    assert unknown == set()


def test_every_figure_is_documented(told: set[str]) -> None:
    documented = (ROOT / "docs/watching.md").read_text()
    ours = {re.sub(r"_(bucket|sum|count)$", "", name) for name in told if name.startswith("seatyard_")}
    assert {name for name in ours if f"`{name}`" not in documented} == set()


def test_every_alert_leads_to_what_to_do() -> None:
    headings = re.findall(r"^### (\w+)$", (ROOT / "docs/operating.md").read_text(), re.MULTILINE)
    assert [rule["alert"] for rule in rules()] == headings
    for rule in rules():
        assert rule["annotations"]["runbook"] == f"docs/operating.md#{rule['alert'].lower()}"
        assert rule["labels"]["severity"] in ("critical", "warning")


@pytest.mark.parametrize("board", BOARDS, ids=lambda path: path.stem)
def test_a_dashboard_is_whole(board: Path) -> None:
    """Every panel has a place of its own on the grid, and asks the source that is chosen above."""
    document = json.loads(board.read_text())
    panels = document["panels"]
    assert document["uid"] == f"seatyard-{board.stem}"
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells
        assert panel["title"]
        assert panel["type"] == "row" or panel["datasource"]["uid"] == "${source}"


@pytest.fixture(scope="module")
def promtool() -> str:
    found = shutil.which("promtool")
    if found is None:
        pytest.skip("no promtool on this machine (Debian: apt-get install prometheus)")
    return found


def run(promtool: str, *arguments: str, folder: Path = FOLDER) -> None:
    ran = subprocess.run([promtool, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_promtool_takes_the_configuration_and_the_rules(promtool: str) -> None:
    run(promtool, "check", "config", "prometheus.yml")
    run(promtool, "check", "rules", "alerts.yml")


def test_the_rules_wake_somebody_when_they_should(promtool: str) -> None:
    run(promtool, "test", "rules", "alerts_test.yml", "alerts_days_test.yml")


def test_promtool_reads_every_expression_of_the_dashboards(promtool: str, tmp_path: Path) -> None:
    made = [
        {"record": f"board:{board.stem}:{at}", "expr": expression}
        for board in BOARDS
        for at, expression in enumerate(expressions(board))
    ]
    (tmp_path / "boards.yml").write_text(yaml.safe_dump({"groups": [{"name": "boards", "rules": made}]}))
    run(promtool, "check", "rules", "boards.yml", folder=tmp_path)
