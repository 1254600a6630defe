"""Dated scenarios a desk lead can read: a letter at an instant and what must be decided, run through the real rules.

Reading a letter as a report is given as an argument, so a scenario is decided by the code that will decide the night.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal, cast

from bot.mail.message import Address, Attachment, Message
from bot.mail.verdict import Authentication, Kind, Trust, Verdict
from bot.report.fields import FIELD_NAMES, Found, Report, Territory
from bot.rules.condition_words import TRACKS
from bot.rules.decide import decide
from bot.rules.decision import SEVERITIES, Judgement, Severity, Track
from bot.rules.facts import Facts, TicketFacts
from bot.rules.ruleset import Ruleset
from bot.settings.section import Section, parse_duration
from bot.tickets.states import State
from bot.walltime import iso, parse_instant

Read = Callable[[Message, datetime], Report]
EXPECTED = (
    "track severity at_least window route page pages letters replied notify significant labels first_question".split()
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One letter at one instant with what is expected. `said` are report fields given by hand, over what is read."""

    name: str
    at: datetime
    message: Message
    verdict: Verdict
    trust: Trust
    role: Literal["fssi", "desk"]
    said: dict[str, Any]
    ticket: TicketFacts | None
    expect: dict[str, Any]
    file: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """One expectation that was not met."""

    scenario: Scenario
    what: str
    expected: object
    found: object

    def __str__(self) -> str:
        place = f"{self.scenario.file}:{self.scenario.line}: " if self.scenario.file else ""
        return f"{place}{self.scenario.name}: {self.what} should be {self.expected}, is {self.found}"


def load_scenarios(root: Section) -> list[Scenario]:
    """The scenarios of one file, each instant of a matrix as its own; faults stay in the section."""
    scenarios: list[Scenario] = []
    root.optional("rules_under_test")
    for section in root.sections("cases"):
        scenarios += _scenarios(section)
        section.close()
    root.close()
    return scenarios


def _scenarios(section: Section) -> list[Scenario]:
    name = section.text("name")
    base = _letter(section, name)
    if "matrix" not in section:
        return [replace(base, at=_instant(section, "at"), expect=_expected(section.section("expect")))]
    section.raw("at"), section.raw("expect")
    matrix = section.section("matrix")
    instants = matrix.texts("at")
    columns = {what: matrix.texts(what) for what in EXPECTED if what in matrix}
    matrix.close()
    rows = []
    for number, text in enumerate(instants):
        expect = {what: _bare(values[number]) for what, values in columns.items() if number < len(values)}
        rows.append(replace(base, name=f"{name} [{text}]", at=_parsed(matrix, "at", text), expect=expect))
    return rows


def _letter(section: Section, name: str) -> Scenario:
    mail = section.section("mail")
    author, subject, text = mail.text("from"), mail.text("subject", ""), mail.text("text", "")
    kind = Kind(mail.text("kind", "report", choices=[str(k) for k in Kind]) or "report")
    automatic = mail.flag("automatic", False)
    trust = Trust(mail.text("trust", "claimed", choices=[str(t) for t in Trust]) or "claimed")
    role = cast(Literal["fssi", "desk"], mail.text("account", "fssi", choices=("fssi", "desk")))
    attachments = tuple(
        Attachment(str(n), one.partition(" ")[0], one.partition(" ")[2] or "application/octet-stream", 1, "", False)
        for n, one in enumerate(mail.texts("attachments"), 1)
    )
    mail.close()
    message = Message(
        sha256=sha256(f"{name}\n{author}\n{subject}\n{text}".encode()).hexdigest(),
        size=len(text),
        subject=subject,
        from_=(Address("", author),),
        text=text,
        new_text=text,
        attachments=attachments,
    )
    verdict = Verdict(kind, automatic, ("scenario",))
    said = _said(section.section("report"))
    ticket = _ticket(section.section("ticket")) if "ticket" in section else None
    place = section.node
    return Scenario(name, _EPOCH, message, verdict, trust, role, said, ticket, {}, file=place.file, line=place.line)


_EPOCH = parse_instant("1970-01-01T00:00:00Z")


