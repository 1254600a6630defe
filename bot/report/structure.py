"""The establishment a letter is about: its name as written and its type, from forms, prose, signature or domain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.report.folded import heads, starts_of
from bot.report.reading import Reading

_TYPES = (
    (
        "military",
        (
            r"hopital d'instruction des armees|hopital des armees|hopital militaire|hia|antenne medicale|"
            r"centre medical des armees"
        ),
    ),
    (
        "radiotherapy",
        r"(?:centre|institut|cabinet|service|groupe) (?:prive )?d(?:e |')(?:onco[ -]?)?radiotherapie|radiotherapie",
    ),
    (
        "pharmacy",
        (
            r"pharmacie(?! a usage| hospital| centrale| interieure| du ch| de l'hop| de la clin|"
            r" clinique)(?: d'officine)?|officine|parapharmacie"
        ),
    ),
    (
        "ehpad",
        (
            r"e\.?h\.?p\.?a\.?d\.?|ephad|epahd|maison de retraite|residence autonomie|residence senior|usld|"
            r"korian|residence"
        ),
    ),
    ("laboratory", r"laboratoires?|labo|lbm|biolab"),
    (
        "hospital",
        (
            r"centres? hospitaliers? universitaires?(?: regional)?|centres? hospitaliers?(?: intercommunal|"
            r" regional| specialise| general| psychiatrique| public| inter-communal| departemental)?"
            r"|groupements? hospitaliers? de territoire|groupes? hospitaliers?(?: universitaire| public)?|"
            r"hopita(?:l|ux)(?: prive| local| civils?| universitaires?| public| de jour| intercommunal|"
            r" psychiatrique)?"
            r"|c\.?h\.?r?\.?u\.?|chr|chic?|chs|c\.?h\.?|ght|ghu|ghi|ghs|gh|epsm|eps|chsp|polycliniques?|"
            r"cliniques?|ssr|smr|had|crlcc|centre de lutte contre le cancer"
            r"|centre de (?:readaptation|reeducation|soins de suite|dialyse|sante mentale)|hospital|"
            r"university hospital|maternite|institut (?:de cancerologie|mutualiste)"
        ),
    ),
    (
        "other",
        (
            r"esat|ime|itep|ditep|mas|fam|eam|samsah|savs|sessad|cmpp|camsp|iem|impro|ssiad|saad|mecs|msp|"
            r"cpts|foyer(?: de vie| d'accueil)?|maison de sante(?: pluriprofessionnelle)?"
            r"|centre de sante|cabinet(?: medical| infirmier| dentaire| de radiologie)?|"
            r"centre d'imagerie(?: medicale)?|association|fondation|gip|gcs|mutualite|csapa|caarud"
        ),
    ),
    ("provider", r"societe|hebergeur|editeur|infogerant|prestataire|datacenter"),
)
_HEAD = re.compile("|".join(f"(?P<{name}>(?<![\\w-])(?:{words})(?![\\w]|'[a-z]))" for name, words in _TYPES))
_FIRST = heads(
    "hopital hopitaux hia antenne centre centres institut groupe groupement groupements groupes "
    "service pharmacie officine parapharmacie e h p ehpad ephad epahd"
    " maison residence usld korian laboratoire laboratoires labo lbm biolab c ch chu chru chr chi "
    "chic chs ght ghu ghi ghs gh epsm eps chsp polyclinique polycliniques clinique cliniques ssr smr "
    "had crlcc"
    " hospital university maternite esat ime itep ditep mas fam eam samsah savs sessad cmpp camsp "
    "iem impro ssiad saad mecs msp cpts foyer cabinet"
    " association fondation gip gcs mutualite csapa caarud societe hebergeur editeur infogerant "
    "prestataire datacenter radiotherapie"
)
# « Le laboratoire du CHU Val d'Arve » is a part of the hospital, which is named next.
_PART_OF = re.compile(
    r"(?:laboratoire|labo|maternite|pharmacie|radiotherapie)(?: [a-z]{2,12}){0,2}?"
    r"(?: du | de la | de l'| a l'| au )"
    r"(?:chr?u?|chi|ghu?|ght|centre hospitalier|hopital|clinique|polyclinique|groupe(?:ment)? hospitalier)\b"
)
_MOST_NAMES = 80
_NEXT = re.compile(
    r"(?P<gap>[ \n]{1,2}|(?<=')|)(?P<word>\"[^\"\n]{2,60}\"|[a-z0-9][a-z0-9'\-.&]{0,40}|[ld]'(?=[a-z\"]))"
)
_LINKS = frozenset("de du des la le les l' d' en sur sous aux au lez les-".split())
_STOPS = frozenset(
    "finess rssi dsi urgent urgence samu smur tel telephone bonjour nous je incident attaque panne "
    "cyberattaque cyber ransomware rancongiciel chiffre chiffres serveurs serveur"
    " messagerie suite exercice alerte signalement est a ont sont n'a n'est avons fax mail contact "
    "tlp siret siren et ou nord-est perte compte phishing hameconnage coupure fuite vol"
    " piratage bug indisponibilite intrusion declarant structure objet cordialement astreinte reseau "
    "telephonie internet site depuis ce cette un une plus dans pour avec par qui dont ici"
    " victime touche subit subi notre votre son ses nos vos ne pas tout tous toute suspicion "
    "declaration incident: voisin voisine voisins partenaire network referent proche test ej et: svp "
    "aide help dpi sih ars cert".split()
)
_ELSEWHERE = re.compile(
    r"(?:\b(?:vers|transfer\w{0,6}|voisins?|rediriges? (?:vers|au)|evacues? (?:vers|au)|comme (?:le|"
    r"la|l'|au|a)|membres? d[ue]|contact\w{0,4} (?:le|la|l')|prevenu|(?:nos|des|les) collegues d[ue]|"
    r"confreres? d[ue]|attaque d[ue]|celle d[ue]|partenaires?|ars|support|"
    r"victime d[ue])\b[^.\n]{0,25})$"
)
_INTRODUCED = re.compile(
    r"(?:\b(?:je suis|nous sommes|ici|pour le compte|au nom|au sein|declarant|astreinte|rssi|dsi|"
    r"direction|directeur|directrice|responsable|ingenieur|informatique|technicien|cadre|qualite|"
    r"medecin|garde|du|de la|de l'|de)\b[^.\n]{0,40})$"
)
_POSSESSED = re.compile(
    r"(?:\b(?:notre|nos|notre etablissement est une?|l'|la|le|un|une|petite?|au|du)[ ]?(?:petite? |tres petite? )?)$"
)
_DOMAIN_TYPES = (
    ("military", r"\bhia|armees|defense\.gouv"),
    ("radiotherapy", r"radiother"),
    ("pharmacy", r"pharmacie|officine"),
    ("ehpad", r"ehpad|residence|maison-de-retraite"),
    ("laboratory", r"\blabo|biolog|\bbio-|lbm"),
    ("provider", r"hebergeu|editeur|infogeran|logiciel|saas|cloud|software|hosting|datacenter|prestataire"),
    (
        "hospital",
        r"\bchu|\bchr|\bch-|\bchi|\bght|hopital|clinique|polyclinique|hospital|\bepsm|\bgh-|\bghu|\bchs|\bhad-",
    ),
    ("other", r"\besat|\bime-|\bmas-|\bfam-|foyer|adapei|association|\bmsp-|cpts|imagerie|\bgip|\bitep|sessad"),
)
_DOMAIN = tuple((name, re.compile(words)) for name, words in _DOMAIN_TYPES)
_SITE = re.compile(r"\b(?:sur|de|du) (?:le |notre )?site (?:de |du |d')")
_CLIENTS = re.compile(
    r"\b(?:chers? clients?|chere cliente|nos clients|clients impactes|notre plate-?forme|nos plateformes|"
    r"dear customers|our customers|en tant qu(?:e |')(?:hebergeur|editeur|prestataire|infogerant))\b"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One establishment named: type, place in the folded text (name and all), how sure; `named` when a name follows."""

    type: str
    start: int
    end: int
    confidence: float
    named: bool


