"""The house keeps its shape: small files and functions, names that say something, docstrings, few broad excepts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import ROOT, files, functions, shown, tree

LONGEST_FILE, LONGEST_FUNCTION = 300, 60
FORBIDDEN = {"utils", "helpers", "common", "misc", "base", "manager", "data", "info", "process", "email"}
BROAD_EXCEPTS = {"bot/ingest/parse.py", "bot/daemon/pipeline.py", "bot/daemon/supervise.py", "bot/cli/main.py"}
"""The parse seam, per letter, per job, command line: each writes a durable state or ends the command."""


def test_no_file_is_a_giant() -> None:
    long = {shown(path): len(path.read_text("utf-8").splitlines()) for path in files()}
    assert {name: n for name, n in long.items() if n > LONGEST_FILE} == {}


def test_no_function_is_a_giant() -> None:
    long = [
        f"{shown(path)}:{f.lineno} {f.name}: {f.end_lineno - f.lineno + 1} lines"
        for path in files()
        for f in functions(path)
        if f.end_lineno is not None and f.end_lineno - f.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_module_or_class_has_a_name_that_says_nothing() -> None:
    modules = [shown(path) for path in files() if path.stem in FORBIDDEN or path.parent.name in FORBIDDEN]
    classes = [
        f"{shown(path)}: {node.name}"
        for path in files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        and FORBIDDEN & {word.lower() for word in re.findall(r"[A-Z][a-z]*", node.name)}
    ]
    assert modules + classes == []


def test_every_module_says_what_it_is_for() -> None:
    assert [shown(path) for path in files() if not ast.get_docstring(tree(path))] == []


def test_every_public_function_and_class_has_a_docstring() -> None:
    assert [f"{shown(path)}:{line} {name}" for path in files() for line, name in _undocumented(path)] == []


def _undocumented(path: Path) -> Iterator[tuple[int, str]]:
    for node in tree(path).body:
        named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if named and not node.name.startswith("_") and not ast.get_docstring(node):
            yield node.lineno, node.name


def test_broad_excepts_stand_in_four_places_only() -> None:
    found = {
        shown(path)
        for path in files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
        and not _reraises(node)
    }
    assert found <= BROAD_EXCEPTS


def _reraises(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_nothing_is_left_unfinished() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX)\b")
    assert [shown(path) for path in files() if marks.search(path.read_text("utf-8"))] == []


def test_tests_do_not_sleep_and_do_not_patch_by_path() -> None:
    bad = re.compile(r"\btime\.sleep\(|\bmock\.patch\(|monkeypatch\.setattr\(\s*[\"']")
    found = [shown(path) for path in files("tests") if path.name != "test_shape.py" and bad.search(path.read_text())]
    assert found == []


def test_no_file_names_a_machine_or_an_index() -> None:
    bad = re.compile(r"/work/|/root/|pypi\.org|files\.pythonhosted|index-url =|farm-|deb\.debian\.org")
    kept = [ROOT / name for name in ("Makefile", "pyproject.toml", "requirements.lock", "README.md", ".ci/run")]
    texts = kept + [
        p for d in ("bot", "docs", "config", "templates", "bench") for p in (ROOT / d).rglob("*") if p.is_file()
    ]
    found = [shown(p) for p in texts if p.suffix not in (".pyc",) and bad.search(p.read_text("utf-8", "replace"))]
    assert found == []
    assert not re.search("http|index", (ROOT / "requirements.lock").read_text())
