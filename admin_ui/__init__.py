"""Faces: pages for operator staff, finance and tenants. No rule of the business lives here."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the pages."""
