"""The demo as it stands once its month is over, without the month: `python -m tests.browser.staged HOME`.

Prints where it is served and the operator's password, and goes on until it is told to end.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from admin_ui.demo import month, stage
from admin_ui.demo.living import Living


def main(home: Path) -> None:
    with stage.ready(home, 0.01) as (_, instance, switch), instance.app.app_context():
        month.Month(instance, switch, lambda _: None).settle()
        passwords = {login: password for _, login, password in instance.logins}
        told = {"address": instance.settings.base_url, "password": passwords["operator"]}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        Living(instance, switch, month.BEGIN).go_on()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
