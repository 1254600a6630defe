"""The phrases of a lexicon in, out those that add nothing: another of the same term is found wherever they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.rules.lexicons.phrases import Element, Phrase

_HEAD = 3


def covered(phrases: Sequence[Phrase]) -> Iterator[tuple[Phrase, Phrase]]:
    """Each phrase that is never found without another of its term and owner, and that other one.

    Sound, not complete: of two phrases held against each other in vain nothing is said. Of two that say the same the
    later one is told; one written twice is another matter and is left out.
    """
    begun: dict[tuple[str, str, str], list[int]] = {}
    for at, phrase in enumerate(phrases):
        for head in _heads(phrase.elements[0]):
            begun.setdefault((phrase.owner, phrase.term, head), []).append(at)
    for at, longer in enumerate(phrases):
        keys = {(longer.owner, longer.term, head) for element in longer.elements for head in _heads(element)}
        for other in sorted({one for key in keys for one in begun.get(key, ()) if one != at}):
            shorter = phrases[other]
            if shorter.written == longer.written or not _within(shorter, longer):
                continue
            if other < at or not _within(longer, shorter):
                yield longer, shorter
                break


def _heads(element: Element) -> set[str]:
    return {word[:_HEAD] for word in (*element.exact, *element.beginnings, *element.forgiving)}


def _within(shorter: Phrase, longer: Phrase) -> bool:
    """Whether words that make up the longer phrase always make up the shorter one too."""
    wanted, offered = shorter.elements, [element for element in longer.elements if not element.clause_end]
    # A gap takes the first word that fits: only before the last word can it not lead astray.
    if any(element.clause_end or element.forgiving for element in wanted) or any(e.gap for e in wanted[:-1]):
        return False
    if len(wanted) == 1:
        return any(_covers(wanted[0], element) for element in offered)
    return any(_from(wanted[:-1], wanted[-1], offered[start:]) for start in range(len(offered) - len(wanted) + 1))


def _from(adjacent: Sequence[Element], last: Element, offered: Sequence[Element]) -> bool:
    for n, element in enumerate(adjacent):
        if (n and offered[n].gap) or not _covers(element, offered[n]):
            return False
    between = 0
    for element in offered[len(adjacent) :]:
        between += element.gap
        if between > last.gap:
            return False
        if _covers(last, element):
            return True
        between += 1
    return False


def _covers(one: Element, other: Element) -> bool:
    """Whether the first takes every word that the second takes."""
    return (
        all(map(one.takes, other.exact))
        and all(any(begun.startswith(known) for known in one.beginnings) for begun in other.beginnings)
        and set(other.forgiving) <= set(one.forgiving)
    )
