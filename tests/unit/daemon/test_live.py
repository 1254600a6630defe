"""What forbids running or sending though each key is right."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.daemon.check import check
from bot.daemon.config import load
from bot.daemon.live import checked_ahead, ready_to_run, warnings
from bot.daemon.servers import is_loopback
from bot.errors import Misconfigured
from bot.settings.model import Settings

REAL = """
live: true
identity: {address: veille@hopital-reel.fr}
alarms: {to: [ops@hopital-reel.fr]}
accounts:
  fssi: {host: imap.hopital-reel.fr, user: fssi, password: x, start: now}
submission: {host: smtp.hopital-reel.fr, user: fssi, password: x}
people:
  alice: {mail: alice@hopital-reel.fr, backup_mail: ~}
  bruno: {mail: bruno@hopital-reel.fr}
  chloe: {mail: chloe@hopital-reel.fr}
  duty-manager: {mail: cadre@hopital-reel.fr}
teams:
  desk-team: {mail: veille@hopital-reel.fr}
  fssi: {mail: fssi@hopital-reel.fr}
escalation:
  off-hours: {when_exhausted: {notify: {mailbox: veille@hopital-reel.fr}}}
"""


def settings_of(folder: Path, text: str) -> Settings:
    (folder / "mine.yml").write_text(text, encoding="utf-8")
    return load(folder, {}).settings


def test_a_real_set_up_with_real_people_is_accepted(tmp_path: Path) -> None:
    assert settings_of(tmp_path, REAL).live


def test_one_example_person_on_call_forbids_a_real_set_up(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"people\.bruno\.mail: live, with an example address"):
        settings_of(tmp_path, REAL.replace("bruno@hopital-reel.fr", "bruno@cert.example"))


def test_an_example_address_at_the_end_of_a_policy_forbids_a_real_set_up(tmp_path: Path) -> None:
    key = r"escalation\.off-hours\.when_exhausted\.notify\.mailbox"
    with pytest.raises(Misconfigured, match=rf"mine\.yml:17: {key}: live, .*found 'desk@cert\.example'"):
        settings_of(tmp_path, REAL.replace("mailbox: veille@hopital-reel.fr", "mailbox: desk@cert.example"))


def test_the_key_that_holds_the_example_address_is_named_with_it(tmp_path: Path) -> None:
    text = REAL.replace("backup_mail: ~", "backup_mail: alice@astreinte.example")
    with pytest.raises(Misconfigured) as refused:
        settings_of(tmp_path, text)
    assert [(one.file, one.line, one.key, one.value) for one in refused.value.faults] == [
        ("mine.yml", 9, "people.alice.backup_mail", "'alice@astreinte.example'")
    ]


def test_one_example_address_of_several_is_named(tmp_path: Path) -> None:
    text = REAL.replace("to: [ops@hopital-reel.fr]", "to: [ops@hopital-reel.fr, ops@cert.example]")
    with pytest.raises(Misconfigured, match=r"mine\.yml:4: alarms\.to: live, .*\(found 'ops@cert\.example'\)"):
        settings_of(tmp_path, text)


@pytest.mark.parametrize(("without", "line"), [("host: smtp.hopital-reel.fr, ", 7), ("submission: ", 2)])
def test_a_missing_server_is_told_at_the_operators_own_line(tmp_path: Path, without: str, line: int) -> None:
    text = REAL.replace(without, "" if line == 7 else "# submission: ")
    with pytest.raises(Misconfigured) as refused:
        settings_of(tmp_path, text)
    [fault] = [one for one in refused.value.faults if one.key == "submission.host"]
    assert (fault.file, fault.line, fault.value) == ("mine.yml", line, "nothing")


def test_an_account_begun_without_a_host_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text("accounts:\n  fssi: {user: a, password: b}\n", encoding="utf-8")
    known = load(tmp_path, {})
    [fault] = ready_to_run(known.settings, known.tree)
    assert (fault.file, fault.line, fault.key) == ("mine.yml", 2, "accounts.fssi.host")
    assert fault.problem == "no mailbox is configured: this account has no host"


def test_an_example_person_nobody_refers_to_forbids_nothing(tmp_path: Path) -> None:
    text = REAL.replace("teams:", "  denis: {mail: denis@cert.example}\nteams:")
    assert settings_of(tmp_path, text).live


@pytest.mark.parametrize("host", ["127.0.0.1", "imap.hopital.example", "localhost"])
def test_example_addresses_are_written_to_on_test_servers_only(tmp_path: Path, host: str) -> None:
    text = f"live: true\naccounts: {{fssi: {{host: {host}, user: a, password: b}}}}\nsubmission: {{host: {host}}}\n"
    assert settings_of(tmp_path, text).live
    with pytest.raises(Misconfigured, match="example address"):
        settings_of(tmp_path, text.replace(f"submission: {{host: {host}", "submission: {host: smtp.hopital-reel.fr"))


def test_an_agency_with_owner_and_day_is_accepted_and_warned_of_after_a_year(tmp_path: Path) -> None:
    agency = "agencies: {ars-bretagne: {mail: alerte@agence-reelle.fr, owner: Awa, checked_on: 2025-01-15}}\n"
    settings = settings_of(tmp_path, REAL + agency)
    assert any("ars-bretagne" in line for line in warnings(settings, date(2026, 2, 1)))
    assert not any("ars-bretagne" in line for line in warnings(settings, date(2025, 12, 1)))


def test_a_day_of_checking_that_has_not_come_is_refused_with_its_line(tmp_path: Path) -> None:
    agency = (
        "agencies:\n  ars-bretagne:\n    mail: alerte@agence-reelle.fr\n    owner: Awa\n    checked_on: 2031-01-15\n"
    )
    (tmp_path / "ahead.yml").write_text(REAL + agency, "utf-8")
    loaded = load(tmp_path / "ahead.yml", {})
    [fault] = checked_ahead(loaded.settings, loaded.tree, date(2026, 2, 1))
    assert fault.key == "agencies.ars-bretagne.checked_on" and fault.value == "2031-01-15"
    assert fault.line == (REAL + agency).splitlines().index("    checked_on: 2031-01-15") + 1
    assert checked_ahead(loaded.settings, loaded.tree, date(2031, 1, 14)) == []
    report = check(tmp_path / "ahead.yml", offline=True, environ={}, now=datetime(2026, 2, 1, tzinfo=UTC))
    assert not report.ok and any("has not come" in line.text for line in report.lines)


def test_without_a_mailbox_the_daemon_refuses_to_run(tmp_path: Path) -> None:
    faults = ready_to_run(settings_of(tmp_path, "live: false\n"))
    assert [fault.problem for fault in faults] == ["no mailbox is configured"]
    assert ready_to_run(settings_of(tmp_path, REAL)) == []


def test_a_disabled_account_is_no_mailbox(tmp_path: Path) -> None:
    text = "accounts: {fssi: {host: 127.0.0.1, user: a, password: b, enabled: false}}\n"
    assert ready_to_run(settings_of(tmp_path, text))


def test_not_being_live_and_an_account_without_a_start_are_warned_of(tmp_path: Path) -> None:
    text = "accounts: {fssi: {host: 127.0.0.1, user: a, password: b}}\n"
    told = "\n".join(warnings(settings_of(tmp_path, text), date(2026, 1, 1)))
    assert "live: false" in told
    assert "account fssi has no `start`" in told
    assert "account desk is not configured" in told


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("localhost", True),
        ("imap.localhost", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost.hopital.example", False),
        ("10.0.0.1", False),
        ("127.0.0.1.hopital.example", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, ours: bool) -> None:
    assert is_loopback(host) is ours
