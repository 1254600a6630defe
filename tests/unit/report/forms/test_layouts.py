"""One form, laid out in many ways, is read alike: no layout makes a « non » speak as a « oui »."""

from __future__ import annotations

import time

import pytest

from tests.unit.report.letter import report

HEAD = (
    ("Structure", "Clinique des Tilleuls"),
    ("FINESS", "630 780 559"),
    ("Téléphone", "04 73 75 07 50"),
)
ASKED = (
    ("Mode dégradé", "non", "degraded_mode", False),
    ("Impact sur les soins", "oui", "care_impact", True),
    ("Mise en danger des patients", "non", "patient_impact", "none"),
    ("Acte malveillant", "non", "origin", "non_malicious"),
    ("Données personnelles", "oui", "personal_data", True),
    ("Autres structures touchées", "non", "others_at_risk", False),
    ("Appui souhaité", "non", "support_requested", False),
    ("Incident résolu", "non", "state", "ongoing"),
)
ALL = HEAD + tuple((label, value) for label, value, _, _ in ASKED)
LINES = {
    "colon": "{label} : {value}",
    "tight": "{label}:{value}",
    "question": "{label} ? {value}",
    "arrow": "{label} -> {value}",
    "unicode arrow": "{label} → {value}",
    "double arrow": "{label} => {value}",
    "equals": "{label} = {value}",
    "tab": "{label}\t{value}",
    "gap": "{label:<32}{value}",
    "dots": "{label:.<32} {value}",
    "markdown": "**{label}** : {value}",
    "guillemets": "{label} : « {value} »",
    "above": "{label}\n{value}\n",
    "above, capitals": "{caps}\n{value}\n",
    "above, colon": "{label} :\n{value}",
    "above, arrow": "{label} ?\n-> {value}",
    "question and answer": "Q : {label} ?\nR : {value}",
    "numbered": "{n}. {label} : {value}",
    "numbered with a degree": "{n}° {label} : {value}",
    "numbered by part": "1.{n} {label} : {value}",
    "lettered": "{letter}) {label} : {value}",
    "table": "| {label} | {value} |",
}
RUNNING = (" / ", " ; ", ", ", ". ", " - ", " — ", " | ", " • ", " · ", "   ", " >> ")
BOXES = ("☒☐", "■□", "⊠☐", "●○", "◉○", ("[x]", "[ ]"), ("[✓]", "[ ]"), ("(•)", "( )"), ("✔", "-"))


def wrong_in(text: str) -> list[str]:
    read = report(f"Bonjour,\n\n{text}\n\nCordialement,\nA. Durand")
    return [f"{name} is {read.get(name)}" for _, _, name, due in ASKED if read.get(name) != due]


@pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())
def test_it_reads_a_form_however_each_answer_follows_its_label(line):
    filled = [
        line.format(label=label, caps=label.upper(), value=value, n=n, letter=chr(96 + n))
        for n, (label, value) in enumerate(ALL, 1)
    ]
    assert wrong_in("\n".join(filled)) == []


@pytest.mark.parametrize("between", RUNNING)
def test_it_reads_a_form_in_one_running_line(between):
    assert wrong_in(between.join(f"{label} : {value}" for label, value in ALL)) == []


def test_it_reads_two_columns_of_a_form():
    pairs = zip(ALL[::2], [*ALL[1::2], ("TLP", "AMBER")], strict=True)
    assert wrong_in("\n".join(f"{a} : {x:<26}{b} : {y}" for (a, x), (b, y) in pairs)) == []


