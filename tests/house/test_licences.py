"""What is installed with Veilleur may be given away with it: copyleft libraries stand behind extras only."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, files, metadata, requires

from packaging.requirements import Requirement

from tests.house.sources import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
FREE = re.compile(
    r"\b(?:MIT|BSD|Apache|ISC|PSF|Python Software Foundation|Zlib|Unlicense|0BSD|CC0|Public Domain)\b", re.IGNORECASE
)
# The Mozilla licence binds its own files only; LGPL libraries are used as they are, and only by whoever asks for them.
WEAK = {"calendar": {"recurring-ical-events", "x-wr-timezone"}, "postgres": {"psycopg", "psycopg-binary"}}


def needed_by(names: list[str]) -> set[str]:
    """Everything that is installed for these requirements, extras of others left out."""
    found: set[str] = set()
    waiting = [Requirement(text) for text in names]
    while waiting:
        one = waiting.pop()
        name = one.name.lower().replace("_", "-")
        if name in found or (one.marker is not None and not one.marker.evaluate({"extra": ""})):
            continue
        try:
            below = [Requirement(text) for text in requires(one.name) or ()]
        except PackageNotFoundError:
            continue
        found.add(name)
        waiting += [each for each in below if each.marker is None or "extra" not in str(each.marker)]
        waiting += [
            each for extra in one.extras for each in below if each.marker and each.marker.evaluate({"extra": extra})
        ]
    return found


def licence_of(name: str) -> str:
    """What a package says of its licence: the expression, else the field and its classifiers, else the text itself."""
    told = metadata(name)
    classifiers = [text for text in told.get_all("Classifier") or () if text.startswith("License")]
    said = told.get("License-Expression") or " ".join([(told.get("License") or "")[:100], *classifiers]).strip()
    return said or " ".join(_read(name))


def _read(name: str) -> Iterator[str]:
    """The licence by its text, where a package only encloses it: the three clauses of BSD."""
    for file in files(name) or ():
        text = " ".join(file.read_text().split()) if file.name in ("COPYING", "LICENSE", "LICENSE.txt") else ""
        if "Redistributions in binary form must reproduce the above copyright" in text:
            yield "BSD"


def copyleft(names: set[str]) -> set[str]:
    """Those that are not under a permissive licence."""
    return {name for name in names if not FREE.search(licence_of(name)) or re.search("GPL", licence_of(name))}


def test_what_everybody_installs_is_under_permissive_licences() -> None:
    everybody = needed_by(PROJECT["dependencies"])
    assert len(everybody) > 20
    assert copyleft(everybody) == set()


def test_copyleft_libraries_are_those_of_extras_that_are_named_here() -> None:
    everybody = needed_by(PROJECT["dependencies"])
    for extra, names in PROJECT["optional-dependencies"].items():
        assert copyleft(needed_by(names) - everybody) <= WEAK.get(extra, set()), extra


def test_the_calendar_extra_is_there_and_needs_what_is_named() -> None:
    assert WEAK["calendar"] <= copyleft(needed_by(PROJECT["optional-dependencies"]["calendar"]))


def test_every_dependency_is_imported_somewhere() -> None:
    text = "\n".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    modules = {
        "google-re2": "re2",
        "mail-parser": "mailparser",
        "tzdata": "zoneinfo",
        "ruamel.yaml": "ruamel",
        "ruamel.yaml.clib": "ruamel",  # its faster half
    }
    names = [Requirement(one).name for one in PROJECT["dependencies"]]
    unused = [
        n for n in names if not re.search(rf"^\s*(?:import|from) {modules.get(n, n.replace('-', '_'))}\b", text, re.M)
    ]
    assert unused == []
