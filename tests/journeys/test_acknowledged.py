"""A report comes in by SMTP and IMAP, and its sender is answered: in hours, at night, once, and never while not live."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.desk_process import DeskProcess
from tests.town import CRITICAL, QUIET, Town, hours
from tests.waiting import until

Make = Callable[..., DeskProcess]


def test_a_report_in_hours_is_acknowledged_in_its_senders_mailbox(town: Town, desk: Make) -> None:
    running = desk(**hours("open")).up()
    town.write("rssi", "desk", "Panne de messagerie", QUIET)
    [answer] = until(lambda: town.of("rssi", ".answer."), what="the acknowledgement")
    assert "SSI-" in str(answer["Subject"])
    assert answer["Auto-Submitted"] == "auto-replied"
    assert running.stop() == 0
