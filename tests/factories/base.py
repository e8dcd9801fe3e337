from __future__ import annotations

from factory.alchemy import SQLAlchemyModelFactory

from seatyard.db import db


class ModelFactory(SQLAlchemyModelFactory):  # type: ignore[type-arg]
    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: db.session  # noqa: E731
        sqlalchemy_session_persistence = "flush"
