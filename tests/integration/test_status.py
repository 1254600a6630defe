"""`veilleur status` beside the real program: at work, stopped, killed."""

from __future__ import annotations

import json
from pathlib import Path

from tests.desk_process import DeskProcess
from tests.waiting import until

CONFIG = """
database: "sqlite:///{folder}/a.db"
data: "{folder}"
accounts:
  fssi: {{host: 127.0.0.1, port: 1, tls: none, user: a, password: b, start: all}}
"""


def has_legs(desk: DeskProcess) -> bool:
    with desk.database() as unit:
        return bool(unit.watch.legs())


def test_no_leg_is_well_once_the_daemon_has_stopped_or_was_killed(tmp_path: Path) -> None:
    config = tmp_path / "desk"
    config.mkdir()
    (config / "mine.yml").write_text(CONFIG.format(folder=tmp_path), encoding="utf-8")
    with DeskProcess(config) as desk:
        first = desk.up()
        until(lambda: has_legs(desk), what="legs in the database")
        assert json.loads(desk.command("status", "--json"))["ok"] is True
        assert first.stop() == 0
        stopped = json.loads(desk.command("status", "--json", code=1))
        desk.up().kill()
        killed = json.loads(desk.command("status", "--json", code=1))
    for told in (stopped, killed):
        assert told["daemon"] == {"running": False, "holder": None}
        assert told["legs"] and not any(leg["ok"] for leg in told["legs"].values())
