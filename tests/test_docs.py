"""The documents say what is there."""

from __future__ import annotations

import re
from pathlib import Path

from esl.answers.features import codes
from seatyard.findings import KINDS

ROOT = Path(__file__).resolve().parent.parent


def test_every_setting_is_documented() -> None:
    source = (ROOT / "platform/seatyard/config.py").read_text()
    documented = (ROOT / "docs/settings.md").read_text()
    names = set(re.findall(r"SEATYARD_[A-Z_]+", source))
    assert names
    assert {name for name in names if f"`{name}`" not in documented} == set()


def test_every_star_code_is_documented() -> None:
    documented = (ROOT / "docs/switch.md").read_text()
    table = {name: code for name, code in vars(codes).items() if name.isupper() and str(code).startswith("*")}
    assert table
    assert {name for name, code in table.items() if f"`{code}`" not in documented} == set()
    assert len(set(table.values())) == len(table)


def test_every_finding_that_money_hangs_on_is_documented() -> None:
    documented = (ROOT / "docs/metering.md").read_text()
    billable = {kind.name for kind in KINDS.values() if kind.billable}
    assert {name for name in billable if f"`{name}`" not in documented} == set()
