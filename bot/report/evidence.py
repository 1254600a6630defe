"""The hits of one letter with how each is meant, by concept: what the fields are concluded from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from bot.report.fields import Found
from bot.report.reading import Reading
from bot.report.words.families import PREFIX, Together, standing_together
from bot.report.words.negation import Stance, Stances
from bot.report.words.sentences import Sentences
from bot.report.words.terms import Hit, TermIndex

T = TypeVar("T")
_MOST_HITS = 1500
_FEARED = frozenset({"care_hit", "patient_risk", "patient_proven", "care_unit"})
_DAY_AFTER = re.compile(
    r"\s?(?:janv|fev|mars|avr|mai\b|juin|juil|aout|sept|oct|nov|dec|[/.]\d|h\b|h\d|min|mn|:\d|au \d|et le|a \d|vers)"
)
# « Par un canal chiffré », « le disque était chiffré »: so things are kept safe.
_PROTECTED = re.compile(
    r"\b(?:canal|voie|archive|zip|conteneur|tunnel|messagerie|coffre|coffre-fort|envoi|lien|echange|"
    r"(?:disque|tablette|portable|ordinateur|pc|cle|telephone|appareil)(?: dur| usb)?(?: est| etait|,)?(?: bien)?)"
    r"(?: \w{2,12}){0,1} $"
)
# « Le code à quatre chiffres », « un chiffre pour un autre », « au chiffre près »: figures.
_FIGURE = re.compile(r"chiffres?(?!\w)")
_OF_FIGURES = re.compile(
    r"\b(?:un|deux|trois|quatre|cinq|six|huit|dix|\d{1,3}|le|les|au|aux|nos|vos|leurs|ces|des|quelques|en|de) $"
)
# Told by word of mouth, a form filled in, getting on without help: people say so of what is no way of working.
_NO_WAY_OF_WORKING = re.compile(
    r"\b(?:averti|prevenu|inform|annonc|apprenn|appris|confirm|remerci)\w{0,4} (?:[a-z']{1,8} ){0,2}de vive voix|"
    r"\bfai(?:t|re|sons) (?:son|un|le|mon|leur|notre) papier|"
    r"\bdebrouill\w{1,3} (?:desormais|maintenant|seule?s?|sans vous)"
)
_OF_LIQUID = re.compile(r"fuites? (?:de (?:fluide|gaz|liquide|refrig|clim|toit)|d'(?:eau|huile|air)|au plafond)")
_DAY_BEFORE = re.compile(
    r"(?:depuis le|jusqu'au|avant le|apres le|des le|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|date du|"
    r"[/\d])\s?$"
)


class Evidence:
    """All hits of a reading. `year` is the year of reception: things told of earlier years are the past.

    `labels` are the labels of a form: what they name is only asked about.
    """

    def __init__(
        self,
        reading: Reading,
        terms: TermIndex,
        year: int,
        labels: Sequence[tuple[int, int]] = (),
        together: Sequence[Together] = (),
    ) -> None:
        self.reading = reading
        self.sentences = Sentences(reading.folded)
        found = terms.search(reading.folded, reading.words)[:_MOST_HITS]
        stances = Stances(self.sentences, (hit for hit in found if hit.concept.startswith("stance.")), year)
        text = reading.folded
        spoken = [hit for hit in found if _speaks(hit, labels) and not _is_date(text, hit) and not _is_idiom(text, hit)]
        spoken = [hit for hit in spoken if self._is_one_thought(hit)]
        self.hits = [(hit, _feared(hit, stances.of(hit))) for hit in spoken if not hit.concept.startswith(PREFIX)]
        self.hits += self._composed(spoken, stances, together)
        self._by_concept: dict[str, list[tuple[Hit, Stance]]] = {}
        for hit, stance in self.hits:
            self._by_concept.setdefault(hit.concept, []).append((hit, stance))

    def _is_one_thought(self, hit: Hit) -> bool:
        """False for words of two rows of a table."""
        folded = self.reading.folded
        return "\n" not in folded[hit.start : hit.end] or "|" not in folded[max(0, hit.start - 40) : hit.end + 40]

    def _composed(
        self, spoken: Sequence[Hit], stances: Stances, together: Sequence[Together]
    ) -> list[tuple[Hit, Stance]]:
        """What families of words say together, where no term has said the same of the same words."""
        known: dict[str, list[Hit]] = {}
        for hit, stance in self.hits:
            # A sign that a long term read as denied may still be stated by the words nearest to each other.
            if hit.concept.startswith("category.") or stance is not Stance.DENIED:
                known.setdefault(hit.concept, []).append(hit)
        composed = []
        for hit, told in standing_together(together, spoken, self.sentences):
            mine = known.setdefault(hit.concept, [])
            known_by = sum(other.weight for other in mine if other.start < hit.end and hit.start < other.end)
            if known_by < hit.weight:
                mine.append(hit)
                composed.append((hit._replace(weight=hit.weight - known_by), _feared(hit, stances.of(told))))
        return composed

    def of(self, concept: str, *stances: Stance) -> list[Hit]:
        """The hits of a concept meant in one of these ways, in order."""
        return [hit for hit, stance in self._by_concept.get(concept, ()) if stance in stances]

    def stated(self, concept: str) -> Hit | None:
        """The first stated hit of a concept, or None."""
        return next(iter(self.of(concept, Stance.STATED)), None)

    def doubted(self, concept: str) -> Hit | None:
        """The first doubted or feared hit of a concept, or None."""
        return next(iter(self.of(concept, Stance.DOUBTED)), None)

    def denied(self, concept: str) -> Hit | None:
        """The first denied hit of a concept, or None."""
        return next(iter(self.of(concept, Stance.DENIED)), None)

    def concepts(self, prefix: str) -> Iterator[str]:
        """The concepts with hits whose name begins so."""
        return (name for name in self._by_concept if name.startswith(prefix))

    def sentence_of(self, hit: Hit) -> str:
        """The folded sentence a hit stands in."""
        start, end = self.sentences.around(hit.start, hit.end)
        return self.reading.folded[start:end]

    def found(self, value: T, confidence: float, hit: Hit) -> Found[T]:
        """A value concluded from a hit, with its place."""
        return self.reading.found(value, confidence, hit.start, hit.end)


def _feared(hit: Hit, stance: Stance) -> Stance:
    """What is imagined of patients and care is a fear (« en cas de prolongation »); of the incident itself, nothing."""
    return Stance.DOUBTED if stance is Stance.IMAGINED and hit.concept in _FEARED else stance


def _is_date(folded: str, hit: Hit) -> bool:
    """« Depuis le 15 mars » is no call for help: 15 is also a day."""
    at = folded.find("15", hit.start, hit.end)
    return at >= 0 and bool(_DAY_AFTER.match(folded, at + 2) or _DAY_BEFORE.search(folded, max(0, at - 24), at))


def _is_idiom(folded: str, hit: Hit) -> bool:
    """« Site internet indisponible » is no telecom line, « il tombe sur son compte rendu » no outage."""
    if folded.startswith("internet", hit.start):
        return folded.endswith(("site ", "sites "), 0, hit.start)
    if hit.concept == "provider":
        # « Des connexions depuis un hébergeur étranger »: the machines of whoever attacks.
        return folded.endswith(("depuis un ", "depuis des ", "chez un hebergeur de "), 0, hit.start)
    if _FIGURE.match(folded, hit.start, hit.end + 1) and _OF_FIGURES.search(folded, max(0, hit.start - 16), hit.start):
        return True
    if hit.concept == "category.ransomware" and folded.startswith("chiffre", hit.start):
        return _PROTECTED.search(folded, max(0, hit.start - 30), hit.start) is not None
    if folded.startswith("fuite", hit.start) and _OF_LIQUID.match(folded, hit.start):
        return hit.concept in ("category.data_leak", "confidentiality")
    if hit.concept == "degraded":
        return _NO_WAY_OF_WORKING.search(folded, max(0, hit.start - 24), min(hit.end + 14, len(folded))) is not None
    if hit.concept == "contained":
        forty = folded.startswith("quarantaine de ", hit.start) and folded.endswith("une ", 0, hit.start)
        return forty or "antivirus desactive" in folded[hit.start : hit.end]
    if hit.concept == "outage" and folded.startswith(
        ("plus rien a ", "plus rien depuis", "plus rien au bout", "plus rien apres"), hit.start
    ):
        return True
    if hit.concept == "outage" and folded.endswith((" passe pas", " passent pas"), 0, hit.end):
        # « Le réseau interne ne passe pas par là »
        return folded.startswith(" par ", hit.end)
    return hit.concept == "outage" and folded.endswith("tombe", 0, hit.end) and folded.startswith(" sur ", hit.end)


def _speaks(hit: Hit, labels: Sequence[tuple[int, int]]) -> bool:
    if hit.concept.startswith("stance."):
        return False
    return not labels or not any(start <= hit.start and hit.end <= end for start, end in labels)
