"""FINESS, SIREN, SIRET, NIR, phones and fax numbers are told apart, and each is normalised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.report.numbers import finess
from bot.report.numbers.nir import nir_key
from bot.report.numbers.phone import e164, from_label
from bot.report.numbers.told_apart import numbers_in
from bot.report.secrets.sensitive import mask
from bot.report.words.folded import fold
from tests.unit.report.letter import report


def kinds(text: str) -> list[tuple[str, str]]:
    return [(number.kind, number.value) for number in numbers_in(fold(text))]


@pytest.mark.parametrize(
    "written",
    ["97 049 999 2", "970499992", "97.049.999.2", "97\u00a0049\u00a0999\u00a02", "970-499-992", "9 7 0 4 9 9 9 9 2"],
)
def test_it_reads_a_finess_in_any_spacing(written):
    assert kinds(f"N° FINESS : {written}") == [("finess", "970499992")]


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("970499992", True),
        ("440999993", True),
        ("830999992", False),
        ("830999991", True),
        ("2B0999999", True),
        ("2A0999999", None),
        ("732829320", False),
        ("960000008", False),
        ("200000008", False),
        ("990000002", False),
        ("000000000", False),
        ("9A0999999", None),
    ],
)
def test_it_checks_shape_departement_and_key_and_only_warns_where_there_is_a_letter(number, good):
    assert finess.valid(number) is good


@pytest.mark.parametrize(
    ("number", "department"),
    [
        ("970499992", "974"),
        ("970109999", "971"),
        ("980009999", "976"),
        ("2B0999999", "2B"),
        ("630000000", "63"),
        ("960000000", None),
        ("632829320", None),
        ("9D0499999", "974"),
    ],
)
def test_it_tells_the_department_from_the_prefix(number, department):
    assert finess.department_of(number) == department


def test_it_keeps_site_and_legal_person_apart():
    assert kinds("FINESS ET 440999993, EJ 590999991") == [("finess", "440999993"), ("finess_legal", "590999991")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SIREN 732 829 320", "siren"),
        ("SIRET : 732 829 320 00074", "siret"),
        ("n° 2 55 08 14 168 025 38", "nir"),
        ("Fax : 01 99 00 12 34", "fax"),
        ("Tél. 01 99 00 12 34", "phone"),
    ],
)
def test_it_tells_other_numbers_from_a_finess(text, kind):
    assert [found for found, _ in kinds(text)] == [kind]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("06 39 98 12 34", "+33639981234"),
        ("06.39.98.12.34", "+33639981234"),
        ("0639123456", "+262639123456"),
        ("0262 12 34 56", "+262262123456"),
        ("0263 12 34 56", "+262263123456"),
        ("0692 12 34 56", "+262692123456"),
        ("0693 12 34 56", "+262693123456"),
        ("0269 12 34 56", "+262269123456"),
        ("0590 12 34 56", "+590590123456"),
        ("0690 12 34 56", "+590690123456"),
        ("0594 12 34 56", "+594594123456"),
        ("0694 12 34 56", "+594694123456"),
        ("0596 12 34 56", "+596596123456"),
        ("0696 12 34 56", "+596696123456"),
        ("+33 (0)6 39 98 12 34", "+33639981234"),
        ("0033 1 99 00 12 34", "+33199001234"),
        ("+262 692 12 34 56", "+262692123456"),
        ("01 23 45 67 89", "+33123456789"),
    ],
)
def test_the_national_prefix_decides_the_country_code(written, number):
    assert e164(written) == number


def test_it_forgives_a_missing_zero_under_a_phone_label():
    assert from_label("6 39 98 12 34") == "+33639981234"


def test_the_territory_never_decides_the_country_code():
    assert report("CHU du Lagon (974). Rappel : 06 39 98 12 34").get("phone") == "+33639981234"


def test_it_prefers_the_call_back_number_to_the_providers():
    text = "Hotline de l'éditeur : 01 99 00 11 11. Merci de me rappeler au 06 39 98 12 34."
    assert report(text).get("phone") == "+33639981234"


def test_it_takes_the_phone_of_the_signature_when_the_text_has_none():
    assert (
        report("Panne du serveur.", signature="Jean Dupont\nTél. 01 99 00 12 34\nFax 01 99 00 12 35").get("phone")
        == "+33199001234"
    )


@given(st.integers(min_value=10**7, max_value=10**8 - 1))
def test_every_eight_digits_have_exactly_one_key(body):
    assert sum(finess.luhn(f"{body}{key}") for key in range(10)) == 1


@given(st.from_regex(r"[12]\d\d(?:0[1-9]|1[0-2])(?:\d\d|2A|2B)\d{6}", fullmatch=True))
def test_it_masks_every_nir_with_a_right_key(thirteen):
    written = f"{thirteen} {nir_key(thirteen):02d}"
    masked = mask(f"Patient {written} admis")
    assert thirteen not in masked
    assert masked.startswith("Patient █")
    assert masked.endswith(" admis")


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("mot de passe : Tulipe!2026x", "Tulipe!2026x"),
        ("login : analyse, mot de passe : Tulipe!2026x", "Tulipe!2026x"),
        ("mdp = Abc12345", "Abc12345"),
        ("The password is Hunter2024", "Hunter2024"),
    ],
)
def test_it_masks_passwords_given_in_clear(text, secret):
    assert secret not in mask(text)


@pytest.mark.parametrize(
    "text", ["le mot de passe est compromis", "Mot de passe : changé hier", "son mot de passe a été saisi"]
)
def test_it_leaves_words_about_passwords_alone(text):
    assert mask(text) == text


@given(st.text(max_size=300))
def test_masking_never_fails_and_never_grows_the_text(text):
    assert len(mask(text)) <= max(len(text), 8)


def test_the_phone_of_an_absence_note_or_of_a_provider_is_nobodys_to_call_back():
    note = "Je suis absente jusqu'au 13 avril. En cas d'urgence appelez l'astreinte au 03 53 01 44 55."
    assert report("Notre contact est absent, voir plus bas.", forwarded=note).get("phone") is None
    assert report("Panne. Le support de l'éditeur est injoignable au 01 99 00 11 11.").get("phone") is None
