"""``seatyard flow``: drafts, trial calls, publishing and rolling back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import select

from seatyard import clock
from seatyard.db import db
from tenants import numbers
from tenants.models import Flow, LeadTimeWaiver, Tenant
from tenants.onboarding import arrangements
from tests.factories import NodeFactory
from tests.tenants.files import ACME, DID, acme, write

FIRST: dict[str, Any] = ACME["flows"]["main"]
SECOND = {
    "start": "hello",
    "nodes": FIRST["nodes"] | {"hello": {"play": "hello.wav", "then": "sales"}},
    "trials": [{"expect": ["hello", "sales"]}, {"end": "sales"}],
}
BEFORE = datetime(2026, 2, 1, tzinfo=UTC)
RUNNING = datetime(2026, 3, 4, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _acme(app: Flask, command, tmp_path: Path) -> None:
    numbers.add(DID)
    NodeFactory(name="fs1")
    db.session.commit()
    with clock.frozen(BEFORE):
        assert command("tenant", "onboard", write(tmp_path, acme())).exit_code == 0


def draft(command, tmp_path: Path, document: dict[str, Any] = SECOND):
    return command("flow", "draft", "acme", "main", write(tmp_path, document, "main.yaml"))


def published() -> tuple[int, int]:
    """The version that is published, and how often the tenant was changed."""
    db.session.expire_all()
    tenant = db.session.scalars(select(Tenant)).one()
    return tenant.flows[0].published, tenant.generation


def at(moment: datetime, command, *words: str):
    with clock.frozen(moment):
        return command("flow", *words)


def said(moment: datetime, command, *words: str) -> str:
    """The first line; notices of prompts may follow."""
    return str(at(moment, command, *words).output.splitlines()[0])


def test_a_draft_is_kept_and_changes_nothing(command, tmp_path: Path) -> None:
    assert draft(command, tmp_path).output == "version 2: kept\n"
    assert draft(command, tmp_path).output == "version 2: there already\n"
    assert published() == (1, 1)
    shown = json.loads(command("flow", "versions", "acme", "main", "--json").output)
    assert [(one["version"], one["state"], one["trials"]) for one in shown] == [
        (2, "draft", 2),
        (1, "published", 0),
    ]
    assert yaml.safe_load(command("flow", "show", "acme", "main", "--version", "2").output) == SECOND


def test_a_draft_may_be_unsound_and_says_so(command, tmp_path: Path) -> None:
    unsound = SECOND | {"trials": [{"end": "hello"}]}
    result = draft(command, tmp_path, unsound)
    assert result.output.splitlines() == [
        "version 2: kept",
        "  cannot be published yet: trials.0: the call went hello → sales, and did not end at hello",
    ]
    refused = at(BEFORE, command, "publish", "acme", "main")
    assert (refused.exit_code, refused.output) == (
        2,
        "seatyard: flows.main.trials.0: the call went hello → sales, and did not end at hello\n",
    )
    assert published() == (1, 1)


def test_a_file_that_is_no_flow_is_refused(command, tmp_path: Path) -> None:
    result = draft(command, tmp_path, {"start": "hello", "nodes": {}})
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "main.yaml.nodes" in result.output


def test_a_version_is_published_and_rolled_back(command, tmp_path: Path) -> None:
    """Before the contract runs there is no lead time."""
    draft(command, tmp_path)
    assert said(BEFORE, command, "publish", "acme", "main") == "~ flow main: version 1 → 2"
    assert published() == (2, 2)
    assert "published already" in said(BEFORE, command, "publish", "acme", "main")
    assert published() == (2, 2)
    assert said(BEFORE, command, "rollback", "acme", "main") == "~ flow main: version 2 → 1"
    assert published() == (1, 3)
    assert len(db.session.scalars(select(Flow)).one().versions) == 2
    assert said(BEFORE, command, "rollback", "acme", "main", "2") == "~ flow main: version 1 → 2"


def test_a_flow_that_was_never_otherwise_cannot_be_rolled_back(command, tmp_path: Path) -> None:
    draft(command, tmp_path)
    result = at(BEFORE, command, "rollback", "acme", "main")
    assert (result.exit_code, result.output) == (2, "seatyard: flow main was never published otherwise\n")


def test_a_flow_takes_effect_by_the_contracts_lead_time(command, tmp_path: Path) -> None:
    draft(command, tmp_path)
    told = said(RUNNING, command, "publish", "acme", "main")
    assert told == "~ flow main: version 1 → 2; from 2026-03-05 (lead_times.ivr: 1 business day)"
    assert published()[0] == 1
    assert "changes on 2026-03-05" in at(RUNNING, command, "list", "acme").output
    with clock.frozen(datetime(2026, 3, 5, 2, tzinfo=UTC)):
        arrangements.turn()
    assert published()[0] == 2


def test_a_lead_time_may_be_waived(command, tmp_path: Path) -> None:
    draft(command, tmp_path)
    words = ["publish", "acme", "main", "--waive", "the menu is wrong", "--by", "lilei"]
    assert "at once, lead_times.ivr" in at(RUNNING, command, *words).output
    assert published()[0] == 2
    waiver = db.session.scalars(select(LeadTimeWaiver)).one()
    assert (waiver.subject, waiver.reason, waiver.waived_by) == ("flow main", "the menu is wrong", "lilei")


def test_versions_are_compared(command, tmp_path: Path) -> None:
    draft(command, tmp_path)
    lines = command("flow", "diff", "acme", "main").output.splitlines()
    assert lines[:2] == ["--- version 1", "+++ version 2"]
    assert "+    play: hello.wav" in lines
    assert command("flow", "diff", "acme", "main", "2", "2").output == "versions 2 and 2 are alike\n"


def test_trial_calls_are_walked(command, tmp_path: Path) -> None:
    draft(command, tmp_path)
    tried = command("flow", "try", "acme", "main", "--version", "2")
    assert (tried.exit_code, tried.output) == (0, "trials.0: as expected\ntrials.1: as expected\n")
    assert command("flow", "try", "acme", "main").output == "the flow has no trials\n"
    one = command("flow", "try", "acme", "main", "--keys", "1", "--at", "2026-03-02 10:00")
    assert one.output == "hello → sales\n"
    bad = command("flow", "try", "acme", "main", "--keys", "one")
    assert (bad.exit_code, bad.output.count("\n")) == (2, 1)


def test_a_trial_that_fails_is_exit_status_1(command, tmp_path: Path) -> None:
    draft(command, tmp_path, SECOND | {"trials": [{"end": "sales"}, {"end": "hello"}]})
    tried = command("flow", "try", "acme", "main", "--version", "2")
    assert tried.exit_code == 1
    assert tried.output.splitlines()[0] == "trials.0: as expected"
    assert "did not end at hello" in tried.output.splitlines()[1]


def test_what_is_not_there(command) -> None:
    for words, told in (
        (("list", "nobody"), "no tenant nobody"),
        (("show", "acme", "other"), "no flow other (allowed: main)"),
        (("show", "acme", "main", "--version", "7"), "flow main has no version 7 (allowed: 1)"),
    ):
        result = command("flow", *words)
        assert (result.exit_code, result.output) == (2, f"seatyard: {told}\n")


def test_trials_go_with_the_tenants_file(command, tmp_path: Path) -> None:
    flows = {"main": SECOND}
    with clock.frozen(BEFORE):
        assert command("tenant", "onboard", write(tmp_path, acme(flows=flows))).exit_code == 0
        assert yaml.safe_load(command("tenant", "export", "acme").output)["flows"] == flows
        failing = {"main": SECOND | {"trials": [{"end": "hello"}]}}
        refused = command("tenant", "onboard", write(tmp_path, acme(flows=failing)))
    assert (refused.exit_code, refused.output.count("\n")) == (2, 1)
    assert published()[0] == 2
