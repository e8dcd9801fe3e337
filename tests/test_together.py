"""What is marked to run in one process does: the demo's month, the chaos run, the behaviours of a switch."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("together")
def test_marks_keep_tests_in_one_process(request: pytest.FixtureRequest) -> None:
    """pytest-xdist 3.8 writes the group into a test's name, which pytest 9.2 does not let it do any more."""
    if not hasattr(request.config, "workerinput"):
        pytest.skip("all tests run in one process")
    assert request.node.nodeid.endswith("@together")
