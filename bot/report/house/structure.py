"""The establishment a letter is about: its name as written and its type, from forms, prose, signature or domain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.report.house.kinds import FIRST, HEAD
from bot.report.reading import Reading
from bot.report.words.folded import starts_of

# « Le laboratoire du CHU Val d'Arve » is a part of the hospital, which is named next.
_PART_OF = re.compile(
    r"(?:laboratoire|labo|maternite|pharmacie|radiotherapie)(?: [a-z]{2,12}){0,2}?"
    r"(?: du | de la | de l'| a l'| au )"
    r"(?:chr?u?|chi|ghu?|ght|centre hospitalier|hopital|clinique|polyclinique|groupe(?:ment)? hospitalier)\b"
)
# « Notre EHPAD. Résidente … »: the dot ends a sentence, that of « E.H.P.A.D. » does not.
_SENTENCE_OVER = re.compile(r"[a-z]{3}\.$")
_MOST_NAMES = 80
_ARTICLE = re.compile(r"(?:[(\"]|[a-z] )(l[ae]s? |l')$")
_NEXT = re.compile(
    r"(?P<gap>[ \n]{1,2}|(?<=')|)(?P<word>\"[^\"\n]{2,60}\"|[a-z0-9][a-z0-9'\-.&]{0,40}|[ld]'(?=[a-z\"]))"
)
_LINKS = frozenset("de du des la le les l' d' en sur sous aux au lez les-".split())
# « laboratoire X au Lamentin », « EHPAD Y en Bretagne »
_PLACES_FOLLOW = frozenset("au aux en".split())
# « Mare è Monti », « Ker ar Mor », « Fium di Sole »: small words that link names in the languages of the regions.
_REGIONAL_LINKS = frozenset("e di da u ar er an na zi im am zum ti del della las los y".split())
_STOPS = frozenset(
    "finess rssi dsi urgent urgence samu smur tel telephone bonjour nous je incident attaque panne "
    "cyberattaque cyber ransomware rancongiciel chiffre chiffres serveurs serveur"
    " messagerie suite exercice alerte signalement est a ont sont n'a n'est avons fax mail contact "
    "tlp siret siren et ou nord-est perte compte phishing hameconnage coupure fuite vol"
    " piratage bug indisponibilite intrusion declarant structure objet cordialement astreinte reseau "
    "telephonie internet site depuis ce cette un une plus dans pour avec par qui dont ici"
    " victime touche subit subi notre votre son ses nos vos ne pas tout tous toute suspicion "
    "declaration incident: voisin voisine voisins partenaire network referent proche test ej et: svp "
    "aide help mon ma mes secteur dpi sih ars cert mme mlle patient patiente resident residente merci".split()
)
# « CH du Bocage normand », « GHT Alpes du Sud », « Vallées cévenoles »: said of a land, and part of a name.
_OF_A_REGION = re.compile(
    r"(?:[a-z]{3,12}(?:ais|ois|ien|een)|normand|picard|bourguignon|breton|limousin|auvergnat|savoyard|basque|cevenol|flamand|"
    r"corse|lorrain|mosan|mosellan|alpin|briard|morvandiau|catalan|berrichon|percheron|angevin|tourangeau|poitevin|"
    r"atlantique|sud|nord|ouest|central)(?:ne?|e)?s?"
)
_NO_LAND = frozenset(
    "mais jamais desormais fois mois trois francais francaise frais bien rien combien lien liens ancien "
    "ancienne anciens "
    "moyen moyens moyenne soutien entretien quotidien quotidienne technicien technicienne chirurgien pharmacien "
    "informaticien gardien biologiste europeen europeenne chien mien sien tien choix voix lois rois parfois autrefois "
    "toutefois musicien mauvais mauvaise anglais anglaise essais delais relais palais bourgeois electricien".split()
)
# « Résidence Mon Repos », « Clinique Notre Dame »
_OWNING = frozenset("mon ma notre nos".split())
_ELSEWHERE = re.compile(
    r"(?:\b(?:vers|transfer\w{0,6}|voisins?|rediriges? (?:vers|au)|evacues? (?:vers|au)|comme (?:le|"
    r"la|l'|au|a)|membres? d[ue]|contact\w{0,4} (?:le|la|l')|prevenu|(?:nos|des|les) collegues d[ue]|"
    r"confreres? d[ue]|attaque d[ue]|celle d[ue]|partenaires?|ars|(?<!etablissement )support|"
    r"victime d[ue])\b[^.\n]{0,25})$"
)
_INTRODUCED = re.compile(
    r"(?:\b(?:je suis|nous sommes|ici|pour le compte|au nom|au sein|declarant|astreinte|rssi|dsi|"
    r"direction|directeur|directrice|responsable|ingenieur|informatique|technicien|cadre|qualite|"
    r"medecin|garde|du|de la|de l'|de)\b[^.\n]{0,40})$"
)
_ENGLISH = re.compile(
    r"\b(?:(?:St\.?|[A-Z][A-Za-zà-ÿ'’\-]{1,20}) ){1,4}(Hospital|Clinic|Laborator(?:y|ies)|Labs?|Diagnostics|"
    r"Imaging|Radiology|"
    r"(?:Medical|Health|Care|Dialysis|Radiotherapy) Cent(?:re|er)|(?:Care|Nursing) Home|Institute)\b"
)
_ENGLISH_TYPES = {"hospital": "hospital", "clinic": "hospital", "care home": "ehpad", "nursing home": "ehpad"}
# Type words that also stand for a kind of place, or for no house at all, in a letter without capitals.
_NEVER_SMALL = frozenset(
    "mas fam had gip gcs groupe association fondation cabinet foyer hopitaux laboratoires hospital laboratory "
    "diagnostics radiotherapie".split()
)
_FAINT_SMALL = frozenset({"residence", "laboratoire", "labo", "hopital"})
# « ici l'ime », « je suis à la résidence », « de la part de l'hôpital »: the house its author speaks for.
_SPEAKING_FOR = re.compile(
    r"\b(?:ici|je suis|nous sommes|on est|pour le compte|de la part|travaille|appelle) "
    r"(?:(?:infirmi\w{2,3}|aide-soignante?|cadre|secretaire|direct\w{3,6}|medecin|l'informaticien\w{0,2}) )?"
    r"(?:a |au |aux |de |du |d'|pour )?(?:l'|la |le |les |un |une )?$|\n\.\n$"
)
# A word begun large as sentences and names are; « EHPAD » and « CH » stand so in a letter without capitals too.
_CAPITAL = re.compile(r"\b[A-ZÀ-Ý][a-zà-ÿ]{2}")
_SMALL_WORD = (
    r"(?!(?:on|nous|je|j'ai|il|elle|est|a|ont|depuis|et|qui|dont|ne|n'a|plus|avec|hier|ce|cette|svp)\b)[a-z0-9\-]{2,20}"
)
_SMALL_NAME = re.compile(
    rf"(?P<name>(?: (?:les?|la|des?|du|d'|l'|sur|en)){{0,2}} ?{_SMALL_WORD}(?:[ '](?:(?:de|du|des|les|la|sur|d|l)[ '])?"
    rf"{_SMALL_WORD}){{0,3}})"
    r"(?=\s{0,2}[,.:;()\n]| (?:on|nous|je|j'ai|il|elle|est|a|ont|depuis|qui|dont|et|ne|n'a|plus|avec|hier)\b|$)"
)
_SMALL_BEGINNING = re.compile(
    r"(?: (?:les?|la|des?|du|d'|st|ste|saint|sainte|l')){0,2}(?: [a-z0-9\-]{3,20})?(?:[ -](?:de|du|"
    r"des|les|la|sur|en) [a-z\-]{3,20})?"
)
_SITE = re.compile(r"\b(?:sur|de|du) (?:le |notre )?site (?:de |du |d')")


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
    for place in starts_of(reading.words, FIRST):
        head = HEAD.match(folded, place) if place >= at and len(found) < _MOST_NAMES else None
        if head is None or _PART_OF.match(folded, head.start()):
            continue
        type_ = head.lastgroup or "other"
        end = head.end() if _SENTENCE_OVER.search(head[0]) else _name_end(reading, head.end())
        at = max(head.end(), end)
        if not _is_head(reading, head, named=end > head.end()):
            continue
        before = folded[max(0, head.start() - 60) : head.start()]
        start = _with_article(reading, head.start())
        found.append(Candidate(type_, start, end, _confidence(before, type_), end > head.end()))
    return found


def _with_article(reading: Reading, start: int) -> int:
    """« un petit EHPAD (La Résidence Clairlogis »: an article written large within a sentence belongs to the name."""
    found = _ARTICLE.search(reading.folded, max(0, start - 5), start)
    if found is None or not reading.written(found.start(1), start + 1)[:1].isupper():
        return start
    named = reading.written(start, start + 1).isupper()
    return found.start(1) if named else start


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
            "groupe",
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
        large = reading.written(found.start("word"), found.end("word"))[:1].isupper() and not shouted
        if word.startswith('"'):
            return found.end() if found.end() - at < 64 else end
        joined = word == "et" and _joins(reading, found.end())
        owned = large and (bare in _OWNING or (word == "a" and not words)) and _joins(reading, found.end())
        if (bare in _STOPS and not joined and not owned) or ("\n" in found["gap"] and not links):
            break
        at = found.end()
        if words and word in _PLACES_FOLLOW:
            break
        if (
            joined
            or word in _LINKS
            or (word in _REGIONAL_LINKS and words and _joins(reading, found.end()))
            or word in ("d'", "l'")
            or bare in _LINKS
        ):
            links += 1
            if links > 3:
                break
            continue
        written = reading.written(found.start("word"), found.end("word"))
        prefixed = re.match(r"[ld]['’]", written)
        first = written[2:3] if prefixed else written[:1]
        if not (
            first.isupper()
            or (words and _OF_A_REGION.fullmatch(bare) and bare not in _NO_LAND)
            or (words and re.fullmatch(r"[1-9]\d?", bare) and not re.match(r"[ .]?\d", reading.folded[found.end() :]))
        ) or (shouted and words >= 3):
            break
        words, links, end = words + 1, 0, found.start("word") + len(word.rstrip(".'-"))
        if word.endswith(".") and (len(bare) > 3 or bare.isdigit()):
            break
    return end


def _joins(reading: Reading, at: int) -> bool:
    """True when « et » goes on with the same name (« Monts et Lacs ») and does not begin another establishment."""
    after = _NEXT.match(reading.folded, at)
    if after is None or after["word"] in _STOPS or HEAD.match(reading.folded, after.start("word")):
        return False
    return reading.written(after.start("word"), after.end("word"))[:1].isupper()


def _confidence(before: str, type_: str) -> float:
    if _ELSEWHERE.search(before):
        return 0.2
    return 0.85 if _INTRODUCED.search(before) else 0.7 - (0.1 if type_ == "other" else 0.0)


def lowercase_name(reading: Reading) -> tuple[int, int, str] | None:
    """An establishment in a letter written without capitals: (start, end, type), or None."""
    folded = reading.folded
    small = reading.aligned is not None and _CAPITAL.search(reading.aligned, reading.extent("subject")[1]) is None
    for place in starts_of(reading.words, FIRST):
        head = HEAD.match(folded, place)
        if head is None or head.lastgroup == "provider" or head[0] in _NEVER_SMALL:
            continue
        faint = head.lastgroup == "other" or head[0] in _FAINT_SMALL or not small
        if faint and _SPEAKING_FOR.search(folded, max(0, place - 40), place) is None:
            continue
        if kept := _small_name(folded[head.end() : head.end() + 80], sure=not faint):
            return head.start(), head.end() + len(kept), head.lastgroup or "other"
    return None


def _small_name(after: str, *, sure: bool) -> str:
    """The name that follows a type word, all in small letters: up to a mark or a word that goes on with the sentence.

    Where neither comes soon only the first words are `sure` to belong to it.
    """
    whole = _SMALL_NAME.match(after)
    words = _without_links(whole["name"].split()) if whole is not None else []
    if words and len(words) <= 5:
        return " " + " ".join(words) if _STOPS.isdisjoint(words) else ""
    first = _SMALL_BEGINNING.match(after) if sure else None
    kept: list[str] = []
    for word in first[0].split() if first is not None else ():
        if word in _STOPS:
            break
        kept.append(word)
    kept = _without_links(kept)
    return " " + " ".join(kept) if kept else ""


def _without_links(words: list[str]) -> list[str]:
    while words and (words[-1] in _LINKS or words[-1] in ("st", "saint")):
        words = words[:-1]
    return words


def english_type(name: str) -> str | None:
    """The structure type an English name tells by its last words, or None."""
    found = _ENGLISH.search(name)
    return _kind_of(found[1]) if found else None


def _kind_of(word: str) -> str:
    kind = word.lower()
    return "laboratory" if kind.startswith(("lab", "diag")) else _ENGLISH_TYPES.get(kind, "other")


def english_name(reading: Reading) -> tuple[int, int, str] | None:
    """An establishment named as in English, with its kind behind the name: (start, end, type), or None."""
    if reading.aligned is None or (found := _ENGLISH.search(reading.aligned[:8000])) is None:
        return None
    return found.start(), found.end(), _kind_of(found[1])


def site_named(reading: Reading) -> tuple[int, int] | None:
    """The place named by « sur le site de Port-Clair », when no establishment is named."""
    if (found := _SITE.search(reading.folded)) is None:
        return None
    end = _name_end(reading, found.end())
    return (found.end(), end) if end > found.end() else None
