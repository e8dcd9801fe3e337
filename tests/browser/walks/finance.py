"""The jobs of whoever handles the money: acme's and beta's March is closed, and April is over."""

from __future__ import annotations

import re

from click.testing import CliRunner
from playwright.sync_api import expect

from seatyard.cli import main
from seatyard.db import db
from tests.billing.bank.statements import OWN, cn, credit

from .walk import Walk

MARCH = "SY-2026-000001"


def drafts(walk: Walk) -> None:
    page = walk.page
    _command(walk, "bill", "close", "2026-04", "--draft")
    walk.log_in("fin")
    walk.menu("Drafts")
    expect(page.locator("tbody tr")).to_have_count(2)
    walk.picture("list")
    walk.link(walk.chosen("Acme Care", "安康客服"))
    expect(walk.section("What changed, and why")).to_be_visible()
    walk.picture("changed")
    walk.press("Approve as it stands")
    expect(page.locator(".head .badge")).to_have_text(walk.says("Approved"))
    walk.menu("Drafts")
    walk.link(walk.chosen("Beichen Hotline", "北辰热线"))
    hold = page.locator("form[action$='/hold']")
    hold.get_by_label(walk.says("Reason")).fill(walk.chosen("asks for its calls", "客户要求核对通话"))
    walk.press("Hold", hold)
    expect(page.locator(".head .badge")).to_have_text(walk.says("Held"))
    walk.picture("held", walk.section("What was decided"))
    walk.press("Release")
    expect(page.locator(".head .badge")).not_to_have_text(walk.says("Held"))


def close(walk: Walk) -> None:
    page = walk.page
    walk.log_in("fin")
    walk.menu("Findings")
    walk.picture("findings")
    page.locator("tr", has_text="call 0").locator("a").first.click()
    clear = page.locator("form[action$='/clear']")
    clear.get_by_label(walk.says("Reason")).fill(walk.chosen("the record came", "记录已补齐"))
    walk.press("Clear", clear)
    expect(page.locator("h1")).to_be_visible()
    _command(walk, "bill", "close", "2026-04")
    _command(walk, "bill", "close", "2026-04")
    walk.menu("Month board")
    expect(page.locator("main")).to_contain_text("2026-04")
    walk.picture("board")
    with page.expect_download() as taken:
        page.get_by_role("link", name=f"{walk.says('Journal')} CSV", exact=True).click()
    assert taken.value.suggested_filename == "journal-2026-04.csv"


def why(walk: Walk) -> None:
    page = walk.page
    walk.log_in("fin")
    walk.menu("Invoices")
    walk.link("SY-2026-000002")
    expect(page.locator("h1")).to_contain_text("SY-2026-000002")
    walk.picture("lines")
    page.locator("td a[href*='/lines/']").filter(
        has_text=walk.chosen("Inbound calls", "呼入通话")
    ).first.click()
    expect(page.locator("#call tbody tr").first).to_be_visible()
    walk.picture("line")
    page.click("#call tbody tr:nth-child(3) a")
    expect(page.locator("svg.path")).to_have_count(1)
    expect(page.locator("td .badge", has_text=walk.says("paid for"))).to_have_count(1)
    walk.picture("call", page.locator("section").filter(has=page.locator("svg.path")))
    page.go_back()
    walk.link(walk.says("Back to the invoice"))
    walk.link(walk.says("Credit"))
    expect(page.locator("main form").first).to_be_visible()
    walk.picture("credit")


def payment(walk: Walk) -> None:
    page = walk.page
    walk.log_in("fin")
    page.goto(f"{walk.address}/tenants/acme/invoices/{MARCH}")
    total = page.locator("tfoot .sum .n").inner_text().replace(",", "")
    statement = walk.folder / "may.csv"
    statement.write_bytes(cn(credit(total, MARCH, on="2026-05-05", name="安康客服"), charset="gb18030"))
    walk.menu("Bank")
    page.set_input_files("[name=file]", statement)
    page.fill("[name=account]", OWN)
    walk.press("Take in")
    expect(page.locator("td", has_text=MARCH).first).to_be_visible()
    walk.picture("taken")
    walk.link("B1")
    expect(walk.section("May be")).to_be_visible()
    walk.picture("may-be")
    walk.press("Confirm", page.locator("table"))
    expect(walk.section("Matched with")).to_be_visible()
    walk.picture("matched")
    page.goto(f"{walk.address}/invoices?period=2026-03&state=paid")
    expect(page.locator("tbody tr")).to_contain_text(MARCH)


def dunning(walk: Walk) -> None:
    page = walk.page
    walk.log_in("fin")
    walk.menu("Dunning")
    expect(page.locator("tbody tr").first).to_be_visible()
    walk.picture("list")
    walk.link(walk.chosen("Beichen Hotline", "北辰热线"))
    hold = page.locator("form[action$='/hold']")
    hold.get_by_label(walk.says("Reason")).fill(walk.chosen("pays on Friday", "周五付款"))
    hold.locator("[name=until]").fill("2026-05-15")
    walk.picture("hold", page.locator("section.card").filter(has=hold))
    walk.press("Hold", hold)
    resume = page.locator("form[action$='/resume']")
    resume.get_by_label(walk.says("Reason")).fill(walk.chosen("has not paid", "仍未付款"))
    walk.press("Resume", resume)
    expect(hold).to_be_visible()
    page.locator("summary", has_text=re.compile(f"^{walk.says('More')}$")).click()
    stop = page.locator("form[action$='/suspend']")
    stop.get_by_label(walk.says("Reason")).fill(walk.chosen("not paid since April", "四月以来未付款"))
    walk.press("Suspend service", stop)
    expect(page.locator("#confirm")).to_be_visible()
    walk.picture("sure")
    page.locator("#confirm .btn").first.click()


def _command(walk: Walk, *arguments: str) -> None:
    """What a person types beside the pages, in the same house."""
    with walk.app.app_context():
        done = CliRunner().invoke(main, list(arguments), prog_name="seatyard")
        db.session.remove()
    assert done.exit_code == 0, done.output
