"""Help: a guide for each role, and the job of the page from which one asks."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup, escape

from seatyard.errors import NotFound
from seatyard.identity.permissions import ACCOUNT
from seatyard.identity.roles import may
from tenants import directory

from .. import help as guides
from ..i18n import language

_PAGES_OWN = re.compile(r"\*\*(.+?)\*\*")


@may(ACCOUNT)
def help_first() -> str:
    """What the role does, by its guides; or the jobs that speak of what is looked for."""
    asked = request.args.get("q", "").strip()
    own = guides.of_role(current_user.role)
    found = [(guide, job) for guide in own for job in guide.jobs if job.says(asked)] if asked else []
    return render_template("help.html", own=own, asked=asked, found=found, **_words())


@may(ACCOUNT)
def guide(guide: str) -> str:
    found = guides.guides().get(guide)
    if found is None:
        raise NotFound("no such guide", where=guide, allowed=", ".join(guides.ORDER))
    return render_template("guide.html", guide=found, address=_address, size=guides.SIZE, **_words())


def help_of(view: str | None, values: dict[str, Any] | None) -> str:
    """Where a page's help lies: the job that is done there, or the first page of help."""
    about = guides.of_page(current_user.role, (view or "").removeprefix("ui."))
    tenant = getattr((values or {}).get("tenant"), "name", None)
    of_tenant = None if current_user.of_tenant else tenant
    if about is None:
        return url_for("ui.help_first")
    return url_for("ui.guide", guide=about[0].key, tenant=of_tenant, _anchor=about[1].key)


def _words() -> dict[str, Any]:
    return {"said": _said, "plain": lambda text: text[language()]}


def _said(text: guides.Text) -> Markup:
    """In the page's language; a text of the pages is strong, and reads as it does there."""
    shown = _PAGES_OWN.sub(lambda found: f"<strong>{escape(gettext(found[1]))}</strong>", text[language()])
    return Markup(shown)


def _address(job: guides.Job) -> str | None:
    """Of the page at which a job begins; none for whom it is shut. Of a tenant's, where it is known which."""
    view: Any = current_app.view_functions[f"ui.{job.page}"]
    if current_user.role not in view.allowed_roles:
        return None
    rules = current_app.url_map.iter_rules(f"ui.{job.page}")
    if not any("tenant" in rule.arguments for rule in rules):
        return url_for(f"ui.{job.page}")
    if current_user.of_tenant:
        return url_for(f"ui.{job.page}", tenant=directory.name_of(current_user.tenant_id))
    tenant = directory.find(request.args.get("tenant", ""))
    return url_for(f"ui.{job.page}", tenant=tenant.name) if tenant else url_for("ui.tenants")
