"""Where shipped configuration and templates lie: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_config() -> Path:
    """The folder with the shipped `*.yml` files: every key, its default and what it means."""
    return _folder("config")


def shipped_templates() -> Path:
    """The folder `<language>/<letter>/subject.txt body.txt body.html`."""
    return _folder("templates")


def form_lines(language: str, own: Path | None) -> str:
    """The report form to be copied and filled in, the operator's before the shipped one; one label a line."""
    name = f"{language}/_form.txt"
    placed = own / name if own is not None and (own / name).is_file() else shipped_templates() / name
    return placed.read_text("utf-8")


def letter_names(own: Path | None) -> frozenset[str]:
    """The letters that can be rendered: folders of the shipped templates and of the operator's."""
    roots = [shipped_templates(), *([own] if own else [])]
    return frozenset(letter.parent.name for root in roots for letter in root.glob("*/*/subject.txt"))


def _folder(name: str) -> Path:
    # pyproject's force-include puts them into the wheel under bot/shipped.
    inside = _PACKAGE / "shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
