"""Who may open a route. Every view carries exactly one of these marks; a test walks the routes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app
from flask_login import current_user

from ..errors import Forbidden
from .permissions import GRANTED

F = TypeVar("F", bound=Callable[..., Any])


def may(permission: str) -> Callable[[F], F]:
    """Let in whoever has the permission; send others to the login page, or refuse them."""
    allowed = GRANTED[permission]

    def mark(view: F) -> F:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            if not current_user.may(permission):
                raise Forbidden("not for your role", allowed=", ".join(allowed))
            return view(*args, **kwargs)

        guarded.allowed_roles = allowed  # type: ignore[attr-defined]
        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return mark


def public(view: F) -> F:
    """Open to everyone: the login page, health."""
    view.allowed_roles = ("public",)  # type: ignore[attr-defined]
    return view


def node_only(view: F) -> F:
    """For switch nodes; the view itself calls ``require_node`` with the name in its path."""
    view.allowed_roles = ("node",)  # type: ignore[attr-defined]
    return view


def token_only(view: F) -> F:
    """For programs that fetch recordings; the view itself checks the token against the name in its path.

    Resources of ``/api/v1`` carry the mark of ``tenants.tokens.door``.
    """
    view.allowed_roles = ("token",)  # type: ignore[attr-defined]
    return view


def signed_only(view: F) -> F:
    """For services that sign what they send; the view itself checks the signature."""
    view.allowed_roles = ("signed",)  # type: ignore[attr-defined]
    return view
