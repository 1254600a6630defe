"""Precision and recall of every report field on letters with expectations; `python -m tests.score_reports [FOLDER]`.

The folder is tests/corpus/reports when none is named; `--faults` lists what is wrong.

Each `NAME.expect.json` holds `received_at` and the fields a careful reader finds. A list of words means any of them is
right; `department` and `region` speak of the territory, a number under `sites` of how many, a list of what each is.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.daemon.yaml_tree import read_tree
from bot.ingest.parse import parse
from bot.report.fields import Report
from bot.report.read import read
from bot.report.words.folded import fold
from bot.report.words.lexicon import ReportLexicons, load_lexicons
from bot.settings.model import ReadingLimits
from bot.settings.section import Section

ROOT = Path(__file__).resolve().parent.parent
LETTERS = ROOT / "tests" / "corpus" / "reports"
LATER = ROOT / "tests" / "corpus" / "later_reports"
"""Letters of the last hands, read right less often than those that are worked on longer."""
# Fields that are silent unless a letter speaks of them: a value where none is expected is a fault.
SILENT = {"finess": None, "phone": None, "exercise": False, "sensitive": (), "tlp": None, "pap": None, "sites": 0}


@dataclass
class Tally:
    """Counts of one field: values right, values wrong or invented, values missed, silence that was right."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    silent: int = 0
    faults: list[str] = field(default_factory=list)


def shipped_lexicons() -> ReportLexicons:
    """The lexicons as shipped."""
    tree = read_tree(ROOT / "config" / "lexicons" / "report.yml")
    return load_lexicons(Section(tree, "", []).section("report_lexicons"))


def letters(folder: Path = LETTERS) -> Iterator[tuple[str, bytes, datetime, dict[str, Any]]]:
    """Name, octets, instant of reception and expected fields of each letter.

    Where `only_these` stands, other fields are not judged: two careful readers would differ.
    """
    for path in sorted(folder.glob("*.eml")):
        expected = json.loads(path.with_suffix(".expect.json").read_text(encoding="utf-8"))
        if expected["report"] is not None:
            silent = {} if expected.get("only_these") else SILENT
            due = {**silent, **expected["report"]}
            yield path.stem, path.read_bytes(), datetime.fromisoformat(expected["received_at"]), due


def got(report: Report, name: str) -> Any:
    """The value compared under a name of an expectation."""
    if name in ("department", "region"):
        territory = report.get("territory")
        return getattr(territory, name) if territory else None
    if name == "sites":
        return [
            {
                "structure": site.structure,
                "finess": site.finess,
                "department": site.territory.department if site.territory else None,
            }
            for site in report.get("sites")
        ]
    value = report.get(name)
    return None if value == "unknown" else value


def same(name: str, value: Any, due: Any) -> bool:
    """True when a value is what is due, or one of several that are; names and roles are compared folded."""
    if isinstance(due, list) and name not in ("data_impact", "sensitive", "sites"):
        return any(same(name, value, one) for one in due)
    if name in ("structure", "declarant_role") and value is not None and due is not None:
        return fold(value) == fold(due)
    if name == "noticed_at" and value is not None and due is not None:
        return bool(value == datetime.fromisoformat(due))
    if name == "sites" and isinstance(due, int):
        return len(value) == due
    if name == "sites":
        return len(value) == len(due) and all(_same_site(*pair) for pair in zip(value, due, strict=True))
    if name in ("data_impact", "sensitive"):
        return set(value or ()) == set(due or ())
    return bool(value == due)


def _same_site(site: dict[str, str | None], due: dict[str, str | None]) -> bool:
    return all(
        same("structure", site[name], said) if name == "structure" else site[name] == said for name, said in due.items()
    )


def score(lexicons: ReportLexicons, folder: Path = LETTERS) -> dict[str, Tally]:
    """A tally for every field asked for in any letter."""
    tallies: dict[str, Tally] = {}
    for stem, octets, received_at, expected in letters(folder):
        report = read(parse(octets, ReadingLimits()), lexicons, received_at)
        for name, due in expected.items():
            due = None if due == "unknown" else due
            count(tallies.setdefault(name, Tally()), stem, name, got(report, name), due)
    return tallies


def count(tally: Tally, stem: str, name: str, value: Any, due: Any) -> None:
    """Enter one comparison."""
    empty_value, empty_due = is_silent(value), is_silent(due)
    if same(name, value, due) or (empty_value and empty_due):
        tally.right += not empty_due
        tally.silent += empty_due
        return
    tally.wrong += not empty_value
    tally.missed += not empty_due
    tally.faults.append(f"{stem}: {name} is {value!r}, due {due!r}")


def is_silent(value: Any) -> bool:
    """True when a field says nothing: « false » says something, except of an exercise."""
    return value is None or (not isinstance(value, bool) and value in ((), [], 0))


def main() -> int:
    folders = [Path(word) for word in sys.argv[1:] if not word.startswith("-")]
    tallies = score(shipped_lexicons(), *folders[:1])
    print(f"{'field':20} {'precision':>9} {'recall':>7} {'right':>6} {'wrong':>6} {'missed':>7} {'silent':>7}")
    for name, tally in tallies.items():
        told, due = tally.right + tally.wrong, tally.right + tally.missed
        precision = f"{tally.right / told:.1%}" if told else "-"
        recall = f"{tally.right / due:.1%}" if due else "-"
        print(f"{name:20} {precision:>9} {recall:>7} {tally.right:6} {tally.wrong:6} {tally.missed:7} {tally.silent:7}")
    checks = sum(t.right + t.silent + len(t.faults) for t in tallies.values())
    faults = [fault for tally in tallies.values() for fault in tally.faults]
    if "--faults" in sys.argv:
        print("\n".join(faults))
    print(f"{checks - len(faults)} of {checks} fields right ({(checks - len(faults)) / checks:.1%})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
