from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from esl.models import Node
from seatyard.db import db
from seatyard.identity.nodes import token_for
from tests.factories import NodeFactory


@pytest.fixture
def node(app: Flask) -> Node:
    node = NodeFactory(name="fs1")
    db.session.commit()
    return node


@pytest.fixture
def post(app: Flask, node: Node) -> Callable[..., TestResponse]:
    """Post a body as the node would: ``post(body, query="uuid=…", token=…, **request_options)``."""

    def send(body: Any, *, query: str = "", token: str | None = None, **options: Any) -> TestResponse:
        auth = ("fs1", token or token_for("fs1", app.config["SECRET_KEY"]))
        options.setdefault("content_type", "application/json")
        with app.app_context():
            return app.test_client().post(
                "/switch/fs1/cdr", query_string=query, data=body, auth=auth, **options
            )

    return send
