"""What the switch says about itself."""

from __future__ import annotations

from ..clock import SECOND
from ..switch import Switch
from .texts import HUMAN_VERSION, VERSION, uptime_text

_SCALES = {
    "": SECOND,
    "us": 1,
    "microseconds": 1,
    "ms": 1000,
    "milliseconds": 1000,
    "s": SECOND,
    "seconds": SECOND,
    "m": 60 * SECOND,
    "minutes": 60 * SECOND,
    "h": 3600 * SECOND,
    "hours": 3600 * SECOND,
    "d": 86_400 * SECOND,
    "days": 86_400 * SECOND,
}


def add(switch: Switch) -> None:
    """status, version, uptime, hostname, switchname, strepoch, strftime."""

    def status(_: str) -> str:
        settings, peak = switch.settings, switch.peak
        return (
            f"UP {uptime_text(switch.uptime())}\n"
            f"FreeSWITCH (Version {HUMAN_VERSION}) is ready\n"
            f"{switch.sessions} session(s) since startup\n"
            f"{len(switch.channels)} session(s) - peak {peak}, last 5min {peak} \n"
            f"{switch.sessions_last_second()} session(s) per Sec out of max {settings.sessions_per_second},"
            f" peak {settings.sessions_per_second}, last 5min {settings.sessions_per_second} \n"
            f"{settings.max_sessions} session(s) max\n"
            "min idle cpu 0.00/100.00\n"
            "Current Stack Size/Max 240K/240K\n"
        )

    def uptime(unit: str) -> str:
        scale = _SCALES.get(unit.lower())
        return f"{switch.uptime() // scale}\n" if scale else "-USAGE: [us|ms|s|m|h|d|...]\n"

    def strepoch(_: str) -> str:
        return str(switch.clock.epoch)

    def strftime(pattern: str) -> str:
        return switch.clock.at().strftime(pattern or "%Y-%m-%d %T")

    registry = switch.registry
    registry.add("status", status)
    registry.add("version", lambda _: f"FreeSWITCH Version {VERSION} ({HUMAN_VERSION})\n")
    registry.add("uptime", uptime)
    registry.add("hostname", lambda _: switch.bus.core.hostname)
    registry.add("switchname", lambda _: switch.bus.core.switchname)
    registry.add("strepoch", strepoch)
    registry.add("strftime", strftime)
