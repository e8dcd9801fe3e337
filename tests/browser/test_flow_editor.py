"""A tenant draws a flow by mouse and by keys alone, tries a call, publishes it and rolls it back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from esl.flows import drafts, service
from esl.models import Placement
from seatyard.db import db
from tenants import directory

from .conftest import DESK, PHONE, Visit
from .drawing import drag, node, port, pull

pytestmark = pytest.mark.browser

WIDTH = "document.documentElement.scrollWidth"
SIZES = pytest.mark.parametrize("visit", [DESK, PHONE], indirect=True, ids=["desk", "phone"])


@pytest.fixture
def begun(house: tuple[Flask, str]) -> Callable[[str, str], None]:
    """A new flow of acme's by a template."""

    def begin(name: str, template: str) -> None:
        with house[0].app_context():
            tenant = directory.find("acme")
            assert tenant is not None
            drafts.begin(tenant, name, template)
            db.session.remove()

    return begin


def opened(visit: Visit, name: str, login: str = "acme") -> Page:
    page = visit.log_in(login)
    if page.locator("html").get_attribute("lang") != "en":
        visit.speak("English")
    assert visit.open(f"/tenants/acme/flows/{name}") == 200
    expect(page.locator("#flow[data-ready]")).to_be_attached()
    return page


def empty(page: Page) -> tuple[float, float]:
    """A place of the picture where nothing is drawn."""
    box = page.locator("#picture").bounding_box()
    assert box is not None
    return box["x"] + 60, box["y"] + box["height"] - 120


def saved(page: Page) -> None:
    expect(page.locator("#saved[data-state=saved]")).to_be_attached()


def kept(house: tuple[Flask, str], name: str) -> dict[str, object]:
    """The nodes of the draft on the server."""
    with house[0].app_context():
        tenant = directory.find("acme")
        assert tenant is not None
        found: dict[str, object] = drafts.find(tenant, name).document["nodes"]
        db.session.remove()
        return found


def test_a_flow_is_drawn_by_mouse(
    visit: Visit, begun: Callable[[str, str], None], house: tuple[Flask, str]
) -> None:
    begun("bymouse", "blank")
    page = opened(visit, "bymouse")
    page.click("#add")
    page.click("[data-kind=menu]")
    expect(node(page, "menu1")).to_be_visible()
    expect(page.locator("#faults")).not_to_be_hidden()
    page.fill("#panel-node textarea", "Sales 1")
    drag(page, port(page, "hello", 0), node(page, "menu1").locator(".title"))
    pull(page, port(page, "menu1", 1), *empty(page))
    page.click("[data-kind=queue]")
    expect(node(page, "queue1")).to_be_visible()
    drag(page, port(page, "menu1", 1), node(page, "queue1").locator(".title"))
    saved(page)
    drawn = kept(house, "bymouse")
    assert drawn["hello"]["then"] == "menu1"  # type: ignore[index]
    assert drawn["menu1"]["menu"] == {  # type: ignore[index]
        "prompt": {"say": "Sales 1"},
        "digits": {"1": "queue1"},
        "otherwise": "queue1",
    }
    before = node(page, "queue1").get_attribute("transform")
    pull(page, node(page, "queue1").locator(".told"), *empty(page))
    expect(node(page, "queue1")).not_to_have_attribute("transform", before or "")
    page.click("[data-act=undo]")
    expect(node(page, "queue1")).to_have_attribute("transform", before or "")
    page.click("[data-act=redo]")
    expect(node(page, "queue1")).not_to_have_attribute("transform", before or "")
    assert visit.complaints == []


def test_lines_follow_a_node_that_is_moved_and_go_around_those_between(visit: Visit) -> None:
    page = opened(visit, "main")
    wires = page.locator("#picture .wire")
    ways = wires.evaluate_all("all => all.map(one => one.getAttribute('d'))")
    assert sum("H" in way for way in ways) == 1, "from the menu past the seat to the queue"
    box = node(page, "mailbox").locator(".told").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 90, steps=4)
    moved = wires.evaluate_all("all => all.map(one => one.getAttribute('d'))")
    assert sum(one != other for one, other in zip(ways, moved, strict=True)) == 1, "that to the mailbox"
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.up()
    saved(page)
    assert visit.complaints == []


