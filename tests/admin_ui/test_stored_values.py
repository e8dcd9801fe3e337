"""What the audit trail has kept, as people read it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from admin_ui.stored_values import LONGEST, stored, told


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "&mdash;"),
        ("", "&mdash;"),
        (True, "yes"),
        (False, "no"),
        (5, "5"),
        ("2026-13", "2026-13"),
        ({"when": "周一"}, "{&#34;when&#34;: &#34;周一&#34;}"),
        ("<b>", "&lt;b&gt;"),
        ("x" * 300, "x" * LONGEST + "…"),
    ],
)
def test_a_value_is_said(app: Flask, value: Any, shown: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert str(stored(value, "Asia/Shanghai")) == shown


def test_a_moment_is_that_of_the_tenant(app: Flask) -> None:
    with app.test_request_context():
        assert ">2026-05-06 09:30:00<" in str(stored("2026-05-06T01:30:00+00:00", "Asia/Shanghai"))


def test_what_was_left_empty_is_not_told() -> None:
    parts = [("locked_at", None, None), ("clause", None, ""), ("login", None, "li"), ("name", "li", None)]
    assert told(parts) == parts[2:]
