"""A recording in a real browser: played, and sought in, by parts of the file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Response, expect

from seatyard.app import create_app
from seatyard.db import db
from tests.factories import (
    ConversationFactory,
    LegFactory,
    NodeFactory,
    QueueFactory,
    SeatFactory,
    TenantFactory,
    UserFactory,
)
from tests.support import databases, recorded
from tests.support.web import served

from .conftest import PHONE, Visit

pytestmark = pytest.mark.browser

MINUTE = 60
SOUGHT = """async () => {
    const audio = document.querySelector("audio");
    const heard = name => new Promise(done => audio.addEventListener(name, done, { once: true }));
    let ready = heard("loadedmetadata");
    audio.load(); audio.preload = "metadata"; audio.muted = true;
    const begun = audio.play(); await ready; await begun;
    const sought = heard("seeked");
    audio.currentTime = 45; await sought;
    const moved = heard("timeupdate"); await moved;
    return { duration: audio.duration, at: audio.currentTime, error: audio.error };
}"""


@pytest.fixture(scope="module")
def address(sqlite_databases: databases.Sqlite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A tenant with a recorded call of a minute and a message."""
    with sqlite_databases.fresh() as url:
        app = create_app(databases.settings_for(tmp_path_factory.mktemp("home"), url))
        with app.app_context():
            node, tenant = NodeFactory(name="fs1"), TenantFactory(name="acme")
            UserFactory(login="acme", tenant=tenant)
            seat, queue = SeatFactory(tenant=tenant, number="1001"), QueueFactory(tenant=tenant)
            call = ConversationFactory(tenant=tenant, node=node, seat_id=seat.id, queue_id=queue.id)
            LegFactory(conversation=call)
            recorded.of_call(call, node, seconds=MINUTE)
            lost = ConversationFactory(tenant=tenant, node=node, outcome="abandoned", seat_id=None)
            LegFactory(conversation=lost)
            recorded.message(tenant.id, node, f"queue-{queue.id}", lost.id, lost.started_at)
            db.session.remove()
        with served(app) as where:
            yield where
        with app.app_context():
            db.engine.dispose()


def test_one_listens_from_the_middle(visit: Visit) -> None:
    page = visit.log_in("acme")
    page.click("nav a:has-text('Calls')")
    page.click("tr:has-text('Answered') a")
    expect(page.locator("h2:has-text('Recordings')")).to_be_visible()
    answers: list[Response] = []
    page.on("response", lambda one: answers.append(one) if one.url.endswith(".wav") else None)
    heard = page.evaluate(SOUGHT)
    assert heard["error"] is None
    assert heard["duration"] == pytest.approx(MINUTE, abs=0.1)
    assert heard["at"] >= 45
    assert {one.status for one in answers} == {206}
    page.click(".recorded a >> nth=0")
    listened = page.locator("h2:has-text('Who has listened') ~ * tbody tr")
    expect(listened).to_have_count(1)
    expect(listened).to_contain_text("acme")
    assert visit.complaints == []


def test_a_message_is_new_until_it_is_heard(visit: Visit) -> None:
    page = visit.log_in("acme")
    page.click("nav a:has-text('Recordings')")
    page.click("a:has-text('1 new message')")
    page.click("tbody tr:first-child a")
    expect(page.locator("dd .badge:has-text('new')")).to_be_visible()
    page.click("button:has-text('Mark as heard')")
    expect(page.locator("button:has-text('Mark as new')")).to_be_visible()
    page.click("nav a:has-text('Recordings')")
    expect(page.locator("tbody tr").first).to_be_visible()
    expect(page.locator("a:has-text('new message')")).to_have_count(0)
    assert visit.complaints == []


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_on_a_phone_nothing_scrolls_sideways(visit: Visit) -> None:
    page = visit.log_in("acme")
    visit.open("/tenants/acme/recordings")
    first = page.locator("tbody a").first.get_attribute("href")
    for path in ("/tenants/acme/recordings", str(first), "/tenants/acme/recordings/deleted"):
        for language in ("中文", "English"):
            visit.speak(language)
            assert visit.open(path) == 200
            assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], (path, language)