def test_a_flow_is_drawn_by_keys_alone(
    visit: Visit, begun: Callable[[str, str], None], house: tuple[Flask, str]
) -> None:
    begun("bykeys", "blank")
    page = opened(visit, "bykeys")
    keys = page.keyboard
    node(page, "hello").focus()
    said = "A call begins here. Then go on with: — not connected —"
    expect(node(page, "hello")).to_have_attribute("aria-label", re.compile(f"^hello. Prompt. .*{said}$"))
    keys.press("c")
    keys.press("End")  # of the ways: the last kind of a new node
    keys.press("Escape")
    expect(node(page, "hello")).to_be_focused()
    keys.press("ArrowRight")
    saved(page)
    first = next(name for name in kept(house, "bykeys") if name != "hello")
    expect(node(page, first)).to_be_focused()
    keys.press("Alt+ArrowDown")
    keys.press("Delete")
    expect(node(page, first)).to_have_count(0)
    expect(node(page, "hello")).to_be_focused()
    keys.press("a")
    expect(page.locator("#kinds button").first).to_be_focused()
    page.locator("[data-kind=queue]").press("Enter")
    expect(node(page, "queue1")).to_be_visible()
    keys.press("Escape")
    expect(node(page, "queue1")).to_be_focused()
    keys.press("Control+z")
    expect(node(page, "queue1")).to_have_count(0)
    page.click("[data-act=redo]")
    expect(node(page, "queue1")).to_be_visible()
    saved(page)
    assert kept(house, "bykeys")["queue1"] == {"queue": "sales"}
    assert visit.complaints == []


@pytest.mark.parametrize("visit", [{"width": 1120, "height": 700}], indirect=True)
def test_the_page_stays_where_one_draws(visit: Visit, begun: Callable[[str, str], None]) -> None:
    """Also where the form below the picture has the cursor, and is drawn anew."""
    begun("still", "menu")
    page = opened(visit, "still")
    page.emulate_media(reduced_motion="reduce")  # nothing glides: it is there or it is not
    page.click("#add")
    page.click("[data-kind=play]")
    added = page.locator("#picture [data-node^=play]")
    page.fill("#panel-node textarea", "Good day")
    drag(page, port(page, "menu", 1), added.locator(".title"))
    before = page.evaluate("scrollY")
    saved(page)
    expect(page.locator("#panel-node textarea")).to_be_focused()
    assert page.evaluate("scrollY") == before
    drag(page, added.locator(".grip").first, node(page, "team").locator(".title"))
    saved(page)
    assert page.evaluate("scrollY") == before


@SIZES
def test_a_list_is_drawn_in_on_a_small_screen(
    visit: Visit, begun: Callable[[str, str], None], house: tuple[Flask, str]
) -> None:
    name = f"bylist{visit.page.viewport_size['width']}"  # type: ignore[index]
    begun(name, "office_hours")
    page = opened(visit, name)
    page.click("[data-view=list]")
    page.locator("#list [data-key=hello]").click()
    way = page.locator("#panel-node select[data-way]")
    way.select_option("+hangup")
    expect(page.locator("#list [data-item=hangup1]")).to_be_visible()
    saved(page)
    assert kept(house, name)["hello"]["then"] == "hangup1"  # type: ignore[index]
    expect(page.locator("#list [data-item=team]")).to_contain_text("Look at this")
    assert page.evaluate(WIDTH) <= page.viewport_size["width"]  # type: ignore[index]
    assert visit.complaints == []


@pytest.mark.parametrize(("language", "hangs"), [("English", "Hang up"), ("中文", "挂断")])
def test_a_call_is_tried_and_kept(
    visit: Visit, begun: Callable[[str, str], None], house: tuple[Flask, str], language: str, hangs: str
) -> None:
    name = "trial" if language == "English" else "trialzh"
    begun(name, "office_hours")
    page = opened(visit, name)
    if language != "English":
        visit.speak(language)
    expect(page.locator("#flow[data-ready]")).to_be_attached()
    page.locator("[data-panel=trial]").first.click()
    heard: list[str] = []
    page.on("response", lambda answer: heard.append(answer.url) if ".wav" in answer.url else None)
    page.fill("#at", "2026-03-02T20:00")
    page.click("#call")
    expect(page.locator("#way li")).to_have_count(3)
    expect(page.locator("#way li").last).to_have_attribute("data-stop", "message")
    expect(node(page, "closed")).to_have_class("node walked")
    page.click("#keep-case")
    expect(page.locator("#cases li")).to_have_count(3)
    saved(page)
    page.fill("#at", "2026-10-01T10:00")
    page.click("#call")
    expect(page.locator("#way li").last).to_have_attribute("data-stop", "message")
    assert any("/nodes/closed/0.wav" in one for one in heard)
    expect(page.locator("#hang-up")).to_have_text(hangs)
    assert visit.complaints == []


def test_keys_a_seat_and_nothing_at_all_happen_in_a_call(visit: Visit) -> None:
    page = opened(visit, "main")
    page.locator("[data-panel=trial]").first.click()
    page.fill("#at", "2026-03-02T10:00")
    page.click("#call")
    expect(page.locator("#way li")).to_have_count(2)
    page.locator("#happens [data-happens='']").click()
    expect(page.locator("#way li").last).to_have_attribute("data-stop", "desk")
    page.locator("#happens [data-happens=no_answer]").click()
    expect(page.locator("#way li").last).to_have_attribute("data-stop", "sales")
    page.click("#call")
    page.locator("#happens [data-key='1']").click()
    expect(page.locator("#way li").last).to_have_attribute("data-stop", "sales")
    held: list[Route] = []
    page.route("**/try", lambda route: held.append(route))
    page.click("#call")
    page.click("#hang-up")
    expect(page.locator("#happens")).to_contain_text("hung up here")
    with page.expect_response("**/try") as answer:
        held[0].continue_()
    answer.value.finished()
    expect(page.locator("#happens")).to_contain_text("hung up here")
    assert visit.complaints == []


