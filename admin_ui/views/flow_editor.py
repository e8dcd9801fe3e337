"""What the scripts of the flow editor ask for: all of it JSON."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_login import current_user

from esl.flows import desk, drafts, moments, publishing, service
from esl.flows.difference import differences
from esl.flows.models import FlowDraft
from esl.prompts import service as prompts
from seatyard.errors import InvalidInput
from seatyard.identity.permissions import FLOWS, FLOWS_CHANGE
from seatyard.identity.roles import may
from seatyard.requested import json_of
from tenants.models import Tenant

from .. import flow_saying, flow_words
from ..flow_editor_words import words
from ..json_answers import answers_json
from ..sentences import said

MINUTE = "%Y-%m-%d %H:%M"


@may(FLOWS)
@answers_json
def flow_desk(tenant: Tenant, flow: str) -> dict[str, Any]:
    """All that the editor begins with."""
    draft, of = drafts.find(tenant, flow), service.found(tenant, flow)
    now = desk.moment(tenant, "")
    return _draft(tenant, draft) | {
        "kinds": flow_words.kinds(),
        "names": desk.nameable(tenant),
        "prompts": [[one.name, one.text] for one in prompts.listing(tenant)],
        "words": words(),
        "published": of.document if of else None,
        "moments": [
            [str(flow_words.MOMENTS[name]), at.strftime(MINUTE)] for name, at in moments.moments(now).items()
        ],
        "may_change": current_user.may(FLOWS_CHANGE),
        "heard": url_for("ui.hear_flow", tenant=tenant.name, flow=flow, node_name="NODE", part=0),
    }


@may(FLOWS_CHANGE)
@answers_json
def save_flow(tenant: Tenant, flow: str) -> dict[str, Any]:
    """Keep what was drawn; 409 where somebody else's was kept meanwhile."""
    sent = json_of()
    revision, document, layout = sent.get("revision"), sent.get("document"), sent.get("layout")
    if type(revision) is not int or not isinstance(document, dict) or not isinstance(layout, dict):
        raise InvalidInput("needs revision, document and layout", where="body")
    return _draft(tenant, drafts.save(tenant, flow, revision, document, layout))


@may(FLOWS)
@answers_json
def try_flow(tenant: Tenant, flow: str) -> dict[str, Any]:
    """A trial call through the draft that is kept, as far as it goes by what happened."""
    sent = json_of()
    happened, at = sent.get("happened", []), sent.get("at", "")
    if not isinstance(happened, list) or not all(isinstance(one, str) for one in [*happened, at]):
        raise InvalidInput("needs at and happened", where="body")
    moment = desk.moment(tenant, at)
    went = desk.call(tenant, drafts.find(tenant, flow).document, moment.strftime(MINUTE), happened)
    return {
        "at": moment.strftime(MINUTE),
        "waits": went.waits,
        "case": went.case(moment),
        "stops": [
            vars(one) | {"prompts": [prompt.text or prompt.file for prompt in one.prompts]}
            for one in went.stops
        ],
    }


@may(FLOWS)
@answers_json
def flow_difference(tenant: Tenant, flow: str) -> dict[str, Any]:
    """From the published version to the draft, or to ``?version=``: in words, and the places."""
    draft, of = drafts.find(tenant, flow), service.found(tenant, flow)
    number = request.args.get("version", type=int)
    old = of.document if of else {}
    new = draft.document if number is None or of is None else service.version(of, number).document
    kinds = {one["name"]: one for one in flow_words.kinds()}
    places = draft.layout.get("nodes", {})
    titles = {name: place["title"] for name, place in places.items() if place.get("title")}
    return {
        "published": of.published if of else None,
        "items": [
            {"change": one.change, "path": one.path, "text": flow_saying.line(one, kinds, titles)}
            for one in differences(old, new)
        ],
        "document": new,
    }


@may(FLOWS_CHANGE)
@answers_json
def publish_flow(tenant: Tenant, flow: str) -> dict[str, Any]:
    """Put the draft, or an earlier version, on the switch."""
    sent = json_of()
    revision, number, reason = sent.get("revision"), sent.get("version"), str(sent.get("reason", ""))
    if number is not None:
        done = service.roll_back(tenant.name, flow, int(number), reason=reason)
    else:
        done = publishing.publish_draft(tenant, flow, int(revision or 0), reason=reason)
    return vars(service.standing(tenant, flow)) | {"unchanged": not done.changes}


@may(FLOWS)
@answers_json
def flow_live(tenant: Tenant, flow: str) -> dict[str, Any]:
    """How far the newest generation has come on the node. Of a flow that there is."""
    drafts.find(tenant, flow)
    found = desk.live(tenant)
    return vars(found) | {"live": found.live}


def _draft(tenant: Tenant, draft: FlowDraft) -> dict[str, Any]:
    return {
        "revision": draft.revision,
        "document": draft.document,
        "layout": draft.layout,
        "changed_by": draft.changed_by,
        "remarks": [
            {"level": one.level, "path": one.path, "text": said(one.message)}
            for one in desk.remarks(tenant, draft.document)
        ],
    }
