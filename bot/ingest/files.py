"""Letters from files: single letters, mbox, Maildir folders and standard input, one after the other and bounded.

Nothing is changed where they come from. A file that holds no letter is given as it is: reading tells what is wrong.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from bot.errors import Missing
from bot.settings.model import ReadingLimits

_PIECE = 1_048_576
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_MAILDIR = ("new", "cur")


def letters_in(
    paths: Iterable[str | Path], standard_input: BinaryIO | None = None, limit: int = ReadingLimits().octets
) -> Iterator[tuple[str, bytes]]:
    """Name and octets of each letter, in the order given; `-` is standard input (the process's own unless given).

    The letters of an mbox are named `file:1`, `file:2` …, those of a Maildir by their path, by time of delivery. At
    most `limit` octets of a letter are kept. Raises Missing for a path that is not there or cannot be read.
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


def _letters_of_folder(folder: Path, limit: int) -> Iterator[tuple[str, bytes]]:
    parts = [folder / part for part in _MAILDIR if (folder / part).is_dir()]
    # a folder that is no Maildir is one of loose letters
    files = [file for part in parts or [folder] for file in part.iterdir() if file.is_file() and file.name[0] != "."]
    for file in sorted(files, key=lambda file: _by_delivery(file.name)):
        with file.open("rb") as stream:
            yield str(file), stream.read(limit)


def _by_delivery(name: str) -> tuple[int, str]:
    """Names in a Maildir begin with the second of delivery."""
    second = name.partition(".")[0]
    return int(second) if second.isdecimal() and len(second) < 20 else 0, name


def _letters_of(name: str, stream: BinaryIO, limit: int) -> Iterator[tuple[str, bytes]]:
    first = stream.readline(_PIECE)
    if not first.startswith(b"From ") or b":" in first.partition(b" ")[0]:
        yield name, first[:limit] + _rest(stream, limit - len(first))
        return
    for number, letter in enumerate(_letters_of_mbox(stream, limit), 1):
        yield f"{name}:{number}", letter


def _rest(stream: BinaryIO, length: int) -> bytes:
    octets = stream.read(length) if length > 0 else b""
    while stream.read(_PIECE):
        pass
    return octets


def _letters_of_mbox(stream: BinaryIO, limit: int) -> Iterator[bytes]:
    """RFC 4155, reading mboxrd: `>From ` loses one mark; a letter begins at `From ` after an empty line."""
    letter = bytearray()
    after_empty = False
    # a line may be of any length: it comes in pieces, and only a piece at the start of a line can divide
    at_line_start = True
    while line := stream.readline(_PIECE):
        if at_line_start and after_empty and line.startswith(b"From "):
            yield _unquoted(letter, limit)
            letter = bytearray()
        elif len(letter) <= limit:
            letter += line
        after_empty = at_line_start and line in (b"\n", b"\r\n")
        at_line_start = line.endswith(b"\n")
    yield _unquoted(letter, limit)


def _unquoted(letter: bytearray, limit: int) -> bytes:
    # the empty line before the next "From " belongs to the mbox, not to the letter
    for end in (b"\r\n\r\n", b"\n\n"):
        if letter.endswith(end):
            del letter[-len(end) // 2 :]
            break
    return _QUOTED_FROM.sub(rb"\1", bytes(letter))[:limit]
