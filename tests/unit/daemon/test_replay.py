"""Stored letters decided anew: the same rules give the same, others give a difference, and nothing is written."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner, Result

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
        verified = unit.audit.verify()
        assert (verified.records, verified.broken) == (4, None) and verified.head
        second = list(unit.audit.judged_since(NIGHT))[1].id
    engine = create_engine(configuration.settings.database)

    def change(*statements: str, **values: object) -> None:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement), {"id": second, **values})

    def broken() -> int | None:
        with storage.read() as unit:
            found = unit.audit.verify()
        assert found.broken is None or found.records == 1
        return found.broken.id if found.broken else None

    with engine.begin() as connection:
        row = connection.execute(text("SELECT judgement, at FROM trace WHERE id = :id"), {"id": second}).one()
    told = json.loads(row.judgement)
    forged = json.dumps({**told, "decision": {**told["decision"], "severity": "minor"}})
    for words in (forged, "{", "[]"):
        change("UPDATE trace SET judgement = :j WHERE id = :id", j=words)
        assert broken() == second
    change("UPDATE trace SET judgement = :j, ticket_id = NULL WHERE id = :id", j=row.judgement)
    assert broken() == second
    change("UPDATE trace SET ticket_id = (SELECT ticket_id FROM letter WHERE letter.id = letter_id) WHERE id = :id")
    change("UPDATE trace SET at = '2026-01-01 00:00:00.000000' WHERE id = :id")
    assert broken() == second
    change("UPDATE trace SET at = :at WHERE id = :id", at=row.at)
    assert broken() is None
    change("CREATE TABLE kept AS SELECT * FROM trace WHERE id = :id", "DELETE FROM trace WHERE id = :id")
    assert broken() == second + 1
    change("INSERT INTO trace SELECT * FROM kept", "DROP TABLE kept")
    engine.dispose()
    storage.close()


def test_the_command_names_the_record_that_was_tampered_with(configuration: Configuration) -> None:
    def verify(*words: str) -> Result:
        return CliRunner().invoke(app, ["audit", "verify", "--config", str(configuration.folder), *words])

    whole = json.loads(verify("--json").stdout)
    assert whole == {"ok": True, "records": 4, "head": whole["head"], "broken": None}
    assert len(whole["head"]) == 64 and verify().exit_code == 0
    engine = create_engine(configuration.settings.database)
    with engine.begin() as connection:
        was = connection.execute(text("SELECT id, at FROM trace ORDER BY id LIMIT 1 OFFSET 2")).one()
        connection.execute(text("UPDATE trace SET at = '2026-01-01 00:00:00' WHERE id = :id"), {"id": was.id})
    told = verify("--json")
    found = json.loads(told.stdout)
    assert told.exit_code == 1
    assert (found["ok"], found["records"], found["broken"]["id"]) == (False, 2, was.id)
    assert found["broken"].keys() == {"id", "at", "letter", "ticket"}
    assert found["broken"]["at"] == "2026-01-01T00:00:00+00:00"
    plain = verify()
    assert plain.exit_code == 1
    assert f"record {was.id}" in plain.stdout and str(found["broken"]["ticket"] or "no ticket") in plain.stdout
    with engine.begin() as connection:
        connection.execute(text("UPDATE trace SET at = :at WHERE id = :id"), {"at": was.at, "id": was.id})
    engine.dispose()
    assert verify().exit_code == 0
