"""By what two tickets are found to speak of one matter: traits of a ticket out of its report and its first letter, and
the reasons, for people, why two tickets belong together. Reasons are a proposal's; nothing is merged by them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bot.desk.kept.incidents import Trait
from bot.desk.many.form_words import filled_in
from bot.desk.reading import Reading
from bot.desk.writing.answers import resemble, sketch_of
from bot.mail.message import Message
from bot.report.fields import bare
from bot.report.place.resemblance import search_words
from bot.report.words.folded import fold
from bot.tickets.model import Ticket

SAME_WORDS = "textes presque identiques"
"""The reason of a proposal by words alone."""
_SAME_PORTAL, _SAME_PROVIDER = "même numéro au portail", "même prestataire"
_LOOKED_AT = 20_000
_SKETCHED = ("near", "sketch")
_MOST_SITES, _NEAR, _HASH = 40, 4, 8
_LEAST_SKETCH = 15 * _HASH
# « n° de signalement 2026-… », « signalement n° … sur le portail », « dossier portail … », « au portail, réf. … »
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"(?<![\w@.+])[a-z0-9][a-z0-9\-/]{4,23}(?![\w@])")
_NAMED = re.compile(r"\b(?:signalement|declaration|notification|evenement|portail|portal|report(?:ing)?)s?\b")
_ON_PORTAL = re.compile(r"\b(?:portail|portal)\b")
_CALLED_NUMBER = re.compile(
    r"(?:\b(?:n|no|numero|number|num|ref|reference|identifiant|id|dossier)\b[.°º]?|[°º#])"
    r"(?: {1,2}(?:de |du |d'|of (?:the )?)?"
    r"(?:signalement|declaration|notification|evenement|portail|portal|report)){0,2}[ :(]{0,4}$"
)
# A number that nothing calls one must look like a portal's: the year first, or letters before.
_GROUPED = re.compile(r"(?:[a-z]{1,6}[\-/])?20\d\d[\-/](?:\d{1,6}[\-/])?\d{3,8}|[a-z]{2,6}-\d{4,12}")
_CALENDAR = re.compile(r"20\d\d[\-/]\d{1,2}[\-/]\d{1,2}|\d{1,2}[\-/]\d{1,2}(?:[\-/]\d{2,4})?")
_CLAUSE = re.compile(r"[\n;]|[.!?] ")
_PROVIDER = re.compile(
    r"\b(?i:h[ée]bergeur|prestataire|[ée]diteur|fournisseur|infog[ée]rant|soci[ée]t[ée]|plate-?forme|logiciel|provider|"
    r"h[ée]berg[ée]e?s? (?:chez|par)|hosted (?:by|at)|fourni[es]{0,2} par|[ée]dit[ée]e?s? par)"
    r"(?: {1,2}(?:: ?)?|: ?)(?:«\s{0,2}|\")?([A-ZÉÈÀ][\w'’-]{3,30}(?: [A-ZÉÈÀ][\w'’-]{2,30}){0,2})"
)
_PLAIN_DOMAIN = frozenset(
    "hebergeur hebergement editeur prestataire groupe sante info infos informatique cloud service services logiciel "
    "logiciels solution solutions data datacenter support crise contact mail france europe medical web net "
    "microsoft windows outlook office exchange google internet orange telecom notre votre nous".split()
)
_WORD = re.compile(r"[a-z0-9]{4,}")
# What one incident is called by those who see different sides of it.
_SAME_SIDE = (
    {"ransomware", "system_compromise", "account_compromise", "vulnerability_exploit", "infrastructure_failure"},
    {"telecom_loss", "infrastructure_failure", "software_bug", "ddos", "system_compromise"},
    {"phishing", "account_compromise", "data_leak", "system_compromise", "ransomware"},
    {"theft_loss", "data_leak"},
)


def traits_of(reading: Reading, sketch: str, webmail: Collection[str]) -> tuple[Trait, ...]:
    """Everything by which the ticket of a first letter can be found, each once. `sketch` is that of all its words; a
    form's own labels are none of them."""
    report, message = bare(reading.report) if reading.report else {}, reading.message
    found = [Trait("finess", number) for number in numbers_of(report)]
    found += [Trait("structure", words) for words in names_of(report)]
    text = f"{message.subject}\n{message.new_text}"[:_LOOKED_AT]
    found += [Trait("portal", number) for number in _portal_numbers(text)]
    found += [Trait("provider", name) for name in _providers(report, message, text, webmail)]
    own = filled_in(message.new_text[:_LOOKED_AT])
    sketch = sketch if len(own) == len(message.new_text[:_LOOKED_AT]) else sketch_of(own)
    if len(sketch) >= _LEAST_SKETCH:
        found.append(Trait("sketch", sketch))
        found += [Trait("near", sketch[at : at + _HASH]) for at in range(0, _NEAR * _HASH, _HASH)]
    return tuple(dict.fromkeys(found))


