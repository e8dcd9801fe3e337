"""The pages: their table of contents."""

from __future__ import annotations

from flask import Blueprint

from . import scope
from .views import account, assets

pages = Blueprint("ui", __name__, template_folder="templates")
pages.url_value_preprocessor(scope.begin)
_page = pages.add_url_rule

# Everyone
_page("/", view_func=account.home)
_page("/login", view_func=account.login, methods=["GET", "POST"])
_page("/logout", view_func=account.log_out, methods=["POST"])
_page("/language", view_func=account.language, methods=["POST"])
_page("/healthz", view_func=assets.healthz)
_page("/assets/<path:name>", view_func=assets.asset)
