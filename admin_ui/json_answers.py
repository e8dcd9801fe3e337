"""Views that scripts of the pages ask: JSON, and what is refused in the page's language."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from flask import jsonify
from flask.typing import ResponseReturnValue

from seatyard.db import db
from seatyard.errors import SeatyardError

from .sentences import told

F = TypeVar("F", bound=Callable[..., Any])


def answers_json(view: F) -> F:
    """Under ``may``: answer what the view returns, or ``{"error": {"kind": …, "message": …}}``."""

    @functools.wraps(view)
    def answered(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        try:
            return jsonify(view(*args, **kwargs))
        except SeatyardError as error:
            db.session.rollback()
            return jsonify(error={"kind": type(error).__name__, "message": told(error)}), error.status

    return answered  # type: ignore[return-value]
