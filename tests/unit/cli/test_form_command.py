"""`veilleur form` shows the form that the letters offer; `tickets show` tells kind, ways to reach, and the end."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.daemon.config import load
from bot.daemon.shipped import shipped_templates
from bot.daemon.wiring import office_of, storage_of
from bot.desk.intake import take_in
from bot.mail.verdict import Kind
from bot.report.fields import Found
from tests import builders
from tests.builders import TUESDAY_MORNING


def shown(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_form_is_shown_as_the_letters_offer_it(language: str) -> None:
    form = shipped_templates().joinpath(language, "_form.txt").read_text("utf-8")
    assert shown("form", "--lang", language) == form and len(form.splitlines()) >= 15
    assert f'include "{language}/_form.txt"' in shipped_templates().joinpath(language, "questions/body.txt").read_text()


def test_the_operators_own_form_stands_before_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "words" / "fr" / "_form.txt"
    own.parent.mkdir(parents=True)
    own.write_text("Structure :\n", "utf-8")
    (tmp_path / "desk.yml").write_text("templates: words\n", "utf-8")
    assert shown("form", "--config", str(tmp_path)) == "Structure :\n"


def test_another_language_is_a_wrong_use() -> None:
    assert CliRunner().invoke(app, ["form", "--lang", "de"]).exit_code == 2


def test_a_ticket_is_shown_with_its_kind_its_contacts_and_its_end(tmp_path: Path) -> None:
    (tmp_path / "desk.yml").write_text(f"data: {json.dumps(str(tmp_path / 'state'))}\n", "utf-8")
    configuration = load(tmp_path, {})
    storage, office = storage_of(configuration), office_of(configuration)
    end = "Incident clôturé ce jour à 12h30. Cause : hameçonnage. Mode dégradé pendant 6 heures."
    follow = builders.message(end, "Suite", in_reply_to=("one@ch-exemple.example",), message_id="end@e")
    report = builders.critical_report(state=Found("resolved"))
    readings = (
        builders.reading(report=builders.critical_report()),
        builders.reading(follow, report, kind=Kind.FOLLOW_UP),
    )
    for n, reading in enumerate(readings):
        at = TUESDAY_MORNING + timedelta(hours=2 * n)
        row = builders.journaled(storage, storage.journal, at, uid=n + 1)
        with storage.begin() as unit:
            take_in(unit, office, row, reading, at)
    storage.close()
    told = shown("tickets", "show", "SSI-2026-000001", "--config", str(tmp_path))
    for words in ('rsit:malicious-code="infected-system"', "reach by phone", "+33639981234", "hameçonnage", "360"):
        assert words in told, told
