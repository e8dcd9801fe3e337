"""E-mails to one person, with a link. Who sends them is registered by the floor that has the outbox."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app

from ..config import Settings
from ..errors import Unavailable
from .kept_sessions import sha256
from .links import INVITE, RESET

Send = Callable[[str, str, str, str], None]
"""(key, address, subject, text): write one in the caller's transaction."""

TEXTS = {
    INVITE: (
        "Seatyard：邀请 / Invitation",
        "您受邀使用 Seatyard（登录名 {login}）。请在 72 小时内通过以下链接设置密码：\n\n{link}\n\n"
        "如果您不知道此邀请，请忽略本邮件。\n\n--\n\n"
        "You are invited to Seatyard as {login}. Set your password within 72 hours at the address above.\n"
        "If you know nothing of it, do nothing.\n",
    ),
    RESET: (
        "Seatyard：重设密码 / New password",
        "有人要求重设 {login} 的密码。请在 1 小时内通过以下链接设置新密码：\n\n{link}\n\n"
        "如果不是您本人，请忽略本邮件，密码不会改变。\n\n--\n\n"
        "Somebody asked for a new password for {login}. Set it within an hour at the address above.\n"
        "If it was not you, do nothing: the password stays as it is.\n",
    ),
}
"""In both languages: nobody has chosen one yet."""

_senders: list[Send] = []


def register(send: Send) -> None:
    _senders[:] = [send]


def write(purpose: str, login: str, token: str) -> None:
    """To the person whose login is the address. In the caller's transaction."""
    if not _senders:
        raise Unavailable("nobody sends e-mails", where="e-mail")
    subject, text = TEXTS[purpose]
    told = text.format(login=login, link=link(purpose, token))
    _senders[0](f"{purpose}:{sha256(token)[:16]}", login, subject, told)


def link(purpose: str, token: str) -> str:
    """The address of the page where the token is used."""
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.pages}/{purpose}/{token}"
