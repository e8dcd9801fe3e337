"""Who leases what: tenants, their seats, numbers, queues and flows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(_app: Flask) -> None:
    from seatyard import living

    from . import directory, models, onboarding  # noqa: F401  (the models' tables belong to the metadata)
    from .onboarding.drafts import models as _drafts  # noqa: F401
    from .requests import models as _requests  # noqa: F401
    from .suspensions import models as _suspensions  # noqa: F401
    from .tokens import models as _tokens  # noqa: F401

    living.register(directory.must_live)
    onboarding.init()
