"""Kinds of letters: machines told from people, junk from reports, our own from forged (failures 35–37, 40–42)."""

from __future__ import annotations

import pytest

from bot.ingest.kinds.classify import SortingContext, classify
from bot.ingest.parse import parse
from bot.mail.identifiers import mint_mark, mint_message_id, mint_token
from bot.mail.verdict import Kind, Verdict
from bot.settings.model import ReadingLimits

KEY = b"k" * 32
CONTEXT = SortingContext(own_addresses=frozenset({"fssi@desk.example"}), key=KEY)
LIMITS = ReadingLimits()


def sort(
    subject: str = "Incident",
    text: str = "Serveurs chiffrés.",
    fields: str = "",
    author: str = "c.morel@ch.example",
    to: str = "fssi@desk.example",
) -> Verdict:
    letter = (
        f"From: {author}\r\nTo: {to}\r\nSubject: {subject}\r\n{fields}MIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
    return classify(parse(letter.encode(), LIMITS), CONTEXT)


@pytest.mark.parametrize(
    ("subject", "text", "fields"),
    [
        ("Réponse automatique : Questions", "Je suis absente.", "Auto-Submitted: auto-generated\r\n"),
        ("Réponse automatique : Questions", "Je suis absente jusqu'au 24 août.", ""),
        ("Absence du bureau : Questions", "De retour le 24.", ""),
        ("Message d'absence", "Je suis en congés, de retour le 24 août.", ""),
        ("Absent(e) : Questions", "Je serai de retour le 24 août.", ""),
        ("Re: Questions", "Bonjour, je suis actuellement en congé. En cas d'urgence, contactez le 01 99 00 11 22.", ""),
        ("Automatic reply: Questions", "I am out of the office.", "X-Auto-Response-Suppress: All\r\n"),
        ("Out of Office: Questions", "I am away until Monday.", ""),
        ("Auto: Questions", "I will be out of the office until Monday.", ""),
        ("Questions", "Merci de votre message.", "Auto-Submitted: auto-replied\r\n"),
        ("Questions", "Merci.", "X-Autoreply: yes\r\n"),
        ("Questions", "Merci.", "Precedence: auto_reply\r\n"),
        ("Automatische Antwort: Fragen", "Ich bin nicht im Büro.", "X-Auto-Response-Suppress: All\r\n"),
        ("Respuesta automática: Preguntas", "Estoy fuera.", ""),
        ("Abwesenheitsnotiz", "Ich bin bis Montag nicht im Haus, wieder ab Dienstag.", ""),
    ],
)
def test_it_knows_an_automatic_answer_with_and_without_fields(subject: str, text: str, fields: str) -> None:
    verdict = sort(subject, text, fields)
    assert (verdict.kind, verdict.automatic) == (Kind.AUTO_REPLY, True)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Absence de téléphonie au SAMU", "Plus aucun appel depuis 1 h."),
        ("Absence de sauvegarde depuis le 3 août", "Les bandes manquent."),
        ("Retour à la normale", "Les services sont de retour depuis 8 h. Contactez le standard."),
        ("Re: Questions", "Le RSSI est absent, je réponds à sa place : oui, mode dégradé."),
        ("Accusé de réception manquant", "Nous n'avons rien reçu."),
        ("Incident", "Le médecin est en congé mais l'astreinte est joignable au 01 99 00 11 22."),
        (
            "Indisponibilité",
            "Le laboratoire est indisponible jusqu'à demain matin. En cas d'urgence appelez le 01 99 00 11 22.",
        ),
        ("Information", "Le standard de la clinique est injoignable jusqu'à lundi. Contactez le 01 99 00 11 22."),
    ],
)
def test_a_person_is_not_taken_for_a_machine(subject: str, text: str) -> None:
    verdict = sort(subject, text)
    assert verdict.kind in (Kind.REPORT, Kind.FOLLOW_UP)
    assert not verdict.automatic


@pytest.mark.parametrize(
    "fields",
    [
        "Auto-Submitted: auto-generated\r\n",
        "Precedence: bulk\r\n",
        "Return-Path: <>\r\n",
        "X-Auto-Response-Suppress: OOF, AutoReply\r\n",
        "List-Id: <x.example>\r\n",
    ],
)
def test_what_a_machine_sent_is_automatic_but_an_incident_stays_a_report(fields: str) -> None:
    verdict = sort("Signalement", "Structure : CH de la Vallonne\nServeurs chiffrés.", fields)
    assert (verdict.kind, verdict.automatic) == (Kind.REPORT, True)


