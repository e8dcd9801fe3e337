"""Desired state to the switch; its events and records to facts."""

from __future__ import annotations

from flask import Flask

from seatyard.identity.sessions import csrf
from tenants.numbers import carriers
from tenants.onboarding import sections


def init_app(app: Flask) -> None:
    from . import models  # noqa: F401  (its tables belong to the metadata)
    from .answers.api import blueprint as answers
    from .cdr.api import blueprint as cdr
    from .flows.notices import Notices
    from .flows.section import FlowsCheck
    from .nodes import service as nodes
    from .nodes.placement import PlacementSection

    carriers.register(lambda: [trunk.name for trunk in nodes.trunks()])
    sections.register("flow checks", FlowsCheck())
    sections.register("placement", PlacementSection())
    sections.register("notices", Notices())
    for blueprint in (answers, cdr):
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)
