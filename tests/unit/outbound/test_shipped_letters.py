"""What every shipped letter promises, whatever is known, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser

import pytest

from bot.desk.kept.letters import LetterContext, Rendered
from bot.outbound.paragraphs import WIDTH
from bot.outbound.proof import FULL, LETTERS, prove, samples
from bot.outbound.render import LANGUAGES, Renderer
from bot.outbound.typography import NO_BREAK
from bot.report.fields import FIELD_NAMES
from tests.letters_out import AT, IDENTITY, TEMPLATES

ASKABLE = tuple(name for name in FIELD_NAMES if name != "unsure")
ACKNOWLEDGEMENTS = [name for name in LETTERS if name.startswith("acknowledgement")]
RENDERER = Renderer(None, TEMPLATES, IDENTITY)
OF_NO_TICKET = ("alarm", "reach-test")


@cache
def rendered(letter: str, language: str) -> tuple[tuple[str, Rendered], ...]:
    """Every sample but the facts left out one by one, which `prove` goes through."""
    return tuple(
        (name, RENDERER.render(letter, language, context))
        for name, context in samples(letter)
        if not name.endswith("not known") or name in ("phone not known", "structure not known", "opens_at not known")
    )


def flat(letter: str, language: str = "fr", context: LetterContext = FULL) -> str:
    return " ".join(RENDERER.render(letter, language, context).text.split())


every_letter = pytest.mark.parametrize("letter", LETTERS)
every_language = pytest.mark.parametrize("language", LANGUAGES)


def test_every_letter_is_proved_in_both_languages() -> None:
    assert prove(None, TEMPLATES, IDENTITY) == []


def test_no_letter_is_shipped_that_is_not_proved() -> None:
    for language in LANGUAGES:
        folders = {folder.name for folder in (TEMPLATES / language).iterdir() if folder.is_dir()}
        assert folders == set(LETTERS)


@every_letter
def test_french_letters_are_set_in_french(letter: str) -> None:
    for name, words in rendered(letter, "fr"):
        if name == "a hostile structure":
            continue
        for text in (words.subject, words.text):
            assert "--" not in text, name
            assert not re.search(r"\w'\w", text), name
            assert not re.search(r" [:;!?»]", text), name
            assert not re.search(r"« ", text), name
            assert not re.search(rf"[^\s{NO_BREAK}][;!?»](?=\s|$)", text), name
            assert not re.search(r"\w:(?=\s|$)", text), name
            assert not re.search(r"\d h\b", text), name


@every_letter
@every_language
def test_tokens_of_machines_are_whole(letter: str, language: str) -> None:
    for name, words in rendered(letter, language):
        for token in re.findall(rf"SSI-[\w{NO_BREAK}-]*|TLP[^\s,]*|970499992|tel:[^\"]*", words.text + words.html):
            assert NO_BREAK not in token, name


@every_letter
@every_language
def test_lines_are_short_and_no_mark_or_placeholder_is_left(letter: str, language: str) -> None:
    for name, words in rendered(letter, language):
        assert all(len(line) <= WIDTH or " " not in line.strip() for line in words.text.split("\n")), name
        for text in (words.subject, words.text, words.html):
            assert not set(text) & set("\x00\x02\x03\x04\x05\x06"), name
            assert "None" not in text, name
            if name != "a hostile structure":
                assert "{" not in text.partition("<style>")[0] + text.partition("</style>")[2], name
        assert "\n\n\n" not in words.text, name


class Outline(HTMLParser):
    """Tags opened and closed, attributes that load something."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.language: str | None = None
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)
        if tag == "html":
            self.language = dict(attrs).get("lang")
        self.loads += [
            f"{k}={v}" for k, v in attrs if k in ("src", "background", "href") and not (v or "").startswith("tel:")
        ]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open and "title" not in self.open:
            self.words += f" {data} "


