"""``/api/v1``: blueprints whose marks make the OpenAPI document, ``/api/v1/openapi.json``."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

import flask_smorest
import orjson
from flask import Blueprint as Plain
from flask import Flask, Response, current_app, jsonify
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from ..identity.roles import public
from ..identity.sessions import csrf
from .parsing import Parser
from .schemas import ErrorSchema

F = TypeVar("F", bound=Callable[..., Any])

ROOT = "/api/v1"
OPENAPI = "3.1.0"
_TITLE, _VERSION = "Seatyard", "1"
_KEY = "api"
_FILE = {"type": "string", "format": "binary"}
_JSON = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_APPEND_NEWLINE
BYTES = "application/octet-stream"
"""Any file."""


class Api(flask_smorest.Api):  # type: ignore[misc]
    """Errors are answered as everywhere (``seatyard.error_answers``)."""

    ERROR_SCHEMA = ErrorSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, app: Flask) -> None:
        self._undescribed: list[Blueprint] = []
        self._describing = Lock()
        super().__init__(app)

    def register_blueprint(self, blp: Blueprint, **options: Any) -> None:
        """Serve it. To describe it takes longer than all else of a start, and is done once somebody asks."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp, **options)
        self._undescribed.append(blp)

    def document(self) -> dict[str, Any]:
        with self._describing:
            for blueprint in self._undescribed:
                name = blueprint.name
                blueprint.register_views_in_doc(self, self._app, self.spec, name=name, parameters=None)
                self.spec.tag({"name": name, "description": blueprint.description})
            self._undescribed.clear()
            found: dict[str, Any] = self.spec.to_dict()
        return found

    def _register_error_handlers(self) -> None:
        pass


class Json(DefaultJSONProvider):
    """Answers are written by orjson; what it refuses (a number of more than 64 bits) by Flask's own."""

    def response(self, *args: Any, **kwargs: Any) -> Response:
        told = self._prepare_response_obj(args, kwargs)
        try:
            body = orjson.dumps(told, self.default, _JSON)
        except TypeError:
            body = self.dumps(told).encode() + b"\n"
        return Response(body, mimetype=self.mimetype)


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """Some resources; its name is their heading in the description."""

    ARGUMENTS_PARSER = Parser()

    def route(self, rule: str, **options: Any) -> Callable[[F], F]:
        """Serve the view under this path."""
        found: Callable[[F], F] = super().route(rule, **options)
        return found

    def arguments(self, schema: type[Schema], **options: Any) -> Callable[[F], F]:
        """Hand the body, or with ``location="query"`` the questions of the address, to the view as read."""
        found: Callable[[F], F] = super().arguments(schema, **options)
        return found

    def documented(self, **more: Any) -> Callable[[F], F]:
        """Add to the description of the view below this mark; what is there stays."""

        def mark(view: F) -> F:
            told = view._apidoc["manual_doc"]  # type: ignore[attr-defined]
            view._apidoc["manual_doc"] = told | more  # type: ignore[attr-defined]
            return view

        return mark

    def sent(self, what: str, mimetype: str = BYTES) -> Callable[[F], F]:
        """Say that the body is a file, which the view below this mark reads."""
        content = {mimetype: {"schema": _FILE}}
        return self.documented(requestBody={"required": True, "description": what, "content": content})

    def response(
        self, status: int, schema: type[Schema] | dict[str, Any] | None = None, **options: Any
    ) -> Callable[[F], F]:
        """Answer what the view returns, as the schema shows it."""
        found: Callable[[F], F] = super().response(status, schema, **options)
        return found

    def file(self, *mimetypes: str) -> Callable[[F], F]:
        """Answer a file of one of these kinds, which the view makes."""

        def mark(view: F) -> F:
            for mimetype in mimetypes:
                schema = {} if mimetype == "application/json" else _FILE
                view = self.response(200, schema, content_type=mimetype)(view)
            return view

        return mark


described = Plain("api_described", __name__)


@described.get(f"{ROOT}/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    return jsonify(document())


def init_app(app: Flask) -> None:
    app.config.update(API_TITLE=_TITLE, API_VERSION=_VERSION, OPENAPI_VERSION=OPENAPI)
    app.json = Json(app)
    api = Api(app)
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    app.extensions[_KEY] = api
    app.register_blueprint(described)


def register(app: Flask, *blueprints: Blueprint) -> None:
    """Serve these resources under ``/api/v1``. They ask for tokens, not for those of forms (CSRF)."""
    for blueprint in blueprints:
        csrf.exempt(blueprint)
        app.extensions[_KEY].register_blueprint(blueprint, url_prefix=ROOT)


def document() -> dict[str, Any]:
    """The description of all that is registered."""
    found: dict[str, Any] = current_app.extensions[_KEY].document()
    return found
