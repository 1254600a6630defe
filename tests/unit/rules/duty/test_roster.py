"""The exported calendar: it names whom the pager names, and any calendar program can read it."""

# ruff: noqa: DTZ001 (naive datetimes are wall times here)
from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.duty.duty_guard import read_duties
from bot.rules.duty.oncall import Override, RotaLayer, RotationLayer, Schedule, Schedules
from bot.rules.duty.roster import as_icalendar
from bot.rules.duty.rotation import Rotation
from bot.rules.escalation.case import Page
from bot.rules.escalation.policies import resolver
from bot.rules.escalation.rehearsal import rehearse
from bot.settings.model import PersonSettings
from bot.walltime import to_instant
from tests import builders
from tests.unit.rules.sections import PARIS, windows

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
YEAR = timedelta(days=400)
WINDOWS = windows()


def rotation(*people: str) -> Rotation:
    return Rotation(people, date(2026, 1, 5), time(9), PARIS)


AWAY = Override(
    to_instant(datetime(2026, 3, 28, 20), PARIS), to_instant(datetime(2026, 3, 29, 20), PARIS), "chloe", "dora", "noces"
)
SWAPPED = Schedule(
    "nuit", (RotationLayer("semaine", rotation("alice", "bruno", "chloe"), WINDOWS, "off_hours"),), (AWAY,)
)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def events(text: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for line in unfolded(text):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line != "END:VEVENT":
            found[-1][name] = value
    return found


def instant(value: str) -> datetime:
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def named(text: str, t: datetime) -> set[str]:
    on = [e for e in events(text) if "DTSTART" in e and instant(e["DTSTART"]) <= t < instant(e["DTEND"])]
    return {event["SUMMARY"].partition(": ")[2] for event in on}


def test_at_a_thousand_instants_the_export_names_whom_the_pager_names() -> None:
    shipped = builders.shipped().rules.schedules
    on_call = Schedules({"astreinte": shipped["astreinte"], "nuit": SWAPPED})
    spans = {
        name: [
            (instant(e["DTSTART"]), instant(e["DTEND"]), e["SUMMARY"].partition(": ")[2])
            for e in events(as_icalendar([on_call[name]], NOW, NOW + YEAR, NOW))
        ]
        for name in on_call.names()
    }
    chosen = random.Random(5)
    edges = [edge for span in spans["nuit"][:200] for edge in span[:2]]
    instants = [NOW + timedelta(seconds=chosen.randrange(int(YEAR.total_seconds()))) for _ in range(1000)]
    for t in [*instants, *(e for e in edges if NOW <= e < NOW + YEAR)]:
        for name, shifts in spans.items():
            shift = on_call.who(name, t)
            assert [who for a, b, who in shifts if a <= t < b] == ([shift.person] if shift else []), (name, t)


def test_whom_a_page_wakes_stands_in_the_calendar_at_that_instant() -> None:
    rules = builders.shipped().rules
    policy, resolve = rules.policies["off-hours"], resolver(rules.schedules, rules.people)
    on_call = [
        (instant(e["DTSTART"]), instant(e["DTEND"]), e["SUMMARY"].partition(": ")[2])
        for e in events(as_icalendar([rules.schedules["astreinte"]], NOW, NOW + YEAR, NOW))
    ]
    chosen = random.Random(7)
    for _ in range(200):
        told = rehearse(policy, NOW + timedelta(minutes=chosen.randrange(390 * 24 * 60)), resolve)
        pages = [(m.at, m.what) for m in told if isinstance(m.what, Page) and m.what.round <= policy.repeat]
        for at, page in pages:
            if policy.steps[page.step].target.kind == "schedule":
                assert [who for a, b, who in on_call if a <= at < b] == [page.person], at


def test_a_shift_keeps_its_uid_whenever_it_is_exported() -> None:
    def uids(now: datetime) -> dict[str, str]:
        told = events(as_icalendar([SWAPPED], now, now + timedelta(days=60), now))
        return {event["DTSTART"]: event["UID"] for event in told}

    one, later = uids(NOW), uids(NOW + timedelta(days=3, hours=5, minutes=7))
    shared = one.keys() & later.keys()
    assert len(shared) > 30
    assert all(one[start] == later[start] for start in shared)
    assert len(set(one.values())) == len(one)


def test_an_override_stands_in_the_calendar_with_its_reason() -> None:
    text = as_icalendar([SWAPPED], NOW, NOW + YEAR, NOW)
    assert named(text, to_instant(datetime(2026, 3, 29, 12), PARIS)) == {"dora"}
    assert any("for chloe: noces" in event["DESCRIPTION"] for event in events(text))


def test_it_gives_no_address_away() -> None:
    on_call = builders.shipped().rules.schedules
    assert "@" not in as_icalendar([on_call["astreinte"]], NOW, NOW + YEAR, NOW)


def test_what_is_exported_with_addresses_reads_back_as_the_same_shifts() -> None:
    shipped = builders.shipped().rules
    people = {**shipped.people, "dora": PersonSettings("dora", ("dora@cert.example",))}
    addresses = {name: person.mails[0] for name, person in people.items() if person.mails}
    for schedule in (shipped.schedules["astreinte"], SWAPPED):
        text = as_icalendar([schedule], NOW, NOW + YEAR, NOW, addresses)
        again = Schedule("again", (RotaLayer(read_duties(text.encode(), people, None)),))
        told = [(s.person, s.start, s.until) for s in schedule.shifts(NOW, NOW + YEAR)]
        assert [(s.person, s.start, s.until) for s in again.shifts(NOW, NOW + YEAR)] == told


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=120), st.text(max_size=120))
def test_any_name_and_reason_is_folded_and_escaped_so_that_it_reads_the_same_again(name: str, reason: str) -> None:
    override = Override(NOW, NOW + timedelta(days=7), "alice", name, reason)
    layers = (RotationLayer("semaine", rotation("alice"), WINDOWS, "off_hours"),)
    text = as_icalendar([Schedule("nuit", layers, (override,))], NOW, NOW + timedelta(days=3), NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\r" not in text.replace("\r\n", "")
    assert "\n" not in text.replace("\r\n", "")
    clean = "".join(c for c in f"nuit: {name}" if c in "\n\t" or c.isprintable())
    told = [event["SUMMARY"] for event in events(text)]
    assert [_plain(summary) for summary in told] == [clean] * len(told)


def _plain(value: str) -> str:
    out, escaped = "", False
    for char in value:
        out += ({"n": "\n"}.get(char, char) if escaped else char) if escaped or char != "\\" else ""
        escaped = char == "\\" and not escaped
    return out