@every_letter
@every_language
def test_html_is_well_formed_names_its_language_and_loads_nothing(letter: str, language: str) -> None:
    for name, words in rendered(letter, language):
        outline = Outline()
        outline.feed(words.html)
        assert outline.open == [], name
        assert outline.loads == [], name
        assert outline.language == language, name
        assert "url(" not in words.html, name
        assert "@import" not in words.html, name


@every_letter
@every_language
def test_html_and_text_say_the_same(letter: str, language: str) -> None:
    def bare(text: str) -> str:
        return re.sub(r"[\W\d_]+", "", text).lower()

    words = RENDERER.render(letter, language, replace(FULL, text="un mot"))
    outline = Outline()
    outline.feed(words.html)
    assert bare(outline.words) == bare(words.text)


@every_letter
@every_language
def test_the_subject_begins_with_the_token_and_the_label(letter: str, language: str) -> None:
    if letter == "reach-test":
        assert re.match(
            r"ESSAI .{0,40}pas une alerte|Monthly TEST .{0,40}no alert", RENDERER.render(letter, language, FULL).subject
        )
        return
    if letter == "alarm":
        assert RENDERER.render(letter, language, FULL).subject.startswith("[SSI-2026-000123] ALARM")
        return
    assert RENDERER.render(letter, language, FULL).subject.startswith("[SSI-2026-000123] TLP:AMBER ")
    red = RENDERER.render(letter, language, replace(FULL, tlp="TLP:RED"))
    assert red.subject.startswith("[SSI-2026-000123] TLP:RED ")
    assert red.text.startswith("TLP:RED\n")


@pytest.mark.parametrize("letter", [name for name in LETTERS if name not in OF_NO_TICKET])
@pytest.mark.parametrize(("language", "banner"), [("fr", "EXERCICE"), ("en", "EXERCISE")])
def test_a_letter_of_an_exercise_says_so_first(letter: str, language: str, banner: str) -> None:
    words = RENDERER.render(letter, language, replace(FULL, track="exercise"))
    assert words.text.startswith(f"{banner} – {banner} – {banner}\n")
    assert f"TLP:AMBER {banner}" in words.subject


@pytest.mark.parametrize("letter", ACKNOWLEDGEMENTS)
def test_an_acknowledgement_tells_what_a_declarant_needs(letter: str) -> None:
    text = flat(letter)
    assert "SSI-2026-000123" in text
    assert "samedi 15 août 2026 à 2 h 47 (heure de Paris)" in text
    assert "Cet accusé de réception est automatique" in text
    assert "01 99 00 12 34" in text
    assert "CHU Piton-Blanc" in text
    assert "rançongiciel" in text
    assert "1. À quel numéro de téléphone" in text
    assert "« je ne sais pas »" in text.replace(NO_BREAK, " ")


@pytest.mark.parametrize("letter", [name for name in ACKNOWLEDGEMENTS if name != "acknowledgement-exercise"])
def test_a_real_acknowledgement_reminds_of_the_duties(letter: str) -> None:
    text = flat(letter).replace(NO_BREAK, " ")
    assert "12 septembre 2016" in text
    assert "octobre 2016" not in text
    assert "ne remplace pas la déclaration" in text
    assert "CNIL" in text
    assert "72 heures" in text
    assert "sans les éteindre" in text
    assert "Ne payez pas" in text
    assert "données de patients" in text


def test_reminders_are_chosen_by_the_facts() -> None:
    plain = replace(FULL, category="telecom_loss", personal_data=False, personal_data_feared=False, sensitive=())
    text = flat("acknowledgement-in-hours", context=plain)
    assert "CNIL" not in text
    assert "rançon" not in text
    assert "N’envoyez par courriel ni données de patients, ni mots de passe" in text
    credentials = flat("acknowledgement-in-hours", context=replace(plain, sensitive=("credentials",)))
    assert "changez-le" in credentials
    assert "semble contenir des données de patients" not in credentials


