"""A real FreeSWITCH and what belongs to it, or the reason why there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.live.plant", "tests.live.phones")


@pytest.fixture(scope="session")
def freeswitch() -> str:
    binary = os.environ.get("SEATYARD_FREESWITCH", "")
    if not binary:
        pytest.skip("SEATYARD_FREESWITCH names no FreeSWITCH binary")
    if not os.access(binary, os.X_OK):
        pytest.fail(f"SEATYARD_FREESWITCH={binary} cannot be run")
    pytest.importorskip("pjsua2", reason="no SIP phones: pip install seatyard[live] (pjsua2-python)")
    return binary


@pytest.fixture(scope="module")
def plant(freeswitch: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    from .plant import plant as build

    home: Path = tmp_path_factory.mktemp("live")
    with build(freeswitch, home, f"sqlite:///{home / 'seatyard.db'}") as built:
        yield built
