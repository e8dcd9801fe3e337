"""what telephones log in with is encrypted, as one-time secrets are"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from seatyard import secrets

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

SEATS = sa.table("seats", sa.column("id", sa.Integer), sa.column("a1_hash", sa.String))
BATCH = 1000


def upgrade() -> None:
    _each(secrets.sealed)


def downgrade() -> None:
    _each(secrets.opened)


def _each(through: Callable[[str], str]) -> None:
    connection, last = op.get_bind(), 0
    its = sa.update(SEATS).where(SEATS.c.id == sa.bindparam("of"))
    query = sa.select(SEATS.c.id, SEATS.c.a1_hash).where(SEATS.c.a1_hash != "").order_by(SEATS.c.id)
    while rows := connection.execute(query.where(SEATS.c.id > last).limit(BATCH)).all():
        written = [{"of": row.id, "kept": through(row.a1_hash)} for row in rows]
        connection.execute(its.values(a1_hash=sa.bindparam("kept")), written)
        last = rows[-1].id
