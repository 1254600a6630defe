"""The contracts of import-linter hold, and the core is pure in what it calls as well."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.house.sources import files, shown, tree

CORE = ("mail", "report", "tickets", "rules", "desk")
_CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "uuid4", "random", "urandom"}


def test_imports_point_down_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).resolve().parents[2])
    assert lint_imports(no_cache=True) == 0


@pytest.mark.parametrize("room", CORE)
def test_the_core_never_asks_a_clock_or_dice(room: str) -> None:
    found = [
        f"{shown(path)}:{node.lineno}"
        for path in files(f"bot/{room}")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _CLOCKS
        and getattr(node.func.value, "id", "") in ("datetime", "date", "time", "uuid", "random", "os")
    ]
    assert found == []


@pytest.mark.parametrize("room", CORE)
def test_the_core_never_opens_a_file(room: str) -> None:
    found = [
        f"{shown(path)}:{node.lineno}"
        for path in files(f"bot/{room}")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("open", "print", "input")
    ]
    assert found == []
