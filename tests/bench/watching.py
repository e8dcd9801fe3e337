"""Who look at a board, for the bench of it: in a process of their own."""

from __future__ import annotations

import json
import re
import threading
import time
from multiprocessing.connection import Connection

import httpx


def look(told: Connection, port: int, logins: list[str], password: str, each: int, seconds: float) -> None:
    """Says that it begins; after so long, the seconds from each caller's joining to its being read here."""
    late: list[float] = []
    browsers = [_logged_in(port, login, password) for login in logins]
    told.send(None)
    over = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_read, args=(browser, over, late), daemon=True)
        for browser in browsers
        for _ in range(each)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(max(0.0, over + 5 - time.monotonic()))
    told.send(late)


def _logged_in(port: int, login: str, password: str) -> httpx.Client:
    browser = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/login").text)
    assert token
    data = {"csrf_token": token[1], "login": login, "password": password}
    assert browser.post("/login", data=data).status_code == 302
    return browser


def _read(browser: httpx.Client, over: float, late: list[float]) -> None:
    with browser.stream("GET", "/tenants/acme/board/events") as answer:
        assert answer.status_code == 200, answer.status_code
        changes = False
        for line in answer.iter_lines():
            if time.monotonic() > over:
                return
            if line.startswith("event: "):
                changes = line == "event: change"
            elif changes and line.startswith("data: ") and '"waiting"' in line:
                told = json.loads(line.removeprefix("data: "))
                for name, entry in told.get("entries", {}).items():
                    if name.startswith("caller/") and entry and entry["state"] == "waiting":
                        late.append(time.time() - entry["since"] / 1000)
