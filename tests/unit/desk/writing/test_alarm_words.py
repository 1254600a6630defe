"""What the operator reads at night: the cause in the subject, his language, people's counting, the ticket's number."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.daemon.shipped import shipped_templates
from bot.desk import overdue
from bot.desk.kept.letters import LetterContext
from bot.desk.kept.records import OutboxEntry, RecipientOutcome
from bot.desk.pages import escalate
from bot.desk.writing.alarm_texts import ALARM_TEXTS
from bot.desk.writing.alarm_words import worded
from bot.mail.verdict import Kind
from bot.outbound.render import Renderer
from bot.outbound.retry import after
from bot.outbound.typography import NO_BREAK
from bot.settings.model import RetrySettings
from tests import builders
from tests.letters_out import AT, entry
from tests.unit.desk.conftest import Desk

GOES_ON = "La chaîne d'appel continue."
PARIS = ZoneInfo("Europe/Paris")
BEGUN = builders.at("2026-08-08T02:47:00+02:00")
TICKET = "SSI-2026-000001: "
DUE = f"à donner pour le samedi 8 août 2026 à 3{NO_BREAK}h{NO_BREAK}17 (heure de Paris)"
CAPPED = "Une réponse automatique à rssi@ch-x.example est retenue : trop de réponses à cette adresse ou en tout."
HELD = "11 answers to this address within a day"

# Key, text of the operator's screen, cause and words in French.
TOLD = [
    (
        "case/1/not-reached/x",
        f"{TICKET}not-reached: alice: bounce of the page of round 1, step 2",
        "astreinte, alice injoignable",
        "Alice est injoignable : le courriel d'astreinte n'a pas pu être remis (tour 1, étape 2). " + GOES_ON,
    ),
    (
        "case/1/nobody-on-call/x",
        f"{TICKET}nobody-on-call: schedule astreinte at round 1, step 2",
        "personne n'est d'astreinte",
        "Personne n'est d'astreinte : aucun nom pour le planning « astreinte » (tour 1, étape 2). " + GOES_ON,
    ),
    (
        "case/1/nobody-on-call/x",
        f"{TICKET}nobody-on-call: schedule astreinte at round 1, step 2: out of reach: alice",
        "astreinte injoignable",
        "Quelqu'un est d'astreinte, mais injoignable : alice, pour le planning « astreinte » (tour 1, étape 2). "
        + GOES_ON,
    ),
    (
        "case/1/answers-in-vain/alice",
        f"{TICKET}answers-in-vain: alice: no further letter about them goes there within the hour",
        "astreinte, réponses sans effet",
        "Des réponses au nom de alice se répètent sans effet : incomprises, ou peut-être fausses. Appelez alice ; "
        "pendant une heure, nous ne lui en écrivons plus rien. " + GOES_ON,
    ),
    (
        "leg/dispatch",
        "dispatch has completed no round for 0 min: no reason known",
        "envoi des courriels, à l'arrêt",
        "Envoi des courriels : aucun tour n'a abouti depuis moins d'une minute. Dernier état connu : cause inconnue",
    ),
    (
        "leg/account fssi",
        "account fssi has completed no round for 12 min: timed out",
        "lecture de la boîte « fssi », à l'arrêt",
        "Lecture de la boîte « fssi » : aucun tour n'a abouti depuis 12 min. Dernier état connu : timed out",
    ),
    (
        "level/1/first_answer",
        f"{TICKET}first_answer was due at 2026-08-08T01:17:00+00:00 and has not been given",
        "délai dépassé, la première réponse au déclarant",
        f"Le délai est dépassé : la première réponse au déclarant, {DUE}, ne l'a pas été.",
    ),
    (
        "answers/rssi@ch-x.example",
        f"an automatic answer to rssi@ch-x.example is held: {HELD}",
        "réponse automatique retenue",
        f"{CAPPED} Elle attend votre décision. Détail technique : {HELD}",
    ),
    ("new/kind", "something of a later version", "", "something of a later version"),
    ("leg/x", "said in other words", "organe à l'arrêt", "said in other words"),
]

# One text of each further kind, as it is raised.
RAISED = [
    ("case/1/lease-ended/x", f"{TICKET}lease-ended: alice took the case and left no trace on the ticket"),
    ("case/1/exhausted/x", f"{TICKET}exhausted: policy off-hours ran out, nobody has taken the case"),
    ("submission", "no letter can leave: connection refused"),
    ("outbox/a@b.example", "acknowledgement-off-hours for x@y.example was not delivered: refused 550"),
    ("bounce/a@b.example", "notice for x@y.example came back: 5.1.1 unknown"),
    ("template/fr/page", "letter a@b.example: template fr/page: a hole (line 3)"),
    ("unanswered/1", f"{TICKET}the declarant was reminded twice and has not answered; still missing: phone"),
    (
        "reach/alice/a@b.example/unclear",
        "alice answered the test letter to a@b.example, but not with « reçu »: please read it",
    ),
    ("reach/alice/a@b.example", "alice has not answered the test letter to a@b.example (never proven)"),
    ("quarantine/3", "a letter received in fssi could not be taken in and stands in quarantine: ValueError: x"),
    (
        "rota/astreinte",
        "schedule astreinte: its calendar (https://x.example) is refused, the last good one stays: a hole",
    ),
    ("rota/astreinte/stale", "schedule astreinte: no sound calendar from file:x since 2026-08-08T01:17:00+00:00"),
    ("configuration", "the configuration was read again and refused, the old one stays in force; 2 fault(s): a | b"),
    ("outbox/m@b.example", "letter m@b.example (page): one recipient refused: refused 550 no"),
    (
        "outbox/m@b.example",
        "letter m@b.example (page): the connection was lost 3 times while it was handed over; whether …",
    ),
    ("outbox/m@b.example", "letter m@b.example (page) could not be sent: refused 550 no"),
]


@pytest.mark.parametrize(("key", "text", "cause", "words"), TOLD)
def test_it_is_said_in_french(key: str, text: str, cause: str, words: str) -> None:
    told = worded(key, text, "fr", PARIS)
    assert (told.cause, told.text) == (cause, words)


def test_every_kind_has_words_in_both_languages_and_leaves_no_english_in_french() -> None:
    samples = [(key, text) for key, text, *_ in TOLD] + RAISED
    for kind in ALARM_TEXTS:
        mine = [(k, t) for k, t in samples if k.startswith(kind.key) and re.fullmatch(kind.pattern, t)]
        assert mine, f"no text of the kind {kind.pattern}"
        for key, text in mine:
            french, english = worded(key, text, "fr", PARIS), worded(key, text, "en", PARIS)
            assert french.cause and english.cause and french != english
            assert not re.search(
                r"\b(?:round|step|the|is|was|has|letter)\b", french.cause + " " + french.text.split("étail")[0]
            )
            assert "{" not in french.text + english.text


@pytest.mark.parametrize("result", ["refused", "deferred", "uncertain"])
def test_what_the_dispatcher_raises_is_of_a_known_kind(result: str) -> None:
    lost = RecipientOutcome("x@y.example", result, 550, "no such user")
    reached = RecipientOutcome("z@y.example", "accepted", 250, "")
    seen = 0
    for outcomes in ([lost], [lost, reached]):
        for last_error in (None, "doubt 3: lost"):
            following = after(entry(last_error=last_error), outcomes, RetrySettings(), AT + timedelta(days=9), 0.5)
            if following.alarm:
                seen += 1
                told = worded("outbox/letter.1@desk.example", following.alarm, "fr", PARIS)
                assert told.text != following.alarm and told.cause != "courriel non remis"
    assert seen


def subject_of(desk: Desk, alarm: OutboxEntry) -> str:
    templates = Renderer(None, shipped_templates(), desk.office.settings.identity, desk.office.rules.zone)
    return templates.render("alarm", alarm.language, LetterContext.from_dict(alarm.context)).subject.replace(
        NO_BREAK, " "
    )


def test_an_absent_person_is_named_in_the_subject_with_the_ticket_and_is_not_called_nobody(desk: Desk) -> None:
    taken = desk.take(builders.reading(report=builders.critical_report()), BEGUN)
    assert taken.ticket is not None
    [page] = desk.pages()
    absence = builders.reading(
        builders.message("Je suis absent.", "Absence", "alice@cert.example", "away", in_reply_to=(page.message_id,)),
        kind=Kind.AUTO_REPLY,
        automatic=True,
        absence=True,
    )
    desk.take(absence, BEGUN + timedelta(minutes=1))
    number = taken.ticket.number
    subjects = [subject_of(desk, alarm) for alarm in desk.outbox("alarm")]
    assert f"[{number}] ALARME : astreinte, alice injoignable" in subjects
    assert f"[{number}] ALARME : astreinte injoignable" in subjects
    assert not any("personne n’est d’astreinte" in subject for subject in subjects)


def test_what_the_clock_raises_is_of_a_known_kind(desk: Desk) -> None:
    desk.take(builders.reading(report=builders.critical_report()), BEGUN)
    for minutes in range(0, 300, 5):
        now = BEGUN + timedelta(minutes=minutes)
        with desk.storage.begin() as unit:
            escalate.tick(unit, desk.office, now)
            overdue.tick(unit, desk.office, now)
    told = desk.outbox("alarm")
    assert len(told) > 2 and all(one.ticket for one in told)
    causes = {str(one.context.get("cause")) for one in told}
    assert {"personne n'a pris le dossier", "délai dépassé, la première réponse au déclarant"} <= causes
    assert not any(re.search(r"\b(?:round|nobody|policy|due)\b", str(one.context["alarm"])) for one in told)
