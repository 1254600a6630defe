"""The ten scenarios of the field and their variants as one year through the running daemon, day after day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from bot.daemon.pipeline import Handled
from bot.daemon.reads import ticket_whole
from bot.desk import actions
from tests.builders import at
from tests.journeys.stage import PHONE, Stage, minutes
from tests.town import composed

_PLACES = (
    ("EHPAD Bel-Air", "33"),
    ("EHPAD Clairval", "31"),
    ("Foyer Montclar", "87"),
    ("EHPAD Valfleury", "64"),
    ("Résidence Orvanne", "34"),
)


@dataclass
class Year:
    """The stage, and what became of the letters by name."""

    stage: Stage
    seen: dict[str, Handled] = field(default_factory=dict)

    def play(self, name: str, when: str, user: str = "desk", key: str = "", **fill: str) -> Handled:
        self.seen[key or name] = self.stage.play(name, when, user, **fill)
        return self.seen[key or name]

    def end(self, *names: str) -> None:
        """The desk closes these tickets, so that the next scenario begins with an empty desk."""
        for number in sorted({self.stage.ticket(self.seen[name]).number for name in names}):
            self.stage.act(
                lambda unit, number=number: actions.close(
                    unit, self.stage.service.office, number, "alice", self.stage.clock()
                )
            )  # type: ignore[misc]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    with Stage(tmp_path_factory.mktemp("year")) as stage:
        yield Year(stage)


def test_8_a_follow_up_with_a_lost_thread_joins_and_a_denied_resolution_resolves_nothing(year: Year) -> None:
    stage, first = year.stage, year.play("08-polyclinique", "2026-01-10T22:15:00+01:00", "fssi")
    assert first.taken.new and first.taken.page
    [answer] = stage.letters(first, "acknowledgement-off-hours-paged")
    pages = len(stage.letters(first, "page"))
    fill = {"ANSWER": answer.message_id, "TICKET": stage.ticket(first).number}
    later = year.play("08-suite", "2026-01-12T08:55:00+01:00", **fill)
    ticket = stage.ticket(first)
    assert not later.taken.new and later.taken.ticket is not None and later.taken.ticket.number == ticket.number
    assert not later.taken.page, "the severity is unchanged"
    assert ticket.state != "resolved_declared" and stage.letters(first, "resolution-questions") == []
    people = stage.look(lambda unit: {p.address: p.confirmed for p in unit.tickets.participants(ticket.id or 0)})
    assert people["dsi@polyclinique-du-cap.example"] is False
    assert not any("dsi@polyclinique-du-cap.example" in entry.to for entry in stage.letters(first))
    assert ticket.report["finess_valid"] is False and "finess" in ticket.questions
    assert pages >= 1
    year.end("08-polyclinique")


def test_2_a_telecom_cut_overseas_in_hours_shortly_before_closing(year: Year) -> None:
    stage, letter = year.stage, year.play("02-samu-reunion", "2026-01-14T17:31:05+01:00", "fssi")
    ticket = stage.ticket(letter)
    assert (ticket.severity, ticket.report["origin"], ticket.report["category"]) == (
        "critical",
        "non_malicious",
        "telecom_loss",
    )
    assert letter.taken.page, "hand-over to the person on call"
    assert (ticket.report["finess"], ticket.report["finess_valid"]) == ("970499992", True)
    assert {"ars-la-reunion", "health-alerts"} <= stage.told(letter)
    [answer] = stage.letters(letter, "acknowledgement-in-hours")
    text = " ".join((answer.text or "").split()).replace("\u00a0", " ").replace("\u202f", " ")
    assert "17 h 31 (heure de Paris)" in text and "20 h 31" in text
    year.end("02-samu-reunion")


def test_4_patient_data_is_sealed_masked_and_never_quoted(year: Year) -> None:
    stage, letter = year.stage, year.play("04-laboratoire", "2026-03-10T11:05:00+01:00")
    ticket = stage.ticket(letter)
    assert (ticket.severity, ticket.report["patient_impact"], ticket.significant) == ("critical", "proven", True)
    assert {"ars-pays-de-la-loire", "health-alerts"} <= stage.told(letter)
    assert "ars-hauts-de-france" not in str(ticket_trace(stage, letter)["decision"]["notify"])
    assert not letter.taken.page and "sealed" in stage.kinds(letter)
    out, shown = stage.words_out(letter), str(stage.look(lambda unit: ticket_whole(unit, ticket.number)))
    assert "données de patients" in out.replace("\u00a0", " ")
    for secret in ("1850578006084", "2510344109001", "LEGRANDIN", "VERDURIN", "COTTARD"):
        assert secret not in re.sub(r"[\s\u00a0]", "", out), secret
    for secret in ("1850578006084", "2510344109001"):
        assert secret not in re.sub(r"\s", "", shown), secret
    octets = stage.look(lambda unit: unit.letters.octets(letter.row.id))
    assert b"LEGRANDIN" in octets, "the raw letter stays whole"
    year.end("04-laboratoire")


def test_3_a_mailbox_compromise_on_a_local_holiday(year: Year) -> None:
    stage, letter = year.stage, year.play("03-ehpad", "2026-04-03T10:12:00+02:00")
    ticket = stage.ticket(letter)
    assert ticket.severity == "moderate" and ticket.report["care_impact"] in (None, False)
    assert (ticket.report["category"], ticket.significant) == ("account_compromise", False)
    assert stage.look(lambda unit: ticket_whole(unit, ticket.number))["rsit"] == [
        'rsit:intrusions="unprivileged-account-compromise"'
    ]
    assert ticket.report["support_requested"] is True and "finess" in ticket.questions
    assert not letter.taken.page and "ars-grand-est" in stage.told(letter)
    [answer] = stage.letters(letter, "acknowledgement-in-hours")
    assert "RFX-003" in (answer.text or "")
    due_at = datetime.fromisoformat(answer.context["answer_due_at"])
    assert at("2026-04-07T12:00:00+02:00") < due_at < at("2026-04-09T00:00:00+02:00")


def test_7_absence_bounce_and_receipt_change_nothing(year: Year) -> None:
    stage, first = year.stage, year.seen["03-ehpad"]
    [answer] = stage.letters(first, "acknowledgement-in-hours")
    before, letters = stage.ticket(first), len(stage.letters(first))
    fill = {"ANSWER": answer.message_id, "TICKET": before.number}
    for name in ("07-absence", "07-non-remis", "07-accuse-de-lecture"):
        taken = year.play(name, "2026-04-03T10:13:00+02:00", **fill).taken
        assert not taken.new and not taken.page and taken.letters == (), name
    after = stage.ticket(first)
    assert (after.state, after.severity, after.report) == (before.state, before.severity, before.report)
    assert [e.template for e in stage.letters(first)][letters:] in ([], ["alarm"]), (
        "only a person is told of the bounce"
    )
    assert stage.look(lambda unit: unit.tickets.awaited(after.id or 0)) is not None, "a machine has not answered"
    ways = stage.look(lambda unit: ticket_whole(unit, after.number))["contacts"]
    assert {way["value"] for way in ways if way["kind"] == "phone" and not way["dead"]} == {"+33353014455"}
    [dead] = [way for way in ways if way["dead"]]
    assert dead["kind"] == "mail" and "n’est pas joignable" in dead["why"]


def test_3_the_answers_are_read_back_and_the_end_is_asked_about(year: Year) -> None:
    stage, first = year.stage, year.seen["03-ehpad"]
    [answer] = stage.letters(first, "acknowledgement-in-hours")
    asked = tuple(answer.context["questions"])
    lines = [f"{n}. {_SAID.get(name, 'je ne sais pas')}" for n, name in enumerate(asked, 1)]
    reply(year, first, answer.message_id, "Bonjour,\n" + "\n".join(lines), "2026-04-07T09:30:00+02:00")
    ticket = stage.ticket(first)
    assert ticket.report["phone"] == "+33353014455" and ticket.report["finess"] == "670999994"
    assert ticket.questions == () and stage.letters(first, "questions", "questions-reminder") == []
    reply(year, first, answer.message_id, "L'incident est résolu depuis hier soir.", "2026-04-08T10:00:00+02:00")
    assert stage.ticket(first).state == "resolved_declared"
    [asked_last] = stage.letters(first, "resolution-questions")
    noticed, severity = ticket.report["noticed_at"], ticket.severity
    words = "1. mardi 7 avril à 18h30\n2. un hameçonnage, c'est avéré\n3. avéré 3 jours"
    reply(year, first, asked_last.message_id, words, "2026-04-08T11:00:00+02:00")
    told = stage.look(lambda unit: ticket_whole(unit, ticket.number))
    assert told["resolution"] == {
        "returned_at": "2026-04-07T16:30:00+00:00",
        "causes": "un hameçonnage, c'est avéré",
        "degraded_minutes": 3 * 1440,
    }
    after = stage.ticket(first)
    assert (after.report["noticed_at"], after.severity, after.state) == (noticed, severity, "resolved_declared")
    assert after.report["patient_impact"] != "proven" and after.report["degraded_mode"] is False
    year.end("03-ehpad")


_SAID = {"phone": "03 53 01 44 55", "degraded_mode": "non", "finess": "670 999 994", "structure": "EHPAD Les Tilleuls"}


def reply(year: Year, first: Handled, message_id: str, text: str, when: str) -> Handled:
    """The declarant of a ticket answers."""
    threaded = {"In_Reply_To": f"<{message_id}>", "References": f"<{message_id}>"}
    letter = composed(
        year.stage.ticket(first).requester, ["desk@veilleur.example"], "RE: signalement", text, **threaded
    )
    return year.stage.post(letter.as_bytes(), at(when))


def ticket_trace(stage: Stage, handled: Handled) -> dict[str, dict[str, object]]:
    """The judgement a ticket was opened by."""
    ticket_id = stage.ticket(handled).id or 0
    return stage.look(lambda unit: unit.audit.traces(ticket_id))[0]


def test_5_a_providers_notice_then_a_storm_one_page_then_digests(year: Year) -> None:
    stage, notice = year.stage, year.play("05-prestataire", "2026-05-07T19:40:00+02:00", "fssi")
    ticket = stage.ticket(notice)
    assert (ticket.severity, ticket.significant, ticket.track) == ("major", True, "real")
    assert {"ars-nouvelle-aquitaine", "ars-occitanie", "ars-martinique"} <= stage.told(notice)
    assert not any(".example" in to and to.startswith("direction") for e in stage.letters(notice) for to in e.to)
    storm = [storm_letter(n) for n in range(22)]
    reports = [
        stage.post(octets, at("2026-05-07T19:50:00+02:00") + minutes(n), "fssi") for n, octets in enumerate(storm)
    ]
    incidents = {stage.look(lambda unit, i=one: unit.incidents.of_ticket(stage.ticket(i).id or 0)) for one in reports}
    assert len({i.number for i in incidents if i}) == 1 and None not in incidents
    assert len({stage.ticket(one).number for one in reports}) == 22
    answers = [stage.letters(one, "acknowledgement-off-hours", "acknowledgement-off-hours-paged") for one in reports]
    assert all(len(each) == 1 for each in answers), "each structure has its own acknowledgement"
    assert sum(one.taken.page for one in reports) == 1
    assert not reports[15].taken.page, "patients in danger, but help declined"
    assert {stage.ticket(reports[n]).severity for n in (15, 18, 19, 20, 21)} == {"critical"}
    assert all(stage.ticket(one).report["support_requested"] for one in reports[18:]), "each asks for help"

    def digests(unit: object) -> list[str]:
        listed = stage.look(lambda unit: unit.outbox.listed())
        return [str(entry.context.get("facts")) for entry in listed if entry.template == "storm-digest"]

    stage.clock.set(at("2026-05-07T20:45:00+02:00"))
    stage.tick_until(
        lambda unit: any("ESAT Les Alizés" in one for one in digests(unit)), "the critical one in a digest"
    )
    stage.rest()
    year.seen |= {f"storm {n}": one for n, one in enumerate(reports)}
    year.end("05-prestataire", *(f"storm {n}" for n in range(22)))


def storm_letter(n: int) -> bytes:
    """From « nous aussi » to full reports; the first, the 19th and the last ones ask for help, one is an ESAT in
    Martinique."""
    name, place = _PLACES[n % len(_PLACES)]
    name = f"{name} {'ABCDEFGHIJKLMNOPQRSTUVWX'[n]}"
    text = f"Bonjour, {name} ({place}) : nous aussi on n'a plus accès à la plateforme Sillage."
    if n == 0:
        text += " Les soins sont touchés, patients en danger, mode dégradé. Nous avons besoin d'aide tout de suite."
    if n >= 18:
        text += " Soins sur papier, mode dégradé : aidez-nous, nous avons besoin d'un appui."
    if n == 15:
        text = (
            "Structure : ESAT Les Alizés\nDépartement : 972\nPrestataire : hébergeur Sillage\nImpact patient : avéré\n"
            "Mode dégradé : oui\nAccompagnement souhaité : non\nDescription : dossier usager Sillage inaccessible.\n"
        )
    letter = composed(
        f"direction@structure{n}.example", ["fssi@veilleur.example"], f"Panne dossier usager {name}", text
    )
    return letter.as_bytes()


def test_6_an_exercise_that_turns_real_keeps_its_ticket_and_then_counts(year: Year) -> None:
    stage, first = year.stage, year.play("06-exercice", "2026-06-11T09:30:00+02:00")
    assert stage.ticket(first).state == "exercise" and not first.taken.page
    [answer] = stage.letters(first, "acknowledgement-exercise")
    assert "EXERCICE" in (answer.subject or "") and (answer.text or "").startswith("EXERCICE")
    assert stage.look(lambda unit: unit.tickets.awaited(stage.ticket(first).id or 0)) is None
    later = year.play("06-exercice-devenu-reel", "2026-06-11T11:52:00+02:00")
    ticket = stage.ticket(later)
    assert ticket.track == "real" and ticket.report["category"] == "account_compromise"
    assert ticket.severity in ("major", "critical") and ticket.report["support_requested"] is True
    assert "198.51.100.23" not in stage.words_out(later)
    year.end("06-exercice")


def test_10_a_forged_authority_gets_nothing_and_a_genuine_one_passes(year: Year) -> None:
    stage, first = year.stage, year.play("10-dossier-98", "2026-07-10T14:30:00+02:00")
    number = stage.ticket(first).number
    before, letters = stage.ticket(first), len(stage.letters(first))
    forged = year.play("10-autorite-usurpee", "2026-07-10T21:10:00+02:00", TICKET=number)
    apart = stage.ticket(forged)
    assert apart.number != number and apart.claims == number and not forged.taken.page
    assert stage.ticket(first).state == before.state and len(stage.letters(first)) == letters
    assert not any(
        "ars-sante-fr" in to or "autre-domaine" in to for one in stage.office.posted for to in [one.recipient]
    )
    assert stage.look(lambda unit: unit.tickets.awaited(apart.id or 0)) is None
    assert "desk-team" in stage.told(forged)
    words = " ".join(stage.words_out(forged).split()).replace("\u00a0", " ")
    assert "rappelez l’autorité à un numéro connu" in words
    genuine = year.play("10-ars-authentique", "2026-07-10T21:10:05+02:00")
    assert genuine.taken.new and len(stage.letters(genuine, "acknowledgement-off-hours")) == 1
    year.end("10-dossier-98", "10-autorite-usurpee", "10-ars-authentique")


def test_1_ransomware_on_a_saturday_night_that_is_also_a_holiday(year: Year) -> None:
    stage, letter = year.stage, year.play("01-rancongiciel", "2026-08-15T02:47:00+02:00", "fssi")
    ticket = stage.ticket(letter)
    assert letter.taken.page and ticket.severity == "critical"
    wanted = {"category": "ransomware", "origin": "malicious", "patient_impact": "potential", "degraded_mode": True}
    assert {name: ticket.report[name] for name in wanted} == wanted and ticket.report["support_requested"] is True
    why = str(ticket_trace(stage, letter)["clock"]["why"])
    assert "week-end" in why and "férié" in why
    [answer] = stage.letters(letter, "acknowledgement-off-hours-paged")
    [page, *_] = stage.letters(letter, "page")
    assert PHONE in re.sub(r"\W", "", answer.text or "")
    assert ticket.questions and ticket.questions[0] != "finess" and "finess" in ticket.questions
    assert page.sent_at is not None and answer.sent_at is not None and page.sent_at <= answer.sent_at
    year.end("01-rancongiciel")


def test_variant_the_double_hour_of_october_is_told_apart(year: Year) -> None:
    stage, letter = year.stage, year.play("v1-heure-double", "2026-10-25T02:30:00+01:00", "fssi")
    assert letter.taken.page and stage.ticket(letter).received_at == at("2026-10-25T01:30:00+00:00")
    year.end("v1-heure-double")


def test_9_a_military_hospital_is_redirected_and_no_agency_is_told(year: Year) -> None:
    stage, letter = year.stage, year.play("09-hopital-militaire", "2026-11-11T19:20:00+01:00", "fssi")
    ticket = stage.ticket(letter)
    assert (ticket.track, ticket.state) == ("redirect", "redirected") and not letter.taken.page
    assert not any(name.startswith("ars-") for name in stage.told(letter))
    [answer] = stage.letters(letter, "redirect")
    assert "armées" in (answer.text or "") and "imagerie" not in (answer.text or "")
    assert ticket.questions == ()


@pytest.mark.parametrize(
    ("name", "department", "ars"),
    [("v4-saint-martin", "978", "Guadeloupe"), ("v5-corse", "2B", "Corse")],
)
def test_variant_territories(year: Year, name: str, department: str, ars: str) -> None:
    ticket = year.stage.ticket(year.play(name, "2026-12-15T10:05:00+01:00"))
    assert (ticket.report["territory"]["department"], ticket.report["territory"]["ars"]) == (department, ars)


def test_variant_a_siren_in_the_finess_box_sends_nothing_to_a_wrong_agency(year: Year) -> None:
    letter = year.play("v3-siren", "2026-12-15T10:10:00+01:00")
    assert year.stage.ticket(letter).report["territory"]["department"] == "44"
    assert {name for name in year.stage.told(letter) if name.startswith("ars-")} == {"ars-pays-de-la-loire"}


def test_variant_a_label_in_french_is_normalised(year: Year) -> None:
    letter = year.play("v6-tlp-orange", "2026-12-15T10:15:00+01:00")
    assert year.stage.ticket(letter).report["tlp"] == "TLP:AMBER"


def test_variant_no_date_and_no_message_id_is_no_hindrance(year: Year) -> None:
    letter = year.play("v7-sans-date", "2026-12-15T10:20:00+01:00")
    assert letter.taken.new and len(year.stage.letters(letter, "acknowledgement-in-hours")) == 1


def test_variant_a_screenshot_instead_of_text_is_a_ticket_for_a_human(year: Year) -> None:
    letter = year.play("v8-capture-ecran", "2026-12-15T10:25:00+01:00")
    assert letter.taken.new and year.stage.ticket(letter).track == "real"


def test_variant_yes_to_seven_questions_answers_none(year: Year) -> None:
    stage, first = year.stage, year.seen["v6-tlp-orange"]
    [answer] = stage.letters(first, "acknowledgement-in-hours")
    before = stage.ticket(first)
    assert len(before.questions) > 1
    later = year.play("v9-oui", "2026-12-15T11:00:00+01:00", ANSWER=answer.message_id, TICKET=before.number)
    assert not later.taken.new and stage.ticket(first).questions == before.questions


@pytest.mark.parametrize("name", ["v10-officine", "v11-patient"])
def test_variant_out_of_scope_is_answered_politely(year: Year, name: str) -> None:
    letter = year.play(name, "2026-12-15T10:35:00+01:00")
    ticket = year.stage.ticket(letter)
    assert (ticket.track, ticket.state) == ("out_of_scope", "out_of_scope") and not letter.taken.page
    assert len(year.stage.letters(letter, "out-of-scope")) == 1


def test_variant_christmas_eve_eight_minutes_before_closing_is_handed_over(year: Year) -> None:
    letter = year.play("v2-veille-de-noel", "2026-12-24T17:52:00+01:00")
    assert letter.taken.page and len(year.stage.letters(letter, "acknowledgement-in-hours")) == 1
