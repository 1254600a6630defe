"""Letters from files: single letters, mbox, Maildir folders and standard input, one after the other and bounded.

Nothing is changed where they come from. A file that holds no letter is given as it is: reading tells what is wrong.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from bot.errors import Missing
from bot.settings.model import ReadingLimits

_PIECE = 1_048_576
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_MAILDIR = ("new", "cur")


class Found(NamedTuple):
    """A letter of a file: its name, its first octets, how many it has in all."""

    name: str
    octets: bytes
    size: int


def letters_in(
    paths: Iterable[str | Path], standard_input: BinaryIO | None = None, limit: int = ReadingLimits().octets
) -> Iterator[Found]:
    """Each letter, in the order given; `-` is standard input (the process's own unless given).

    The letters of an mbox are named `file:1`, `file:2` …, those of a Maildir by their path, by time of delivery. At
    most `limit` octets of a letter are kept, and never held twice. Raises Missing for a path that is not there or
    cannot be read.
    """
    for name in map(str, paths):
        if name == "-":
            yield from _letters_of("-", standard_input or sys.stdin.buffer, limit)
            continue
        path = Path(name)
        try:
            if path.is_dir():
                yield from _letters_of_folder(path, limit)
            else:
                with path.open("rb") as stream:
                    yield from _letters_of(name, stream, limit)
        except OSError as error:
            raise Missing(f"{name}: {error.strerror or error}") from error


def letter_in(name: str, limit: int) -> bytes:
    """A file or standard input (`-`) as one letter: its first `limit` octets, and one more where it has more, so that
    reading tells. Raises OSError."""
    if name == "-":
        return _kept(b"", sys.stdin.buffer, limit + 1)[0]
    with Path(name).open("rb") as stream:
        return stream.read(limit + 1)


def _letters_of_folder(folder: Path, limit: int) -> Iterator[Found]:
    parts = [folder / part for part in _MAILDIR if (folder / part).is_dir()]
    # a folder that is no Maildir is one of loose letters
    files = [file for part in parts or [folder] for file in part.iterdir() if file.is_file() and file.name[0] != "."]
    for file in sorted(files, key=lambda file: _by_delivery(file.name)):
        with file.open("rb") as stream:
            yield Found(str(file), stream.read(limit), os.fstat(stream.fileno()).st_size)


def _by_delivery(name: str) -> tuple[int, str]:
    """Names in a Maildir begin with the second of delivery."""
    second = name.partition(".")[0]
    return int(second) if second.isdecimal() and len(second) < 20 else 0, name


def _letters_of(name: str, stream: BinaryIO, limit: int) -> Iterator[Found]:
    first = stream.readline(_PIECE)
    if not first.startswith(b"From ") or b":" in first.partition(b" ")[0]:
        yield Found(name, *_kept(first, stream, limit))
        return
    for number, (letter, size) in enumerate(_letters_of_mbox(stream, limit), 1):
        yield Found(f"{name}:{number}", letter, size)


def _kept(first: bytes, stream: BinaryIO, limit: int) -> tuple[bytes, int]:
    """The first octets of a stream of which some were read, and its size. BytesIO gives its buffer away uncopied."""
    kept, size = BytesIO(), len(first)
    kept.write(first[:limit])
    while piece := stream.read(_PIECE):
        kept.write(piece[: max(0, limit - size)])
        size += len(piece)
    return kept.getvalue(), size


def _letters_of_mbox(stream: BinaryIO, limit: int) -> Iterator[tuple[bytes, int]]:
    """RFC 4155, reading mboxrd: `>From ` loses one mark; a letter begins at `From ` after an empty line."""
    letter, size = bytearray(), 0
    after_empty = False
    # a line may be of any length: it comes in pieces, and only a piece at the start of a line can divide
    at_line_start = True
    while line := stream.readline(_PIECE):
        if at_line_start and after_empty and line.startswith(b"From "):
            yield _measured(letter, size, limit)
            letter, size = bytearray(), 0
        else:
            size += len(line)
            letter += line if len(letter) <= limit else b""
        after_empty = at_line_start and line in (b"\n", b"\r\n")
        at_line_start = line.endswith(b"\n")
    yield _measured(letter, size, limit)


def _measured(letter: bytearray, size: int, limit: int) -> tuple[bytes, int]:
    cut = len(letter) > limit
    octets = _unquoted(letter, limit)
    return octets, size if cut else len(octets)


def _unquoted(letter: bytearray, limit: int) -> bytes:
    # the empty line before the next "From " belongs to the mbox, not to the letter
    for end in (b"\r\n\r\n", b"\n\n"):
        if letter.endswith(end):
            del letter[-len(end) // 2 :]
            break
    return _QUOTED_FROM.sub(rb"\1", bytes(letter))[:limit]