def named_in(message: Message, providers: Sequence[str]) -> tuple[Trait, ...]:
    """Which of the providers of other tickets the letter names, as traits of this one."""
    if not providers:
        return ()
    words = set(_WORD.findall(fold(f"{message.subject}\n{message.new_text}"[:_LOOKED_AT])))
    return tuple(Trait("provider", name) for name in providers if set(name.split()) <= words)


def comparable(its: Sequence[Trait], theirs: Sequence[Trait]) -> bool:
    """False when traits alone tell that `reasons` finds none."""
    return any(trait.kind not in _SKETCHED for trait in set(its) & set(theirs)) or _same_words(its, theirs)


def reasons(one: Ticket, its: Sequence[Trait], other: Ticket, theirs: Sequence[Trait]) -> tuple[str, ...]:
    """Why two tickets may be one matter, the strongest reason first; empty when they are not alike."""
    shared = set(its) & set(theirs)
    found = [f"{_SAME_PORTAL} ({t.value})" for t in sorted(shared) if t.kind == "portal"]
    overlap = facts_overlap(one, other)
    if overlap:
        found += [f"même FINESS ({t.value}), faits compatibles" for t in sorted(shared) if t.kind == "finess"]
        if any(t.kind == "structure" for t in shared) and _same_place(one, other):
            found.append("même structure, faits compatibles")
    found += [f"{_SAME_PROVIDER} ({t.value})" for t in sorted(shared) if t.kind == "provider"]
    if _same_words(its, theirs):
        found.append(SAME_WORDS)
    return tuple(dict.fromkeys(found))


def is_shared_cause(reason: str) -> bool:
    """Whether a reason names what stands behind both tickets: one declaration, one provider."""
    return reason.startswith((_SAME_PORTAL, _SAME_PROVIDER))


def _same_words(its: Sequence[Trait], theirs: Sequence[Trait]) -> bool:
    mine, yours = (next((t.value for t in traits if t.kind == "sketch"), "") for traits in (its, theirs))
    return bool(mine and yours) and resemble(mine, yours)


def facts_overlap(one: Ticket, other: Ticket) -> bool:
    """Whether what two reports tell can be the same incident; what a report does not tell contradicts nothing."""
    a, b = one.report.get("category"), other.report.get("category")
    if not a or not b or a == b or "other" in (a, b):
        return True
    return any(a in side and b in side for side in _SAME_SIDE)


def _same_place(one: Ticket, other: Ticket) -> bool:
    a, b = ((t.report.get("territory") or {}).get("department") for t in (one, other))
    return not a or not b or a == b


def numbers_of(report: Mapping[str, Any]) -> list[str]:
    """The FINESS numbers of a stored report and of its sites."""
    sites = report.get("sites")
    listed = [site.get("finess") for site in sites[:_MOST_SITES]] if isinstance(sites, list) else []
    return [str(number) for number in (report.get("finess"), *listed) if number]


def names_of(report: Mapping[str, Any]) -> list[str]:
    """The structures a stored report names, each as the words that tell it apart, in order."""
    sites = report.get("sites")
    listed = [site.get("structure") for site in sites[:_MOST_SITES]] if isinstance(sites, list) else []
    words = (" ".join(sorted(search_words(str(name)))) for name in (report.get("structure"), *listed) if name)
    return [each for each in words if each]


def _portal_numbers(text: str) -> list[str]:
    folded = fold(text)
    found = []
    for token in _TOKEN.finditer(folded):
        number = token[0].strip("-/")
        if not _is_number(number):
            continue
        lead = folded[max(0, token.start() - 45) : token.start()]
        before = _CLAUSE.split(lead.rstrip(" ."))[-1] + lead[len(lead.rstrip(" .")) :]
        after = _CLAUSE.split(folded[token.end() : token.end() + 25])[0]
        named = _NAMED.search(before) is not None or _ON_PORTAL.search(after) is not None
        if named and (_CALLED_NUMBER.search(before) is not None or _GROUPED.fullmatch(number)):
            found.append(number)
    return list(dict.fromkeys(found))


def _is_number(number: str) -> bool:
    """Three digits at least; no date, and none of our own tickets."""
    return len(_DIGIT.findall(number)) >= 3 and not number.startswith("ssi-") and _CALENDAR.fullmatch(number) is None


def _providers(report: Mapping[str, Any], message: Message, text: str, webmail: Collection[str]) -> list[str]:
    if report.get("structure_type") == "provider" and message.author is not None:
        domain = message.author.domain
        label = "" if domain in webmail else domain.rpartition(".")[0].rpartition(".")[2]
        own = [" ".join(w for w in _WORD.findall(fold(label)) if w not in _PLAIN_DOMAIN)]
    else:
        own = []
    named = [" ".join(w for w in _WORD.findall(fold(m[1])) if w not in _PLAIN_DOMAIN) for m in _PROVIDER.finditer(text)]
    return [name for name in dict.fromkeys((*own, *named)) if name][:10]
