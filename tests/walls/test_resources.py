"""Every resource of ``/api/v1``, asked for by a foreign token, with PostgreSQL's row-level security alone."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.api.conftest import Ask, ask, homes
from tests.api.test_doors import WRONG, refused
from tests.support.house import Home

from .off import database_url, second_wall_alone

__all__ = ["ask", "database_url", "homes", "second_wall_alone"]


@pytest.mark.usefixtures("second_wall_alone")
@pytest.mark.parametrize("kind", ["another tenant's", "another tenant's person's"])
def test_a_foreign_token_opens_nothing(app: Flask, homes: tuple[Home, Home], ask: Ask, kind: str) -> None:
    make, tenants_own, others = WRONG[kind]
    refused(app, ask, make(), tenants_own, others)
