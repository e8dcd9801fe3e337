"""The page of the API's description: for everybody, whole, and asking nobody else."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from seatyard.api import frame


def test_it_shows_every_resource_and_shape(app: Flask, client: FlaskClient) -> None:
    page = client.get("/api/v1/docs")
    assert (page.status_code, page.mimetype) == (200, "text/html")
    told = frame.document()
    shown = html.fromstring(page.text)
    wanted = {
        f"{method.upper()} {path}"
        for path, known in told["paths"].items()
        for method in known
        if method != "parameters"
    }
    assert set(shown.xpath("//h3/code/text()")) == wanted
    anchors = set(shown.xpath("//@id"))
    assert anchors >= set(told["components"]["schemas"])
    links = {link for link in shown.xpath("//a/@href") if link.startswith("#")}
    assert links
    assert links <= {f"#{name}" for name in anchors}


def test_it_asks_nobody_else(client: FlaskClient) -> None:
    page = client.get("/api/v1/docs")
    shown = html.fromstring(page.text)
    assert shown.xpath("//script[not(@src)] | //style | //@style | //img | //iframe") == []
    addresses = shown.xpath("//link/@href | //*/@src | //a/@href")
    assert addresses
    assert all(address.startswith(("/", "#")) and address[:2] != "//" for address in addresses)
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self';")
