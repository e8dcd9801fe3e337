"""Browsers by the names that people know them by."""

from __future__ import annotations

import pytest

from admin_ui.browsers import browser_of

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
ENGINE = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        (f"{WINDOWS} {ENGINE} Chrome/140.0.0.0 Safari/537.36", "Chrome 140 · Windows"),
        (f"{WINDOWS} {ENGINE} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge 140 · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox 143 · Linux"),
        (
            f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {ENGINE} Version/18.6 Safari/605.1.15",
            "Safari 18 · macOS",
        ),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {ENGINE} MicroMessenger/8.0.60",
            "WeChat 8 · iOS",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 15; Pixel 9) {ENGINE} Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome 140 · Android",
        ),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_a_browser_is_named(sent: str, name: str) -> None:
    assert browser_of(sent) == name
