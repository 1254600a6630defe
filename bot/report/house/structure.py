"""The establishment a letter is about: its name as written and its type, from forms, prose, signature or domain."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.report.house.kinds import FIRST, HEAD
from bot.report.place.aside import is_anothers
from bot.report.place.leads import LANDSCAPES
from bot.report.place.names import commune_at
from bot.report.place.territory import places_in
from bot.report.reading import Reading
from bot.report.words.folded import starts_of

# « Le laboratoire du CHU Val d'Arve » is a part of the hospital, which is named next.
_PART_OF = re.compile(
    r"(?:laboratoire|labo|maternite|pharmacie|radiotherapie|imagerie)(?: [a-z]{2,12}){0,2}?"
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
LINKS = frozenset("de du des la le les l' d' en sur sous aux au lez les-".split())
# « laboratoire X au Lamentin », « EHPAD Y en Bretagne »
_PLACES_FOLLOW = frozenset("au aux en a".split())
# « Mare è Monti », « Ker ar Mor », « Fium di Sole »: small words that link names in the languages of the regions.
_REGIONAL_LINKS = frozenset("e di da u ar er an na zi im am zum ti del della las los y".split())
STOPS = frozenset(
    "finess rssi dsi urgent urgence samu smur tel telephone bonjour nous je incident attaque panne "
    "cyberattaque cyber ransomware rancongiciel chiffre chiffres serveurs serveur"
    " messagerie suite exercice alerte signalement est a ont sont n'a n'est avons fax mail contact "
    "tlp siret siren et ou nord-est perte compte phishing hameconnage coupure fuite vol"
    " piratage bug indisponibilite intrusion declarant structure objet cordialement astreinte reseau "
    "telephonie internet site depuis ce cette un une plus dans pour avec par qui dont ici"
    " victime touche subit subi notre votre son ses nos vos ne pas tout tous toute suspicion "
    "declaration incident: voisin voisine voisins partenaire network referent proche test ej et: svp "
    "whatsapp signal telegram messenger facebook linkedin teams discord "
    "aide help mon ma mes secteur dpi sih ars cert mme mlle patient patiente resident residente merci".split()
)
# « CH du Bocage normand », « GHT Alpes du Sud », « Vallées cévenoles »: said of a land, and part of a name.
_OF_A_REGION = re.compile(
    r"(?:[a-z]{3,12}(?:ais|ois|ien|een)|normand|picard|bourguignon|breton|limousin|auvergnat|savoyard|basque|cevenol|"
    r"flamand|"
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
# « Les Petits Pas », « Un Pour Tous »
_ALSO_NAMES = frozenset("pas tous pour".split())
_AFTER_LINK = frozenset({"mail"})
_ELSEWHERE = re.compile(
    r"(?:\b(?:vers|transfer\w{0,6}|voisins?|rediriges? (?:vers|au)|evacues? (?:vers|au)|comme (?:le|"
    r"la|l'|au|a)|membres? d[ue]|contact\w{0,4} (?:le|la|l')|prevenu|(?:nos|des|les) collegues d[ue]|"
    r"confreres? d[ue]|attaque d[ue]|celle d[ue]|partenaires?|ars|(?<!etablissement )support|"
    r"victime d[ue])\b[^.\n]{0,25})$"
)
# « Le CHU prend nos patients », « la clinique voisine »
THEIRS_AFTER = re.compile(
    r"[^.;\n]{0,40}?\b(?:voisine?s?|partenaires?|relaie\w{0,3}|depanne\w{0,2}|"
    r"(?:prend|prennent|prendra|pris|assure\w{0,3}|accueil\w{0,5}|recoi\w{1,4}|recu|recupere\w{0,3}) "
    r"(?:en charge )?(?:nos|le relais|la releve|les (?:urgences|patients|malades|blesses))|"
    r"nous (?:aide\w{0,2}|prete\w{0,2}|soutien\w{0,3}|envoie\w{0,2}|releve\w{0,2}|appuie\w{0,2})|contactee?|"
    r"prevenue?|"
    r"n'est pas (?:touche|concerne|impacte)e?)\b"
)
_INTRODUCED = re.compile(
    r"(?:\b(?:je suis|nous sommes|ici|pour le compte|au nom|au sein|declarant|astreinte|rssi|dsi|"
    r"direction|directeur|directrice|responsable|ingenieur|informatique|technicien|cadre|qualite|"
    r"medecin|garde|du|de la|de l'|de)\b[^.\n]{0,40})$"
)
# « Un CHU de l'Est », « plusieurs EHPAD de la Drôme »
_ANY = re.compile(
    r"\b(?:une?|des|plusieurs|certaine?s|quelques|d'autres|deux|trois|quatre) (?:grande?s? |petite?s? )?$"
)
_OF_A_LAND = re.compile(r" (?:d'|de |du |des |de l[a'] ?|en )(?:l'|la |le |les )?([a-z][a-z '\-]{2,30})")
_COMPASS = re.compile(r"(?:grand )?(?:sud|nord)?[ -]?(?:est|ouest|nord|sud|centre|midi)(?: de la france)?")
_SEVERAL = re.compile(r"\b(?:les|des|aux|nos|deux|trois|quatre) $")
# « Institut Morvan de cardiologie »: the name stands inside the type words.
_NAMED_WITHIN = re.compile(r"(?i:institut|centre|pole|pôle) [A-ZÀ-Ý][\w'’\-]{2,16} ")
# « Laboratory Director », « Hospital Pharmacist » are people.
_TITLE_BEHIND = re.compile(
    r" (?:managers?|directors?|officers?|engineers?|leads?|administrators?|technicians?|coordinators?|information|"
    r"supervisors?|physicists?|pharmacists?|staff|systems?)\b"
)
_PERSONS = frozenset("m mr dr pr docteur monsieur madame professeur messieurs".split())
_SAMU = re.compile(r"samu[ -]?\d\d[\dab]?")
# A SAMU is part of a hospital, which is told as well mostly.
_CELLS = re.compile(r" {3,}|\|")
_OF_A_HOUSE, _FOREIGN = 0.45, 0.2
_OF_THE_SAMU = re.compile(
    r"(?:\b(?:regulat\w{2,5}|directeur|directrice|chef|cheffe|cadre|assistante?|arm|permanenci\w{2,3}|responsable|dsi|"
    r"rssi|referente?|medicale?|informatique|technique|sante|garde|permanence|secretaire|nuit|jour|technicien(?:ne)?|"
    r"standardiste|ici|suis|sommes),? "
    r"(?:a |au |du |de |d'|le )?(?:l')?|"
    r"[\n,\-] {0,2}|^)$"
)
# Type words that are a kind of place as often: they are a house where a name follows.
_NAMED_ONLY = frozenset(
    "groupe residence association fondation cabinet gip gcs gie gcsms mas fam had radiotherapie ssr smr villa institut "
    "samu hospices lam pole imagerie".split()
)
# « Moulin à Vent », « Four à Chaux »
_OF_SOME_KIND = frozenset("moulin moulins four fours puits barque voile cheval".split())
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
        before = folded[max(0, head.start() - 60) : head.start()]
        several = _SEVERAL.search(before) is not None
        end = head.end() if _SENTENCE_OVER.search(head[0]) else _name_end(reading, head.end(), several=several)
        at = head.end()
        named = (
            end > head.end()
            or _SAMU.fullmatch(head[0]) is not None
            or _NAMED_WITHIN.match(reading.written(head.start(), head.end())) is not None
        )
        if not _is_head(reading, head, named=named) or _TITLE_BEHIND.match(folded, head.end()):
            continue
        at = max(at, end)
        if head[0].startswith("samu") and not _is_own_samu(reading, head):
            continue
        named = named and not _is_any(before, folded[head.end() : end])
        start = _with_article(reading, head.start())
        sure = _confidence(before, type_) if not head[0].startswith("samu") else _OF_A_HOUSE
        sure = min(sure, _FOREIGN) if THEIRS_AFTER.match(folded, end) is not None else sure
        found.append(Candidate(type_, start, end, sure, named))
    return _with_doubt(folded, found)


def _with_doubt(folded: str, found: list[Candidate]) -> list[Candidate]:
    """Houses their clause tells as others' (compared, spared, only told) are that where one of another name is not."""
    theirs = [each.named and each.type != "provider" and is_anothers(folded, each.start, each.end) for each in found]
    own = {
        folded[each.start : each.end]
        for each, other in zip(found, theirs, strict=True)
        if each.named and each.type != "provider" and each.confidence > _FOREIGN and not other
    }
    return [
        replace(each, confidence=min(each.confidence, _FOREIGN))
        if other and own and folded[each.start : each.end] not in own
        else each
        for each, other in zip(found, theirs, strict=True)
    ]


