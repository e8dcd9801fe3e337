"""A long print does not grow: one font configuration for all of its documents."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from weasyprint.text import fonts as library

from billing.documents import face

LONG = """
import ctypes, gc
from weasyprint import HTML
from billing.documents import face, fonts
file = (fonts.FOLDER / fonts.FILE).as_uri()
style = f"@font-face {{ font-family: F; src: url({file}) }} body {{ font-family: F }}"
def used():
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096
def printed(count):
    for one in range(count):
        with face.configuration() as config:
            HTML(string=f"<style>{style}</style>{one}").write_pdf(font_config=config)
printed(10)
before = used()
printed(30)
grown = used() - before
assert grown < 3 << 20, grown
"""


@pytest.fixture(autouse=True)
def _none_kept() -> Iterator[None]:
    face._kept.clear()
    yield
    face._kept.clear()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_thirty_more_documents_take_no_more_memory() -> None:
    """With a configuration for each they take 7 MB."""
    made = subprocess.run([sys.executable, "-c", LONG], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr


def test_it_is_kept_for_an_hour_and_its_file_goes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(face.time, "monotonic", lambda: now[0])
    with face.configuration() as first:
        folder = tmp_path / "fonts"
        folder.mkdir()
        first._folder = folder
    now[0] = face.KEPT
    with face.configuration() as second:
        assert second is first
    del first, second
    now[0] += 1
    with face.configuration() as third:
        assert isinstance(third, library.FontConfiguration)
        assert third._folder is None
    assert not folder.exists()
