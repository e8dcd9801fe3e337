"""carriers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

COLUMNS: tuple[tuple[str, sa.types.TypeEngine, str | None], ...] = (
    ("networks", sa.String(), ""),
    ("registers", sa.Boolean(), "0"),
    ("codecs", sa.String(), "PCMA,PCMU"),
    ("called_format", sa.String(), "e164"),
    ("caller_format", sa.String(), "e164"),
    ("incoming_format", sa.String(), "national"),
    ("identity", sa.String(), "none"),
    ("own_numbers", sa.Boolean(), "0"),
    ("ping", sa.Integer(), "15"),
    ("progress_timeout", sa.Integer(), "10"),
    ("ring_timeout", sa.Integer(), "60"),
    ("username", sa.String(), None),
    ("password_file", sa.String(), None),
    ("max_channels", sa.Integer(), None),
)


def upgrade() -> None:
    with op.batch_alter_table("trunks", schema=None) as batch_op:
        for name, kind, default in COLUMNS:
            given = sa.false() if isinstance(kind, sa.Boolean) else default
            batch_op.add_column(sa.Column(name, kind, nullable=default is None, server_default=given))
    with op.batch_alter_table("trunks", schema=None) as batch_op:
        for name, kind, default in COLUMNS:
            if default is not None:
                batch_op.alter_column(name, existing_type=kind, server_default=None)

    op.create_table(
        "trunk_routes",
        sa.Column("trunk_id", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["trunk_id"], ["trunks.id"], name=op.f("fk_trunk_routes_trunk_id_trunks")),
        sa.PrimaryKeyConstraint("trunk_id", "prefix", name=op.f("pk_trunk_routes")),
    )
    trunks = sa.table("trunks", sa.column("id", sa.Integer()))
    routes = sa.table("trunk_routes", *map(sa.column, ("trunk_id", "prefix", "priority", "weight")))
    ids = op.get_bind().execute(sa.select(trunks.c.id).order_by(trunks.c.id)).scalars().all()
    for priority, trunk_id in enumerate(ids, start=1):
        op.execute(routes.insert().values(trunk_id=trunk_id, prefix="+", priority=priority, weight=1))

    with op.batch_alter_table("legs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("carrier", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("legs", schema=None) as batch_op:
        batch_op.drop_column("carrier")
    op.drop_table("trunk_routes")
    with op.batch_alter_table("trunks", schema=None) as batch_op:
        for name, _, _ in COLUMNS:
            batch_op.drop_column(name)
