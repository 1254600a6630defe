"""Which stretch of a reply answers which of our numbered questions: by number, below a quotation, in order, alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.mail.message import Message
from bot.report.choices import CLOSED, YES_NO
from bot.report.forms.short_answers import is_unsure, yes_no
from bot.report.words.folded import TEXT_LIMIT, level
from bot.report.words.lexicon import ReportLexicons

_LONGEST = 600
_WORD = re.compile(r"\w")
_NUMBER = r"(?:(?:q(?:uestion)?|r(?:eponse)?|n) ?\.? ?)?\(?(?P<n>[1-9]\d?)(?!\d)"
_OPENING = r"^[ \t>*|\-]{0,12}"
_LINE = re.compile(
    rf"{_OPENING}{_NUMBER} ?(?:[.)/:=\-]{{1,2}}(?!\d\d?(?:[h:/.]|\b))|"
    r"(?= (?:oui|non|nsp|je|yes|no|possible|possiblement|peut-etre|avere|probable|c'est|aucune?|inconnu)\b)|"
    # « 3° c'est possible », « R3 c'est possible »
    r"(?=  \S)|(?<=[qr]\d)(?= [a-z+\d]))",
    re.MULTILINE,
)
# « 2, 4 : non », « 2 à 5 : non », « Questions 2 et 4 : non »
_SEVERAL = re.compile(
    rf"{_OPENING}(?:(?:pour|aux?|les|questions?|reponses?|points?|q|r)\.? ){{0,3}}[qr]?"
    r"(?P<list>[1-9]\d?(?: ?(?:[,;/&+\-]|\b(?:et|and|a|au|to|puis)\b) ?(?:et |and |la |q|r)?[1-9]\d?){1,6})"
    r"(?!\d) ?[:=)]{1,2}",
    re.MULTILINE,
)
_FROM_TO = re.compile(r"(\d+) ?(?:a|au|to|-) ?[qr]?(\d+)")
_COUNTED_WORDS = ("un une one", "deux two", "trois three", "quatre four", "cinq five", "six", "sept seven")
_COUNTED = {word: n for n, words in enumerate(_COUNTED_WORDS, 1) for word in words.split()}
# « Deux : oui »
_SPELT = re.compile(rf"{_OPENING}(?P<word>{'|'.join(_COUNTED)})\b ?[:=)]", re.MULTILINE)
_TAKEN_BACK = re.compile(
    r"\b(?:en fait|finalement|pardon|correction|rectif\w{0,8}|erratum|je corrige|je rectifie|plutot|erreur|"
    r"actually|sorry)\b[^.?]{0,30}$"
)
# « comme en question 5 » points there and answers nothing.
_POINTED_AT = re.compile(r"\b(?:comme|voir|cf\.?|idem|meme que|see|same as|as in)(?: (?:en|a|pour|la|le|ma))* ?$")
_ENOUGH_LINES = 3
_MOST_MARKS = 200
_INLINE = re.compile(rf"(?:(?<=[\s;,.])|^){_NUMBER} ?[.):=/](?=[ \n]?[a-z+(\d])")
_STEMS = (
    *((n, stem) for n, stem in enumerate(("premier", "deux", "trois", "quatr", "cinq", "six", "sept"), 1)),
    *((n, stem) for n, stem in enumerate(("first", "second", "third", "fourth", "fifth"), 1)),
)
_NTH = (
    r"(?:(?P<n>[1-9]\d?)(?![\dh%])(?: ?(?:eme|ere|er|re|nd|rd|th|e|o|°))?|"
    r"(?P<word>premiere?|deuxieme|seconde?|troisieme|quatrieme|cinquieme|sixieme|septieme|first|third|fourth|fifth))\b"
)
# « Pour la 3, », « réponse 3 : », « à la troisième », « concernant la question n° 2 »: a number that says what it is.
_NAMED = re.compile(
    r"(?:^|(?<=[\s>*|\-(;,.]))"
    r"(?:(?:(?:pour|concernant|quant a|sur|a|for|as for|to) )?(?:la |le |l'|the |ma )?"
    r"(?:question|reponse|q|point|answer|item)s? ?(?:(?:no|n|numero|number)[°.]? ?)?"
    + _NTH
    + r"(?: ?[,.):;=/\-]{1,2}| ?$|(?= [a-z+\d]))"
    r"|(?:pour|concernant|quant a|sur|a|as for) (?:la |le |the )(?:(?:no|n|numero|number)[°.]? ?)?"
    + _NTH.replace("?P<n>", "?P<n2>").replace("?P<word>", "?P<word2>")
    + r"(?: (?:question|one))?(?: ?[,):;=]| ?$)"
    r"|(?:la |the )?(?P<word3>premiere|deuxieme|seconde|troisieme|quatrieme|cinquieme|sixieme|septieme|first|third|"
    r"fourth|fifth) (?:question|reponse|answer)(?: ?[,.):;=]| ?$|(?= [a-z+\d])))",
    re.MULTILINE,
)
_QUOTE = re.compile(r"[ \t]{0,3}[>|]")
_AFTERWORD = re.compile(r"\s{0,3}(?:celui que nous avons lu|the one we read)[^\n.]{0,60}\.?")
_SALUTATION = re.compile(
    r"(?:[\s,.!:;\-]|\b(?:re|bonjour|bonsoir|hello|madame|monsieur|chers?|cheres?|mesdames|messieurs|dear|sir|madam|hi|"
    r"good|morning|evening|merci|svp|a tous)\b)*"
)
_CLOSING = re.compile(
    r"\n\s{0,3}(?:cordialement|bien a vous|bonne|merci|cdlt|cdt|salutations|sincerement|respectueusement|regards|"
    r"best|kind|envoye de|sent from|--)"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """An answer to one question: its name, the words as written, their place in the letter's text."""

    field: str
    text: str
    offset: int


