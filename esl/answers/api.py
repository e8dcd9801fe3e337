"""What the nodes ask of this room over HTTP."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("esl_answers", __name__)
