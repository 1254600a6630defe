"""A letter that only points to a file, only cries out or cannot be decoded says nothing; any other says something."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.mail.message import Attachment, Defect, Forwarded
from bot.mail.unsaid import garbled, says_nothing
from tests import builders


def paper(content_type: str = "application/pdf", name: str = "note.pdf") -> Attachment:
    return Attachment("1", name, content_type, 900, "0" * 64, False)


POINTS = [
    ("URGENT", "cf PJ"),
    ("URGENT", "voir fichier joint"),
    ("Alerte", "cf fichier"),
    ("Alerte", "voir le formulaire joint"),
    ("URGENT URGENT", "voir photo"),
    ("Signalement", "Veuillez trouver ci-joint notre déclaration d'incident grave de sécurité.\nLe directeur"),
    ("Signalement incident", "Bonsoir, formulaire de signalement en pièce jointe.\nCordialement\nDr Roux, CH de Dax"),
    ("", "Bonjour,\n\nTout est dans le document.\n\nPaul Durand\nDSI\nCH de Dax – 05 58 00 11 22"),
    ("Incident CH de Dax", "Je joins les captures d'écran. Merci."),
    ("TR: alerte cyber", "Voir pièce jointe svp"),
    ("Document", "Veuillez trouver le document ci-annexé."),
    ("Scan", ""),
    ("Incident", "Please see attached.\nRegards"),
    ("Report", "See the screenshot"),
    ("Déclaration CHU", "p.j."),
]
READ = [
    ("Planning", "Ci-joint le planning d'astreinte du mois d'août."),
    ("Facture 2026-118", "Veuillez trouver ci-joint notre facture."),
    ("RE: réunion", "Voir PJ le compte rendu"),
    ("Convention signée", "cf PJ"),
    ("Bulletin CERT", "Alerte de sécurité, voir pièce jointe"),
    ("Vacances", "voir photo de la plage"),
    ("test", "voir pièce jointe"),
    ("Exercice REMPAR", "Ci-joint le stimulus"),
    ("Signalement", "Un poste est en panne à l'accueil, voir capture jointe."),
    ("Signalement", "Notre messagerie est lente depuis hier. Capture jointe."),
    ("Hameçonnage", "Bonjour, un agent a cliqué sur le lien du courriel en pièce jointe, mot de passe changé."),
    ("Fiche de clôture", "Incident résolu, fiche en pièce jointe."),
    ("Candidature RSSI", "Ci-joint mon CV et ma lettre"),
]


@pytest.mark.parametrize(("subject", "text"), POINTS)
def test_who_only_points_to_a_file_says_nothing(subject: str, text: str) -> None:
    letter = replace(builders.message(text, subject), attachments=(paper(),))
    assert says_nothing(letter)


@pytest.mark.parametrize(("subject", "text"), READ)
def test_who_says_what_it_is_about_says_something(subject: str, text: str) -> None:
    assert not says_nothing(replace(builders.message(text, subject), attachments=(paper(),)))


@pytest.mark.parametrize(
    "kind", ["application/pdf", "application/vnd.oasis.opendocument.text", "application/zip", "image/heic", "text/csv"]
)
def test_it_does_not_matter_what_file_it_is(kind: str) -> None:
    assert says_nothing(replace(builders.message("cf PJ", "Urgent"), attachments=(paper(kind),)))


@pytest.mark.parametrize(
    "kind", ["application/pgp-signature", "application/pkcs7-signature", "text/vcard", "text/calendar"]
)
def test_a_signature_or_a_visiting_card_is_no_file_to_read(kind: str) -> None:
    assert not says_nothing(replace(builders.message("Voir le document.", "Procès"), attachments=(paper(kind),)))


@pytest.mark.parametrize(
    ("subject", "text", "said"),
    [
        ("", "", False),
        ("", " \n", False),
        ("URGENT", "", False),
        ("Incident", "", False),
        ("Alerte cyber", "\n\n", False),
        ("", "URGENT !!!", False),
        ("Bonsoir", "Alerte ! Urgent.", False),
        ("URGENT", "…", False),
        ("test", "", True),
        ("Merci", "", True),
        ("Cyberattaque au CH de Dax", "", True),
        ("Réunion de mardi", "", True),
        ("", "Bien reçu, merci.", True),
        ("URGENT", "Merci de nous rappeler.", True),
        ("URGENT", "Les serveurs sont chiffrés.", True),
        ("Panne du scanner", "", True),
        ("Incident", "Bonjour, notre messagerie est compromise.", True),
        ("Incident", "Bonsoir tout est chiffré", True),
        ("Incident", "Bonsoir Madame Roux, urgent !", False),
    ],
)
def test_an_empty_letter_or_a_cry_alone_says_nothing(subject: str, text: str, said: bool) -> None:
    assert says_nothing(builders.message(text, subject)) is not said


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("\ufffd\ufffd a\ufffd\ufffd\ufffd e\ufffd", True),
        ("TWFuIGlzIGRpc3Rpbmd1aXNoZWQsIG5vdCBvbmx5IGJ5IGhpcyByZWFzb24sIGJ1dCBieSB0aGlz\n" * 3, True),
        ("\x01\x02\x03\x04\x05", True),
        ("Les serveurs sont chiffr\ufffds, les urgences sont au papier.", False),
        ("https://portail.example/signalement/2026/08/15/0000000000000000000000000000001", False),
        ("OK", False),
    ],
)
def test_what_could_not_be_decoded_is_known(text: str, lost: bool) -> None:
    assert garbled(text) is lost


def test_signs_without_a_word_that_a_mended_encoding_left_say_nothing() -> None:
    letter = builders.message("!!!!", "Panne du serveur")
    assert not says_nothing(letter)
    assert says_nothing(replace(letter, defects=(Defect("transfer_encoding_mended", "base64"),)))


def test_what_is_quoted_or_passed_on_is_read() -> None:
    letter = replace(builders.message("Voir PJ", "TR: Urgent"), attachments=(paper(),))
    inner = Forwarded(None, None, "Urgent", None, "Les serveurs sont chiffrés.")
    assert not says_nothing(replace(letter, forwarded=(inner,)))
    assert not says_nothing(replace(builders.message("", "Urgent"), text="> cité", new_text=""))


def test_a_long_hostile_text_takes_no_long_time() -> None:
    for text in ("voir " * 40_000, "ci joint " * 40_000, "voir le la " * 40_000):
        assert not says_nothing(replace(builders.message(text, text), attachments=(paper(),)))