def pieces_of(
    message: Message, asked: Sequence[str], lexicons: ReportLexicons, own: Message | None = None
) -> list[Piece]:
    """The answers in the order they stand; `asked` are names in the order in which the letter answered numbered them.

    By number, else below each quoted question, else as many lines as questions, else one answer to the only question.
    `own` is the same letter without what it repeats of ours (`asked.without`): a question alone is no answer.
    """
    found = _found(message, asked, lexicons) if asked else []
    if own is None:
        return found
    return [one for one in found if _WORD.search(own.text[one.offset : one.offset + len(one.text)]) is not None]


def _found(message: Message, asked: Sequence[str], lexicons: ReportLexicons) -> list[Piece]:
    new, text = message.new_text[:TEXT_LIMIT], message.text[:TEXT_LIMIT]
    shift = max(0, text.find(new))
    return (
        [Piece(piece.field, piece.text, piece.offset + shift) for piece in _numbered(new, asked)]
        or list(_below_questions(text, asked))
        or [Piece(piece.field, piece.text, piece.offset + shift) for piece in _in_order(new, asked, lexicons)]
        or [Piece(piece.field, piece.text, piece.offset + shift) for piece in _alone(new, asked, lexicons)]
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    numbers: tuple[int, ...]
    start: int
    end: int


def _numbered(text: str, asked: Sequence[str]) -> list[Piece]:
    """« 1. … 2) … Q3 : … Pour la 5, … »: each number once, what is taken back by its last word."""
    folded = level(text)
    marks = _marks(folded, len(asked))
    if not marks:
        return []
    ends = [mark.start for mark in marks[1:]] + [len(folded)]
    pieces: dict[int, Piece] = {}
    for n, (mark, end) in enumerate(zip(marks, ends, strict=True)):
        stretch = folded[mark.end : end]
        if n == len(marks) - 1:
            stretch = _ended(stretch)
        for number in mark.numbers:
            piece = _piece(asked[number - 1], text, folded, mark.end, mark.end + len(stretch))
            if piece.text.strip():
                pieces[number] = piece
    return sorted(pieces.values(), key=lambda piece: piece.offset)


def _marks(folded: str, most: int) -> list[_Mark]:
    """The numbers that open answers; bare ones rise, or open three lines or more in whatever order."""
    opened = {match.start("n"): match for match in _LINE.finditer(folded)}
    inline = {match.start("n"): match for match in _INLINE.finditer(folded)}
    listed = list(islice(_listed(folded, most), _MOST_MARKS))
    named = {mark.start: mark for mark in (*islice(_named(folded), _MOST_MARKS), *listed)}
    inside = [(mark.start, mark.end) for mark in named.values()]
    bare_ones = {
        at: _Mark((int(match["n"]),), match.start(), match.end())
        for at, match in {**inline, **opened}.items()
        if not any(start <= at < end for start, end in inside)
    }
    lines = [mark.numbers[0] for at, mark in bare_ones.items() if at in opened]
    lines += [number for mark in listed for number in mark.numbers]
    free = _ENOUGH_LINES <= len(lines) == len(set(lines)) and all(number <= most for number in lines)
    marks: list[_Mark] = []
    told: set[int] = set()
    last = 0
    for at, mark in sorted((bare_ones | named).items(), key=lambda placed: placed[0]):
        known = (
            bool(told & set(mark.numbers)) and _TAKEN_BACK.search(folded, max(0, mark.start - 50), mark.start) is None
        )
        if not all(1 <= number <= most for number in mark.numbers) or known:
            continue
        first = mark.numbers[0]
        rising = first > last and (at in opened or (marks and first == last + 1))
        if at in named or rising or (at in opened and (free or first in told)):
            marks.append(mark)
            told |= set(mark.numbers)
            last = max(last, *mark.numbers)
    return marks


def _listed(folded: str, most: int) -> Iterator[_Mark]:
    """Numbers that share an answer, and numbers in words before a colon."""
    for found in _SEVERAL.finditer(folded):
        numbers = [int(number) for number in re.findall(r"\d+", found["list"])]
        if _FROM_TO.fullmatch(found["list"]) and numbers[0] < numbers[1] <= most:
            numbers = list(range(numbers[0], numbers[1] + 1))
        if len(set(numbers)) == len(numbers) and max(numbers) <= most:
            yield _Mark(tuple(numbers), found.start(), found.end())
    for found in _SPELT.finditer(folded):
        yield _Mark((_COUNTED[found["word"]],), found.start(), found.end())


def _named(folded: str) -> Iterator[_Mark]:
    for found in _NAMED.finditer(folded):
        if _POINTED_AT.search(folded, max(0, found.start() - 30), found.start()) is not None:
            continue
        digits, word = found["n"] or found["n2"], found["word"] or found["word2"] or found["word3"] or ""
        number = int(digits) if digits else next(n for n, stem in _STEMS if word.startswith(stem))
        yield _Mark((number,), found.start(), found.end())


def _below_questions(text: str, asked: Sequence[str]) -> Iterator[Piece]:
    """Answers typed below or behind our own questions: in a quoted letter each ends with a question mark."""
    folded = level(text)
    marks = [mark for mark in _LINE.finditer(folded) if 1 <= int(mark["n"]) <= len(asked)]
    for n, mark in enumerate(marks):
        end = marks[n + 1].start() if n + 1 < len(marks) else len(folded)
        asking = folded.rfind("?", mark.end(), min(end, mark.end() + 300))
        if asking < 0:
            continue
        begin = asking + 1
        if (afterword := _AFTERWORD.match(folded, begin)) is not None:
            begin = afterword.end()
        if (answer := _typed(folded, begin, end)) is not None:
            yield _piece(asked[int(mark["n"]) - 1], text, folded, *answer)


def _typed(folded: str, begin: int, end: int) -> tuple[int, int] | None:
    """Where the answer behind a question stands: the rest of its line, or the first lines that quote nothing."""
    rest, at = folded[begin:end].split("\n"), begin
    first: int | None = None
    last = begin
    for n, line in enumerate(rest):
        quoted = _QUOTE.match(line) is not None
        if line.strip() and not (n and quoted):
            first = at if first is None else first
            last = at + len(line)
        elif first is not None or (not line.strip() and n > 2):
            break
        at += len(line) + 1
    return None if first is None else (first, last)


def _in_order(text: str, asked: Sequence[str], lexicons: ReportLexicons) -> list[Piece]:
    """As many short lines as questions, what wants a yes or no answered by one or by « je ne sais pas »."""
    folded = level(text)
    begin = _SALUTATION.match(folded)
    start = begin.end() if begin else 0
    body = _ended(folded[start:])
    lines = [line for line in re.finditer(r"[^\n]+", body) if line[0].strip()]
    if len(asked) < 2 or len(lines) != len(asked) or any(len(line[0]) > 120 for line in lines):
        return []
    choices = [line[0] for name, line in zip(asked, lines, strict=True) if name in YES_NO]
    if not choices or any(yes_no(c, lexicons) is None and not is_unsure(bare(c), lexicons) for c in choices):
        return []
    return [
        _piece(name, text, folded, start + line.start(), start + line.end())
        for name, line in zip(asked, lines, strict=True)
    ]


def _alone(text: str, asked: Sequence[str], lexicons: ReportLexicons) -> list[Piece]:
    """« Oui. » where one question wants a yes or a no; any answer where one question was asked."""
    folded = level(text)
    begin = _SALUTATION.match(folded)
    start = begin.end() if begin else 0
    body = _ended(folded[start:])
    wanting = [name for name in asked if name in YES_NO or name in CLOSED]
    said = yes_no(body, lexicons) is not None or is_unsure(bare(body), lexicons)
    if len(wanting) == 1 and said and len(body) < 200:
        return [_piece(wanting[0], text, folded, start, start + len(body))]
    if len(asked) == 1 and len(body) < 200:
        return [_piece(asked[0], text, folded, start, start + len(body))]
    return []


def _ended(folded: str) -> str:
    """The text up to its closing words and the blank line before them."""
    body = folded[: found.start()] if (found := _CLOSING.search("\n" + folded)) is not None else folded
    return re.split(r"\n\s{0,20}\n", body.strip("\n"), maxsplit=1)[0] if "\n\n" in body.strip("\n") else body


def _piece(field: str, text: str, folded: str, start: int, end: int) -> Piece:
    """One answer without the question it repeats; « est-ce … ? oui » keeps what follows the question mark."""
    asking = folded.rfind("?", start, min(end, start + 300))
    if asking >= 0 and folded[asking + 1 : end].strip(" .\n"):
        start = asking + 1
    kept = text[start : min(end, start + _LONGEST)]
    lead = len(kept) - len(kept.lstrip(" \t\n:;.,-–—=>|*°º"))
    return Piece(field, kept[lead:].rstrip(" \t\n;,>|"), start + lead)


def bare(value: str) -> str:
    """An answer without the signs around it."""
    return value.strip(" \t\n.,;:!-")