def _is_own_samu(reading: Reading, head: re.Match[str]) -> bool:
    """Everybody calls a SAMU: it is the author's house where he says what he is there, or where it stands alone."""
    before = reading.folded[max(0, head.start() - 60) : head.start()]
    return _OF_THE_SAMU.search(before) is not None


def _is_any(before: str, name: str) -> bool:
    """« Un CHU de l'Est », « une clinique du Morbihan »: one of a land, of which no name is told."""
    if _ANY.search(before) is None:
        return False
    land = _OF_A_LAND.fullmatch(name)
    return land is not None and (_COMPASS.fullmatch(land[1]) is not None or bool(places_in(f"en {land[1]}", None)))


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
    return named or word not in _NAMED_ONLY


def _name_end(reading: Reading, start: int, *, several: bool = False) -> int:
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
        joined = word == "et" and _joins(reading, found.end(), through=not several and bool(words))
        owned = large and (bare in _OWNING or (word == "a" and not words)) and _joins(reading, found.end())
        inside = bool(words) and word in _PLACES_FOLLOW and _is_inside(reading, found)
        owned = owned or (large and ((words > 0 and bare in _ALSO_NAMES) or (links > 0 and bare in _AFTER_LINK)))
        if (bare in STOPS and not joined and not owned and not inside) or ("\n" in found["gap"] and not links):
            break
        at = found.end()
        if words and word in _PLACES_FOLLOW and not inside:
            break
        if (
            joined
            or inside
            or word in LINKS
            or (word in _REGIONAL_LINKS and words and _joins(reading, found.end()))
            or word in ("d'", "l'")
            or bare in LINKS
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


def _joins(reading: Reading, at: int, *, through: bool = False) -> bool:
    """True when « et » goes on with the same name (« Monts et Lacs ») and does not begin another establishment.

    `through` links as well: « CH du Ried et du Kochersberg » is one house, « les CH de Lens et de Béthune » are two.
    """
    after = _NEXT.match(reading.folded, at)
    for _ in range(2):
        if through and after is not None and after["word"] in LINKS and after["word"] != "en":
            after = _NEXT.match(reading.folded, after.end())
    if after is None or after["word"] in STOPS or after["word"].rstrip(".") in _PERSONS:
        return False
    if HEAD.match(reading.folded, after.start("word")):
        return False
    return reading.written(after.start("word"), after.end("word")).lstrip("ld'’")[:1].isupper()


def _is_inside(reading: Reading, link: re.Match[str]) -> bool:
    """« La Pointe aux Canons », « le Moulin à Vent »: no town lies behind the link, which belongs to the name."""
    if link["word"] == "en" or not _joins(reading, link.end()):
        return False
    after = _NEXT.match(reading.folded, link.end())
    before = reading.folded[: link.start()].rsplit(" ", 1)[-1].rpartition("'")[2]
    if after is None or link["word"] == "a":
        return after is not None and before in _OF_SOME_KIND
    return before in LANDSCAPES or commune_at(reading.folded, after.start("word"), lead=link["word"]) is None


def _confidence(before: str, type_: str) -> float:
    before = _CELLS.split(before)[-1]
    if _ELSEWHERE.search(before):
        return _FOREIGN
    return 0.85 if _INTRODUCED.search(before) else 0.7 - (0.1 if type_ == "other" else 0.0)


def site_named(reading: Reading) -> tuple[int, int] | None:
    """The place named by « sur le site de Port-Clair », when no establishment is named."""
    if (found := _SITE.search(reading.folded)) is None:
        return None
    end = _name_end(reading, found.end())
    return (found.end(), end) if end > found.end() else None