def candidates_in(reading: Reading) -> list[Candidate]:
    """Every establishment a text names, in order of appearance."""
    found: list[Candidate] = []
    folded = reading.folded
    at = 0
    for place in starts_of(reading.words, _FIRST):
        head = _HEAD.match(folded, place) if place >= at and len(found) < _MOST_NAMES else None
        if head is None or _PART_OF.match(folded, head.start()):
            continue
        type_ = head.lastgroup or "other"
        end = _name_end(reading, head.end())
        at = max(head.end(), end)
        if not _is_head(reading, head, named=end > head.end()):
            continue
        before = folded[max(0, head.start() - 60) : head.start()]
        found.append(Candidate(type_, head.start(), end, _confidence(before, type_), end > head.end()))
    return found


def _is_head(reading: Reading, head: re.Match[str], *, named: bool) -> bool:
    word = head[0].replace(".", "")
    written = reading.written(head.start(), head.end())
    if len(word) <= 4 and word not in ("labo", "esat") and not written[:1].isupper():
        return False
    if head.lastgroup == "provider":
        return named and word == "societe"
    return (
        word
        not in (
            "residence",
            "association",
            "fondation",
            "cabinet",
            "gip",
            "gcs",
            "mas",
            "fam",
            "had",
            "radiotherapie",
            "ssr",
            "smr",
        )
        or named
    )


