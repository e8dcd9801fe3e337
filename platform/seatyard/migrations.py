"""The database's schema, brought up to date by alembic (the scripts lie in ``alembic/``)."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from flask import Flask

from .resources import folder


def config_for(app: Flask) -> Config:
    """alembic's configuration, pointing at the packaged scripts and this app's database."""
    config = Config()
    config.set_main_option("script_location", str(folder("seatyard_migrations")))
    config.attributes["app"] = app
    return config


def upgrade(app: Flask, revision: str = "head") -> None:
    command.upgrade(config_for(app), revision)
