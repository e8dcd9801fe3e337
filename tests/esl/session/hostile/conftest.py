"""A limit for every test of the package."""

from __future__ import annotations

from collections.abc import Iterator

import gevent
import pytest


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    """A hang is a failure, not a long wait."""
    with gevent.Timeout(20, AssertionError("the test hangs")):
        yield
