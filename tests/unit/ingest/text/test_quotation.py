"""Lines that announce somebody else's words, in the languages mailers speak, and lines that only look like them."""

from __future__ import annotations

import pytest

from bot.ingest.text.quotation import attribution, header_block, is_sent_from, separator

ATTRIBUTIONS = [
    "Le 15 août 2026 à 03:02, FSSI <fssi@desk.example> a écrit :",
    "Le sam. 15 août 2026 à 03:02, FSSI <fssi@desk.example> a\u00a0écrit\u00a0:",
    "Le 15/08/2026 03:02, FSSI a écrit :",
    "Le 15/08/2026 à 03:02, FSSI à écrit :",
    "FSSI <fssi@desk.example> a écrit le 15/08/2026 à 03:02 :",
    "fssi@desk.example a écrit :",
    "Le samedi 15 août 2026, FSSI <fssi@desk.example> a\nécrit :",
    "Le 15 août 2026 à 03:02, Fonctionnaire de sécurité\n<fssi@desk.example>\na écrit :",
    "On Sat, Aug 15, 2026 at 3:02 AM FSSI <fssi@desk.example> wrote:",
    "On 08/15/2026 03:02 AM, FSSI wrote:",
    "On Aug 15, 2026, at 3:02 AM, O'Brien, Pat (Pat) <p.o'brien@desk.example> wrote:",
    "On 15-Aug-2026, at 3:02 AM, FSSI <fssi@desk.example> sent:",
    "2026-08-15 3:02 GMT+02:00 FSSI <fssi@desk.example>:",
    "Am 15.08.2026 um 03:02 schrieb FSSI:",
    "FSSI <fssi@desk.example> schrieb am Sa., 15. Aug. 2026 um 03:02 Uhr:",
    'Am 15.08.2026 03:02 schrieb "FSSI" <fssi@desk.example\n>:',
    "El 15/8/2026 a las 3:02, FSSI escribió:",
    "El sáb, 15 ago 2026 a las 3:02, FSSI (<fssi@desk.example>) escribió:",
    "Il giorno 15 ago 2026, alle ore 03:02, FSSI <fssi@desk.example> ha scritto:",
    "Il 15/08/2026 03:02, FSSI ha scritto:",
    "Em 15 de ago de 2026, às 03:02, FSSI escreveu:",
    "Op 15-aug.-2026, om 03:02 heeft FSSI <fssi@desk.example> het volgende geschreven:",
    "Op za 15 aug 2026 om 03:02 schreef FSSI <fssi@desk.example>:",
    "Den lör 15 aug. 2026 kl 03:02 skrev FSSI <fssi@desk.example>:",
    "Den 15. aug. 2026 kl. 03.02 skrev FSSI <fssi@desk.example>:",
    "lør. 15. aug. 2026 kl. 03:02 skrev FSSI <fssi@desk.example>:",
    "FSSI <fssi@desk.example> kirjoitti 15.8.2026 kello 3.02:",
    "W dniu 15.08.2026 o 03:02, FSSI pisze:",
    "Dnia 15 sie 2026 o godz. 03:02 FSSI <fssi@desk.example> napisał(a):",
    "15 авг. 2026 г., в 03:02, FSSI <fssi@desk.example> написал(а):",
    "сб, 15 авг. 2026 г. в 03:02, FSSI <fssi@desk.example>:",
    "Суббота, 15 августа 2026, 3:02 +03:00 от FSSI <fssi@desk.example>:",
    "понедельник, 17 августа 2026 г. пользователь FSSI написал:",
    "сб, 15 серп. 2026 р. о 03:02 FSSI <fssi@desk.example> пише:",
    "so 15. 8. 2026 v 3:02 odesílatel FSSI <fssi@desk.example> napsal:",
    "FSSI <fssi@desk.example>, 15 Ağu 2026 Cmt, 03:02 tarihinde şunu yazdı:",
    "FSSI <fssi@desk.example> ezt írta (időpont: 2026. aug. 15., Szo, 3:02):",
    "În sâm., 15 aug. 2026 la 03:02, FSSI <fssi@desk.example> a scris:",
    "Στις Σάβ 15 Αυγ 2026 στις 3:02 π.μ., ο χρήστης FSSI <fssi@desk.example> έγραψε:",
    "На сб, 15.08.2026 г. в 3:02 FSSI <fssi@desk.example> написа:",
    "sub, 15. kol 2026. u 03:02 FSSI <fssi@desk.example> napisao je:",
    "Vào 03:02 15 tháng 8, 2026, FSSI <fssi@desk.example> đã viết:",
    "Pada tanggal Sab, 15 Agu 2026 pukul 03.02 FSSI <fssi@desk.example> menulis:",
    "Missatge de FSSI <fssi@desk.example> del dia ds., 15 d’ag. 2026 a les 3:02:",
    "FSSI <fssi@desk.example> 于2026年8月15日周六 上午3:02写道：",
    "2026年8月15日(土) 3:02 FSSI <fssi@desk.example>:",
    "2026년 8월 15일 (토) 오전 3:02, FSSI <fssi@desk.example>님이 작성:",
]

