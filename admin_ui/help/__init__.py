"""The guides: how each role does its jobs, page by page. A file for each role, both languages side by side.

``docs/help.md`` says how one is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
ORDER = ("operator", "finance", "tenant", "supervisor", "quality", "seat")

Text = dict[str, str]
"""By language. What stands between two pairs of stars is a page's own text, as its message id in both."""


PICTURES = Path(__file__).parent.parent / "static"
SIZE = (960, 600)
"""Of every picture, in pixels."""


@dataclass(frozen=True)
class Picture:
    name: str
    """Of its file among the assets, without language and ending."""
    told: Text
    """What is seen on it, for whoever does not see it."""

    def file(self, language: str) -> str:
        """Among the assets, in ``PICTURES``."""
        return f"guides/{self.name}.{language}.webp"


@dataclass(frozen=True)
class Step:
    text: Text
    picture: Picture | None


@dataclass(frozen=True)
class Job:
    key: str
    name: Text
    told: Text
    """What it is good for, in a sentence."""
    page: str
    """The view at which it begins."""
    pages: tuple[str, ...]
    """Views whose help it is, ``page`` among them."""
    steps: tuple[Step, ...]

    def says(self, asked: str) -> bool:
        """Whether each word of ``asked`` stands in it, in whatever language."""
        texts = [self.name, self.told, *(step.text for step in self.steps)]
        all_of_it = " ".join(said for text in texts for said in text.values()).replace("**", "").lower()
        return all(word in all_of_it for word in asked.lower().split())


@dataclass(frozen=True)
class Guide:
    key: str
    name: Text
    told: Text
    roles: tuple[str, ...]
    """Whose guide it is."""
    also: tuple[str, ...]
    """Who finds it below their own."""
    jobs: tuple[Job, ...]


@cache
def guides() -> dict[str, Guide]:
    """Every guide, by its key."""
    return {key: _read(key) for key in ORDER}


def of_role(role: str) -> list[Guide]:
    """The role's own, then those of whoever it leads or helps."""
    own = [one for one in guides().values() if role in one.roles]
    return own + [one for one in guides().values() if role in one.also]


def of_page(role: str, view: str) -> tuple[Guide, Job] | None:
    """The job that is done on a page, in the role's nearest guide; none where no guide speaks of the page."""
    found = ((guide, job) for guide in of_role(role) for job in guide.jobs if view in job.pages)
    return next(found, None)


def _read(key: str) -> Guide:
    said: dict[str, Any] = yaml.safe_load((FOLDER / f"{key}.yaml").read_text(encoding="utf-8"))
    jobs = tuple(_job(key, name, job) for name, job in said.pop("jobs").items())
    return Guide(key, said["name"], said["told"], tuple(said["roles"]), tuple(said["also"]), jobs)


def _job(guide: str, key: str, said: dict[str, Any]) -> Job:
    pages = (said["page"], *said.get("pages", ()))
    steps = tuple(_step(f"{guide}-{key}", step) for step in said["steps"])
    return Job(key, said["name"], said["told"], said["page"], pages, steps)


def _step(job: str, said: dict[str, Any]) -> Step:
    """A ``picture`` names its file and says in both languages what is on it."""
    picture = dict(said.get("picture", {}))
    text = {language: told for language, told in said.items() if language != "picture"}
    return Step(text, Picture(f"{job}-{picture.pop('name')}", picture) if picture else None)
