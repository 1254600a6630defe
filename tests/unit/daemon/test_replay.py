"""Stored letters decided anew: the same rules give the same, others give a difference, and nothing is written."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from bot.cli.main import app
from bot.daemon.config import Configuration, load
from bot.daemon.reader import make_reader
from bot.daemon.rehearsal import ingest_files
from bot.daemon.replay import decide_again, replay
from bot.daemon.wiring import office_of, reader_setup, storage_of
from bot.rules.trace import record_of
from tests import builders

NIGHT = builders.SATURDAY_NIGHT
LETTERS = {
    "grave": ("Le plan blanc est déclenché, les urgences sont au papier.", "URGENT serveurs chiffrés"),
    "usual": ("Des connexions suspectes ont été vues.", "Messagerie"),
    "press": ("Je suis journaliste, une demande d'interview.", "Demande de presse"),
}


@pytest.fixture(scope="module")
def configuration(tmp_path_factory: pytest.TempPathFactory) -> Configuration:
    """A configuration whose database holds three letters of one night and a follow-up."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "mine.yml").write_text("data: data\n", "utf-8")
    loaded = load(folder, {})
    loaded.settings.data.mkdir()
    for number, (name, (body, subject)) in enumerate(LETTERS.items()):
        letter = folder / f"{name}.eml"
        letter.write_bytes(builders.octets(body, subject, message_id=f"<{name}@ch-exemple.example>"))
        list(ingest_files(loaded, [letter], "fssi", NIGHT + timedelta(minutes=number)))
    again = folder / "again.eml"
    again.write_bytes(
        builders.octets(
            "Tous les serveurs sont chiffrés.",
            "Re: Messagerie",
            message_id="<a@ch-exemple.example>",
            In_Reply_To="<usual@ch-exemple.example>",
        )
    )
    list(ingest_files(loaded, [again], "fssi", NIGHT + timedelta(minutes=9)))
    return load(folder, {})


def octets_of(configuration: Configuration) -> bytes:
    return (configuration.settings.data / "veilleur.db").read_bytes()


def test_what_was_stored_is_decided_again_word_for_word(configuration: Configuration) -> None:
    office = office_of(configuration)
    read = make_reader(reader_setup(configuration, office))
    storage = storage_of(configuration)
    with storage.read() as unit:
        stored = list(unit.audit.judged_since(NIGHT))
        assert len(stored) == 4 and any(one.judgement["facts"]["ticket"] for one in stored)
        for one in stored:
            again = record_of(decide_again(unit, one, read, configuration.rules))
            assert json.loads(json.dumps(again)) == one.judgement
    storage.close()


def test_the_same_rules_change_nothing(configuration: Configuration) -> None:
    storage = storage_of(configuration)
    with storage.read() as unit:
        told = list(replay(unit, configuration, NIGHT, configuration.settings.identity.key))
        assert len(told) == 4 and not [one for one in told if one.changed or one.fault]
        assert len(list(replay(unit, configuration, NIGHT + timedelta(minutes=9), b""))) == 1
    storage.close()


OTHER = """lexicons: {severity: {scale: {minor: 0, moderate: 1, major: 1.5, critical: 2}}}
rules: {guard: [{id: press, when: {lexicon: {name: press, at_least: 5}}, do: [{park: press}]}]}
"""


def test_other_rules_are_told_as_a_difference_and_nothing_is_written(
    configuration: Configuration, tmp_path: Path
) -> None:
    assert configuration.folder is not None
    (tmp_path / "other.yml").write_text(OTHER, "utf-8")
    before = octets_of(configuration)
    words = ["rules", "replay", "--since", "2026-08-01T00:00:00Z", "--config", str(tmp_path)]
    result = CliRunner().invoke(app, [*words, "--from", str(configuration.folder), "--json"])
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0 and result.stderr.endswith("4 letters decided anew, 2 otherwise\n")
    press = next(one for one in told if "track" in one["changed"])
    assert press["changed"]["track"] == {"was": "out_of_scope", "would_be": "no_ticket"}
    usual = next(one for one in told if one["changed"].get("severity", {}).get("was") == "moderate")
    assert usual["changed"]["severity"]["would_be"] == "critical"
    assert usual["changed"]["page"]["was"] is None and usual["changed"]["page"]["would_be"]["policy"] == "off-hours"
    assert octets_of(configuration) == before
    plain = CliRunner().invoke(app, [*words, "--from", str(configuration.folder)])
    assert "track: out_of_scope → no_ticket" in plain.stdout


def test_the_chain_is_whole_until_somebody_changes_a_record(configuration: Configuration) -> None:
    storage = storage_of(configuration)
    with storage.read() as unit:
        assert unit.audit.broken_at() is None
        second = list(unit.audit.judged_since(NIGHT))[1].id
    engine = create_engine(configuration.settings.database)
    with engine.begin() as connection:
        whole = connection.execute(text("SELECT judgement FROM trace WHERE id = :id"), {"id": second}).scalar_one()
        told = json.loads(whole)
        forged = json.dumps({**told, "decision": {**told["decision"], "severity": "minor"}})
        connection.execute(text("UPDATE trace SET judgement = :j WHERE id = :id"), {"j": forged, "id": second})
    with storage.read() as unit:
        assert unit.audit.broken_at() == second
    with engine.begin() as connection:
        connection.execute(text("UPDATE trace SET judgement = :j WHERE id = :id"), {"j": whole, "id": second})
        connection.execute(text("CREATE TABLE kept AS SELECT * FROM trace WHERE id = :id"), {"id": second})
        connection.execute(text("DELETE FROM trace WHERE id = :id"), {"id": second})
    with storage.read() as unit:
        assert unit.audit.broken_at() == second + 1
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO trace SELECT * FROM kept"))
        connection.execute(text("DROP TABLE kept"))
    engine.dispose()
    storage.close()


def test_a_letter_whose_octets_are_gone_is_told_as_such(configuration: Configuration) -> None:
    storage = storage_of(configuration)
    with storage.read() as unit:
        [first, *_] = unit.audit.judged_since(NIGHT)
        read = make_reader(reader_setup(configuration))
        with pytest.raises(Exception, match="no octets"):
            decide_again(unit, replace(first, letter_id=999), read, configuration.rules)
    storage.close()
