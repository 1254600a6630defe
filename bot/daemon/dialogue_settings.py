"""The `reminders` and `incidents` sections in, their settings out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.daemon.servers import SHORTEST
from bot.settings.model import IncidentSettings, ReminderSettings
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
    for name in settings.tell:
        if name not in names:
            section.fault("tell", f"{name} is neither a person nor a team", "name people or teams of the configuration")
    section.close()
    return settings
