from __future__ import annotations

import pytest
from flask import Flask

from tests.esl.calls import world


@pytest.fixture
def acme(app: Flask) -> int:
    """The tenant of the captures (``acme.test``) and the nodes fs1, fs2; the tenant's id."""
    return world.acme()
