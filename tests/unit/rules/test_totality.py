"""Whatever a letter says, it is decided: one route, in bounded time, the same whatever its dress (P12, P13, P15)."""

from __future__ import annotations

import base64
import quopri
import time
from datetime import datetime
from email import policy
from email.message import EmailMessage
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.parse import parse
from bot.mail.message import Message
from bot.mail.verdict import Kind, Trust
from bot.rules.decide import decide
from bot.rules.decision import SEVERITIES
from bot.rules.facts import Facts
from bot.settings.model import ReadingLimits
from tests.unit.rules.shipped import NIGHT, facts, rules

PIECES = (
    "rançongiciel|serveurs chiffrés|les urgences sont en panne|plan blanc|fuite de données|aucun|pas de|Le SAMU|"
    "le réseau est tombé|bonjour|messagerie|, |. |\n|hameçonnage|exercice|je suis journaliste|de l’aide"
).split("|")
texts = st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join)


@settings(max_examples=60)
@given(
    st.one_of(texts, st.text(max_size=400)),
    st.datetimes(datetime.fromisoformat("1971-01-01"), datetime.fromisoformat("2098-12-31")),
    st.sampled_from(list(Kind)),
)
def test_every_letter_at_every_instant_has_one_route_or_no_ticket(text: str, naive: datetime, kind: Kind) -> None:
    at = naive.replace(tzinfo=NIGHT.tzinfo)
    judgement = decide(facts(text, subject=text[:80], at=at, kind=kind), rules())
    routed = [line for line in judgement.trace if line.phase == "route" and line.matched]
    assert len(routed) == (judgement.decision.track != "no_ticket")
    assert (judgement.clock.opens_at is None) != (judgement.clock.closes_at is None)


HOSTILE = [
    "a" * 1_000_000,
    "rançongiciel " * 80_000,
    "pas de " * 150_000,
    "les urgences sont en panne. " * 40_000,
    "(" * 500_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=count())
def test_a_letter_of_a_million_octets_is_decided_in_bounded_time(text: str) -> None:
    begun = time.process_time()
    decide(facts(text, subject=text[:2000]), rules())
    assert time.process_time() - begun < 2


@settings(max_examples=40)
@given(texts)
def test_the_carriage_of_a_letter_does_not_change_its_score(text: str) -> None:
    scores = {_score(_carried(text, encoding)) for encoding in ("8bit", "quoted-printable", "base64")}
    assert len(scores) == 1


@settings(max_examples=40)
@given(texts, texts)
def test_quoted_history_does_not_change_the_score(text: str, history: str) -> None:
    quoted = "".join(f"> {line}\n" for line in history.splitlines() or [""])
    alone, answering = (
        _carried(f"Bonjour,\n{text}\nCordialement\n{more}", "8bit")
        for more in ("", f"\nLe 10 mars 2026 à 11:04, Desk <desk@cert.example> a écrit :\n{quoted}")
    )
    assert _score(answering) == _score(alone)


def _carried(text: str, encoding: str) -> Message:
    octets = text.encode()
    if encoding == "base64":
        octets = base64.encodebytes(octets)
    elif encoding == "quoted-printable":
        octets = quopri.encodestring(octets)
    letter = EmailMessage(policy=policy.SMTP)
    letter["From"], letter["Subject"], letter["Message-ID"] = "a@b.example", "x", "<a@b.example>"
    head = letter.as_bytes().rstrip(b"\r\n")
    fields = (
        f"\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}"
    )
    return parse(head + fields.encode() + b"\r\n\r\n" + octets, ReadingLimits())


def _score(message: Message) -> float:
    given_facts = facts()
    of = Facts(
        message,
        given_facts.verdict,
        given_facts.authentication,
        given_facts.report,
        "fssi",
        "fssi",
        NIGHT,
        NIGHT,
    )
    told = [line.because for line in decide(of, rules()).trace if line.phase == "score"]
    return float(told[0].partition(":")[0])


@settings(max_examples=60)
@given(texts, st.sampled_from(PIECES), st.booleans())
def test_one_more_thing_said_never_lowers_the_severity(text: str, more: str, attached: bool) -> None:
    known = [facts(each) for each in (text, f"{text}.\n\n{more}")]
    if known[0].unreadable:
        # What says nothing is unread, and graver than whatever it says.
        return
    first, second = (decide(each, rules()).decision for each in known)
    if "real" == first.track == second.track and first.severity and second.severity:
        assert SEVERITIES.index(second.severity) >= SEVERITIES.index(first.severity)


@settings(max_examples=60)
@given(
    texts,
    st.sampled_from(
        [Kind.OWN, Kind.DELIVERY_REPORT, Kind.AUTO_REPLY, Kind.READ_RECEIPT, Kind.FEEDBACK_REPORT, Kind.LIST]
    ),
    st.sampled_from(list(Trust)),
)
def test_no_machine_is_ever_answered(text: str, kind: Kind, trust: Trust) -> None:
    found = decide(facts(text, kind=kind, automatic=True, trust=trust), rules()).decision
    assert found.track == "no_ticket" and found.letters == () and found.page is None
