"""Firms in a letter's words: whether its author speaks to clients, and the name under which a firm presents itself."""

from __future__ import annotations

import re

from bot.report.reading import Reading

_PRESENTED = re.compile(
    r"(?:^|\n|Nous sommes |[Ss]ociété )(?!Information|Incident|Panne|Signalement|Avis|Alerte)"
    r"([A-ZÀ-Ý][\w-]{2,24}(?: [A-ZÀ-Ý][\w-]{2,24})?),? (?:édite|plate-?forme|"
    r"héberge|exploite|"
    r"développe|éditeur|hébergeur|commercialise)\b"
)
# « Cairn Santé, hébergeur certifié HDS, vous informe … »
_TELLS_YOU = re.compile(
    r"(?:^|\n|[.!?,] )([A-ZÀ-Ý][\wÀ-ÿ'’-]{2,24}(?: [A-ZÀ-Ý][\wÀ-ÿ'’-]{1,24}){0,2}), (?:votre |notre )?"
    r"(?:hébergeur|éditeur|prestataire|infogérant|intégrateur|fabricant|fournisseur|opérateur|sous-traitant|distributeur)\b"
    r"[^.\n]{0,80}?"
    r"\b(?:vous (?:informe|signale|prévient|alerte|avise|confirme)|à (?:vous|ses|tous ses) )"
)
_NAME_WORD = r"[A-ZÀ-Ý][A-Za-zÀ-ÿ0-9'’-]{2,24}"
_COMPANY = re.compile(
    rf"\b({_NAME_WORD}(?: {_NAME_WORD}){{0,2}} (?:Ltd|GmbH|Inc|SAS|SARL|AG|LLC|plc|BV|B\.V\.|S\.A\.S?|N\.V\.))(?!\w)"
)
_OFFICE_OF = re.compile(
    rf"\b(?:[Oo]fficer|[Mm]anager|[Dd]irector|[Ee]ngineer|[Hh]ead|[Ll]ead|CISO|CIO) (?:of|at|for) "
    rf"({_NAME_WORD}(?: {_NAME_WORD}){{0,3}}),? (?:a|an|the|in) "
)
# Each with words of which one stands in whatever it finds.
_CLIENTS = (
    (
        ("societe ", "sas ", "sarl ", "editeur "),
        re.compile(
            r"\b(?:societe|sas|sarl|editeur) [a-z\-]{2,20} "
            r"(?:edite|heberge|exploite|developpe|fournit|commercialise)\b"
        ),
    ),
    (
        ("edite ", "plateforme ", "plate-forme "),
        re.compile(r"(?:^|\n|\bnous sommes )[a-z][a-z\-]{3,20},? (?:edite |plate-?forme )"),
    ),
    (
        ("hebergeur", "editeur", "integrateur", "infogerant", "fabricant"),
        re.compile(
            r"[a-z], (?:hebergeur|editeur|integrateur|infogerant|fabricant)\b[^.\n]{0,60}?,? "
            r"vous (?:informe|signale|previent|alerte|avise)\b"
        ),
    ),
    (
        ("client", "plateforme", "plate-forme", "customer", "en tant qu", "vulnerabilite", "faille"),
        re.compile(
            r"\b(?:chaque client|un de nos clients|notre clientele|chers? clients?|chere cliente|"
            r"nos (?:[a-z]{3,14} )?clients|client par client|"
            r"our (?:[a-z\-]{2,14} ){0,2}(?:customers|clients)|our customer success|"
            r"vous (?:informe|signale|alerte) d'une (?:vulnerabilite|faille)[^\n]{0,90}? \d{1,4} "
            r"(?:etablissements|hopitaux|sites|clients)|"
            r"french (?:[a-z]{3,14} )?customers|to all (?:[a-z]{3,14} )?customers|"
            r"clients impactes|notre plate-?forme|nos plateformes|dear customers|our customers|"
            r"en tant qu(?:e |')(?:hebergeur|editeur|prestataire|infogerant))\b"
        ),
    ),
)


def writes_as_provider(folded: str) -> bool:
    """True when the letter speaks to clients: its author is a provider, not an establishment."""
    return any(
        any(word in folded for word in words) and speaking.search(folded) is not None for words, speaking in _CLIENTS
    )


def provider_name(reading: Reading) -> tuple[int, int] | None:
    """The name by which a provider presents himself: (start, end), or None."""
    if reading.aligned is None:
        return None
    if not writes_as_provider(reading.folded):
        told = _TELLS_YOU.search(reading.aligned[:4000])
        return told.span(1) if told else None
    found = _TELLS_YOU.search(reading.aligned[:4000]) or _PRESENTED.search(reading.aligned[:4000])
    return found.span(1) if found else None


def company_name(reading: Reading) -> tuple[int, int] | None:
    """The house its author speaks for in a letter that names no kind of house: a firm or « officer of Labor Nord »."""
    if reading.aligned is None:
        return None
    found = _COMPANY.search(reading.aligned[:8000]) or _OFFICE_OF.search(reading.aligned[:8000])
    return found.span(1) if found else None


def is_company(name: str) -> bool:
    """True for a name that ends as those of firms do."""
    return _COMPANY.fullmatch(name) is not None
