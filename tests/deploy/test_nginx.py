"""nginx takes the site, and serves it: TLS, the visitor's address, bodies, streams that are not held back.

Both sites: that of bare Debian, and what Compose makes of it.
"""

from __future__ import annotations

import os
import re
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
import trustme

from .tools import DEPLOY, ran, tool

NAME = "seatyard.test"
SITE = (DEPLOY / "nginx" / "seatyard.conf").read_text()
CERTIFICATE, KEY = "/seatyard/certificate.pem", "/seatyard/key.pem"


class Behind(BaseHTTPRequestHandler):
    """Tells what came; ``/stream`` says one thing, and the next when it is told to."""

    protocol_version = "HTTP/1.1"
    go_on = threading.Event()

    def do_GET(self) -> None:
        self.send_response(200)
        if self.path == "/stream":
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("X-Accel-Buffering", "no")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"7\r\ndata: 1\r\n")
            self.go_on.wait(20)
            self.wfile.write(b"0\r\n\r\n")
            return
        told = "\n".join(f"{name.lower()}: {value}" for name, value in self.headers.items()).encode()
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def do_POST(self) -> None:
        left = int(self.headers["Content-Length"])
        while left > 0:
            left -= len(self.rfile.read(min(left, 1 << 20)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Site:
    http: int
    https: int
    folder: Path
    trusting: ssl.SSLContext

    def client(self) -> httpx.Client:
        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.https}", verify=self.trusting, timeout=20, trust_env=False
        )


def _free() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as sock:
        port: int = sock.getsockname()[1]
        return port


def bare() -> str:
    site = SITE.replace("@SERVER_NAME@", NAME)
    return site.replace("@CERTIFICATE@", CERTIFICATE).replace("@KEY@", KEY)


def composed() -> str:
    told = subprocess.run(
        ["sh", DEPLOY / "compose" / "proxy" / "site"],
        env=os.environ | {"SEATYARD_NAME": NAME},
        input=SITE,
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout


both = pytest.mark.parametrize("said", [bare, composed])


def written(
    folder: Path, http: int, https: int, behind: int, said: Callable[[], str]
) -> tuple[Path, trustme.CA]:
    """A whole configuration round the site, on ports of its own, in a folder of its own."""
    authority = trustme.CA()
    made = authority.issue_cert(NAME, "127.0.0.1")
    made.private_key_pem.write_to_path(str(folder / "key.pem"))
    for pem in made.cert_chain_pems:
        pem.write_to_path(str(folder / "certificate.pem"), append=True)
    site = said().replace(CERTIFICATE, str(folder / "certificate.pem")).replace(KEY, str(folder / "key.pem"))
    site = re.sub(r"(?m)^ +listen \[::\].*\n", "", site)
    site = site.replace("listen 80;", f"listen 127.0.0.1:{http};")
    site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{https} ssl")
    site, found = re.subn("127.0.0.1:8080|web:8080", f"127.0.0.1:{behind}", site)
    assert found
    assert "@" not in site.replace("=@", "")
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""  # the test's folder is nobody else's
    whole = f"""
{user}
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
access_log off;
{temporary}
{site}
}}
"""
    (folder / "nginx.conf").write_text(whole)
    return folder / "nginx.conf", authority


@both
def test_nginx_takes_the_site(tmp_path: Path, said: Callable[[], str]) -> None:
    nginx = tool("nginx", "nginx-light")
    conf, _ = written(tmp_path, _free(), _free(), _free(), said)
    looked = ran(nginx, "-t", "-q", "-p", tmp_path, "-c", conf, "-e", tmp_path / "error.log")
    assert (looked.returncode, looked.stderr) == (0, "")


@pytest.fixture(params=[bare, composed])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    nginx = tool("nginx", "nginx-light")
    Behind.go_on.clear()
    behind = ThreadingHTTPServer(("127.0.0.1", 0), Behind)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    http, https = _free(), _free()
    conf, authority = written(tmp_path, http, https, behind.server_port, request.param)
    command = [nginx, "-p", str(tmp_path), "-c", str(conf), "-e", str(tmp_path / "error.log")]
    served = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    try:
        for _ in range(200):
            with closing(socket.socket()) as sock:
                if sock.connect_ex(("127.0.0.1", https)) == 0:
                    break
            time.sleep(0.05)
        yield Site(http, https, tmp_path, trusting)
    finally:
        Behind.go_on.set()
        served.terminate()
        served.wait(20)
        behind.shutdown()
        behind.server_close()


def test_a_request_arrives_as_seatyard_wants_it(site: Site) -> None:
    with site.client() as client:
        answer = client.get("/", headers={"X-Forwarded-For": "203.0.113.7", "Host": NAME})
    told = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert told["x-forwarded-for"] == "127.0.0.1"  # the visitor chooses no address
    assert told["x-forwarded-proto"] == "https"
    assert told["host"] == NAME
    assert re.fullmatch("[0-9a-f]{32}", told["x-request-id"])
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert answer.headers["server"] == "nginx"


def test_in_the_clear_there_is_only_the_way_to_tls(site: Site) -> None:
    answer = httpx.get(f"http://127.0.0.1:{site.http}/overview?x=1", headers={"Host": NAME}, trust_env=False)
    assert (answer.status_code, answer.headers["location"]) == (301, f"https://{NAME}/overview?x=1")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_tls_is_refused(site: Site) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("DEFAULT@SECLEVEL=0")
    old.minimum_version = ssl.TLSVersion.TLSv1
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", site.https)) as sock, pytest.raises(ssl.SSLError):
        old.wrap_socket(sock)


@pytest.mark.parametrize(
    ("path", "megabytes", "status"),
    [("/api/v1/numbers", 60, 204), ("/api/v1/numbers", 65, 413), ("/switch/fs1/files/a.wav", 65, 204)],
)
def test_bodies(site: Site, path: str, megabytes: int, status: int) -> None:
    with site.client() as client:
        answer = client.post(path, content=bytes(megabytes << 20), headers={"Host": NAME})
    assert answer.status_code == status


def test_a_stream_is_not_held_back(site: Site) -> None:
    with site.client() as client, client.stream("GET", "/stream", headers={"Host": NAME}) as answer:
        assert next(answer.iter_raw()) == b"data: 1"
        assert not Behind.go_on.is_set()
        Behind.go_on.set()
