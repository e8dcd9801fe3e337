"""The Compose file is valid, names what there is, and keeps the walls: no container was started for this."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from esl.proxy.conf import Options
from seatyard.config import Settings

from .tools import DEPLOY, ran

COMPOSE = DEPLOY / "compose"
FILLED = {"SEATYARD_SECRET_KEY": "a", "SEATYARD_DB_PASSWORD": "b", "POSTGRES_PASSWORD": "c"}


def compose() -> list[str]:
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    if shutil.which("docker") and ran("docker", "compose", "version").returncode == 0:
        return ["docker", "compose"]
    pytest.skip("no Docker Compose on this machine (Debian: apt-get install docker-compose)")


def example(tmp_path: Path, **filled: str) -> Path:
    """The example of settings, with secrets where it leaves them out."""
    text = (COMPOSE / "settings.example").read_text()
    for name, value in filled.items():
        text, found = re.subn(rf"(?m)^{name}=$", f"{name}={value}", text)
        assert found == 1, name
    path = tmp_path / "env"
    path.write_text(text)
    return path


def configured(tmp_path: Path) -> dict[str, Any]:
    env = example(tmp_path, **FILLED)
    looked = ran(*compose(), "--env-file", env, "-f", COMPOSE / "compose.yaml", "config")
    assert looked.returncode == 0, looked.stderr
    found: dict[str, Any] = yaml.safe_load(looked.stdout)
    return found


def test_it_is_valid(tmp_path: Path) -> None:
    assert {"postgres", "schema", "web", "worker", "clock", "proxy"} <= configured(tmp_path)[
        "services"
    ].keys()


@pytest.mark.parametrize("secret", FILLED)
def test_without_a_secret_nothing_starts(tmp_path: Path, secret: str) -> None:
    env = example(tmp_path, **{name: value for name, value in FILLED.items() if name != secret})
    looked = ran(*compose(), "--env-file", env, "-f", COMPOSE / "compose.yaml", "config", "-q")
    assert looked.returncode != 0
    assert "openssl rand -hex 32" in looked.stderr


def raw() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((COMPOSE / "compose.yaml").read_text())
    return found


def test_the_settings_in_it_can_be_read(tmp_path: Path) -> None:
    """As Compose fills them in, where nothing is set."""
    filled = {
        name: re.sub(
            r"\$\{(\w+)(?::([-?])([^}]*))?\}", lambda m: m[3] if m[2] == "-" else "x.example", str(value)
        )
        for name, value in raw()["services"]["web"]["environment"].items()
    }
    settings = Settings.from_env(filled | {"SEATYARD_HOME": str(tmp_path)})
    assert (settings.pages, settings.proxies, settings.staff_totp) == ("https://x.example", 1, "required")


def test_files_that_it_mounts_and_builds_are_there() -> None:
    for name, service in raw()["services"].items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith(".") and not source.startswith("${"):
                assert (COMPOSE / source).exists(), name
        if build := service.get("build"):
            assert (COMPOSE / build["context"] / build["dockerfile"]).is_file(), name


def test_only_the_proxy_and_sftp_are_open_to_the_network() -> None:
    ports = {name: service.get("ports", []) for name, service in raw()["services"].items()}
    published = {name for name, given in ports.items() if any(not p.startswith("127.0.0.1:") for p in given)}
    assert published == {"proxy", "sftp"}


def test_the_databases_role_is_no_superuser() -> None:
    script = (COMPOSE / "postgres" / "role.sh").read_text()
    assert "NOSUPERUSER" in script
    assert "NOBYPASSRLS" in script
    assert "//seatyard:" in raw()["services"]["web"]["environment"]["SEATYARD_DATABASE_URL"]


def test_kamailio_and_the_keeper_of_its_lists_meet() -> None:
    """In the folder, by the socket, at the paths that `proxy conf` and `proxy run` take unasked."""
    services = raw()["services"]
    mounted = {
        name: {
            volume.split(":")[-2 if volume.endswith(":ro") else -1] for volume in services[name]["volumes"]
        }
        for name in ("kamailio", "proxy-lists")
    }
    assert mounted["kamailio"] <= mounted["proxy-lists"]
    assert services["proxy-lists"]["command"] == ["proxy", "run", "--out", "/etc/kamailio"]
    assert str(Path(Options.socket).parent) in mounted["kamailio"]
    cfg = (COMPOSE / "kamailio.Dockerfile").read_text()
    assert "/etc/kamailio/kamailio.cfg" in cfg
