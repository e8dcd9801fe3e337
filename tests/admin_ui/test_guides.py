"""Help: guides in both languages, in step; they name what pages name, and lead to pages that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from PIL import Image

import admin_ui
from admin_ui import help as guides
from admin_ui.i18n import LANGUAGES
from seatyard.identity.permissions import ROLES
from tests.factories import TenantFactory

from .conftest import Visitor

MOST_BYTES = 3 * 1024 * 1024
CATALOG = Path(admin_ui.__file__).parent / "translations/zh/LC_MESSAGES/messages.po"
JOBS = [(guide, job) for guide in guides.guides().values() for job in guide.jobs]
NAMES = [f"{guide.key}-{job.key}" for guide, job in JOBS]


def owns(text: str) -> list[str]:
    """What it says in the pages' own words."""
    return re.findall(r"\*\*(.+?)\*\*", text)


@pytest.mark.parametrize(("guide", "job"), JOBS, ids=NAMES)
def test_a_job_is_told_in_both_languages_in_the_pages_words(
    app: Flask, guide: guides.Guide, job: guides.Job
) -> None:
    with CATALOG.open("rb") as file:
        words = {message.id for message in read_po(file, locale="zh") if message.string}
    for text in (guide.name, guide.told, job.name, job.told, *(step.text for step in job.steps)):
        assert text.keys() == LANGUAGES.keys(), text
        assert re.search("[一-鿿]", text["zh"]), text
        assert not re.search("[一-鿿]", text["en"]), text
        assert sorted(owns(text["zh"])) == sorted(owns(text["en"])), text
        assert set(owns(text["en"])) <= words, text
    pictures = [step.picture for step in job.steps if step.picture]
    for picture in pictures:
        assert picture.told.keys() == LANGUAGES.keys(), picture
        assert re.search("[一-鿿]", picture.told["zh"]), picture
        assert not re.search("[一-鿿]", picture.told["en"]), picture
    assert len({picture.name for picture in pictures}) == len(pictures)
    assert len(job.steps) >= 2
    assert all(f"ui.{page}" in app.view_functions for page in job.pages)


def test_each_picture_is_there_in_both_languages_and_none_is_left_over() -> None:
    steps = [step for _, job in JOBS for step in job.steps]
    named = {step.picture.file(language) for step in steps if step.picture for language in LANGUAGES}
    files = list((guides.PICTURES / "guides").iterdir())
    assert {f"guides/{file.name}" for file in files} == named
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
    for file in files:
        with Image.open(file) as picture:
            assert picture.size == guides.SIZE, file


def test_a_guide_shows_its_pictures_in_the_pages_language(visit: Visitor) -> None:
    for language in LANGUAGES:
        text = visit("finance", language=language).get("/help/finance").text
        pictures = re.findall(r'<img class="guide-picture" src="([^"?]+)[^>]*>', text)
        assert pictures
        assert all(picture.endswith(f".{language}.webp") for picture in pictures)


def test_every_role_has_a_guide_of_its_own() -> None:
    assert sorted(role for guide in guides.guides().values() for role in guide.roles) == sorted(ROLES)
    assert all(set(guide.also) <= set(ROLES) - set(guide.roles) for guide in guides.guides().values())


def test_a_pages_help_is_the_job_done_there(visit: Visitor) -> None:
    acme = TenantFactory(name="acme")
    operator, admin = visit("operator", language="en"), visit("tenant", tenant=acme, language="en")
    assert 'href="/help/operator#drift"' in operator.get("/nodes").text
    assert 'href="/help/tenant?tenant=acme#prompts"' in operator.get("/tenants/acme/prompts").text
    assert 'href="/help/tenant#seats"' in admin.get("/tenants/acme/seats").text
    assert 'href="/help"' in admin.get("/account").text
    assert 'href="/tenants/acme/prompts"' in operator.get("/help/tenant?tenant=acme").text
    assert 'href="/tenants/acme/seats"' in admin.get("/help/tenant").text


def test_what_is_looked_for_is_found_in_either_language(visit: Visitor) -> None:
    operator = visit("operator", language="zh")
    assert "/help/operator#drift" in operator.get("/help?q=drift").text.split("</form>", 2)[-1]
    assert "没有" in operator.get("/help?q=unicorn").text
    assert operator.get("/help/nobody").status_code == 404


def test_an_error_page_leads_to_help(visit: Visitor) -> None:
    assert 'href="/help"' in visit("operator").get("/tenants/none").text
