"""What a new flow begins with: drawn with the tenant's own first queue and in its language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from seatyard.errors import InvalidInput
from seatyard.sentence import sentence
from tenants.models import Tenant

Document = dict[str, Any]
TEXTS = {
    "zh": {
        "hello": "您好，欢迎致电。",
        "menu": "您好，销售请按1，服务请按2，人工服务请按0。",
        "closed": "您好，现在是非工作时间，请在提示音后留言。",
        "account": "请输入您的客户编号，以井号键结束。",
        "thanks": "请为本次服务打分，1到5分，5分最满意。",
        "bye": "感谢您的来电，再见。",
    },
    "en": {
        "hello": "Hello, and thank you for calling.",
        "menu": "Hello. For sales press 1, for service press 2, for somebody to talk to press 0.",
        "closed": "Hello. We are closed. Please leave a message after the tone.",
        "account": "Please enter your customer number, and end with the hash key.",
        "thanks": "How did we do? Press 1 to 5, where 5 is best.",
        "bye": "Thank you for calling. Goodbye.",
    },
}
WEEK = "Mon-Fri 09:00-18:00"


def _blank(queue: str, said: dict[str, Any]) -> Document:
    return {"start": "hello", "nodes": {"hello": {"play": said["hello"]}}}


def _office_hours(queue: str, said: dict[str, Any]) -> Document:
    opening = {"when": WEEK, "holidays": "CN", "inside": "hello", "outside": "closed"}
    return {
        "start": "open",
        "nodes": {
            "open": {"hours": opening},
            "hello": {"play": said["hello"], "then": "team"},
            "team": {"queue": queue},
            "closed": {"play": said["closed"], "then": "message"},
            "message": {"voicemail": queue},
        },
        "trials": [
            {"at": "2026-03-02 10:00", "end": "team"},
            {"at": "2026-03-02 20:00", "end": "message"},
        ],
    }


def _menu(queue: str, said: dict[str, Any]) -> Document:
    digits = {"1": "team", "2": "team", "0": "team"}
    menu = {"prompt": said["menu"], "digits": digits, "otherwise": "team"}
    return {"start": "menu", "nodes": {"menu": {"menu": menu}, "team": {"queue": queue}}}


def _account(queue: str, said: dict[str, Any]) -> Document:
    ask = {"prompt": said["account"], "into": "account", "min": 4, "max": 12, "then": "team"}
    return {
        "start": "ask",
        "nodes": {"ask": {"collect": ask | {"otherwise": "team"}}, "team": {"queue": queue}},
    }


def _score(queue: str, said: dict[str, Any]) -> Document:
    nodes = {"score": {"survey": {"prompt": said["thanks"], "then": "bye"}}, "bye": {"play": said["bye"]}}
    return {"start": "score", "nodes": nodes}


TEMPLATES: dict[str, Callable[[str, dict[str, Any]], Document]] = {
    "office_hours": _office_hours,
    "menu": _menu,
    "account": _account,
    "score": _score,
    "blank": _blank,
}
"""In the order in which they are offered."""


def document(template: str, tenant: Tenant) -> Document:
    """A new flow's; of a tenant without a queue it names none, and the checks say so."""
    if template not in TEMPLATES:
        told = sentence("no template %(name)s", name=template)
        raise InvalidInput(told, where="template", allowed=", ".join(TEMPLATES))
    said = TEXTS.get(tenant.language, TEXTS["en"])
    places = [queue.name for queue in tenant.queues]
    return TEMPLATES[template](next(iter(places), ""), {key: {"say": text} for key, text in said.items()})
