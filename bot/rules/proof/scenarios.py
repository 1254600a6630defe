"""Dated scenarios a desk lead can read: a letter at an instant and what must be decided, run through the real rules.

Reading a letter as a report is given as an argument, so a scenario is decided by the code that will decide the night.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal, cast

from bot.mail.message import Address, Attachment, Message
from bot.mail.verdict import Authentication, Kind, Trust, Verdict
from bot.report.fields import FIELD_NAMES, Found, Report, Territory
from bot.rules.answers import CONFLICT
from bot.rules.condition_values import TRACKS
from bot.rules.decide import decide
from bot.rules.decision import SEVERITIES, Judgement, Severity, Track
from bot.rules.facts import Facts, TicketFacts
from bot.rules.proof.expectations import EXPECTED, found
from bot.rules.proof.steps import Step, read_steps
from bot.rules.proof.timeline import play
from bot.rules.ruleset import Ruleset
from bot.settings.section import Section
from bot.tickets.states import State, is_open
from bot.walltime import parse_instant

Read = Callable[[Message, datetime], Report]
_UNFINISHED = frozenset(one for one in State if is_open(one)) - {State.RESOLVED_DECLARED, State.EXERCISE}
_VARIED = ("at", "subject", "text")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One letter at one instant with what is expected, of the decision and of the night that follows (`then`).

    `said` are report fields given by hand, over what is read. `now` is when the letter is handled, if later than `at`.
    """

    name: str
    at: datetime
    message: Message
    verdict: Verdict
    trust: Trust
    role: Literal["fssi", "desk"]
    said: dict[str, Any]
    ticket: TicketFacts | None
    expect: dict[str, Any]
    then: tuple[Step, ...] = ()
    now: datetime | None = None
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
    at = _instant(section, "at") if "at" in section or "matrix" not in section else _EPOCH
    handled_at = _instant(section, "handled_at") if "handled_at" in section else None
    expect, then = _expected(section.section("expect")), read_steps(section)
    if "matrix" not in section:
        return [replace(_letter(section, name, {}), at=at, expect=expect, then=then, now=handled_at)]
    scenarios = []
    for row in _rows(section.section("matrix")):
        varied = {what: str(row.pop(what)) for what in _VARIED if what in row}
        letter = _letter(section, f"{name} [{' · '.join(varied.values())[:80]}]", varied)
        instant = _parsed(section, "matrix", varied["at"]) if "at" in varied else at
        scenarios.append(replace(letter, at=instant, expect={**expect, **row}, then=then, now=handled_at))
    return scenarios


def _rows(matrix: Section) -> list[dict[str, Any]]:
    columns = {what: _column(matrix, what) for what in (*_VARIED, *EXPECTED) if what in matrix}
    matrix.close()
    height = max((len(values) for values in columns.values()), default=0)
    for what, values in columns.items():
        if len(values) != height:
            matrix.fault(what, f"{len(values)} values where the longest column has {height}", "give one for each row")
    return [{what: values[row] for what, values in columns.items() if row < len(values)} for row in range(height)]


def _column(matrix: Section, what: str) -> list[Any]:
    node = matrix.raw(what)
    if node is None or not isinstance(node.value, list):
        matrix.fault(what, "a list is due here", "write one value for each row")
        return []
    # What stands in quotes beside instants is a word all the same.
    return [
        {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
        for value in (item.bare() for item in node.value)
    ]


def _letter(section: Section, name: str, varied: Mapping[str, str]) -> Scenario:
    mail = section.section("mail")
    author = mail.text("from")
    subject, text = (mail.text(key, "") if key not in varied else varied[key] for key in ("subject", "text"))
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
        if name == "noticed_at" and value is not None:
            value = _parsed(section, name, str(value))
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


def _instant(section: Section, key: str) -> datetime:
    return _parsed(section, key, section.text(key))


def _parsed(section: Section, key: str, text: str) -> datetime:
    try:
        return parse_instant(text)
    except ValueError as wrong:
        section.fault(key, "no instant", str(wrong))
        return _EPOCH


def facts_of(scenario: Scenario, read: Read) -> Facts:
    """The facts of the scenario's letter, received and handled at its instant."""
    report = read(scenario.message, scenario.at)
    given: dict[str, Any] = {
        name: None if value is None else Found(value, source="scenario") for name, value in scenario.said.items()
    }
    return Facts(
        message=scenario.message,
        verdict=scenario.verdict,
        authentication=Authentication(trust=scenario.trust),
        report=replace(report, **given),
        account=scenario.role,
        account_role=scenario.role,
        received_at=scenario.at,
        now=scenario.now or scenario.at,
        new_ticket=scenario.ticket is None,
        ticket=scenario.ticket,
    )


def judge(scenario: Scenario, rules: Ruleset, read: Read) -> Judgement:
    """The judgement of the scenario's letter."""
    return decide(facts_of(scenario, read), rules)


def run(scenario: Scenario, rules: Ruleset, read: Read) -> list[Miss]:
    """What the rules do otherwise than the scenario expects; nothing when all is well."""
    return hold(scenario, judge(scenario, rules, read), rules)


def _crosses(scenario: Scenario, judgement: Judgement) -> bool:
    """Whether the ticket would cross over at an edge of the desk's hours while nobody takes it."""
    ticket, decision = scenario.ticket, judgement.decision
    called_for = ticket is not None and (ticket.owned or ticket.running_case or ticket.state not in _UNFINISHED)
    return decision.track == "real" and decision.severity == "critical" and not called_for


def hold(scenario: Scenario, judgement: Judgement, rules: Ruleset) -> list[Miss]:
    """What in a judgement, and in the night that follows from it, is otherwise than the scenario expects."""
    misses = []
    for what, expected in scenario.expect.items():
        reached = found(what, judgement, expected)
        if reached != expected:
            misses.append(Miss(scenario, what, expected, reached))
    misses += [
        Miss(scenario, "letters", "one reply", line.because) for line in judgement.trace if line.rule == CONFLICT
    ]
    if scenario.then:
        missed = play(
            scenario.then, judgement.decision.page, scenario.now or scenario.at, rules, _crosses(scenario, judgement)
        )
        misses += [Miss(scenario, one.what, one.expected, one.found) for one in missed]
    return misses
