"""A connection of one's own to the bench's database, which sees the rows of all tenants."""

from __future__ import annotations

from typing import Any

import psycopg

from seatyard.scope import EVERYONE


def connected(url: str) -> psycopg.Connection[Any]:
    """By SQLAlchemy's address. Whoever does not say whose rows are asked for sees none."""
    connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
    connection.execute("SELECT set_config('seatyard.tenant', %s, false)", (EVERYONE.setting,))
    return connection
