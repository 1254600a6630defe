"""The `reminders`, `incidents`, `reach_tests` and `deadlines` sections in, their settings out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.daemon.servers import SHORTEST
from bot.rules.duty.rotation import read_clock
from bot.settings.model import IncidentSettings, ReachSettings, ReminderSettings
from bot.settings.section import Section


def read_reminders(section: Section, calendars: Sequence[str]) -> ReminderSettings:
    """When a declarant who does not answer is reminded; `calendars` are those that can be named."""
    settings = ReminderSettings(
        calendar=section.text("calendar", choices=calendars),
        first_after=section.duration("first_after", least=SHORTEST),
        second_after=section.duration("second_after", least=SHORTEST),
        give_up_after=section.duration("give_up_after", least=SHORTEST),
    )
    section.close()
    return settings


def read_incidents(section: Section, names: Collection[str]) -> IncidentSettings:
    """When reports are proposed to one incident, and when they are a storm; `names` are people and teams."""
    settings = IncidentSettings(
        window=section.duration("window", least=SHORTEST),
        storm_reports=section.integer("storm_reports", least=2),
        storm_within=section.duration("storm_within", least=SHORTEST),
        digest_every=section.duration("digest_every", least=SHORTEST),
        tell=section.texts("tell"),
    )
    _known(section, settings.tell, names)
    section.close()
    return settings


def read_reach_tests(section: Section, calendars: Sequence[str]) -> ReachSettings:
    """When whoever can be paged gets a test letter; `calendars` are those that can be named."""
    settings = ReachSettings(
        enabled=section.flag("enabled"),
        day=section.integer("day", least=1, most=28),
        at=read_clock(section, "at"),
        calendar=section.text("calendar", choices=calendars),
        answer_within=section.duration("answer_within", least=SHORTEST),
    )
    section.close()
    return settings


def read_remind(section: Section, names: Collection[str]) -> tuple[str, ...]:
    """Whom to remind before a promise is due; `names` are people and teams."""
    told = section.texts("tell")
    _known(section, told, names)
    section.close()
    return told


def _known(section: Section, told: Collection[str], names: Collection[str]) -> None:
    for name in told:
        if name not in names:
            section.fault("tell", f"{name} is neither a person nor a team", "name people or teams of the configuration")
