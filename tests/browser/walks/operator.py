"""The jobs of whoever runs the house: with a switch that runs, and on a morning in May."""

from __future__ import annotations

from playwright.sync_api import expect

from admin_ui.demo.switch import LabSwitch
from tenants.onboarding.seats import a1_hash

from .walk import Walk


def tenant(walk: Walk) -> None:
    page, name = walk.page, walk.chosen("northwind", "beifeng")
    walk.log_in("operator")
    walk.menu("New tenant")
    page.fill("[name=name]", name)
    page.fill("[name=title_zh]", "北风客服")
    page.fill("[name=title_en]", "Northwind Care")
    walk.picture("customer")
    walk.press("Continue")
    expect(page.locator("[data-result] output").last).to_be_visible()
    walk.picture("figures")
    walk.press("Continue")
    expect(page.locator("table.runs")).to_be_visible()
    walk.picture("seats")
    walk.press("Continue")
    expect(page.locator(".plan")).to_be_visible()
    walk.picture("review")
    walk.press("Make it live")
    expect(page.locator("#live .bg-green-lt")).to_contain_text("fs1")
    walk.press("Show them once")
    phone = page.locator("#secrets tbody tr").first
    expect(phone).to_be_visible()
    number, domain, password = phone.locator("td").all_inner_texts()
    walk.switch.switch.plug_in(number, domain, a1_hash(number, domain, password))
    page.reload()
    walk.press("Place a test call")
    expect(page.locator("[data-test-call=connected]")).to_contain_text(number)
    walk.picture("live")


def drift(walk: Walk) -> None:
    page = walk.page
    switch = walk.switch.switch
    agent = _agents(switch)[-1]
    walk.log_in("operator")
    walk.menu("Nodes")
    card = page.locator("#node-fs1")
    walk.picture("nodes")
    missing = card.locator("details:has(code) summary")
    for _ in range(3):  # the worker, which looks each minute too, may be first
        assert switch.run(f"callcenter_config agent del {agent}").startswith("+OK")
        found = card.locator("p .formula time")
        earlier = found.get_attribute("datetime") if found.count() else ""
        walk.press("Repair drift", card)
        expect(card.locator(f"p .formula time:not([datetime='{earlier}'])")).to_be_visible()
        if missing.count():
            break
    missing.click()
    expect(card.locator("code", has_text=agent).first).to_be_visible()
    walk.picture("repaired", card.locator("h3"))
    assert agent in _agents(switch)


def request(walk: Walk) -> None:
    page = walk.page
    walk.log_in("ops")
    walk.menu("Requests")
    row = page.locator("tr", has_text="010 8888 0099")
    expect(row).to_be_visible()
    walk.picture("late")
    row.get_by_label(walk.says("What was done, or why not")).fill("+86 10 8888 0099")
    walk.press("It is done", row)
    walk.link(walk.says("Decided ones"))
    expect(page.locator("tr", has_text="+86 10 8888 0099")).to_be_visible()
    walk.picture("done")


def outage(walk: Walk) -> None:
    page = walk.page
    walk.log_in("ops")
    walk.menu("Outages")
    page.locator("tbody a").first.click()
    expect(walk.section("Seen by")).to_be_visible()
    walk.picture("seen")
    said = page.locator("form[action$='/classify']")
    said.locator("[name=cause]").select_option("third_party")
    said.get_by_label(walk.says("Reason")).fill(walk.chosen("the carrier's line was cut", "运营商线路中断"))
    walk.press("Say so", said)
    expect(walk.section("What was said of it").locator("tbody tr")).to_have_count(1)
    walk.picture("said")


def _agents(switch: LabSwitch) -> list[str]:
    """As the switch knows them."""
    rows = switch.run("callcenter_config agent list").splitlines()[1:]
    return [row.partition("|")[0] for row in rows if "|" in row]
