"""Contract and facts to money."""

from __future__ import annotations

from flask import Flask

from tenants.onboarding import sections


def init_app(app: Flask) -> None:
    from . import models  # noqa: F401  (its tables belong to the metadata)
    from .contracts.section import ContractSection
    from .recorded import models as recorded  # noqa: F401

    sections.register("contract", ContractSection())