@pytest.mark.parametrize("boxes", BOXES)
@pytest.mark.parametrize(
    "line",
    [
        "{label} : {yes} oui {no} non",
        "{label} : oui {yes} non {no}",
        "{label}\n{yes} oui {no} non\n",
        "{label} :\n{yes} Oui\n{no} Non",
        "{label:<32}{yes} oui   {no} non",
        "| {label} | {yes} oui {no} non |",
    ],
)
def test_it_reads_boxes_before_behind_and_below_their_choices(boxes, line):
    on, off = boxes
    ticked = [
        line.format(label=label, yes=on if value == "oui" else off, no=on if value == "non" else off)
        for label, value, _, _ in ASKED
    ]
    head = [f"{label} : {value}" for label, value in HEAD]
    assert wrong_in("\n".join(head + ticked)) == []


@pytest.mark.parametrize(
    ("heads", "row"),
    [
        ("| | Oui | Non | NSP |\n|---|---|---|---|", "| {label} | {yes} | {no} | |"),
        ("\tOui\tNon", "{label}\t{yes}\t{no}"),
        (" " * 32 + "Oui   Non", "{label:<32}{yes:<6}{no}"),
    ],
)
def test_it_reads_crosses_in_columns_headed_yes_and_no(heads, row):
    rows = [
        row.format(label=label, yes="X" if value == "oui" else "", no="X" if value == "non" else "")
        for label, value, _, _ in ASKED
    ]
    head = [f"{label} : {value}" for label, value in HEAD]
    assert wrong_in("\n".join([*head, "", heads, *rows])) == []


@pytest.mark.parametrize(("yes", "no"), [("O", "N"), ("OUI", "NON"), ("Yes", "No"), ("oui.", "Non.")])
def test_it_reads_yes_and_no_in_short(yes, no):
    given = [(label, {"oui": yes, "non": no}.get(value, value)) for label, value in ALL]
    assert wrong_in("\n".join(f"{label} (o/n) : {value}" for label, value in given)) == []


@pytest.mark.parametrize(
    "text", ["Mode dégradé (non)", "Mode dégradé -> non", "Mode dégradé ? : non", "Mode dégradé → non"]
)
def test_a_label_answered_by_no_never_speaks_as_a_yes(text):
    assert report(f"Bonjour,\nNotre messagerie est lente.\n{text}\nMerci").get("degraded_mode") is not True


def test_a_choice_that_could_be_either_is_not_told():
    assert (
        report("Structure : EHPAD du Lac\nTél : 04 73 75 07 50\nMode dégradé : oui x non").get("degraded_mode") is None
    )


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Identité de la structure\nNom : SSR Les Genêts\nTél : 04 73 75 07 50", "SSR Les Genêts"),
        ("Nom : Clinique du Cintu\nLieu : Calvi\nTél : 04 73 75 07 50", "Clinique du Cintu"),
        ("Structure\n\nCHU du Val-Suzon\n\nFINESS :\n\n21 099 573 4\n\nTél\n\n03 53 01 46 51", "CHU du Val-Suzon"),
    ],
)
def test_it_finds_the_name_under_the_heading_it_stands_below(text, due):
    assert report(text).get("structure") == due


def test_a_persons_name_is_no_structure():
    assert report("Nom : Payet\nPrénom : Corinne\nTéléphone : 0692 00 60 19").get("structure") is None


@pytest.mark.parametrize(
    "stuff",
    [
        "Oui   Non\n" + ("a" + " " * 120 + "\n") * 300,
        ("| | Oui | Non |\n" + "| ab" + " " * 70 + "x\n") * 400,
        ("Structure\n" + "a" * 70 + "\n") * 500,
        ("a" * 70 + "\n☒ oui\n") * 500,
        "Mode dégradé : " + "oui non x " * 4_000,
        "Mode dégradé : " + "nono" * 9 + "z\n" * 400,
        "○ * oui " * 5_000,
        "Conséq. étab. pers. malv. : " * 1_500,
        "Q : " * 10_000,
        "Label" + "-" * 40_000,
        "a - b ; c / " * 3_000 + ":",
    ],
)
def test_a_hostile_layout_costs_little(stuff):
    begun = time.process_time()
    report(stuff)
    assert time.process_time() - begun < 1.5
