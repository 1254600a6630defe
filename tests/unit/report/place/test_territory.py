"""The territory of the site: by FINESS, postcode or name; never by the legal person; tables complete."""

from __future__ import annotations

import pytest

from bot.report.fields import Territory
from bot.report.place.departments import DEPARTMENTS, REGION_OF, REGIONS
from bot.report.place.territory import of_department, of_postcode, zone_of
from tests.unit.report.letter import report


def department(text: str) -> str | None:
    territory = report(text).get("territory")
    return territory.department if territory else None


def test_the_tables_hold_101_departments_in_18_regions():
    assert len(REGIONS) == 18
    assert len(set(REGION_OF) - {"977", "978"}) == 101
    assert set(DEPARTMENTS) - set(REGION_OF) == {"975"}


@pytest.mark.parametrize(
    ("code", "territory"),
    [
        ("63", Territory("63", "84", "Auvergne-Rhône-Alpes")),
        ("75", Territory("75", "11", "Île-de-France")),
        ("2A", Territory("2A", "94", "Corse")),
        ("974", Territory("974", "04", "La Réunion")),
        ("975", Territory("975", None, None)),
        ("977", Territory("977", "01", "Guadeloupe")),
        ("978", Territory("978", "01", "Guadeloupe")),
    ],
)
def test_it_knows_region_and_agency_of_a_department(code, territory):
    assert of_department(code) == territory


@pytest.mark.parametrize(
    ("postcode", "code"),
    [
        ("97150", "978"),
        ("97133", "977"),
        ("97110", "971"),
        ("20000", "2A"),
        ("20200", "2B"),
        ("67000", "67"),
        ("99999", None),
    ],
)
def test_it_tells_the_department_from_the_postcode(postcode, code):
    territory = of_postcode(postcode)
    assert (territory.department if territory else None) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CH de Val-Brumeux (63)", "63"),
        ("Nous sommes dans le Bas-Rhin.", "67"),
        ("ehpad du bas rhin", "67"),
        ("Clinique, rue du Port, 97150 Saint-Martin", "978"),
        ("un lot de postes dans le Lot", "46"),
        ("Chers clients, une somme de 300 euros par la manche", None),
        ("Un lot de postes est touché au nord du site.", None),
        ("SAMU 974", "974"),
        ("à 17h30, heure de Paris", None),
        ("FINESS ET 440999993, EJ 590999991", "44"),
        ("FINESS EJ 590999991", None),
        ("15000 patients", None),
        ("en Seine-Saint-Denis", "93"),
        ("Code postal : 83400", "83"),
    ],
)
def test_it_reads_the_department_of_the_site(text, code):
    assert department(text) == code


def test_the_site_goes_before_a_department_named():
    assert department("Notre siège est dans le Nord (59). FINESS 440999993") == "44"


@pytest.mark.parametrize(
    ("code", "zone"),
    [("974", "Indian/Reunion"), ("976", "Indian/Mayotte"), ("973", "America/Cayenne"), ("63", "Europe/Paris")],
)
def test_it_knows_the_zone_of_a_territory(code, zone):
    assert zone_of(of_department(code)).key == zone


def test_the_zone_of_nowhere_is_paris():
    assert zone_of(None).key == "Europe/Paris"
