"""One suite, two targets: every test runs on the lab switch and, where there is one, on a FreeSWITCH."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from .node import Node, Phone
from .on_lab import lab_node
from .tenants import QUIET, SELLER, TENANTS, Tenant

TARGETS = [
    pytest.param("lab", marks=pytest.mark.xdist_group("behaviour-lab")),
    pytest.param("real", marks=[pytest.mark.live, pytest.mark.xdist_group("behaviour-real")]),
]


@pytest.fixture(scope="package", params=TARGETS)
def node(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    home = tmp_path_factory.mktemp("behaviour")
    if request.param == "lab":
        with lab_node(home) as on_lab:
            yield on_lab
        return
    binary = os.environ.get("SEATYARD_FREESWITCH", "")
    if not binary:
        pytest.skip("SEATYARD_FREESWITCH names no FreeSWITCH binary")
    pytest.importorskip("pjsua2", reason="no SIP phones: pip install seatyard[live] (pjsua2-python)")
    from .on_freeswitch import real_node

    with real_node(binary, home) as real:
        yield real


@pytest.fixture(autouse=True)
def _quiet(node: Node) -> Iterator[None]:
    """Each test leaves no call behind."""
    yield
    node.api("hupall NORMAL_CLEARING")
    node.quiet()


@pytest.fixture
def alpha() -> Tenant:
    return TENANTS["alpha"]


@pytest.fixture
def beta() -> Tenant:
    return TENANTS["beta"]


@pytest.fixture
def seller(node: Node, alpha: Tenant) -> Phone:
    return node.ready(alpha, SELLER)


@pytest.fixture
def quiet(node: Node, alpha: Tenant) -> Phone:
    return node.ready(alpha, QUIET)
