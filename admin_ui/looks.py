"""What the operator's people open of a tenant's is entered in the audit trail, which the tenant may read."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from flask import request
from flask_login import current_user

from seatyard import audit

F = TypeVar("F", bound=Callable[..., Any])


def seen(what: str, key: str = "") -> Callable[[F], F]:
    """Under ``may``: enter that somebody of the operator's saw ``what``, of which ``key`` names the one.

    The page is made first, so that one that was refused, or is not there, is no look; and it is not shown
    where the entry cannot be written.
    """

    def mark(view: F) -> F:
        @functools.wraps(view)
        def noted(*args: Any, **kwargs: Any) -> Any:
            shown = view(*args, **kwargs)
            if not current_user.of_tenant:
                tenant = kwargs.get("tenant")
                one = kwargs[key] if key else None
                audit.opened(what, one, tenant.id if tenant else None, request.args)
            return shown

        return noted  # type: ignore[return-value]

    return mark
