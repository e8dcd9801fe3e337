"""Drafts of flows: saved as drawn, never over somebody else's, published, renamed, removed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from esl.flows import desk, drafts, naming, publishing, service
from esl.flows.templates import TEMPLATES
from seatyard import actor, clock, scope
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from tenants import directory, numbers
from tenants.models import Tenant
from tenants.onboarding import arrangements
from tests.factories import NodeFactory
from tests.tenants.files import ACME, DID, acme, write

from .documents import main

BEFORE = datetime(2026, 2, 1, tzinfo=UTC)
RUNNING = datetime(2026, 3, 4, 2, tzinfo=UTC)
BLANK: dict[str, Any] = {"nodes": {}}


@pytest.fixture(autouse=True)
def _acme(app: Flask, command, tmp_path: Path) -> None:
    numbers.add(DID)
    NodeFactory(name="fs1")
    db.session.commit()
    with clock.frozen(BEFORE):
        assert command("tenant", "onboard", write(tmp_path, acme())).exit_code == 0


def its() -> Tenant:
    db.session.expire_all()
    found = directory.find("acme")
    assert found is not None
    return found


def drawn(**nodes: Any) -> dict[str, Any]:
    """What is published, with some nodes replaced."""
    return ACME["flows"]["main"] | {"nodes": ACME["flows"]["main"]["nodes"] | nodes}


def test_a_flow_without_a_draft_begins_as_it_is_published() -> None:
    found = drafts.find(its(), "main")
    assert (found.revision, found.document) == (0, ACME["flows"]["main"])
    with pytest.raises(NotFound, match=r"no flow other \(allowed: main\)"):
        drafts.find(its(), "other")


def test_a_draft_is_kept_however_unsound() -> None:
    layout = {"nodes": {"hello": {"x": 40, "y": -20, "title": "欢迎"}}}
    with actor.acting("li"):
        kept = drafts.save(its(), "main", 0, BLANK, layout)
    assert (kept.revision, kept.document, kept.layout, kept.changed_by) == (1, BLANK, layout, "li")
    assert [one.message for one in desk.remarks(its(), kept.document)] == ["a flow needs at least one node"]
    assert its().flows[0].document == ACME["flows"]["main"], "nothing changes on the switch"


def test_who_saves_upon_an_older_draft_is_told_and_overwrites_nothing() -> None:
    with actor.acting("li"):
        drafts.save(its(), "main", 0, drawn(a={"hangup": True}), {})
    for revision in (0, 5):
        with pytest.raises(Conflict, match=r"li changed the draft meanwhile \(allowed: revision 1\)"):
            drafts.save(its(), "main", revision, drawn(b={"hangup": True}), {})
    assert "a" in drafts.find(its(), "main").document["nodes"]
    assert drafts.save(its(), "main", 1, drawn(b={"hangup": True}), {}).revision == 2


def test_saving_the_same_again_is_no_other_draft() -> None:
    first = drafts.save(its(), "main", 0, BLANK, {}).revision
    assert drafts.save(its(), "main", 0, BLANK, {}).revision == first == 1


@pytest.mark.parametrize(
    ("document", "layout", "told"),
    [
        ({"nodes": []}, {}, "document.nodes"),
        ({"nodes": {"Ö": {"hangup": True}}}, {}, "document.nodes"),
        ({"nodes": {}, "more": 1}, {}, "unknown key 'more'"),
        ({"nodes": {}}, {"nodes": {"a": {"x": "left"}}}, "layout.nodes.a.x"),
        ({"nodes": {"a": {"play": {"say": "x" * 300_000}}}}, {}, "the flow is too large"),
    ],
)
def test_what_is_no_draft_is_refused(document: Any, layout: Any, told: str) -> None:
    with pytest.raises(InvalidInput if "large" not in told else Exception, match=told):
        drafts.save(its(), "main", 0, document, layout)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_new_flow_begins_sound(template: str) -> None:
    drafts.begin(its(), "new", template)
    kept = drafts.find(its(), "new")
    assert desk.remarks(its(), kept.document) == []
    with pytest.raises(Conflict, match="there is a flow new already"):
        drafts.begin(its(), "new", template)
    with pytest.raises(Conflict, match="there is a flow main already"):
        drafts.begin(its(), "main", template)
    with pytest.raises(InvalidInput, match="not a flow's name: Ö"):
        drafts.begin(its(), "Ö", template)


def test_a_draft_is_published_once_with_who_and_why() -> None:
    kept = drafts.save(its(), "main", 0, drawn(hello={"play": "hello.wav", "then": "sales"}), {})
    before = its().generation
    with clock.frozen(BEFORE), actor.acting("li"):
        done = publishing.publish_draft(its(), "main", kept.revision, reason="  new greeting ")
        again = publishing.publish_draft(its(), "main", kept.revision, reason="twice")
    assert done.changes[0] == "~ flow main: version 1 → 2"
    assert (done.generation, again.changes, again.generation) == (before + 1, [], before + 1)
    latest, first = publishing.history(service.flow("acme", "main"))
    assert (latest.version, latest.by, latest.reason) == (2, "li", "new greeting")
    assert (first.version, first.reason) == (1, "")


def test_another_draft_than_was_looked_at_is_not_published() -> None:
    drafts.save(its(), "main", 0, BLANK, {})
    with pytest.raises(Conflict, match="changed the draft meanwhile"):
        publishing.publish_draft(its(), "main", 0)


def test_an_unsound_draft_is_not_published() -> None:
    kept = drafts.save(its(), "main", 0, drawn(hello={"queue": "none"}), {})
    with pytest.raises(InvalidInput, match="there is no queue none"):
        publishing.publish_draft(its(), "main", kept.revision)
    failing = drawn() | {"trials": [{"at": "2026-03-02 10:00", "end": "hello"}]}
    kept = drafts.save(its(), "main", kept.revision, failing, {})
    with pytest.raises(InvalidInput, match="and did not end at hello"):
        publishing.publish_draft(its(), "main", kept.revision)


def test_what_waits_for_its_day_keeps_who_asked_and_why() -> None:
    kept = drafts.save(its(), "main", 0, drawn(hello={"play": "hello.wav", "then": "sales"}), {})
    with clock.frozen(RUNNING), actor.acting("li"):
        done = publishing.publish_draft(its(), "main", kept.revision, reason="spring")
    assert "from 2026-" in done.changes[0]
    with clock.frozen(datetime(2026, 4, 1, tzinfo=UTC)):
        arrangements.turn()
    latest = publishing.history(service.flow("acme", "main"))[0]
    assert (latest.version, latest.by, latest.reason) == (2, "li", "spring")


def test_a_flow_is_renamed_with_its_draft_and_numbers() -> None:
    drafts.save(its(), "main", 0, BLANK, {})
    flow_id, generation = its().flows[0].id, its().generation
    naming.rename(its(), "main", "welcome")
    tenant = its()
    assert [(flow.id, flow.name) for flow in tenant.flows] == [(flow_id, "welcome")]
    assert drafts.find(tenant, "welcome").revision == 1
    assert [number.flow.name for number in tenant.numbers if number.flow] == ["welcome"]
    assert tenant.generation == generation
    with pytest.raises(NotFound):
        naming.rename(tenant, "main", "other")
    drafts.begin(tenant, "other", "blank")
    with pytest.raises(Conflict, match="there is a flow other already"):
        naming.rename(its(), "welcome", "other")


def test_a_flow_is_removed_once_its_numbers_lead_elsewhere() -> None:
    with clock.frozen(BEFORE):
        kept = drafts.begin(its(), "other", "office_hours")
        publishing.publish_draft(its(), "other", kept.revision)
        with pytest.raises(Conflict, match=rf"numbers lead there: \{DID} \(allowed: other\)"):
            naming.remove(its(), "main")
        changes = naming.remove(its(), "main", numbers_to="other")
    assert any("flow main" in line for line in changes)
    tenant = its()
    assert [flow.name for flow in tenant.flows] == ["other"]
    assert [number.flow.name for number in tenant.numbers if number.flow] == ["other"]


def test_a_draft_alone_is_removed() -> None:
    drafts.begin(its(), "other", "blank")
    assert naming.remove(its(), "other") == []
    with pytest.raises(NotFound):
        naming.remove(its(), "other")


@pytest.mark.parametrize("moment", [BEFORE, RUNNING], ids=["at once", "by its lead time"])
def test_a_tenants_own_people_publish_a_new_flow_and_take_it_away(moment: datetime) -> None:
    with clock.frozen(moment), scope.only(its().id):
        publishing.publish_draft(its(), "other", drafts.begin(its(), "other", "office_hours").revision)
        assert naming.remove(its(), "other")
    assert [flow.name for flow in its().flows] == ["main"]
    assert its().arrangement is None or "other" not in its().arrangement.document["flows"]


def test_a_number_is_led_to_another_flow() -> None:
    with clock.frozen(BEFORE):
        publishing.publish_draft(its(), "other", drafts.begin(its(), "other", "menu").revision)
        naming.lead(its(), DID, "other")
    assert [number.flow.name for number in its().numbers if number.flow] == ["other"]
    with pytest.raises(NotFound, match="no flow none"):
        naming.lead(its(), DID, "none")
    with pytest.raises(NotFound, match="no number"):
        naming.lead(its(), "+861", "other")


def test_what_is_hardly_meant_stands_in_nobodys_way() -> None:
    found = desk.remarks(its(), drawn(alone={"play": "lost.wav"}, closed={"play": {"say": "\u0e01"}}))
    told = {(one.level, one.path[1]): one.message for one in found}
    assert told["warn", "alone"] == "lost.wav is not recorded: callers hear a tone"
    assert told["warn", "closed"].startswith("cannot be spoken")
    assert ("warn", "alone") in told
    assert "no call comes by here" in [one.message for one in found]


def test_a_call_goes_as_far_as_it_can_by_itself() -> None:
    document = main(hello={"menu": main()["nodes"]["hello"]["menu"] | {"retries": 1}})
    document["nodes"]["desk"] = {"seat": "1001", "no_answer": "sales"}
    document["nodes"].pop("bye")
    monday = "2026-03-02 10:00"

    def went(*happened: str, at: str = monday) -> tuple[list[str], str]:
        found = desk.call(its(), document, at, happened)
        return [one.node for one in found.stops], found.stops[-1].asked if found.waits else ""

    assert went() == (["open", "hello"], "keys")
    assert went("1") == (["open", "hello", "sales"], "")
    assert went("") == (["open", "hello", "desk"], "answer")
    assert went("0", "no_answer") == (["open", "hello", "desk", "sales"], "")
    assert went(at="2026-10-01 10:00")[0] == ["open", "closed", "mailbox"]
    found = desk.call(its(), document, monday, ["", "no_answer"])
    case = found.case(desk.moment(its(), monday))
    assert case == {"at": monday, "keys": [""], "answers": {"desk": "no_answer"}, "end": "sales"}
    assert service.faults("acme", document | {"trials": [case]}) == []
    with pytest.raises(InvalidInput, match="not what can happen there: sings"):
        went("0", "sings")
    with pytest.raises(InvalidInput, match="the tenant's time"):
        went(at="noon")


def test_an_unsound_flow_takes_no_trial_call() -> None:
    with pytest.raises(Conflict, match="there is no node gone"):
        desk.call(its(), drawn(closed={"play": "closed.wav", "then": "gone"}), "", [])