TRUE_LINES = [
    "Le SAMU a écrit un rapport sur les 3 coupures.",
    "Le 15 août, le directeur a écrit : « tout est coupé ».",
    "On the other hand, it could happen twice.",
    "On your remote host you can run:",
    "Contacts : astreinte@ch.example",
    "Nous avons relevé les points suivants :",
    "Le 15 août 2026 à 3 h 02, les serveurs suivants sont tombés :",
]


@pytest.mark.parametrize("text", ATTRIBUTIONS)
def test_it_knows_an_attribution_in_the_mailers_language(text: str) -> None:
    lines = text.split("\n")
    assert attribution([*lines, "", "> cité"], 0) == len(lines)


@pytest.mark.parametrize("text", TRUE_LINES)
def test_a_true_line_is_no_attribution(text: str) -> None:
    assert attribution([text, "", "suite"], 0) == 0


def test_a_date_and_an_address_announce_marked_lines_even_without_a_colon() -> None:
    assert attribution(["2026/8/15 FSSI <fssi@desk.example>", "", "> cité"], 0) == 1
    assert attribution(["2026/8/15 FSSI <fssi@desk.example>", "", "non cité"], 0) == 0


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("-----Message d'origine-----", "original"),
        ("----- Mail original -----", "original"),
        ("-----Original Message-----", "original"),
        ("-----Ursprüngliche Nachricht-----", "original"),
        ("________ Message original ________", "original"),
        ("---- FSSI wrote ----", "original"),
        ("-----FSSI <fssi@desk.example> wrote: -----", "original"),
        ("-----fssi@desk.example a écrit : -----", "original"),
        (">>> FSSI <fssi@desk.example> 15.08.26 02:47 >>>", "original"),
        (">>> FSSI 8/15/2026 2:47 AM >>> ", "original"),
        (">>> panne depuis 02:47", None),
        (">>> un >>> deux >>>", None),
        ("---------- Forwarded message ---------", "forward"),
        ("-------- Message transféré --------", "forward"),
        ("Début du message réexpédié :", "forward"),
        ("Begin forwarded message:", "forward"),
        ("--- Répondez au-dessus de cette ligne ---", "original"),
        ("----------", None),
        ("--- Impact ---", None),
        ("Message d'origine inconnue", None),
    ],
)
def test_it_knows_a_separator(line: str, kind: str | None) -> None:
    assert separator(line) == kind


BLOCKS = [
    "De : FSSI <fssi@desk.example>\nEnvoyé : samedi 15 août 2026 03:02\nÀ : Claire Morel\nObjet : Questions",
    "*De :* FSSI <fssi@desk.example>\n*Envoyé :* samedi 15 août 2026 03:02\n*À :* Claire Morel\n*Objet :* Questions",
    "De: FSSI\nÀ: Claire\nEnvoyé: Samedi 15 Août 2026 03:02:11\nObjet: Questions",
    "From: FSSI [mailto:fssi@desk.example]\nSent: Saturday, August 15, 2026 3:02 AM\nTo: Claire\nSubject: Questions",
    "Von: FSSI\nGesendet: Samstag, 15. August 2026 03:02\nAn: Claire\nBetreff: Fragen",
    "Från: FSSI [mailto:fssi@desk.example]\nSkickat: den 15 augusti 2026 03:02\nTill: Claire\nÄmne: Frågor",
    "Da: FSSI\nInviato: sabato 15 agosto 2026 03:02\nA: Claire\nOggetto: Domande",
    "Van: FSSI\nVerzonden: zaterdag 15 augustus 2026 03:02\nAan: Claire\nOnderwerp: Vragen",
    'Message du : 15/08/2026 03:02\nDe : "FSSI " <f@desk.example>\nA : c.morel@ch.example\nCopie à : \nSujet : q',
]


@pytest.mark.parametrize("text", BLOCKS)
def test_it_knows_a_header_block(text: str) -> None:
    lines = text.split("\n")
    block = header_block([*lines, "", "texte"], 0)
    assert block is not None
    assert (block.start, block.end) == (0, len(lines))


@pytest.mark.parametrize(
    "text",
    [
        "De : la direction des soins, confirmation à 8 h.",
        "De : la pharmacie\nEnvoyé : le rapport de garde",
        "De 8 h à 10 h : panne\nObjet : rien",
        "Objet : signalement\nDate : 15 août 2026 à 3 h 02",
        "De : 21 h à 23 h le réseau était coupé.\nEnvoyé : un technicien à 22:00.",
        "De : 21 h à 23 h coupure\nEnvoyé : notre technicien à 22:00\nÀ : la salle serveur\nObjet : panne complète",
        "De : la direction\nObjet : écrire à dsi@ch.example",
    ],
)
def test_true_lines_that_begin_like_a_header_survive(text: str) -> None:
    assert header_block([*text.split("\n"), "", "suite"], 0) is None


@pytest.mark.parametrize(
    "line",
    [
        "Envoyé de mon iPhone",
        "Envoyé depuis mon mobile Orange",
        "Télécharger Outlook pour Android",
        "Sent from my iPad",
    ],
)
def test_it_knows_a_telephones_own_line(line: str) -> None:
    assert is_sent_from(line)
    assert not is_sent_from("L'alerte a été envoyée de mon iPhone au SAMU.")
