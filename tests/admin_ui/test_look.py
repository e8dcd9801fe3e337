"""What every page stands on: icons that are there, files of others with their licence, nothing inline."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import admin_ui
from admin_ui import navigation

HERE = Path(admin_ui.__file__).parent
TEMPLATES = {path.name: path.read_text(encoding="utf-8") for path in (HERE / "templates").glob("*.html")}
VENDOR = HERE / "static/vendor"
SYMBOLS = set(re.findall(r'<symbol id="([\w-]+)"', (VENDOR / "tabler-icons/icons.svg").read_text()))


def test_each_icon_is_in_the_file_of_icons() -> None:
    text = "\n".join(TEMPLATES.values())
    named = set(re.findall(r'\bicon\("([\w-]+)"', text))
    chosen = {
        name for some in re.findall(r"\bicon\(\{(.*?)\}", text) for name in re.findall(r': "([\w-]+)"', some)
    }
    empty = set(re.findall(r'nothing\([^\n]*?, "([a-z0-9-]+)"\)', text))
    assert named
    assert empty
    assert named | chosen | empty | set(navigation._ICONS.values()) <= SYMBOLS


def test_each_icon_of_the_file_is_named_somewhere() -> None:
    ours = [
        path
        for path in HERE.rglob("*")
        if path.suffix in (".html", ".py", ".js") and VENDOR not in path.parents
    ]
    text = "\n".join(path.read_text(encoding="utf-8") for path in ours)
    quoted = set(re.findall(r"[\"'#]([a-z0-9-]+)[\"']", text))
    assert quoted >= SYMBOLS, sorted(SYMBOLS - quoted)


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_is_inline_that_the_browser_would_not_run(name: str) -> None:
    """The content security policy refuses styles and scripts in a page, and script in an attribute."""
    text = re.sub(r"\{[{%#].*?[}%#]\}", "", TEMPLATES[name], flags=re.DOTALL)
    assert not re.findall(r"<style|\sstyle=|<script(?![^>]*\bsrc=)|\son\w+=|\shx-on|javascript:", text)


def test_what_is_others_has_its_licence_and_its_row() -> None:
    rows = (VENDOR / "README.md").read_text(encoding="utf-8")
    folders = [path for path in VENDOR.iterdir() if path.is_dir()]
    assert folders
    for folder in folders:
        assert f"| `{folder.name}` |" in rows
        assert (
            "copyright" in (folder / "LICENSE").read_text(encoding="utf-8").lower() or folder.name == "htmx"
        )


def test_no_style_or_script_asks_another_host() -> None:
    for path in (*VENDOR.rglob("*.css"), HERE / "static/seatyard.css"):
        asked = re.findall(r"(?:@import|url\()\s*[\"']?(?!data:)([^\"')]+)", path.read_text(encoding="utf-8"))
        assert all(not one.startswith(("http", "//")) for one in asked), path


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("vendor/tabler/tabler.min.css", "text/css"),
        ("vendor/htmx/htmx.min.js", "text/javascript"),
        ("vendor/tabler-icons/icons.svg", "image/svg+xml"),
    ],
)
def test_a_file_is_kept_for_a_year_by_the_mark_of_its_content(
    client: FlaskClient, name: str, kind: str
) -> None:
    page = client.get("/login").text
    marks = dict(re.findall(r"/assets/([\w./-]+)\?v=(\w+)", page))
    marked = client.get(f"/assets/{name}?v={marks[name]}") if name in marks else client.get(f"/assets/{name}")
    assert (marked.status_code, marked.mimetype) == (200, kind)
    assert ("immutable" in marked.headers["Cache-Control"]) is (name in marks)
    stale = client.get(f"/assets/{name}?v=00000000")
    assert "immutable" not in stale.headers["Cache-Control"]
    marked.close()
    stale.close()


@pytest.mark.parametrize(
    "name", ["vendor", "vendor/", "vendor/none.css", "../safety.py", "vendor/../../safety.py"]
)
def test_only_files_of_the_folder_are_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/assets/{name}?v=1").status_code == 404
