"""A provider of OpenID Connect, a process of its own on the loopback, and browsers that go there and back."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from seatyard.config import Oidc

from .postgres import free_port


@dataclass(frozen=True)
class Provider:
    issuer: str

    def oidc(self, folder: Path, **more: Any) -> Oidc:
        """As the settings name it; it takes any client and any secret."""
        file = folder / "oidc.secret"
        file.write_text("not told to anybody\n")
        return Oidc(**{"issuer": self.issuer, "client_id": "seatyard", "secret_file": file} | more)

    def knows(self, subject: str, **claims: object) -> None:
        """Let it have this person, with these claims."""
        httpx.put(f"{self.issuer}/users/{subject}", json=claims).raise_for_status()

    def lets(self, address: str, subject: str) -> str:
        """Where it sends a browser that was sent to ``address`` and logs in there as ``subject``."""
        return self._answer(address, {"sub": subject})

    def denies(self, address: str) -> str:
        return self._answer(address, {"action": "deny"})

    def _answer(self, address: str, form: dict[str, str]) -> str:
        answer = httpx.post(address, data=form)
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["location"])
        return f"{back.path}?{back.query}"


@contextmanager
def provider(folder: Path) -> Iterator[Provider]:
    port = free_port()
    log = folder / "provider.log"
    with log.open("w") as out:
        command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=folder)
    try:
        made = Provider(f"http://127.0.0.1:{port}")
        _await(made, process, log)
        yield made
    finally:
        process.terminate()
        process.wait()


def _await(made: Provider, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 60
    while True:
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < end, log.read_text()
        try:
            httpx.get(f"{made.issuer}/.well-known/openid-configuration").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return


def gone(browser: FlaskClient, query: str = "") -> str:
    """Where the button sends this browser."""
    answer: TestResponse = browser.get(f"/login/oidc{query}")
    assert answer.status_code == 302
    return str(answer.location)
