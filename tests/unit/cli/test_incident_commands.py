"""Commands about incidents, as a person types them, on a database with two reports of one provider."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.daemon.config import load
from bot.daemon.wiring import office_of, storage_of
from bot.desk.intake import take_in
from bot.errors import Illegal, Missing
from bot.report.fields import Found
from tests import builders
from tests.builders import TUESDAY_MORNING


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A folder of an operator whose desk has taken in two reports."""
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "mine.yml").write_text(f"data: {json.dumps(str(tmp_path / 'data'))}\n", encoding="utf-8")
    configuration = load(folder, {})
    storage, office = storage_of(configuration), office_of(configuration)
    for n, name in enumerate(("CH de Val-Brumeux", "CH de Clairmont")):
        letter = builders.message(
            "La plateforme de notre hébergeur Sillage ne répond plus.", f"Panne {n}", f"a@ch{n}.example", f"m{n}@e"
        )
        report = replace(builders.critical_report(), structure=Found(name))
        at = TUESDAY_MORNING + timedelta(minutes=n)
        row = builders.journaled(storage, storage.journal, at, uid=n + 1)
        with storage.begin() as unit:
            take_in(unit, office, row, builders.reading(letter, report), at)
    storage.close()
    return folder


def veilleur(config: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--config", str(config)], catch_exceptions=True)


def test_list_and_show_tell_tickets_and_reasons(config: Path) -> None:
    [line] = [json.loads(one) for one in veilleur(config, "incidents", "list", "--json").stdout.splitlines()]
    assert (line["number"], line["proposed"], line["storm"]) == ("INC-2026-000001", 2, False)
    assert line["tickets"] == ["SSI-2026-000001", "SSI-2026-000002"]
    told = json.loads(veilleur(config, "incidents", "show", line["number"], "--json").stdout)
    assert told["members"][1]["reasons"] == ["même prestataire (sillage)"]
    words = veilleur(config, "incidents", "show", line["number"]).stdout
    assert "CH de Clairmont" in words and "même prestataire" in words
    assert "2 proposed, 0 confirmed" in veilleur(config, "incidents", "list").stdout


def test_split_and_confirm_undo_each_other_and_name_who_decided(config: Path) -> None:
    assert veilleur(config, "incidents", "split", "INC-2026-000001", "SSI-2026-000002", "--by", "alice").exit_code == 0
    told = json.loads(veilleur(config, "incidents", "show", "INC-2026-000001", "--json").stdout)
    assert (told["tickets"], told["members"][1]["decided_by"]) == (["SSI-2026-000001"], "alice")
    assert veilleur(config, "incidents", "confirm", "INC-2026-000001", "SSI-2026-000002").exit_code == 0
    told = json.loads(veilleur(config, "incidents", "show", "INC-2026-000001", "--json").stdout)
    assert (told["proposed"], told["confirmed"], told["split"]) == (1, 1, 0)
    shown = json.loads(veilleur(config, "tickets", "show", "SSI-2026-000002", "--json").stdout)
    assert shown["incident"] == "INC-2026-000001"


def test_what_does_not_exist_or_cannot_be_is_refused(config: Path) -> None:
    assert isinstance(veilleur(config, "incidents", "show", "INC-2026-000009").exception, Missing)
    assert isinstance(veilleur(config, "incidents", "split", "INC-2026-000001", "SSI-2026-000009").exception, Missing)
    veilleur(config, "incidents", "confirm", "INC-2026-000001")
    assert isinstance(veilleur(config, "incidents", "confirm", "INC-2026-000001").exception, Illegal)
