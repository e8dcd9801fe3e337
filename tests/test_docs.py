"""The documents say what is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_every_setting_is_documented() -> None:
    source = (ROOT / "platform/seatyard/config.py").read_text()
    documented = (ROOT / "docs/settings.md").read_text()
    names = set(re.findall(r"SEATYARD_[A-Z_]+", source))
    assert names
    assert {name for name in names if f"`{name}`" not in documented} == set()
