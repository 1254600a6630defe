"""Answers count by the numbers of the letter they answer; our own words are nobody's facts; an end is no beginning."""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.daemon.reader import make_reader
from bot.daemon.reads import ticket_whole
from bot.daemon.shipped import shipped_templates
from bot.daemon.wiring import reader_setup
from bot.desk import actions
from bot.desk.kept.letters import LetterContext
from bot.desk.kept.records import OutboxEntry
from bot.desk.ports import Unit
from bot.mail.verdict import Kind
from bot.outbound.render import Renderer
from bot.report.fields import Found
from bot.tickets.model import Ticket
from tests import builders
from tests.builders import TUESDAY_MORNING
from tests.unit.desk.conftest import Desk

HOUR = timedelta(hours=1)
WHO = "dir@ehpad1.example"
FIRST = "Bonjour, EHPAD Les Tilleuls, 29200 Brest. Un compte de messagerie a été piraté ce matin vers 9h."


@functools.cache
def reader() -> Callable[..., Any]:
    return make_reader(reader_setup(builders.shipped()))


class Talk:
    """One declarant and the desk, a letter an hour."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.at = desk, TUESDAY_MORNING
        self.write(FIRST)

    def write(
        self, text: str, answering: OutboxEntry | None = None, leaning: dict[str, str] | None = None, **headers: str
    ) -> None:
        """A letter of the declarant; `answering` a letter of ours gives it In-Reply-To, `leaning` what it leans to."""
        self.at += HOUR
        if answering is not None:
            headers["In_Reply_To"] = f"<{answering.message_id}>"
        elif self.at != TUESDAY_MORNING + HOUR:
            headers.setdefault("In_Reply_To", f"<{TUESDAY_MORNING + HOUR:%H}@ehpad1.example>")
        sent = builders.octets(text, "RE: signalement", WHO, message_id=f"<{self.at:%H}@ehpad1.example>", **headers)
        reading = reader()(sent, self.at)
        assert reading.verdict.kind in (Kind.REPORT, Kind.FOLLOW_UP)
        if leaning:
            leanings = tuple((name, Found(value, 0.4, "text", (0, 3))) for name, value in leaning.items())
            reading = replace(reading, report=replace(reading.report, leanings=leanings), foresight=None)
        self.desk.take(reading, self.at, "desk")
        self.desk.do(self._word)

    def ask(self, *fields: str) -> OutboxEntry:
        """The desk asks; the letter that does."""
        self.at += HOUR
        number = self.ticket.number
        self.desk.do(lambda unit: _ignore(actions.ask(unit, self.desk.office, number, fields, "alice", self.at)))
        self.desk.do(self._word)
        return self.ours("questions")

    def ours(self, template: str) -> OutboxEntry:
        """The last letter of that template, with its words."""
        return self.desk.outbox(template)[-1]

    @property
    def ticket(self) -> Ticket:
        with self.desk.storage.read() as unit:
            return unit.tickets.listed(None, None)[0]

    @property
    def whole(self) -> dict[str, Any]:
        """What `tickets show --json` tells."""
        with self.desk.storage.read() as unit:
            return ticket_whole(unit, self.ticket.number)

    def _word(self, unit: Unit) -> None:
        identity = self.desk.office.settings.identity
        renderer = Renderer(None, shipped_templates(), identity)
        for entry in unit.outbox.listed():
            if entry.text is None and entry.id is not None:
                words = renderer.render(entry.template, entry.language, LetterContext.from_dict(entry.context))
                unit.outbox.written(entry.id, entry.template, words.subject, words.text, words.html)


def _ignore(_: object) -> None: ...


def quoted(entry: OutboxEntry, *answers: str) -> str:
    """Our letter quoted, with an answer below each of its questions, as mail programs and people do."""
    lines, out, left = (entry.text or "").split("\n"), [], list(answers)
    for n, line in enumerate(lines):
        out.append(f"> {line}".rstrip())
        ends = n + 1 == len(lines) or not lines[n + 1].startswith("   ")
        if left and ends and _in_question(lines, n):
            out.append(left.pop(0))
    return "\n".join(out)


def _in_question(lines: list[str], n: int) -> bool:
    while lines[n].startswith("   ") and n:
        n -= 1
    return lines[n][:2].rstrip(".").isdigit()


@pytest.fixture
def talk(desk: Desk) -> Talk:
    return Talk(desk)


def test_not_knowing_below_our_own_question_is_no_fact_that_the_question_names(talk: Talk) -> None:
    asked = talk.ask("phone", "degraded_mode", "patient_impact", "others_at_risk", "personal_data")
    answers = ("02 98 00 11 22", "Non", "aucun impact", "je ne sais pas", "je ne sais pas")
    talk.write("Bonjour,\n" + quoted(asked, *answers), asked)
    report = talk.ticket.report
    assert report["others_at_risk"] is None and report["personal_data"] is None
    assert {"others_at_risk", "personal_data"} <= set(report["unsure"])
    assert (report["phone"], report["degraded_mode"], report["patient_impact"]) == ("+33298001122", False, "none")
    assert talk.ticket.severity == "moderate"


def test_what_a_letter_leans_to_answers_nothing_and_replaces_nothing(talk: Talk) -> None:
    talk.ask("origin", "state")
    before = talk.ticket
    talk.write("Merci, je me renseigne.", leaning={"origin": "malicious", "state": "ongoing", "category": "ransomware"})
    after = talk.ticket
    assert after.questions == before.questions == ("origin", "state")
    assert (after.report["category"], after.report["state"]) == (before.report["category"], before.report["state"])


def test_who_does_not_know_what_the_first_letter_leant_to_is_not_asked_again(talk: Talk) -> None:
    asked = talk.ask("personal_data", "others_at_risk")
    leant = replace(talk.ticket, report={**talk.ticket.report, "personal_data": True})
    talk.desk.do(lambda unit: _ignore(unit.tickets.save(leant)))
    talk.write("1. je ne sais pas\n2. non", asked)
    assert talk.ticket.questions == ()


def test_our_letter_quoted_whole_without_a_mark_says_nothing(talk: Talk) -> None:
    asked = talk.ask("others_at_risk", "provider_involved", "personal_data")
    before = talk.ticket
    talk.write("Bien reçu, je reviens vers vous.\n\n" + textwrap.dedent(asked.text or ""), asked)
    after = talk.ticket
    told = {name for name, value in before.report.items() if after.report[name] != value}
    assert told <= {"tlp"} and (after.severity, after.questions) == (before.severity, before.questions)


@pytest.mark.parametrize("said", ["Pour la 3, avéré malheureusement", "Q3 : avéré", "3- avéré", "réponse 3 : avéré"])
def test_a_proven_danger_is_heard_however_the_number_is_told(talk: Talk, said: str) -> None:
    asked = talk.ask("phone", "degraded_mode", "patient_impact")
    talk.write(f"Q1 : NSP\n{said}\nÀ la deuxième, oui.", asked)
    assert talk.ticket.report["patient_impact"] == "proven" and talk.ticket.report["degraded_mode"] is True
    assert talk.ticket.severity == "critical"


def test_numbers_mean_the_questions_of_the_letter_that_is_answered(talk: Talk) -> None:
    old, _ = talk.ask("support_requested", "degraded_mode"), talk.ask("degraded_mode", "support_requested")
    talk.write("1. oui\n2. non", old)
    assert (talk.ticket.report["support_requested"], talk.ticket.report["degraded_mode"]) == (True, False)


def test_the_quoted_questions_tell_which_letter_is_answered_when_the_thread_is_lost(talk: Talk) -> None:
    old, _ = talk.ask("others_at_risk", "degraded_mode"), talk.ask("degraded_mode", "others_at_risk")
    talk.write(quoted(old, "oui", "non"))
    assert (talk.ticket.report["others_at_risk"], talk.ticket.report["degraded_mode"]) == (True, False)


def test_numbers_that_could_mean_two_letters_are_left_to_a_person(talk: Talk) -> None:
    talk.ask("support_requested", "degraded_mode"), talk.ask("degraded_mode", "support_requested")
    before = talk.ticket.report
    talk.write("1. oui\n2. non")
    assert talk.ticket.report == before
    assert [e["kind"] for e in talk.whole["entries"]].count("answers_unplaced") == 1


def test_numbers_below_a_letter_of_the_desk_without_questions_are_left_to_a_person(talk: Talk) -> None:
    talk.ask("support_requested", "degraded_mode")
    number = talk.ticket.number
    words = "Deux choses :\n1. le serveur est-il débranché ?\n2. qui est d'astreinte ?"
    talk.desk.do(lambda unit: _ignore(actions.reply(unit, talk.desk.office, number, words, "alice", talk.at)))
    talk.desk.do(talk._word)
    before = talk.ticket.report
    talk.write("1. oui\n2. non, personne", talk.ours("reply"))
    assert talk.ticket.report["degraded_mode"] == before["degraded_mode"]
    assert "answers_unplaced" in [e["kind"] for e in talk.whole["entries"]]


def over(talk: Talk) -> OutboxEntry:
    """The structure tells the end and is asked about it."""
    talk.write("L'incident est résolu.")
    assert talk.ticket.state == "resolved_declared"
    return talk.ours("resolution-questions")


def test_the_end_is_asked_about_in_three_numbered_questions(talk: Talk) -> None:
    text = " ".join((over(talk).text or "").split())
    for question in ("1. À quelle date et à quelle heure", "2. Quelles sont les causes", "3. Combien de temps"):
        assert question in text


@pytest.mark.parametrize(
    ("said", "due"),
    [
        (
            "1. le 10/03 à 13h15\n2. un mot de passe trop faible\n3. 14 heures",
            {
                "returned_at": "2026-03-10T12:15:00+00:00",
                "causes": "un mot de passe trop faible",
                "degraded_minutes": 840,
            },
        ),
        (
            "1. le 10/03 à 13h15\n2. oui : un mot de passe faible, c'est avéré\n3. avéré 3 jours",
            {
                "returned_at": "2026-03-10T12:15:00+00:00",
                "causes": "oui : un mot de passe faible, c'est avéré",
                "degraded_minutes": 4320,
            },
        ),
        (
            "1. je ne sais pas\n2. Non connues à ce jour, peut-être un hameçonnage ou un rançongiciel\n3. Aucun",
            {
                "causes": "Non connues à ce jour, peut-être un hameçonnage ou un rançongiciel",
                "degraded_minutes": 0,
                "unsure": ["returned_at"],
            },
        ),
        (
            "Le retour à la normale date du 10/03 à 13h15, la cause était un hameçonnage, mode dégradé durant 2 jours.",
            {"returned_at": "2026-03-10T12:15:00+00:00", "causes": "un hameçonnage", "degraded_minutes": 2880},
        ),
    ],
    ids=["by number", "with words of gravity", "unknown", "in prose"],
)
def test_answers_about_the_end_stand_beside_the_report_and_change_nothing_in_it(
    talk: Talk, said: str, due: dict[str, object]
) -> None:
    asked, before = over(talk), talk.ticket
    assert before.report["noticed_at"]
    talk.write(said, asked)
    told, after = talk.whole, talk.ticket
    assert told["resolution"] == due and "resolution" not in told["report"]
    changed = {name for name, value in before.report.items() if after.report.get(name) != value}
    assert changed <= {"origin", "degraded_mode"} and after.report["noticed_at"] == before.report["noticed_at"]
    assert (after.severity, after.state) == (before.severity, "resolved_declared")


def test_what_was_told_with_the_end_is_not_asked_again_and_stands_in_the_closing_letter(talk: Talk) -> None:
    talk.write(
        "Incident clôturé ce jour à 12h30, tout est rétabli. Cause : hameçonnage. Mode dégradé pendant 6 heures."
    )
    assert talk.ticket.state == "resolved_declared" and not talk.ours("resolution-questions").context.get("questions")
    number = talk.ticket.number
    talk.desk.do(lambda unit: _ignore(actions.close(unit, talk.desk.office, number, "alice", talk.at, "Merci.")))
    talk.desk.do(talk._word)
    text = (talk.ours("closing").text or "").replace("\u00a0", " ").replace("\u202f", " ")
    assert "Retour à la normale : mardi 10 mars 2026 à 12 h 30" in text and "mode dégradé : 6 h" in text
    assert "hameçonnage" not in text, "the declarant's words are not quoted"


def test_a_relapse_told_in_an_answer_about_the_end_is_a_relapse(talk: Talk) -> None:
    asked = over(talk)
    talk.write("1. En fait non, ça recommence : tous les serveurs sont chiffrés, aidez-nous", asked)
    assert talk.ticket.state == "in_progress" and talk.ticket.report["support_requested"] is True


def test_where_we_asked_once_a_lost_thread_is_no_doubt(talk: Talk) -> None:
    asked = talk.ours("acknowledgement-in-hours").context["questions"]
    talk.write(f"{asked.index('degraded_mode') + 1}. oui")
    assert talk.ticket.report["degraded_mode"] is True


def test_an_office_without_lexicons_reads_no_answers(desk: Desk) -> None:
    talk = Talk(desk)
    asked = talk.ask("support_requested")
    desk.office = replace(desk.office, lexicons=None)
    talk.write("1. oui", asked)
    assert talk.ticket.report["support_requested"] is None
