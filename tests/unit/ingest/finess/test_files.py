"""Both formats of the directory: every site comes through, and what is broken is told with its line and why."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Fault, Permanent
from bot.ingest.finess.files import DirectoryFile
from bot.report.place.directory import Establishment
from tests.establishments import csv_row, establishments, number, person, write_csv, write_json

SITES = tuple(establishments(520))
FIRST = SITES[0]


def read(path: Path) -> tuple[list[Establishment], list[Fault]]:
    with DirectoryFile(path) as file:
        found = list(file.establishments())
    return [e for e in found if isinstance(e, Establishment)], [e for e in found if isinstance(e, Fault)]


def lines(tmp_path: Path, *rows: str, head: str = "finess;etalab;98;2026-05-11", encoding: str = "utf-8") -> Path:
    path = tmp_path / "stock.csv"
    path.write_bytes("\n".join((head, *rows, "")).encode(encoding))
    return path


def row(**changed: str) -> str:
    """The line of a right site with some of its 32 fields changed, by their number: row(_1="…")."""
    fields = [field.replace('"', "") for field in csv_row(FIRST)]
    for name, value in changed.items():
        fields[int(name[1:])] = value
    return ";".join(fields)


def structures(tmp_path: Path, *persons: object, **outer: object) -> Path:
    path = tmp_path / "structures.json"
    whole = {
        "schemaVersion": "v1.0.0",
        "generatedAt": "2026-08-19T02:14:23Z",
        "gcc": [],
        "pmej": list(persons),
        **outer,
    }
    path.write_text(json.dumps({key: value for key, value in whole.items() if value is not None}, indent=2), "utf-8")
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "cp1252"])
def test_every_site_of_the_legacy_extract_comes_through_in_each_encoding(tmp_path: Path, encoding: str) -> None:
    assert read(write_csv(tmp_path / "a.csv", SITES, encoding)) == (list(SITES), [])


@pytest.mark.parametrize("indent", [2, None])
def test_every_site_of_the_new_file_comes_through(tmp_path: Path, indent: int | None) -> None:
    assert read(write_json(tmp_path / "a.json", SITES, indent)) == (list(SITES), [])


def test_both_formats_may_be_packed_and_tell_their_date(tmp_path: Path) -> None:
    for write, when in ((write_csv, "2026-05-11"), (write_json, "2026-08-19T02:14:23Z")):
        plain = write(tmp_path / "plain", SITES)
        packed = tmp_path / "packed.gz"
        packed.write_bytes(gzip.compress(plain.read_bytes()))
        assert read(packed) == (list(SITES), [])
        with DirectoryFile(packed) as file:
            list(file.establishments())
            assert file.published == when


@pytest.mark.parametrize(
    ("code", "postcode", "department"),
    [
        ("9A", "97110", "971"),
        ("9A", "97133", "977"),
        ("9A", "97150", "978"),
        ("9B", "97200", "972"),
        ("9C", "97300", "973"),
        ("9D", "97400", "974"),
        ("9E", "97500", "975"),
        ("9F", "97600", "976"),
        ("9J", "98600", None),
        ("2A", "20000", "2A"),
        ("01", "01000", "01"),
    ],
)
def test_the_departements_of_the_legacy_extract_become_those_of_insee(
    tmp_path: Path, code: str, postcode: str, department: str | None
) -> None:
    [site], faults = read(lines(tmp_path, row(_13=code, _15=f"{postcode} VILLE CEDEX 1")))
    assert faults == []
    assert (site.department, site.postcode, site.town) == (department, postcode, "VILLE CEDEX 1")


@pytest.mark.parametrize(
    ("commune", "postcode", "department"),
    [
        ("97123", "97133", "977"),
        ("97701", "97133", "977"),
        ("97411", "97400", "974"),
        ("2B033", "20200", "2B"),
        ("98613", "98600", None),
        ("", "20200", "2B"),
        (None, "97400", "974"),
        (None, None, "01"),
    ],
)
def test_the_commune_tells_where_a_site_of_the_new_file_lies(
    tmp_path: Path, commune: str | None, postcode: str | None, department: str | None
) -> None:
    owner = person(FIRST.entity or "", [FIRST])
    owner["ege"][0]["adresse"] = [{"usageAdresse": "03", "cogCommune": commune, "codePostal": postcode}]
    [site], faults = read(structures(tmp_path, owner))
    assert faults == [] and site.department == department


def test_a_closed_site_is_kept_as_closed(tmp_path: Path) -> None:
    owner = person(FIRST.entity or "", [FIRST])
    owner["ege"][0]["etatObjet"] = "I"
    [site], _ = read(structures(tmp_path, owner))
    assert not site.active


@pytest.mark.parametrize(
    ("broken", "line", "key", "problem"),
    [
        (row(_1=FIRST.finess[1:]), 3, "nofinesset", "leading zero was lost"),
        (row(_1="1,00000E+07"), 3, "nofinesset", "leading zero was lost"),
        (row(_1="010000017"), 3, "nofinesset", "key"),
        (row(_1="hôpital"), 3, "nofinesset", "no FINESS number"),
        (row(_1=""), 3, "nofinesset", "no number"),
        (row(_2="590799731"), 3, "nofinessej", "key"),
        (row(_3="", _4=""), 3, "rslongue", "no name"),
        (row(_13="1"), 3, "departement", "no known département"),
        (row() + ";one more", 3, "fields", "32 fields are due"),
        (row()[:60], 3, "fields", "32 fields are due"),
        (row(_0="autre"), 3, "record", "unknown kind"),
        (row(_4='"open'), 3, "line", "cannot be split"),
        (row(_4='"a" b'), 3, "line", "cannot be split"),
        (row(_1=SITES[1].finess), 3, "nofinesset", "stands on line 2 already"),
    ],
)
def test_a_broken_line_is_refused_with_its_number_and_the_others_are_read(
    tmp_path: Path, broken: str, line: int, key: str, problem: str
) -> None:
    good = ";".join(csv_row(SITES[1])).replace('"', "")
    sites, [fault] = read(lines(tmp_path, good, broken))
    assert sites == [SITES[1]]
    assert (fault.line, fault.key) == (line, key) and problem in fault.problem and fault.remedy


def test_a_line_in_another_encoding_is_refused_and_the_rest_keeps_its_accents(tmp_path: Path) -> None:
    path = lines(tmp_path, row(_4="HÔPITAL D'ÉCUME"))
    path.write_bytes(path.read_bytes() + row(_1=SITES[1].finess, _4="HÔPITAL").encode("latin-1") + b"\n")
    [site], [fault] = read(path)
    assert site.name == "HÔPITAL D'ÉCUME"
    assert (fault.line, fault.problem) == (3, "octets of another encoding")


def test_an_extract_cut_inside_a_character_is_not_taken_for_another_encoding(tmp_path: Path) -> None:
    path = lines(tmp_path, row(_4="HÔPITAL"))
    path.write_bytes(path.read_bytes() + b"structureet;" + "É".encode()[:1])
    [site], faults = read(path)
    assert site.name == "HÔPITAL" and faults


@pytest.mark.parametrize("head", ["structureet;nofinesset;nofinessej", "finess,etalab,98", ""])
def test_a_re_export_without_the_first_line_is_refused(tmp_path: Path, head: str) -> None:
    _, faults = read(lines(tmp_path, row(), head=head))
    assert faults[0].line == 1 and "finess;etalab" in faults[0].problem


def test_a_line_without_end_is_refused_and_not_read_into_memory(tmp_path: Path) -> None:
    _, [fault] = read(lines(tmp_path, row(), "x" * 300_000))
    assert fault.line == 3 and "longer than" in fault.problem


@pytest.mark.parametrize(
    ("change", "key", "problem"),
    [
        ({"numFinessEge": None}, "numFinessEge", "no number"),
        ({"numFinessEge": "010000017"}, "numFinessEge", "key"),
        ({"numFinessEge": 10000016}, "numFinessEge", "leading zero"),
        ({"nomEgeLong": " ", "nomEgeCourt": None}, "nomEgeLong", "no name"),
    ],
)
def test_a_broken_site_of_the_new_file_is_refused_with_its_place(
    tmp_path: Path, change: dict[str, object], key: str, problem: str
) -> None:
    owner = person(FIRST.entity or "", SITES[:3])
    owner["ege"][1]["informationsGeneralesEGE"].update(change)
    sites, faults = read(structures(tmp_path, owner))
    assert sites == [SITES[0], SITES[2]]
    assert [f.key for f in faults][-1] == f"pmej[0].ege[1].{key}" and problem in faults[-1].problem
    assert faults[-1].line is not None


def test_the_line_of_a_fault_is_that_of_the_number_in_the_file(tmp_path: Path) -> None:
    owner = person(FIRST.entity or "", SITES[:3])
    owner["ege"][1]["informationsGeneralesEGE"]["numFinessEge"] = "010000017"
    path = structures(tmp_path, person("", SITES[7:9]), owner)
    _, [fault] = read(path)
    assert fault.line is not None
    assert '"numFinessEge": "010000017"' in path.read_text("utf-8").splitlines()[fault.line - 1]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "key in double quotes"),
        ('{"schemaVersion": "v1.0.0", "pmej": [{"ege": []}', "file ends"),
        ('{"schemaVersion": "v1.0.0", "pmej": [{"ege": [}]}', "no JSON"),
        ('{"schemaVersion": "v1.0.0", "pmej": []} {}', "follows the end"),
        ('{"schemaVersion": "v2.0.0", "pmej": []}', "unknown version"),
        ('{"pmej": []}', "missing"),
        ('{"schemaVersion": "v1.0.0"}', "missing"),
        ('{"schemaVersion": "v1.0.0", "pmej": {}}', "a legal person is due"),
        ('{"schemaVersion": "v1.0.0", "pmej": [3]}', "a legal person is due"),
        ('{"schemaVersion": "v1.0.0", "pmej": [{"ege": 3}]}', "a list of sites is due"),
        ('{"schemaVersion": "v1.0.0", "pmej": [{"ege": [null]}]}', "no number"),
        ('{"schemaVersion": "v1.0.0", "pmej": ' + "[" * 200_000, "no JSON"),
        ('{"schemaVersion": "v1.0.0", "n": ' + "9" * 9000 + ', "pmej": []}', "no JSON"),
    ],
)
def test_json_that_is_broken_or_of_another_kind_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    sites, faults = read(path)
    assert sites == [] and any(problem in fault.problem for fault in faults)


def test_a_fault_of_the_json_is_told_with_its_line(tmp_path: Path) -> None:
    whole = write_json(tmp_path / "a.json", SITES).read_text("utf-8").splitlines(keepends=True)
    whole[4000] = whole[4000].replace(":", ";", 1) if ":" in whole[4000] else whole[4000] + "}"
    (tmp_path / "a.json").write_text("".join(whole), "utf-8")
    _, faults = read(tmp_path / "a.json")
    assert faults[0].line in (4001, 4002)


def test_a_packed_file_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(write_json(tmp_path / "a.json", SITES).read_bytes())[:-900])
    _, faults = read(path)
    assert any("cannot be read to its end" in fault.problem for fault in faults)


@pytest.mark.parametrize("octets", [b"", b"  \n", b"[1, 2]", b"PK\x03\x04\x00\x00", b"\x1f\x8b\x08not gzip"])
def test_what_is_neither_format_is_refused_at_once(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(octets)
    with pytest.raises(Permanent):
        DirectoryFile(path)
    with pytest.raises(Permanent):
        DirectoryFile(tmp_path / "absent")


@settings(max_examples=40)
@given(at=st.integers(0, 12_000), octets=st.binary(min_size=1, max_size=4), cut=st.booleans())
def test_any_damage_leaves_sites_that_were_there_or_faults(
    tmp_path_factory: pytest.TempPathFactory, at: int, octets: bytes, cut: bool
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    for write in (write_csv, write_json):
        path = write(folder / "file", SITES[:12])
        whole = path.read_bytes()
        at %= len(whole)
        path.write_bytes(whole[:at] + octets + (b"" if cut else whole[at + len(octets) :]))
        try:
            sites, _ = read(path)
        except Permanent:
            continue
        assert {site.finess for site in sites} <= {site.finess for site in SITES[:12]} | {
            number("01", n) for n in range(99)
        }
