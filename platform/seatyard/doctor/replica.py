"""The replica that pages which may lag read from: there, one, and not too far behind."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from .. import away, replica
from ..app import settings_of
from .told import Told, fault, ok, warning

CHECK = "replica"


def check() -> Iterator[Told]:
    if not replica.is_set():
        return
    bound, do = settings_of(current_app).replica_lag, "see SEATYARD_REPLICA_URL"
    try:
        behind = replica.lag()
    except replica.NoReplica as error:
        yield fault(CHECK, str(error), do)
    except SQLAlchemyError as error:
        yield warning(CHECK, f"does not answer, the primary is read: {away.said(error)}", do)
    else:
        told = f"{behind:.0f} s behind"
        yield ok(CHECK, told) if behind <= bound else warning(CHECK, f"{told}, the primary is read", do)
