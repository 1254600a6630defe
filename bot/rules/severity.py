"""The classify phase: every rule is asked; severity is the maximum of score and floors, labels the union.

Severity, significance and track are independent axes. Nothing here ever lowers anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.rules.decision import SEVERITIES, Severity, TraceLine, Track
from bot.rules.lexicons.lexicon import Lexicon, Reading
from bot.rules.rule import Rule
from bot.rules.ruleset import Ruleset
from bot.rules.view import View

_PRECEDENCE: tuple[Track, ...] = ("no_ticket", "redirect", "exercise", "out_of_scope", "real")
_SHOWN_HITS = 12
_TOLD_HITS = 40


@dataclass(slots=True)
class Classified:
    """What classification found in the letter by itself, before the ticket it belongs to is looked at."""

    severity: Severity = "minor"
    reasons: list[str] = field(default_factory=list)
    criteria: set[str] = field(default_factory=set)
    tracks: set[Track] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    score: float = 0.0
    relapse: bool = False
    lift: bool = False

    @property
    def track(self) -> Track:
        """The track of the letter by itself: real unless a rule said otherwise."""
        return next((track for track in _PRECEDENCE if track in self.tracks), "real")

    def significant(self, needs_all: bool) -> bool:
        """Significant in the sense of CSP D1111-16-2: criterion (d) or (e), or both where the configuration says so."""
        return self.criteria == {"d", "e"} if needs_all else bool(self.criteria)


def highest(severities: Iterable[Severity | None]) -> Severity:
    """The gravest of some severities; minor when there is none."""
    return max((s for s in severities if s is not None), key=SEVERITIES.index, default="minor")


def classify(view: View, rules: Ruleset, trace: list[TraceLine]) -> Classified:
    """Ask every rule of the phase. The order of the rules does not change the result."""
    found = Classified()
    floors: list[tuple[Severity, str]] = []
    points: list[str] = []
    scaled: list[Lexicon] = []
    for rule in rules.rules["classify"]:
        answer = rule.when.ask(view)
        trace.append(TraceLine("classify", rule.id, answer.holds, answer.because))
        if answer.holds:
            _apply(rule, found, floors, points)
            scaled += [rules.lexicons[name] for name in rule.values("score")]
    for lexicon in scaled:
        reading = view.reading(lexicon.name)
        found.score += reading.score
        floors += _combinations(lexicon, reading)
        points += _points(lexicon, reading)
        trace.append(TraceLine("score", lexicon.name, bool(reading.counted), _told(lexicon, reading)))
    _settle(found, floors, points, scaled)
    return found


def _apply(rule: Rule, found: Classified, floors: list[tuple[Severity, str]], points: list[str]) -> None:
    reason = f"{rule.because} [{rule.id}]" if rule.because else f"[{rule.id}]"
    for action in rule.do:
        if action.word == "severity":
            floors.append((action.value, reason))
        elif action.word == "add_score":
            found.score += action.value
            points.append(f"+{action.value:g} {reason}")
        elif action.word == "track":
            found.tracks.add(action.value)
        elif action.word == "label":
            found.labels.add(action.value)
        elif action.word == "significant":
            found.criteria.add(action.value)
        elif action.word == "relapse":
            found.relapse = found.relapse or action.value
        elif action.word == "lift":
            found.lift = found.lift or action.value


def _settle(found: Classified, floors: list[tuple[Severity, str]], points: list[str], scaled: list[Lexicon]) -> None:
    by_score = highest(lexicon.grade(found.score) for lexicon in scaled)
    found.severity = highest([by_score, *(floor for floor, _ in floors)])
    graded = sorted(floors, key=lambda floor: (-SEVERITIES.index(floor[0]), floor[1]))
    found.reasons = [f"{severity}: {reason}" for severity, reason in graded]
    if points:
        found.reasons.append(f"{by_score}: score {found.score:g} = " + ", ".join(sorted(points)))
    elif not floors:
        found.reasons.append("minor: rien d’alarmant n’est dit")


def _combinations(lexicon: Lexicon, reading: Reading) -> list[tuple[Severity, str]]:
    floors: list[tuple[Severity, str]] = []
    for together in lexicon.combinations:
        if reading.has(together.terms, together.within):
            hits = reading.together(together.terms, together.within)
            quoted = " + ".join(f"« {hit.written} »" for hit in hits)
            labels = " + ".join(lexicon.labels[term] for term in together.terms)
            floors.append((together.severity, f"{labels} ({quoted})"))
    return floors


def _points(lexicon: Lexicon, reading: Reading) -> list[str]:
    shown = [hit for hit in reading.best() if hit.worth][:_SHOWN_HITS]
    return [f"+{hit.worth:g} {lexicon.labels[hit.term]} « {hit.written} »" for hit in shown]


def _told(lexicon: Lexicon, reading: Reading) -> str:
    told = [
        f"{'denied' if hit.denied else f'+{hit.worth:g}'} {hit.term} {hit.shown}" for hit in reading.hits[:_TOLD_HITS]
    ]
    return f"{reading.score:g}" + (": " + " | ".join(told) if told else "")
