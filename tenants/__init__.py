"""Who leases what: tenants, their seats, numbers, queues and flows."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    from . import models, onboarding  # noqa: F401  (the models' tables belong to the metadata)
    from .suspensions import models as _suspensions  # noqa: F401
    from .tokens import models as _tokens  # noqa: F401

    onboarding.init()
