"""The checker finds what FreeSWITCH would only tell the first caller."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from esl.nodes.check import problems
from esl.nodes.conf import Options, write_folder
from seatyard.app import create_app
from seatyard.db import db
from tests.factories import (
    FlowFactory,
    NodeFactory,
    NumberFactory,
    PlacementFactory,
    QueueFactory,
    QueueSeatFactory,
    SeatFactory,
    TenantFactory,
    TrunkFactory,
)
from tests.support import databases

from ..flows.documents import MAIN


@pytest.fixture(scope="module")
def sound(sqlite_databases: databases.Sqlite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `node conf` writes it."""
    home = tmp_path_factory.mktemp("sound")
    (home / "password").write_text("secret")
    with sqlite_databases.fresh() as url:
        app = create_app(databases.settings_for(home, url))
        with app.app_context():
            node = NodeFactory(name="fs1", password_file=str(home / "password"))
            TrunkFactory(name="carrier1", host="192.0.2.10")
            tenant = TenantFactory(domain="acme.test", policies={"outbound": {"allow": ["+86"]}})
            PlacementFactory(tenant=tenant, node=node)
            QueueSeatFactory(
                queue=QueueFactory(tenant=tenant), seat=SeatFactory(tenant=tenant, number="1001")
            )
            NumberFactory(tenant=tenant, flow=FlowFactory(tenant=tenant, document=MAIN))
            db.session.commit()
            write_folder("fs1", home / "conf", Options())
            db.session.remove()
            db.engine.dispose()
    return home / "conf"


@pytest.fixture
def out(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "conf")


def replace(file: str, before: str, after: str) -> Callable[[Path], None]:
    def spoil(out: Path) -> None:
        text = (out / file).read_text()
        assert before in text, f"{before} is not in {file}"
        (out / file).write_text(text.replace(before, after, 1))

    return spoil


def remove(file: str) -> Callable[[Path], None]:
    return lambda out: (out / file).unlink()


def lose_a_prompt(out: Path) -> None:
    next((out / "prompts").glob("[0-9]*/*.wav")).unlink()


CONF = "autoload_configs"
CALLCENTER = f"{CONF}/callcenter.conf.xml"
TENANTS, EXTERNAL = "dialplan/tenants.xml", "sip_profiles/external.xml"

FAULTS = [
    (replace("vars.xml", "</include>", ""), "cannot be read"),
    (replace(f"{CONF}/switch.conf.xml", "</settings>", ""), "cannot be read"),
    (replace(f"{CONF}/switch.conf.xml", 'value="fs1"', 'value="$${nowhere}"'), "$${nowhere} is not set"),
    (remove("vars.xml"), "$${sip_ip} is not set"),
    (replace("freeswitch.xml", 'lang/*.xml"/>', 'lang/*.xml"/><!-- -->'), "X-PRE-PROCESS must stand alone"),
    (replace("directory/tenants.xml", "<include>\n", "<include>"), "<include> must stand alone"),
    (replace("freeswitch.xml", "dialplan/*.xml", "dialplan/default/*.xml"), "no other file includes it"),
    (remove(CALLCENTER), "mod_callcenter has no callcenter.conf"),
    (replace(EXTERNAL, 'value="public"', 'value="default"'), "there is no context default"),
    (replace(TENANTS, "XML acme.test", "XML other.test"), "there is no context other.test"),
    (replace(TENANTS, "flow-1-hello XML", "flow-1-hallo XML"), "there is no such extension"),
    (replace(TENANTS, "sofia/gateway/carrier1/", "sofia/gateway/carrier9/"), "there is no gateway carrier9"),
    (replace(CALLCENTER, '<queue name="queue-1@', '<queue name="queue-7@'), "there is no queue queue-1@"),
    (replace(CALLCENTER, '<tier queue="queue-1@', '<tier queue="queue-7@'), "a tier of no queue"),
    (replace(CALLCENTER, '<agent name="seat-1@', '<agent name="seat-7@'), "a tier of no agent"),
    (replace(CALLCENTER, "user/1001@", "user/1007@"), "there is no user 1007@acme.test"),
    (
        replace(TENANTS, "default acme.test queue-1", "default acme.test queue-7"),
        "there is no mailbox queue-7@acme.test",
    ),
    (replace(EXTERNAL, 'value="carriers"', 'value="friends"'), "there is no network list friends"),
    (replace(TENANTS, "carrier-carrier1)", "carrier-carrier9)"), "there is no network list carrier-carrier9"),
    (lose_a_prompt, "there is no prompt"),
]


def test_a_written_folder_is_sound(out: Path) -> None:
    assert problems(out) == []


@pytest.mark.parametrize(("spoil", "told"), FAULTS, ids=[told for _, told in FAULTS])
def test_a_fault_is_found(out: Path, spoil: Callable[[Path], None], told: str) -> None:
    spoil(out)
    assert [message for _, message in problems(out) if told in message], problems(out)
