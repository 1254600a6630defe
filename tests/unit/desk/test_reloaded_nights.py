"""What a reload must not change in a running night, and what no letter of the night may hold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from bot.daemon.config import load
from bot.daemon.shipped import shipped_templates
from bot.desk.kept.letters import LetterContext
from bot.desk.kept.records import OutboxEntry
from bot.desk.pages import escalate
from bot.outbound.render import Renderer
from bot.rules.escalation.policy import Target
from tests import builders
from tests.builders import SATURDAY_NIGHT
from tests.unit.desk.conftest import Desk

_MINUTE = timedelta(minutes=1)


def night(desk: Desk, reloaded: bool) -> list[tuple[str, str | None]]:
    """Three hours in which nobody answers: each page's instant and person."""
    desk.take(builders.reading(report=builders.critical_report()), SATURDAY_NIGHT)
    for minutes in range(181):
        if reloaded:
            fresh = load(None, {})
            desk.office = replace(desk.office, rules=fresh.rules, lexicons=fresh.lexicons)
        with desk.storage.begin() as unit:
            escalate.tick(unit, desk.office, SATURDAY_NIGHT + minutes * _MINUTE)
    return [(page.created_at.isoformat(), page.person) for page in desk.pages()]


def test_a_reload_before_every_tick_changes_no_page_of_the_night() -> None:
    calm, restless = night(Desk(builders.office()), False), night(Desk(builders.office()), True)
    assert len(calm) > 8
    assert restless == calm


def test_a_running_case_keeps_its_policy_and_asks_anew_who_is_meant() -> None:
    desk = Desk(builders.office())
    desk.take(builders.reading(report=builders.critical_report()), SATURDAY_NIGHT)
    rules = desk.office.rules
    policy = rules.policies["off-hours"]
    other = replace(policy, steps=(replace(policy.steps[0], target=Target("person", "chloe")),))
    people = {name: person for name, person in desk.office.settings.people.items() if name != "duty-manager"}
    desk.office = replace(
        desk.office,
        rules=replace(rules, policies={"off-hours": other}),
        settings=replace(desk.office.settings, people=people),
    )
    for minutes in (15, 25):
        with desk.storage.begin() as unit:
            escalate.tick(unit, desk.office, SATURDAY_NIGHT + minutes * _MINUTE)
    assert [page.person for page in desk.pages()] == ["bruno", "bruno", "bruno"], "the manager is gone, not the policy"


def test_no_letter_to_whoever_is_paged_holds_a_link_but_the_number_to_call(desk: Desk) -> None:
    night(desk, False)
    letters = [entry for entry in desk.outbox() if entry.template.startswith("page")]
    assert len(letters) > 8
    for words in (_words(desk, entry) for entry in letters):
        assert "http" not in words and not re.search(r'href="(?!tel:)', words)


def _words(desk: Desk, entry: OutboxEntry) -> str:
    templates = Renderer(None, shipped_templates(), desk.office.settings.identity, desk.office.rules.zone)
    made = templates.render(entry.template, entry.language, LetterContext.from_dict(entry.context))
    return made.text + made.html
