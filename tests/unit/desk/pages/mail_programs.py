"""What mail programs make of an answer to a page: the words typed, the quotation of the page, the signature."""

from __future__ import annotations

import html
from collections.abc import Callable

DESK = "Veilleur <desk@cert.example>"
SUBJECT = "[SSI-2026-000001] TLP:AMBER ASTREINTE, gravité critique, département 63"


def quoted(page: str) -> str:
    return "".join(f"> {line}".rstrip() + "\n" for line in page.splitlines())


def block(page: str, from_: str, sent: str, to: str, subject: str) -> str:
    return f"{from_} {DESK}\n{sent}\n{to} alice@cert.example\n{subject} {SUBJECT}\n\n{page}"


def as_paragraphs(text: str) -> str:
    return "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.splitlines())


_SAMEDI = "Le sam. 8 août 2026 à 02:47"
_OUTLOOK_FR = ("De :", "Envoyé : samedi 8 août 2026 02:47", "À :", "Objet :")
_OUTLOOK_EN = ("From:", "Sent: Saturday, August 8, 2026 2:47 AM", "To:", "Subject:")
_LINE = "_" * 32

PROGRAMS: dict[str, Callable[[str, str], str]] = {
    "none": lambda typed, page: typed,
    "iphone-fr": lambda typed, page: (
        f"{typed}\n\nEnvoyé de mon iPhone\n\n> Le 8 août 2026 à 02:47, {DESK} a écrit :\n> \n{quoted(page)}"
    ),
    "iphone-en": lambda typed, page: (
        f"{typed}\n\nSent from my iPhone\n\n> On 8 Aug 2026, at 02:47, {DESK} wrote:\n> \n{quoted(page)}"
    ),
    "apple-mail": lambda typed, page: (
        f"{typed}\n\n> Le 8 août 2026 à 02:47, {DESK} a écrit :\n> \n{quoted(page)}"
    ),
    "gmail-fr": lambda typed, page: f"{typed}\n\n{_SAMEDI}, {DESK} a écrit :\n\n{quoted(page)}",
    "gmail-en": lambda typed, page: f"{typed}\n\nOn Sat, Aug 8, 2026, 2:47 AM {DESK} wrote:\n\n{quoted(page)}",
    "outlook-fr": lambda typed, page: f"{typed}\n\n{block(page, *_OUTLOOK_FR)}",
    "outlook-en": lambda typed, page: f"{typed}\n\n{block(page, *_OUTLOOK_EN)}",
    "owa-fr": lambda typed, page: f"{typed}\n{_LINE}\n{block(page, *_OUTLOOK_FR)}",
    "outlook-mobile-fr": lambda typed, page: (
        f"{typed}\n\nObtenir Outlook pour Android<https://aka.example/AAb9ysg>\n{_LINE}\n{block(page, *_OUTLOOK_FR)}"
    ),
    "thunderbird-fr": lambda typed, page: f"{typed}\n\nLe 08/08/2026 à 02:47, Veilleur a écrit :\n{quoted(page)}",
    "zimbra": lambda typed, page: (
        f"{typed}\n\n----- Mail original -----\nDe: \"Veilleur\" <desk@cert.example>\nÀ: \"alice\" "
        f"<alice@cert.example>\nEnvoyé: Samedi 8 Août 2026 02:47:10\nObjet: {SUBJECT}\n\n{page}"
    ),
    "roundcube": lambda typed, page: f"{typed}\n\nLe 2026-08-08 02:47, Veilleur a écrit :\n{quoted(page)}",
    "samsung": lambda typed, page: (
        f"{typed}\n\nEnvoyé depuis mon appareil Galaxy\n\n-------- Message d'origine --------\nDe : {DESK} \n"
        f"Date : 08/08/2026  02:47  (GMT+01:00) \nÀ : alice@cert.example \nObjet : {SUBJECT} \n\n{page}"
    ),
    "k9": lambda typed, page: (
        f"{typed}\n\nLe 8 août 2026 02:47:10 GMT+02:00, {DESK} a écrit :\n{quoted(page)}-- \n"
        "Envoyé de mon appareil Android avec K-9 Mail. Veuillez excuser ma brièveté."
    ),
    "laposte": lambda typed, page: (
        f"{typed}\n\nEnvoyé depuis l'application Mail La Poste\n\n> Message du 08/08/26 02:47\n> De : {DESK}\n"
        f"> A : alice@cert.example\n> Copie à : \n> Objet : {SUBJECT}\n> \n{quoted(page)}"
    ),
    "orange": lambda typed, page: (
        f"{typed}\n\nEnvoyé depuis l'application Mail Orange\n\nLe 8 août 2026 à 02:47, desk@cert.example a écrit :\n"
        f"\n{page}"
    ),
    "proton": lambda typed, page: (
        f"{typed}\n\nEnvoyé avec la messagerie sécurisée Proton Mail.\n\nLe samedi 8 août 2026 à 2:47 AM, {DESK} a "
        f"écrit :\n\n{quoted(page)}"
    ),
    "domino": lambda typed, page: (
        f"{typed}\n\n\n\nDe :\t{DESK}\nA :\talice@cert.example\nDate :\t08/08/2026 02:47\nObjet :\t{SUBJECT}\n\n\n\n"
        f"{page}"
    ),
    "gmail-html": lambda typed, page: (
        f'<div dir="auto">{as_paragraphs(typed)}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f"{_SAMEDI}, Veilleur &lt;desk@cert.example&gt; a écrit :<br></div><blockquote class=\"gmail_quote\" "
        f'style="margin:0 0 0 .8ex">{as_paragraphs(page)}</blockquote></div>'
    ),
    "outlook-html": lambda typed, page: (
        f'<html><body><div class="WordSection1"><p class="MsoNormal">{html.escape(typed)}</p><div style="border:none;'
        f'border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>De :</b> {html.escape(DESK)}<br><b>Envoyé :</b> '
        f"samedi 8 août 2026 02:47<br><b>À :</b> alice@cert.example<br><b>Objet :</b> {SUBJECT}</p></div>"
        f"{as_paragraphs(page)}</div></body></html>"
    ),
}  # fmt: skip
"""The program → what the letter's body is, from the words typed and the page's text."""


def bottom_posted(typed: str, page: str) -> str:
    """Below the quotation, as some still write."""
    return f"Le 08/08/2026 à 02:47, Veilleur a écrit :\n{quoted(page)}\n{typed}\n"
