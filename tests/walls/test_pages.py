"""Every route, asked for by a tenant's people, with PostgreSQL's row-level security alone: the first wall is
switched off, and the pages look at nobody's tenant themselves."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from seatyard.db import db
from seatyard.identity.permissions import OF_TENANTS, TENANT
from tests.admin_ui.conftest import Visitor, app, quick_hashes, visit
from tests.security.test_access import FOREIGN, try_all

from .off import database_url, second_wall_alone

__all__ = ["app", "database_url", "quick_hashes", "second_wall_alone", "visit"]


@pytest.mark.usefixtures("second_wall_alone")
@pytest.mark.parametrize("role", [*OF_TENANTS, *(f"{role} {FOREIGN}" for role in OF_TENANTS)])
def test_who_is_let_in(app: Flask, visit: Visitor, role: str) -> None:
    try_all(app, visit, role)


@pytest.mark.usefixtures("second_wall_alone")
def test_without_it_there_are_crossings(app: Flask, visit: Visitor) -> None:
    db.session.execute(text("ALTER TABLE tenants DISABLE ROW LEVEL SECURITY"))
    with pytest.raises(AssertionError):
        try_all(app, visit, f"{TENANT} {FOREIGN}")
