"""The pages as in a server: failures are answers, and forms need their token where a test says so."""

from __future__ import annotations

from tests.admin_ui.conftest import app, database_url, quick_hashes, visit

__all__ = ["app", "database_url", "quick_hashes", "visit"]
