"""The jobs of a call centre's admin: linlang's on a switch that runs, acme's in May."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.drawing import drag, node, port

from .houses import LISTENER, SPARE, TENANT
from .walk import Walk

AWAY = ("1002", "1003")
"""Seats that nobody sits at for a while."""
HEARD = """async () => {
  const mediaStream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const context = new AudioContext();
  const ear = new AnalyserNode(context);
  new MediaStreamAudioSourceNode(context, { mediaStream }).connect(ear);
  const samples = new Float32Array(ear.fftSize);
  const loud = () => samples.some((sample) => Math.abs(sample) > 0.01);
  for (const beeps of [true, false, true]) {
    while (loud() !== beeps) {
      await new Promise(requestAnimationFrame);
      ear.getFloatTimeDomainData(samples);
    }
  }
  mediaStream.getTracks().forEach((track) => track.stop());
  await context.close();
}"""
"""Until a second beep comes into the microphone (Chromium's stand-in for one beeps): the first is kept."""


def seats(walk: Walk) -> None:
    page = walk.page
    walk.log_in("acme")
    walk.menu("Seats")
    add = walk.section("Add seats")
    add.get_by_label(walk.says("From number")).fill("1101")
    add.get_by_label(walk.says("How many")).fill("2")
    add.get_by_label(walk.says("Name"), exact=True).fill(walk.chosen("Evening", "晚班"))
    add.get_by_label("sales").check()
    walk.picture("add", add)
    walk.press("See what it costs")
    expect(walk.section("What it costs")).to_be_visible()
    walk.picture("cost")
    walk.press("Yes, make it so")
    expect(page.locator(".handout .code svg")).to_have_count(2)
    walk.picture("sheet")
    walk.menu("Seats")
    expect(page.locator("tr", has_text="1101")).to_contain_text("2026-05")


def off(walk: Walk) -> None:
    page = walk.page
    walk.log_in("acme")
    walk.menu("Seats")
    gone = page.locator("tbody .badge", has_text=walk.says("switched off"))
    _choose(walk, *AWAY)
    walk.press("Switch off")
    expect(page.locator("#confirm")).to_be_visible()
    walk.picture("sure")
    walk.press("Switch off", page.locator("#confirm"))
    expect(gone).to_have_count(len(AWAY))
    expect(page.locator(".toast").get_by_role("button", name=walk.says("Undo"))).to_be_visible()
    walk.picture("list")
    _choose(walk, *AWAY)
    walk.press("Switch on")
    expect(gone).to_have_count(0)


def skills(walk: Walk) -> None:
    page = walk.page
    skill, queue = walk.chosen("French", "粤语"), walk.chosen("french", "yueyu")
    walk.log_in("acme")
    walk.menu("Seats")
    _choose(walk, "1001", "1002")
    chosen = walk.section("With the chosen ones")
    chosen.locator("[name=skill]").fill(skill)
    chosen.locator("[name=level]").select_option("4")
    walk.picture("give", chosen)
    walk.press("See what it changes")
    walk.press("Yes, make it so")
    expect(page.locator("tbody tr", has_text=f"{skill} 4")).to_have_count(2)
    walk.menu("Queues")
    walk.link(walk.says("New queue"))
    page.fill("[name=name]", queue)
    page.fill("[name=skill]", skill)
    page.locator("form[action$='/queue-proposal'] button.btn-primary").click()
    expect(page.locator("table").last.locator("tbody tr")).to_have_count(2)
    walk.picture("ask", walk.section("Seats"))
    page.locator("form[action$='/queue-change'] button.btn-primary").click()
    expect(page.locator("[name=by_skill]")).to_have_count(1)
    walk.link(walk.says("Who can what"))
    expect(page.locator("tbody tr", has_text=skill)).to_contain_text(queue)
    walk.picture("who")


def keep(walk: Walk) -> None:
    page = walk.page
    walk.log_in("acme")
    walk.menu("Recordings")
    walk.link(walk.says("How long they are kept"))
    expect(page.locator("tbody progress").first).to_be_visible()
    walk.picture("now")
    other = page.locator("#other")
    other.locator("[name=count]").fill("7")
    other.locator("[name=unit]").select_option("day")
    walk.press("See what follows")
    effect = page.locator("#effect")
    expect(effect.locator("strong")).to_be_visible()
    walk.picture("follows", effect)
    walk.press("Ask for it")
    walk.press("Ask for it", page.locator("#confirm"))
    page.wait_for_url("**/tenants/acme/requests*")
    expect(page.locator("tbody tr").first).to_contain_text("7 day")


def _choose(walk: Walk, *numbers: str) -> None:
    for number in numbers:
        walk.page.check(f"[name=number][value='{number}']")


def flow(walk: Walk) -> None:
    page, name = walk.page, walk.chosen("autumn", "qiutian")
    walk.log_in(TENANT)
    walk.menu("Flows")
    walk.press("New flow")
    new = page.locator("#new-flow")
    new.locator("[name=name]").fill(name)
    new.locator("[value=menu]").check()
    walk.picture("new")
    walk.press("Draw it", new)
    expect(page.locator("#flow[data-ready]")).to_be_attached()
    page.click("#add")
    page.click("[data-kind=play]")
    added = page.locator("#picture [data-node^=play]")
    expect(added).to_be_visible()
    page.fill("#panel-node textarea", walk.chosen("Our autumn offer", "我们的秋季优惠"))
    drag(page, port(page, "menu", 1), added.locator(".title"))
    drag(page, added.locator(".grip").first, node(page, "team").locator(".title"))
    page.click("[data-act=tidy]")
    page.click("[data-act=fit]")
    expect(page.locator("#faults")).to_be_hidden()
    expect(page.locator("#saved[data-state=saved]")).to_be_attached()
    walk.picture("drawn")
    page.locator("[data-panel=trial]").first.click()
    page.fill("#at", "2026-09-28T10:00")
    page.click("#call")
    page.locator("#happens [data-key='1']").click()
    expect(page.locator("#way li")).to_have_count(3)
    walk.picture("trial")
    page.locator("[data-panel=publish]").click()
    page.fill("#reason", walk.chosen("the autumn offer", "秋季优惠"))
    expect(page.locator("#changes")).not_to_be_empty()
    walk.picture("publish")
    page.click("#do-publish")
    expect(page.locator("#standing")).to_contain_text("fs1")
    walk.menu("Flows")
    row = page.locator("tr", has_text=SPARE).last
    row.locator("select").select_option(name)
    row.locator("button").click()
    expect(page.locator("tr", has_text=name).first).to_contain_text(SPARE)


def prompts(walk: Walk) -> None:
    page, name = walk.page, walk.chosen("welcome.wav", "huanying.wav")
    walk.log_in(TENANT)
    walk.menu("Prompts")
    state = page.locator("[data-state]")
    walk.press("Record here")
    expect(state).to_have_text(walk.says("Recording …"))
    page.evaluate(HEARD)
    walk.press("Stop recording")
    expect(walk.page.get_by_role("button", name=walk.says("Listen"), exact=True)).to_be_visible()
    page.fill("[name=name]", name)
    walk.picture("recorded")
    walk.press("Listen")
    walk.press("Upload")
    expect(page.locator("tr", has_text=name)).to_be_visible()
    walk.picture("uploaded", page.locator("tr", has_text=name))


def reports(walk: Walk) -> None:
    page = walk.page
    walk.log_in("acme")
    walk.menu("Reports")
    page.locator(".card-link").first.click()
    page.fill("[name=since]", "2026-04-01")
    page.fill("[name=until]", "2026-04-30")
    walk.press("Show")
    expect(page.locator(".chart canvas")).to_be_visible()
    walk.picture("report")
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV", exact=True).click()
    assert taken.value.suggested_filename.endswith(".csv")
    page.get_by_role("link", name=walk.says("By e-mail"), exact=True).click()
    walk.press("Send it")
    expect(page.locator("tr", has_text=LISTENER)).to_have_count(1)
    walk.picture("mail", page.locator("#mail"))


def month(walk: Walk) -> None:
    page = walk.page
    walk.log_in("acme")
    walk.menu("This month")
    expect(page.locator("tfoot .sum")).to_be_visible()
    walk.picture("expected")
    walk.link(walk.says("Invoices"))
    expect(page.locator("tbody tr").first).to_contain_text(re.compile(r"SY-2026-\d{6}"))
    walk.picture("invoices")
