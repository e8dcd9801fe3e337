"""A reload of the web server leaves nobody waiting for an application to start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from tests.support.postgres import free_port
from tests.support.processes import until

CONF = Path(__file__).parents[2] / "deploy/gunicorn.conf.py"
APPLICATION = """
import os, time
from flask import Flask

release = open("release").read()
while release != "first" and not os.path.exists("start"):
    time.sleep(0.01)
app = Flask(__name__)
app.add_url_rule("/", "release", lambda: release)
"""


def asked(port: int) -> str:
    with urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        return str(answer.read().decode())


def answers(port: int, release: str) -> bool:
    try:
        return asked(port) == release
    except OSError:
        return False


def test_the_release_before_answers_until_the_new_one_does(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(APPLICATION)
    (tmp_path / "release").write_text("first")
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        str(CONF),
        "-k",
        "gthread",
        "--bind",
        f"127.0.0.1:{port}",
        "slow:app",
    ]
    log = tmp_path / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            command, cwd=tmp_path, stdout=out, stderr=out, env={**os.environ, "PYTHONPATH": "."}
        )
    try:
        until(lambda: answers(port, "first"), log.read_text)
        (tmp_path / "release").write_text("second")
        server.send_signal(signal.SIGHUP)
        assert {asked(port) for _ in range(50)} == {"first"}
        (tmp_path / "start").touch()
        until(lambda: {asked(port) for _ in range(20)} == {"second"}, log.read_text)
    finally:
        server.kill()
        server.wait()
