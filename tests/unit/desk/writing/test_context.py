"""The facts of a ticket as letters name them: what is shown of a name, when a breach is feared."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.desk.writing.context import letter_context
from bot.tickets.model import Ticket
from bot.tickets.states import State


def shown(structure: str | None, **report: Any) -> Any:
    at = datetime(2026, 3, 10, 10, tzinfo=UTC)
    names = {"severity": "major", "queue": "triage", "subject": "Panne", "language": "fr", "requester": "a@b.example"}
    ticket = Ticket("SSI-2026-000001", State.NEW, "real", opened_at=at, received_at=at, **names)  # type: ignore[arg-type]
    return letter_context(replace(ticket, structure=structure, report=report))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Clinique de Grand-Case, 97150 Saint-Martin", "Clinique de Grand-Case"),
        ("CH de Val-Brumeux 63 000 Clermont-Ferrand", "CH de Val-Brumeux"),
        ("EHPAD Les Tilleuls (67000 Strasbourg)", "EHPAD Les Tilleuls"),
        ("Laboratoire B - F-20090 Ajaccio", "Laboratoire B"),
        ("CHU de Saint-Pierre", "CHU de Saint-Pierre"),
        ("Hôpital 12345", "Hôpital 12345"),
        ("Centre 15 du SAMU 974", "Centre 15 du SAMU 974"),
        ("63000 Clermont-Ferrand", "63000 Clermont-Ferrand"),
        ("EHPAD\nLes Tilleuls\x00", "EHPAD Les Tilleuls"),
        ("", None),
        (None, None),
    ],
)
def test_the_name_is_shown_without_the_postcode_and_town_behind_it(written: str | None, name: str | None) -> None:
    assert shown(written).structure == name


@pytest.mark.parametrize(
    ("report", "feared"),
    [
        ({"personal_data": True}, True),
        ({"category": "ransomware"}, True),
        ({"category": "data_leak", "personal_data": False}, True),
        ({"category": "account_compromise"}, True),
        ({"category": "software_bug", "data_impact": ["confidentiality"]}, True),
        ({"category": "telecom_loss", "data_impact": ["availability"]}, False),
        ({}, False),
    ],
)
def test_a_breach_is_feared_where_the_report_says_so_or_its_kind_brings_one(
    report: dict[str, Any], feared: bool
) -> None:
    assert shown("CH X", **report).personal_data_feared is feared
