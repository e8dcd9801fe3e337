"""Working hours by name, on the lab switch: one change of them changes the flow that runs there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from esl.flows.named import resolved

from .documents import main
from .on_the_lab import walk

NAMED = main(open={"hours": {"named": "office", "inside": "hello", "outside": "closed"}})
WEEK = {"when": "Mon-Fri 09:00-18:00", "holidays": "CN"}
CLOSED_ON_MONDAY = WEEK | {"days": {"2026-03-02": {"hours": "closed", "reason": "盘点"}}}


@pytest.mark.parametrize(("office", "way"), [(WEEK, "hello"), (CLOSED_ON_MONDAY, "closed")])
def test_the_switch_goes_by_them(tmp_path: Path, office: dict[str, Any], way: str) -> None:
    document = dict(resolved(NAMED, {"office": office}))
    walked = walk(tmp_path, document, "patience=5", start="2026-03-02T10:00:00+08:00")
    assert walked.nodes[:2] == ["open", way]