def _said(section: Section) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name in section.names():
        node = section.raw(name)
        value = node.bare() if node else None
        if name not in FIELD_NAMES:
            section.fault(name, "no field of a report", f"known here: {', '.join(FIELD_NAMES)}")
        if name == "territory" and isinstance(value, dict):
            value = Territory(value.get("department"), value.get("region"), value.get("ars"))
        said[name] = tuple(value) if isinstance(value, list) else value
    return said


def _ticket(section: Section) -> TicketFacts:
    ticket = TicketFacts(
        track=cast(Track, section.text("track", "real", choices=TRACKS)),
        severity=cast(Severity, section.text("severity", choices=SEVERITIES)),
        state=State(section.text("state", "new", choices=[str(state) for state in State]) or "new"),
        owned=section.flag("owned", False),
        running_case=section.flag("running_case", False),
    )
    section.close()
    return ticket


def _expected(section: Section) -> dict[str, Any]:
    expect = {what: node.bare() for what in EXPECTED if (node := section.raw(what)) is not None}
    section.close()
    return expect


def _bare(text: str) -> Any:
    return {"true": True, "false": False}.get(text, text)


def _instant(section: Section, key: str) -> datetime:
    return _parsed(section, key, section.text(key))


def _parsed(section: Section, key: str, text: str) -> datetime:
    try:
        return parse_instant(text)
    except ValueError as wrong:
        section.fault(key, "no instant", str(wrong))
        return _EPOCH


def judge(scenario: Scenario, rules: Ruleset, read: Read) -> Judgement:
    """The judgement of the scenario's letter, received and handled at its instant."""
    report = read(scenario.message, scenario.at)
    given = {name: None if value is None else Found(value, source="scenario") for name, value in scenario.said.items()}
    facts = Facts(
        message=scenario.message,
        verdict=scenario.verdict,
        authentication=Authentication(trust=scenario.trust),
        report=replace(report, **given),
        account=scenario.role,
        account_role=scenario.role,
        received_at=scenario.at,
        now=scenario.at,
        new_ticket=scenario.ticket is None,
        ticket=scenario.ticket,
    )
    return decide(facts, rules)


def run(scenario: Scenario, rules: Ruleset, read: Read) -> list[Miss]:
    """What the rules do otherwise than the scenario expects; nothing when all is well."""
    judgement = judge(scenario, rules, read)
    misses = []
    for what, expected in scenario.expect.items():
        found = _found(what, judgement, expected)
        if found != expected:
            misses.append(Miss(scenario, what, expected, found))
    return misses


def _found(what: str, judgement: Judgement, expected: Any) -> Any:
    decision = judgement.decision
    if what == "at_least":
        reached = decision.severity is not None and SEVERITIES.index(decision.severity) >= SEVERITIES.index(expected)
        return expected if reached else decision.severity
    if what in ("notify", "labels"):
        named = getattr(decision, what)
        return expected if set(expected) <= set(named) else list(named)
    if what == "letters":
        templates = [letter.template for letter in decision.letters if letter.template != "notice"]
        return expected if sorted(expected) == sorted(templates) else templates
    return _READERS[what](judgement, expected)


def _pages(judgement: Judgement, expected: Any) -> Any:
    steps = judgement.decision.page.steps if judgement.decision.page else ()
    for one in expected:
        at = judgement.clock.received_at + _offset(str(one.get("at", "+0m")))
        if not any(step.to == one["to"] and step.at == at for step in steps):
            return [f"{step.to} at {iso(step.at)}" for step in steps]
    return expected


def _offset(text: str) -> timedelta:
    return parse_duration(text.lstrip("+")) or timedelta(0)


_READERS: dict[str, Callable[[Judgement, Any], Any]] = {
    "track": lambda judgement, _: judgement.decision.track,
    "severity": lambda judgement, _: judgement.decision.severity,
    "window": lambda judgement, _: judgement.clock.window,
    "route": lambda judgement, _: next((t.rule for t in judgement.trace if t.phase == "route" and t.matched), None),
    "page": lambda judgement, _: judgement.decision.page is not None,
    "pages": _pages,
    "replied": lambda judgement, _: any(letter.role == "declarant" for letter in judgement.decision.letters),
    "significant": lambda judgement, _: judgement.decision.significant,
    "first_question": lambda judgement, _: next(iter(judgement.decision.questions), None),
}
