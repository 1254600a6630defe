"""The rules as loaded: all a decision needs besides the letter. Every fault of the tree is told at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.report.fields import Territory
from bot.rules.clock.calendar import Calendar, load_calendars
from bot.rules.clock.windows import Windows, load_windows
from bot.rules.clock.zone import REMEDY, zone_named
from bot.rules.condition_words import Names
from bot.rules.duty.duties import Duties
from bot.rules.duty.oncall import RotaLayer, Schedules
from bot.rules.duty.schedules import Rotas, load_schedules
from bot.rules.escalation.policies import load_policies, resolver
from bot.rules.escalation.policy import Policy, Target
from bot.rules.lexicons.lexicon import Lexicon, concordance, load_lexicons
from bot.rules.lexicons.phrases import PhraseBook
from bot.rules.nis2 import Nis2, read_nis2
from bot.rules.rule import PHASES, Rule, Targets, read_rules
from bot.rules.service_levels import ServiceRule, read_service_rules
from bot.settings.model import PersonSettings
from bot.settings.section import Section

KEYS = (
    "timezone",
    "people",
    "teams",
    "agencies",
    "calendars",
    "windows",
    "lexicons",
    "schedules",
    "escalation",
    "nis2",
)
"""Top-level keys of the configuration that make up the rules, besides `rules` and `sla`."""


@dataclass(frozen=True, slots=True)
class Agency:
    """A regional health agency: the region and further départements it answers for (INSEE codes)."""

    name: str
    region: str
    departments: frozenset[str]


@dataclass(frozen=True, eq=False)
class Ruleset:
    """Rules, clocks and names, fixed until the next load.

    `hash` is SHA-256 over the values of the tree and the calendars that others keep for schedules. `made_of` names what
    else a decision hangs on, for the trace: the whole configuration (its words read reports), time zones, holidays.
    """

    zone: ZoneInfo
    calendars: Mapping[str, Calendar]
    windows: Windows
    lexicons: Mapping[str, Lexicon]
    book: PhraseBook
    schedules: Schedules
    policies: Mapping[str, Policy]
    people: Mapping[str, PersonSettings]
    agencies: tuple[Agency, ...]
    rules: Mapping[str, tuple[Rule, ...]]
    service: tuple[ServiceRule, ...]
    nis2: Nis2 | None
    significant_needs_all: bool
    hash: str
    made_of: Mapping[str, str] = field(default_factory=dict)

    def agencies_of(self, territory: Territory) -> list[str]:
        """The names of the agencies that answer for a territory: by département where one is named, else by region."""
        named = [a.name for a in self.agencies if territory.department and territory.department in a.departments]
        return named or [a.name for a in self.agencies if territory.region and territory.region == a.region]

    def reachable(self, name: str) -> bool:
        """Whether a letter can be sent to this name."""
        person = self.people.get(name)
        return person is not None and bool(person.mails)

    def resolve(self, target: Target, at: datetime) -> list[str]:
        """Whom an escalation target means at an instant, by the one function the pager uses too (R25)."""
        return resolver(self.schedules, self.people)(target, at)

    def with_duties(self, name: str, duties: Duties) -> Ruleset:
        """These rules with another calendar for one schedule that others keep."""
        schedule = self.schedules[name]
        layers = tuple(RotaLayer(duties) if isinstance(layer, RotaLayer) else layer for layer in schedule.layers)
        schedules = Schedules({**self.schedules.named, name: replace(schedule, layers=layers)})
        return replace(self, schedules=schedules, hash=_with_rotas(self.hash.partition("+")[0], schedules))


def load_ruleset(
    root: Section,
    people: Mapping[str, PersonSettings],
    templates: Collection[str] | None = None,
    rotas: Rotas | None = None,
) -> Ruleset:
    """The rules under the root of the configuration. Faults stay in the section: look there before using the result.

    `people` are people, teams and agencies by name; `templates`, when given, the only letters rules may name; `rotas`
    the calendars of schedules that others keep.
    """
    zone = _zone(root)
    calendars = load_calendars(root.section("calendars"), zone)
    windows = load_windows(root.section("windows"), calendars, zone)
    for name in ("in_hours", "off_hours"):
        if name not in windows:
            root.fault("windows", f"no window `{name}`", "the desk's hours and their complement are compulsory")
    lexicons = load_lexicons(root.section("lexicons"))
    schedules = load_schedules(root.section("schedules"), windows, people, rotas)
    policies = load_policies(root.section("escalation"), schedules, people, windows)
    section = root.section("rules")
    needs_all = section.text("significant", "any", choices=("any", "all")) == "all"
    labels = _labels(section)
    targets = Targets(policies, people, lexicons, templates)
    rules = {p: read_rules(section, p, Names(p, windows, lexicons, labels), targets) for p in PHASES}
    section.close()
    promising = Names("sla", windows, lexicons, labels)
    service = read_service_rules(root.sections("sla"), promising)
    return Ruleset(
        zone,
        calendars,
        windows,
        lexicons,
        concordance(lexicons.values()),
        schedules,
        policies,
        people,
        _agencies(root.section("agencies")),
        rules,
        service,
        read_nis2(root.section("nis2"), promising),
        needs_all,
        _with_rotas(_hash(root), schedules),
    )


def _zone(root: Section) -> ZoneInfo:
    name = root.text("timezone", "Europe/Paris")
    zone = zone_named(name)
    if zone is None:
        root.fault("timezone", "unknown zone", REMEDY)
    return zone or ZoneInfo("Europe/Paris")


def _labels(section: Section) -> frozenset[str]:
    """Every label some rule gives, read ahead so that conditions may only ask for those."""
    labels: set[str] = set()
    for phase in ("guard", "classify"):
        node = section.raw(phase)
        for rule in node.value if node is not None and isinstance(node.value, list) else ():
            done = rule.value.get("do") if isinstance(rule.value, dict) else None
            for action in done.value if done is not None and isinstance(done.value, list) else ():
                given = action.value.get("label") if isinstance(action.value, dict) else None
                if given is not None and isinstance(given.value, str):
                    labels.add(given.value)
    return frozenset(labels)


def _agencies(section: Section) -> tuple[Agency, ...]:
    # Addresses, owners and dates of agencies are read with the people; here only what they answer for.
    agencies = []
    for name in section.names():
        below = section.section(name)
        if not name.startswith("ars-"):
            section.fault(name, "not the name of an agency", "agencies are named ars-…")
        agencies.append(Agency(name, below.text("region"), frozenset(below.texts("departments"))))
    return tuple(agencies)


def _with_rotas(bare: str, schedules: Schedules) -> str:
    """The hash of the rules, then that of every calendar others keep; without such a calendar the first alone."""
    layers = (layer for schedule in schedules.named.values() for layer in schedule.layers)
    kept = [layer.duties.sha256 for layer in layers if isinstance(layer, RotaLayer) and layer.duties]
    return "+".join([bare, *([hashlib.sha256("".join(kept).encode()).hexdigest()] if kept else [])])


def _hash(root: Section) -> str:
    bare = {key: node.bare() for key in (*KEYS, "rules", "sla") if (node := root.raw(key)) is not None}
    text = json.dumps(bare, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