def test_a_draft_is_compared_published_and_rolled_back(
    visit: Visit, begun: Callable[[str, str], None], house: tuple[Flask, str]
) -> None:
    begun("release", "menu")
    page = opened(visit, "release")

    def publish(reason: str) -> None:
        page.fill("#reason", reason)
        page.click("#do-publish")
        expect(page.locator("#publish")).to_be_hidden()
        with house[0].app_context():
            tenant = directory.find("acme")
            assert tenant is not None
            db.session.get_one(Placement, tenant.id).acked_generation = tenant.generation
            db.session.commit()
            db.session.remove()
        expect(page.locator("#standing")).to_contain_text("ive on fs1", timeout=30_000)

    page.locator("[data-panel=publish]").click()
    expect(page.locator("#changes")).to_contain_text("all of it is new")
    publish("first")
    expect(page.locator("#standing")).to_contain_text("Version 1 is published")
    expect(page.locator("#which")).to_have_text("version 1")
    node(page, "menu").click()
    page.fill("#panel-node textarea", "Press 1")
    page.locator("[data-panel=difference]").click()
    expect(page.locator("#panel-difference li")).to_contain_text("menu: What callers hear")
    expect(node(page, "menu")).to_have_class("node selected changed")
    page.click("[data-act=undo]")
    expect(page.locator("#panel-difference")).to_have_text("From version 1 to this draft:Both say the same.")
    page.click("[data-act=redo]")
    page.locator("#panel-difference li button").click()
    expect(page.locator("#panel-node textarea").first).to_have_value("Press 1")
    page.locator("[data-panel=publish]").click()
    publish("shorter")
    page.locator("[data-panel=versions]").click()
    expect(page.locator(".flow-history li").first).to_contain_text("acme")
    expect(page.locator(".flow-history li").first).to_contain_text("shorter")
    page.locator("[data-back='1']").click()
    publish("callers did not like it")
    with house[0].app_context():
        of = service.flow("acme", "release")
        told = [(one.version, one.by, one.reason) for one in of.publications]
        db.session.remove()
    assert told == [(1, "acme", "first"), (2, "acme", "shorter"), (1, "acme", "callers did not like it")]
    assert visit.complaints == []


def test_two_who_draw_at_once_lose_nothing(
    visit: Visit, begun: Callable[[str, str], None], house: tuple[Flask, str]
) -> None:
    begun("both", "blank")
    page = opened(visit, "both")
    with house[0].app_context():
        tenant = directory.find("acme")
        assert tenant is not None
        theirs = {"start": "hello", "nodes": {"hello": {"hangup": True}}}
        drafts.save(tenant, "both", 1, theirs, {})
        db.session.remove()
    node(page, "hello").click()
    page.fill("#panel-node textarea", "mine")
    expect(page.locator("#conflict")).to_contain_text("What you do not choose is one undo away")
    page.click("[data-choose=theirs]")
    expect(node(page, "hello")).to_contain_text("hello")
    saved(page)
    assert kept(house, "both") == {"hello": {"hangup": True}}
    page.click("[data-act=undo]")
    saved(page)
    assert kept(house, "both")["hello"] == {"play": {"say": "mine"}}
    assert [one for one in visit.complaints if "409" not in one] == []


def test_who_only_looks_changes_nothing(visit: Visit) -> None:
    page = opened(visit, "main", login="fin")
    assert page.locator("#add").count() == 0
    node(page, "hello").click()
    expect(page.locator("#panel-node textarea")).to_be_disabled()
    page.locator("[data-panel=trial]").first.click()
    page.fill("#at", "2026-03-02T10:00")
    page.click("#call")
    expect(page.locator("#way li")).to_have_count(2)
    assert visit.complaints == []


@SIZES
def test_flows_are_begun_renamed_and_removed(visit: Visit) -> None:
    page = visit.log_in("acme")
    name = f"new{page.viewport_size['width']}"  # type: ignore[index]
    visit.open("/tenants/acme/flows")
    page.click("[popovertarget=new-flow]")
    page.fill("#new-flow [name=name]", name)
    page.check("#new-flow [value=menu]")
    page.click("#new-flow button")
    expect(page.locator("#flow[data-ready]")).to_be_attached()
    visit.open("/tenants/acme/flows")
    page.click(f"[popovertarget=rename-{name}]")
    page.fill(f"#rename-{name} [name=name]", f"{name}b")
    page.click(f"#rename-{name} button")
    page.click(f"[popovertarget=remove-{name}b]")
    page.click(f"#remove-{name}b button")
    expect(page.locator(f"text={name}b")).to_have_count(0)
    page.click("[popovertarget=remove-main]")
    expect(page.locator("#remove-main")).to_contain_text("+861088880011")
    assert page.evaluate(WIDTH) <= page.viewport_size["width"]  # type: ignore[index]
    assert visit.complaints == []