def _name_end(reading: Reading, start: int) -> int:
    """Where the name that follows a type word ends; `start` itself when none follows."""
    end = at = start
    links = words = 0
    shouted = reading.written(max(0, start - 40), start + 40).isupper()
    while words < 7 and (found := _NEXT.match(reading.folded, at)) is not None:
        word = found["word"]
        bare = word.rstrip(".'")
        if word.startswith('"'):
            return found.end() if found.end() - at < 64 else end
        joined = word == "et" and _joins(reading, found.end())
        if (bare in _STOPS and not joined) or ("\n" in found["gap"] and not links):
            break
        at = found.end()
        if joined or word in _LINKS or word in ("d'", "l'") or bare in _LINKS:
            links += 1
            if links > 3:
                break
            continue
        written = reading.written(found.start("word"), found.end("word"))
        prefixed = re.match(r"[ld]['’]", written)
        first = written[2:3] if prefixed else written[:1]
        if not (
            first.isupper()
            or (words and re.fullmatch(r"[1-9]\d?", bare) and not re.match(r"[ .]?\d", reading.folded[found.end() :]))
        ) or (shouted and words >= 3):
            break
        words, links, end = words + 1, 0, found.start("word") + len(word.rstrip(".'-"))
        if word.endswith(".") and len(bare) > 3:
            break
    return end


def _joins(reading: Reading, at: int) -> bool:
    """True when « et » goes on with the same name (« Monts et Lacs ») and does not begin another establishment."""
    after = _NEXT.match(reading.folded, at)
    if after is None or after["word"] in _STOPS or _HEAD.match(reading.folded, after.start("word")):
        return False
    return reading.written(after.start("word"), after.end("word"))[:1].isupper()


def _confidence(before: str, type_: str) -> float:
    if _ELSEWHERE.search(before):
        return 0.2
    return 0.85 if _INTRODUCED.search(before) else 0.7 - (0.1 if type_ == "other" else 0.0)


def lowercase_name(reading: Reading) -> tuple[int, int, str] | None:
    """An establishment in a letter written without capitals: (start, end, type), or None."""
    for place in starts_of(reading.words, _FIRST):
        if (
            (head := _HEAD.match(reading.folded, place)) is None
            or head.lastgroup in ("provider", "other")
            or head[0] in ("residence", "laboratoire", "laboratoires", "hopital", "hopitaux")
        ):
            continue
        follow = re.match(
            r"(?: (?:les?|la|des?|du|d'|st|ste|saint|sainte|l')){0,2}(?: [a-z0-9\-]{3,20})?(?:[ -](?:de|du|"
            r"des|les|la|sur|en) [a-z\-]{3,20})?",
            reading.folded[head.end() : head.end() + 60],
        )
        if follow is None or not follow[0].strip():
            continue
        words = follow[0].split()
        kept = []
        for word in words:
            if word in _STOPS:
                break
            kept.append(word)
        while kept and (kept[-1] in _LINKS or kept[-1] in ("st", "saint")):
            kept.pop()
        if kept:
            return head.start(), head.end() + len(" " + " ".join(kept)), head.lastgroup or "other"
    return None


def site_named(reading: Reading) -> tuple[int, int] | None:
    """The place named by « sur le site de Port-Clair », when no establishment is named."""
    if (found := _SITE.search(reading.folded)) is None:
        return None
    end = _name_end(reading, found.end())
    return (found.end(), end) if end > found.end() else None


def type_in(words: str) -> str | None:
    """The structure type a folded name or a form's answer tells, or None."""
    found = _HEAD.search(words)
    return found.lastgroup if found else None


def type_of_domain(domain: str) -> str | None:
    """The structure type a mail domain hints at, or None."""
    return next((name for name, pattern in _DOMAIN if pattern.search(domain)), None)


def writes_as_provider(folded: str) -> bool:
    """True when the letter speaks to clients: its author is a provider, not an establishment."""
    return _CLIENTS.search(folded) is not None
