"""What happened and with what intent: category by weight, origin by words and by what is never an accident."""

from __future__ import annotations

import re

from bot.report.evidence import Evidence
from bot.report.fields import Found
from bot.report.incident.false_alarm import not_so_after_all, taken_back
from bot.report.taxonomy import MALICIOUS_CATEGORIES, OUTAGE_CATEGORIES
from bot.report.words.negation import Stance
from bot.report.words.terms import Hit

_SUBJECT_FACTOR = 1.5
# The subject of a reply was carried over: what it names may be over or was never so.
_OLD_SUBJECT_FACTOR = 0.4
_DOUBT_FACTOR = 0.55
_PER_TERM = 2
_THRESHOLD = 4.0
_SURE = 8.0
# On equal weight the graver reading wins.
_PRECEDENCE = (
    "ransomware data_leak account_compromise system_compromise ddos defacement theft_loss "
    "vulnerability_exploit phishing"
    " telecom_loss software_bug infrastructure_failure other"
).split()
_NO_ATTACK = re.compile(r"\b(?:attaqu|malveill|cyber|pirat|intrusi|virus|hack)")


def scores_of(evidence: Evidence, old_subject: float = _OLD_SUBJECT_FACTOR) -> dict[str, tuple[float, Hit]]:
    """Weight and best hit of each category: a doubted or asked hit counts about half, a denied or past one nothing.

    `old_subject` is the factor of a subject that a reply carries over.
    """
    totals: dict[str, tuple[float, Hit]] = {}
    for concept in list(evidence.concepts("category.")):
        counted: dict[str, int] = {}
        total, best, best_weight = 0.0, None, -1.0
        for hit in evidence.of(concept, Stance.STATED, Stance.DOUBTED):
            words = evidence.reading.folded[hit.start : hit.end]
            counted[words] = counted.get(words, 0) + 1
            if counted[words] > _PER_TERM:
                continue
            weight = hit.weight
            if evidence.reading.source_at(hit.start) == "subject":
                weight *= old_subject if evidence.reading.reply else _SUBJECT_FACTOR
            weight *= 1.0 if hit in evidence.of(concept, Stance.STATED) and not _asked(evidence, hit) else _DOUBT_FACTOR
            total += weight
            if weight > best_weight:
                best, best_weight = hit, weight
        if best is not None:
            totals[concept.removeprefix("category.")] = (total, best)
    return totals


def _asked(evidence: Evidence, hit: Hit) -> bool:
    """« Faut-il s'attendre à des fuites ? »"""
    _, end = evidence.sentences.around(hit.start, hit.end)
    return evidence.reading.folded.startswith("?", end - 1) or evidence.reading.folded.startswith(("?", " ?"), end)


def category_of(evidence: Evidence) -> Found[str] | None:
    """The category the letter's words weigh most for; None below the threshold."""
    scores = {name: score for name, score in scores_of(evidence).items() if score[0] >= _THRESHOLD}
    if taken_back(evidence) is not None or not_so_after_all(evidence) is not None:
        scores = {name: score for name, score in scores.items() if name not in MALICIOUS_CATEGORIES}
    elif not scores and evidence.reading.reply:
        told = {name: score for name, score in scores_of(evidence, 1.0).items() if score[0] >= _THRESHOLD}
        scores = {
            name: score
            for name, score in told.items()
            if name not in MALICIOUS_CATEGORIES or evidence.denied(f"category.{name}") is None
        }
    if not scores:
        return None
    weights = _settled({name: total for name, (total, _) in scores.items()})
    if weights.get("data_leak", 0) >= 8 and evidence.denied("category.ransomware") is not None:
        # « Ils réclament une rançon pour des données volées, rien n'est chiffré. »
        weights["ransomware"] = weights.get("ransomware", 0) * 0.3
    if weights.get("phishing", 0) >= 8 and evidence.denied("category.account_compromise") is not None:
        # « Neuf ont saisi leur mot de passe, pas de compte détourné. »
        weights["account_compromise"] = weights.get("account_compromise", 0) * 0.4
    name = max(weights, key=lambda name: (weights[name], -_PRECEDENCE.index(name)))
    if evidence.stated(f"category.{name}") is None:
        # What is feared gives way to what is told as sure.
        sure = [other for other in weights if weights[other] >= _SURE and evidence.stated(f"category.{other}")]
        name = max(sure, key=lambda other: weights[other], default=name)
    total, hit = scores[name]
    rest = sum(weights.values())
    return evidence.found(name, round(min(0.95, 0.45 + 0.5 * total / max(rest, 1.0)), 2), hit)


def _settled(weights: dict[str, float]) -> dict[str, float]:
    """Weights less what another category explains: encryption makes servers fail, a lure steals an account."""
    settled = dict(weights)
    if weights.get("other", 0) >= 9:
        # « Je vous ai filmé, payez en bitcoins » borrows the words of ransomware and theft.
        for name in ("ransomware", "data_leak", "system_compromise", "account_compromise"):
            if name in settled:
                settled[name] *= 0.4
    if weights.get("ransomware", 0) >= max(7, weights.get("phishing", 0) / 2):
        for name in (
            "infrastructure_failure",
            "telecom_loss",
            "system_compromise",
            "software_bug",
            "vulnerability_exploit",
            "phishing",
            "account_compromise",
            "data_leak",
        ):
            if name in settled:
                settled[name] *= 0.4
    if weights.get("account_compromise", 0) >= 6 and "phishing" in settled:
        # Whoever gave his password was lured; once it is used, the account is what is lost.
        settled["phishing"] *= 0.3
    if weights.get("account_compromise", 0) >= 7 and "data_leak" in settled:
        # Whoever is in a mailbox reads it: what was read there is part of what was taken over.
        settled["data_leak"] *= 0.7
    attack = max((weights.get(name, 0.0) for name in MALICIOUS_CATEGORIES), default=0.0)
    if attack >= 8 and "infrastructure_failure" in settled:
        settled["infrastructure_failure"] *= 0.5
    if weights.get("telecom_loss", 0) >= 8 and "infrastructure_failure" in settled:
        settled["infrastructure_failure"] *= 0.5
    if weights.get("vulnerability_exploit", 0) >= 8 and "system_compromise" in settled:
        settled["system_compromise"] *= 0.7
    if weights.get("theft_loss", 0) >= 9:
        # A stolen thing whose disk is encrypted is the opposite of ransomware.
        for name, factor in (("data_leak", 0.5), ("ransomware", 0.3), ("telecom_loss", 0.3)):
            if name in settled:
                settled[name] *= factor
    return settled