@every_language
def test_off_hours_nothing_suggests_that_somebody_reads(language: str) -> None:
    text = flat("acknowledgement-off-hours", language)
    assert ("n’a pas encore été lu" if language == "fr" else "has not been read yet") in text
    for word in ("astreinte", "alert", "on call", "appelée", "va prendre", "prend connaissance", "immédiatement"):
        assert word not in text.lower()
    reopening = "lundi 17 août 2026 à 9 h (heure de Paris)" if language == "fr" else "Monday 17 August 2026 at 09:00"
    assert reopening in text


@every_language
def test_only_the_paged_variant_speaks_of_the_person_on_call_and_promises_nothing(language: str) -> None:
    text = flat("acknowledgement-off-hours-paged", language)
    assert ("personne d’astreinte" if language == "fr" else "person on call") in text
    assert ("ne garantit pas" if language == "fr" else "no guarantee") in text


@every_language
def test_the_emergency_number_is_shown_only_when_there_is_one(language: str) -> None:
    without = Renderer(None, TEMPLATES, replace(IDENTITY, emergency_phone=""))
    text = without.render("acknowledgement-off-hours", language, FULL).text
    assert "01 99" not in text
    assert ("agence régionale de santé" if language == "fr" else "regional health agency") in text


@every_language
def test_a_page_tells_enough_to_rise_and_nothing_an_attacker_could_use(language: str) -> None:
    words = RENDERER.render("page", language, FULL)
    text = " ".join(words.text.split())
    for needed in ("SSI-2026-000123", "974", "06 39 98 12 34", "TLP:AMBER", "ARS La Réunion"):
        assert needed in text
    severity, kind = ("critique", "établissement de santé") if language == "fr" else ("critical", "hospital")
    assert severity in text
    assert kind in text
    for secret in ("rançon", "ransomware", "Piton", "970499992", "rssi@", "http"):
        assert secret not in words.subject + words.text + words.html
    assert ("CECI N’EST PAS UN EXERCICE" if language == "fr" else "THIS IS NOT AN EXERCISE") in text


@pytest.mark.parametrize("letter", ["page", "page-unclear", "page-unproven"])
def test_a_page_teaches_the_three_answers(letter: str) -> None:
    french = flat(letter).replace(NO_BREAK, " ")
    assert all(answer in french for answer in ("« je prends »", "« je ne peux pas »", "« dans 20 minutes »"))
    assert all(answer in flat(letter, "en") for answer in ("“taken”", "“I can’t”", "“in 20 minutes”"))


def test_the_others_hear_who_took_it_and_when() -> None:
    assert "pris en charge par bruno depuis le samedi 15 août 2026 à 3 h 02 (heure de Paris)" in flat("page-taken")


def test_a_redirected_declarant_gets_no_question_and_no_detail() -> None:
    text = flat("redirect")
    assert "ministère des armées" in text
    for word in ("Piton", "rançon", "CNIL", "À quel numéro"):
        assert word not in text


def test_a_reply_is_the_persons_own_words_signed() -> None:
    own = "Bonjour : l'équipe vous rappelle !\n\n  - gardez les journaux\n> cité"
    words = RENDERER.render("reply", "fr", replace(FULL, text=own))
    assert own in words.text
    assert "Une analyste\n\nCellule d’appui" in words.text
    assert "automatiquement" not in words.text


@every_language
def test_there_is_a_question_for_every_field_of_a_report(language: str) -> None:
    text = RENDERER.render("questions", language, replace(FULL, questions=ASKABLE)).text
    assert len(re.findall(r"^ ?\d{1,2}\. ", text, re.MULTILINE)) == len(ASKABLE)


def test_questions_are_numbered_in_the_order_given() -> None:
    text = RENDERER.render("questions", "fr", replace(FULL, finess=None, questions=("finess", "phone"))).text
    assert text.index("1. Quel est le numéro FINESS") < text.index("2. À quel numéro")


