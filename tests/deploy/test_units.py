"""systemd takes the units, and they let Seatyard do little else than its work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .tools import DEPLOY, ran, tool

UNITS = sorted(one for kind in ("service", "socket", "target") for one in DEPLOY.glob(f"*.{kind}"))
OURS = [unit for unit in UNITS if unit.name.startswith("seatyard-") and "/opt/seatyard" in unit.read_text()]
"""Those of the control plane; the others run on nodes."""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """All units in a folder, as instances, with programs that are on this machine in the place of theirs."""
    for unit in UNITS:
        text = re.sub(r"(?m)^(Exec\w+)=/\S+", r"\1=/bin/true", unit.read_text())
        (tmp_path / unit.name.replace("@.", "@fs1.")).write_text(text)
    return tmp_path


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_taken(unit: Path, installed: Path) -> None:
    analyze = tool("systemd-analyze", "systemd")
    looked = ran(
        analyze,
        "verify",
        "--man=no",
        "--recursive-errors=no",
        installed / unit.name.replace("@.", "@fs1."),
        SYSTEMD_UNIT_PATH=f"{installed}:",
    )
    assert (looked.returncode, looked.stderr) == (0, "")


def test_a_unit_with_a_fault_is_not_taken(installed: Path) -> None:
    analyze = tool("systemd-analyze", "systemd")
    web = installed / "seatyard-web.service"
    web.write_text(web.read_text().replace("Restart=always", "Restart=allways"))
    looked = ran(analyze, "verify", "--man=no", "--recursive-errors=no", web)
    assert "allways" in looked.stderr


@pytest.mark.parametrize("unit", OURS, ids=lambda unit: unit.name)
def test_a_unit_is_shut_in(unit: Path, installed: Path) -> None:
    """systemd's own measure of exposure, of 10: 5 and more is what it calls exposed."""
    analyze = tool("systemd-analyze", "systemd")
    path = installed / unit.name.replace("@.", "@fs1.")
    looked = ran(analyze, "security", "--offline=yes", "--threshold=50", "--no-pager", path)
    assert looked.returncode == 0, looked.stdout.splitlines()[-1:]


def test_the_target_takes_the_control_plane_along() -> None:
    assert {unit.name for unit in OURS} == {
        "seatyard-web.service",
        "seatyard-worker.service",
        "seatyard-worker@.service",
        "seatyard-clock.service",
        "seatyard-sftp.service",
        "seatyard-proxy.service",
    }
    for unit in OURS:
        text = unit.read_text()
        for line in ("PartOf=seatyard.target", "WantedBy=seatyard.target", "User=seatyard"):
            assert f"\n{line}\n" in text, unit.name
        assert "\nEnvironmentFile=/etc/seatyard/environment\n" in text
        assert "\nEnvironment=SEATYARD_SETTINGS=/etc/seatyard/environment\n" in text


def test_the_webs_address_is_the_one_that_it_and_the_proxy_know() -> None:
    socket, web = ((DEPLOY / f"seatyard-web.{kind}").read_text() for kind in ("socket", "service"))
    (address,) = re.findall(r"(?m)^ListenStream=(.*)$", socket)
    assert f"serve --bind {address}\n" in web
    assert "\nRequires=seatyard-web.socket\n" in web
    assert "ExecReload" not in web
    assert f"server {address};" in (DEPLOY / "nginx/seatyard.conf").read_text()


def test_debians_kamailio_is_taken_with_what_is_put_to_it(tmp_path: Path) -> None:
    analyze, unit = tool("systemd-analyze", "systemd"), Path("/lib/systemd/system/kamailio.service")
    if not unit.exists():
        pytest.skip("no kamailio on this machine (Debian: apt-get install kamailio)")
    (tmp_path / unit.name).write_text(unit.read_text())
    added = DEPLOY / "kamailio.service.d" / "seatyard.conf"
    (tmp_path / "kamailio.service.d").mkdir()
    (tmp_path / "kamailio.service.d" / added.name).write_text(added.read_text())
    looked = ran(analyze, "verify", "--man=no", tmp_path / unit.name, SYSTEMD_UNIT_PATH=f"{tmp_path}:")
    assert (looked.returncode, looked.stderr) == (0, "")