# « Plus aucune trace de l'attaquant », « les pirates n'ont rien pris »: whom the article makes known, there was.
_KNOWN = re.compile(r"(?:attaquants?|pirates?|intrus|hackers?|assaillants?|malfaiteurs?|escrocs?|cybercriminels?)\b")
_ARTICLE = re.compile(r"\b(?:l'|les |le |nos |ces |cet |du |des |par les |par le )$")


def _known_attacker(evidence: Evidence) -> Hit | None:
    """An attacker of whom only what he did is denied, not that there was one."""
    folded = evidence.reading.folded
    for hit in evidence.of("malicious", Stance.DENIED):
        if _KNOWN.match(folded, hit.start) and _ARTICLE.search(folded, max(0, hit.start - 9), hit.start):
            return hit
    return None


def origin_of(evidence: Evidence, category: str | None) -> Found[str] | None:
    """`malicious` or `non_malicious` where the words or the category say so; None when the letter leaves it open."""
    if (back := taken_back(evidence) or not_so_after_all(evidence)) is not None:
        return evidence.found("non_malicious", 0.7, back)
    denied = evidence.denied("malicious")
    stated = _own_attack(evidence) or _known_attacker(evidence)
    innocent = evidence.stated("innocent")
    unknown = evidence.stated("cause_unknown") or evidence.denied("cause_unknown")
    if category in MALICIOUS_CATEGORIES and not _only_feared(evidence):
        hit = stated or evidence.stated(f"category.{category}")
        if hit is not None and not (denied and innocent and not stated):
            return evidence.found("malicious", 0.85, hit)
    if (
        stated is not None
        and not _only_feared(evidence)
        and not (category in OUTAGE_CATEGORIES and innocent is not None and denied is not None)
    ):
        return evidence.found("malicious", 0.8, stated)
    if unknown is not None:
        return None
    if denied is not None and not _doubted(evidence) and not _only_uncertain(evidence, denied):
        return evidence.found("non_malicious", 0.85, denied)
    if _doubted(evidence):
        return None
    if category in OUTAGE_CATEGORIES and evidence.stated("category.system_compromise") is not None:
        return None
    if innocent is not None:
        return evidence.found("non_malicious", 0.7, innocent)
    if category == "software_bug" and (bug := evidence.stated("category.software_bug")) is not None:
        return evidence.found("non_malicious", 0.55, bug)
    return _by_theft(evidence, category)


def _doubted(evidence: Evidence) -> bool:
    """True when an attack is feared now: the subject of a reply tells what was feared before."""
    old = "subject" if evidence.reading.reply else None
    return any(evidence.reading.source_at(hit.start) != old for hit in evidence.of("malicious", Stance.DOUBTED))


def _only_feared(evidence: Evidence) -> bool:
    """True when the text fears an attack and only the subject, which has no room for doubt, names one."""
    said = {
        stance: [hit for hit in evidence.of("malicious", stance) if evidence.reading.source_at(hit.start) != "subject"]
        for stance in (Stance.STATED, Stance.DOUBTED)
    }
    told = any(
        evidence.reading.source_at(hit.start) != "subject"
        for name in MALICIOUS_CATEGORIES
        for hit in evidence.of(f"category.{name}", Stance.STATED)
    )
    return bool(said[Stance.DOUBTED]) and not said[Stance.STATED] and not told


def _own_attack(evidence: Evidence) -> Hit | None:
    """A stated attack, unless the same sentence leaves the cause open (« panne ou attaque »)."""
    for hit in evidence.of("malicious", Stance.STATED):
        if evidence.reading.reply and evidence.reading.source_at(hit.start) == "subject":
            continue
        start, end = evidence.sentences.around(hit.start, hit.end)
        if not any(start <= open_.start < end for open_ in evidence.of("cause_unknown", Stance.STATED)):
            return hit
    return None


def _only_uncertain(evidence: Evidence, hit: Hit) -> bool:
    return (
        re.search(r"\b(?:pas|non) (?:encore )?(?:confirme|certain|avere|etabli|determine)", evidence.sentence_of(hit))
        is not None
    )


def _by_theft(evidence: Evidence, category: str | None) -> Found[str] | None:
    if category != "theft_loss":
        return None
    for hit, stance in evidence.hits:
        if hit.concept == "category.theft_loss" and stance is not Stance.DENIED:
            words = evidence.reading.folded[hit.start : hit.end]
            if re.search(r"\b(?:vol|vols|vole[es]{0,2}|derob|cambriol|effraction|stolen|theft)", words):
                return evidence.found("malicious", 0.75, hit)
    return None
