"""Which ticket a letter names, and who may join it: the whole table."""

from __future__ import annotations

import pytest

from bot.mail.verdict import Trust
from bot.tickets.correlate import Claim, Evidence, Standing, claims, standing
from bot.tickets.model import Participant
from tests import builders

PEOPLE = [
    Participant("rssi@ch-exemple.example"),
    Participant("garde@webmail.example"),
    Participant("stagiaire@autre.example", confirmed=False),
]
WEBMAIL = {"webmail.example"}


@pytest.mark.parametrize(
    ("address", "trust", "expected"),
    [
        ("rssi@ch-exemple.example", Trust.CLAIMED, Standing.PARTICIPANT),
        ("RSSI@CH-EXEMPLE.EXAMPLE", Trust.CLAIMED, Standing.PARTICIPANT),
        ("dsi@ch-exemple.example", Trust.CLAIMED, Standing.COLLEAGUE),
        ("dsi@ch-exemple.example", Trust.HOSTILE, Standing.STRANGER),
        ("rssi@ch-exemple.example", Trust.HOSTILE, Standing.STRANGER),
        ("charlie@webmail.example", Trust.ALIGNED, Standing.STRANGER),
        ("chef@autre.example", Trust.VERIFIED, Standing.STRANGER),
        ("charlie@ailleurs.example", Trust.VERIFIED, Standing.STRANGER),
        ("dsi@sub.ch-exemple.example", Trust.CLAIMED, Standing.STRANGER),
        ("", Trust.CLAIMED, Standing.STRANGER),
    ],
)
def test_who_may_join(address: str, trust: Trust, expected: Standing) -> None:
    assert standing(address, trust, PEOPLE, WEBMAIL) is expected


def test_claims_come_in_the_order_of_their_strength() -> None:
    letter = builders.message(
        "Voir SSI-4", "Re: SSI-3", in_reply_to=("ours@x",), references=("old@x", "ours@x"), inner_ids=("inner@x",)
    )
    found = claims(
        letter,
        lambda ids: {i: {"ours@x": 1, "inner@x": 2}[i] for i in ids if i in ("ours@x", "inner@x")},
        ["SSI-9"],
        lambda text: [word for word in text.split() if word.startswith("SSI-")],
    )
    assert found == [
        Claim(Evidence.MESSAGE_ID, ticket_id=1),
        Claim(Evidence.ATTACHED_MESSAGE_ID, ticket_id=2),
        Claim(Evidence.SIGNED_TOKEN, number="SSI-9"),
        Claim(Evidence.SUBJECT, number="SSI-3"),
        Claim(Evidence.QUOTED, number="SSI-4"),
    ]