@pytest.mark.parametrize(
    "fields", ["Precedence: bulk\r\n", "List-Id: <x.example>\r\n", "List-Unsubscribe: <mailto:x@x.example>\r\n"]
)
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Un rançongiciel paralyse un hôpital, plan blanc : les leçons de l'incident.", Kind.LIST),
        ("Webinaire : comment votre établissement peut éviter l'incident.", Kind.LIST),
        ("Chers clients, nous rencontrons un incident sur notre plateforme de dossier patient.", Kind.REPORT),
        ("Structure : CH de la Vallonne\nServeurs chiffrés.", Kind.REPORT),
    ],
)
def test_a_newsletter_about_attacks_declares_nothing_and_a_bulk_mailer_may(fields: str, text: str, kind: Kind) -> None:
    assert sort("Information", text, fields).kind is kind


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Notification automatique : nouvel incident 4432", "Établissement : CH de Vallonne\nDouze serveurs chiffrés."),
        ("Message automatique : signalement", "Structure : EHPAD Les Tilleuls. Boîte de la directrice piratée."),
        ("Ne pas répondre - Déclaration", "Déclarant : Paul Rey. Les postes sont chiffrés."),
        ("Accusé de réception de déclaration", "Copie : serveur de messagerie compromis au CH de Vallonne."),
        ("Absence : battement de cœur de SRV-BIO", "Host down since 02:10, serveur injoignable."),
        ("Auto: alerte EDR", "Ransomware behaviour on host ACC-12."),
    ],
)
def test_a_portal_or_a_probe_that_tells_of_an_incident_writes_a_report(subject: str, text: str) -> None:
    verdict = sort(subject, text, "Auto-Submitted: auto-generated\r\n", author="portail@declaration.example")
    assert (verdict.kind, verdict.automatic) == (Kind.REPORT, True)


@pytest.mark.parametrize("local", ["alerte", "alertes", "alerts", "securite", "securite-si", "alerte.ssi", "crise"])
def test_a_mailbox_for_alerts_is_a_person_s(local: str) -> None:
    verdict = sort(author=f"{local}@ch.example")
    assert (verdict.kind, verdict.automatic) == (Kind.REPORT, False)


@pytest.mark.parametrize("local", ["noreply", "ne-pas-repondre", "nagios", "mailer-daemon", "notifications", "root"])
def test_a_machine_s_mailbox_is_never_answered_but_its_report_is_read(local: str) -> None:
    verdict = sort(author=f"{local}@ch.example")
    assert (verdict.kind, verdict.automatic) == (Kind.REPORT, True)


def test_auto_submitted_no_is_a_person() -> None:
    assert not sort(fields="Auto-Submitted: no\r\n").automatic


def test_a_bulletin_is_a_list() -> None:
    assert (
        sort("Bulletin", "Les nouvelles.", "List-Id: <x.example>\r\nList-Unsubscribe: <https://x.example/u>\r\n").kind
        is Kind.LIST
    )


def test_a_letter_of_ours_come_back_is_ours_only_when_mark_and_author_agree() -> None:
    mark = f"X-Veilleur-Id: {mint_mark(KEY, 'ack', 'SSI-2026-000123', '7')}\r\n"
    assert sort("[SSI-2026-000123] AR", "Reçu.", mark, author="fssi@desk.example").kind is Kind.OWN
    copied = sort("Serveur", "Chiffré.", mark)
    assert copied.kind is Kind.REPORT
    assert any(reason.startswith("identifier forged") for reason in copied.reasons)
    forged = sort("Serveur", "CH chiffré.", "X-Veilleur-Id: ack/x/7/aaaa\r\n", author="fssi@desk.example")
    assert forged.kind is not Kind.OWN
    assert any(reason.startswith("identifier forged") for reason in forged.reasons)


def test_a_mark_moved_to_another_letter_of_ours_is_forged() -> None:
    mark = f"X-Veilleur-Id: {mint_mark(KEY, 'ack', 'SSI-2026-000123', '7')}\r\n"
    other = mint_message_id(KEY, "desk.example", "page", "SSI-2026-000999", "8", "r")
    assert sort("x", "CH", f"{mark}Message-ID: <{other}>\r\n", author="fssi@desk.example").kind is not Kind.OWN


@pytest.mark.parametrize(
    ("subject", "fields", "text", "to"),
    [
        ("RE: [SSI-2026-000123] Questions", "", "oui", "fssi@desk.example"),
        ("Questions", "In-Reply-To: <autre@x.example>\r\n", "oui", "fssi@desk.example"),
        (
            "Questions",
            f"References: <{mint_message_id(KEY, 'desk.example', 'ack', 'SSI-2026-000123', '7', 'r')}>\r\n",
            "oui",
            "fssi@desk.example",
        ),
        ("Questions", "", "oui", f"fssi+{mint_token(KEY, 'SSI-2026-000123')}@desk.example"),
        ("Re: Questions", "", "oui\r\n\r\nLe 15/08/2026 03:02, FSSI a écrit :\r\n> 1 ?", "fssi@desk.example"),
    ],
)
def test_it_knows_a_follow_up(subject: str, fields: str, text: str, to: str) -> None:
    assert sort(subject, text, fields, to=to).kind is Kind.FOLLOW_UP


def test_a_letter_passed_on_is_a_report_whatever_its_references_say() -> None:
    text = (
        "Voir ci-dessous.\r\n\r\nDe : P. Rey <p@ch.example>\r\nEnvoyé : samedi 15 août 2026 03:02\r\nÀ : "
        "x\r\nObjet : y\r\n\r\nServeur chiffré."
    )
    assert sort("TR: y", text, "References: <autre@x.example>\r\n").kind is Kind.REPORT


@pytest.mark.parametrize(
    "field", ["X-Spam-Flag: YES\r\n", "X-Spam-Status: Yes, score=12\r\n", "X-MS-Exchange-Organization-SCL: 6\r\n"]
)
def test_the_servers_word_makes_junk_unless_the_letter_declares_something(field: str) -> None:
    assert sort("Promotion", "Achetez.", field).kind is Kind.JUNK
    assert sort("Signalement", "CH de la Vallonne, serveurs chiffrés.", field).kind is Kind.REPORT


def test_the_context_never_shows_its_key() -> None:
    assert "kkkk" not in repr(CONTEXT)