def test_a_number_that_was_read_wrong_is_asked_for_as_such() -> None:
    text = flat("questions", context=replace(FULL, questions=("finess",)))
    assert "1. Pouvez-vous vérifier le numéro FINESS" in text


def test_the_notice_tells_the_desk_what_was_not_done() -> None:
    text = flat("notice")
    for part in ("ars-la-reunion", "SSI-2026-000098", "règle crit-off", "L’astreinte est appelée"):
        assert part in text


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    def first_line(hour: int) -> str:
        at = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
        return flat("closing", context=replace(FULL, received_at=at, text=None))

    assert first_line(0) != first_line(1)


def all_words() -> Iterator[str]:
    for path in TEMPLATES.rglob("*"):
        if path.is_file():
            yield path.read_text("utf-8")


def test_no_template_points_at_a_real_mailbox_number_or_site() -> None:
    for words in all_words():
        assert "@" not in words
        assert "http" not in words
        assert ".gouv" not in words
        assert not re.search(r"0\d([ .]?\d\d){4}", words)


def test_the_sample_instant_is_the_night_of_a_holiday() -> None:
    assert FULL.received_at == AT


@every_language
@pytest.mark.parametrize("letter", [name for name in ACKNOWLEDGEMENTS if name != "acknowledgement-exercise"])
def test_a_breach_of_personal_data_reminds_of_the_72_hours_said_or_feared(letter: str, language: str) -> None:
    words = {True: "Des données personnelles sont concernées", False: "Si des données personnelles sont concernées"}
    if language == "en":
        words = {True: "Personal data are concerned: the CNIL", False: "If personal data are concerned"}
    for said in (True, False):
        facts = replace(FULL, category="account_compromise", personal_data=said or None, personal_data_feared=True)
        text = flat(letter, language, facts)
        assert words[said] in text and "72" in text and "33" in text


@every_language
@pytest.mark.parametrize("phone", ["", "+33199001234"])
def test_a_military_hospital_is_sent_to_its_own_chain_alone(language: str, phone: str) -> None:
    renderer = Renderer(None, TEMPLATES, replace(IDENTITY, emergency_phone=phone))
    text = " ".join(renderer.render("redirect", language, replace(FULL, track="redirect")).text.split())
    agency = "agence régionale" if language == "fr" else "regional health agency"
    assert text.count(agency) == 1, "only to say that it is not told"
    assert ("la permanence de votre chaîne d’alerte" if language == "fr" else "your own reporting chain") in text
    assert "15" in text and "01 99" not in text


@every_language
def test_who_is_no_structure_is_not_sent_to_an_agency(language: str) -> None:
    renderer = Renderer(None, TEMPLATES, replace(IDENTITY, emergency_phone=""))
    text = renderer.render("out-of-scope", language, replace(FULL, track="out_of_scope")).text
    assert "agence" not in text and "agency" not in text and "15" in text


@pytest.mark.parametrize("name", ["Cellule d'appui", "ANS", "Équipe de veille"])
def test_any_name_of_the_desk_fits_its_place(name: str) -> None:
    renderer = Renderer(None, TEMPLATES, replace(IDENTITY, name={"fr": name, "en": name}))
    for letter in LETTERS:
        text = " ".join(renderer.render(letter, "fr", FULL).text.replace("’", "'").split())
        assert not re.search(rf"\b(?:de|par|à) {re.escape(name)}", text)


@pytest.mark.parametrize(
    ("language", "subject"), [("fr", "ALARME : courriels bloqués"), ("en", "ALARM: courriels bloqués")]
)
def test_an_alarm_tells_its_cause_in_the_subject(language: str, subject: str) -> None:
    assert RENDERER.render("alarm", language, FULL).subject.replace(NO_BREAK, " ") == f"[SSI-2026-000123] {subject}"
    without = RENDERER.render("alarm", language, replace(FULL, cause=None)).subject
    assert "Veilleur" in without
