"""A tenant uploads a recording, hears it, moves about in it, and takes it away."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support import sound

from .conftest import DESK, PHONE, Visit

pytestmark = pytest.mark.browser

LOADED = "audio => new Promise(done => { audio.onloadedmetadata = () => done(audio.duration); audio.load() })"
MOVED = (
    "audio => new Promise(done => { audio.onseeked = () => done(audio.currentTime); audio.currentTime = 2 })"
)
WIDTH = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("visit", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
def test_a_recording_is_uploaded_heard_and_removed(visit: Visit, tmp_path: Path) -> None:
    recording = tmp_path / "closed.wav"
    recording.write_bytes(sound.wav(3, rate=16_000))
    page = visit.log_in("acme")
    visit.open("/tenants/acme/prompts")
    page.set_input_files("[name=file]", recording)
    page.click("button:has-text('Upload')")
    row = page.locator("tr:has-text('closed.wav')")
    expect(row).to_contain_text("/closed")
    player = row.locator("audio")
    assert player.evaluate("audio => audio.preload = 'auto'") == "auto"
    assert player.evaluate(LOADED) == pytest.approx(3, abs=0.05)
    assert player.evaluate(MOVED) == pytest.approx(2, abs=0.05)
    assert page.evaluate(WIDTH) <= page.viewport_size["width"]  # type: ignore[index]
    expect(row.locator("button:has-text('Remove')")).to_be_disabled()
    page.set_input_files("[name=file]", recording)
    page.fill("[name=name]", "spare.wav")
    page.click("button:has-text('Upload')")
    page.locator("tr:has-text('spare.wav') button:has-text('Remove')").click()
    page.locator("dialog button:has-text('Remove')").click()
    expect(page.locator("tr:has-text('spare.wav')")).to_have_count(0)
    assert visit.complaints == []
