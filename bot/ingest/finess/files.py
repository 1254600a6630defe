"""A file of the directory of establishments, legacy CSV or new JSON, plain or gzip: its sites one by one, or faults."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from bot.errors import Fault, Permanent
from bot.ingest.finess.csv_extract import encoding_of, published_on, read_csv
from bot.ingest.finess.json_extract import read_json
from bot.report.place.directory import Establishment

_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_HEAD = 4096


class DirectoryFile:
    """An opened file. `format` is `csv` or `json`, `size` in octets.

    `published` is what the file says of its own date, in JSON known once it was read.

    Raises Permanent when it cannot be opened or is neither format.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._raw = path.open("rb")
        except OSError as error:
            raise Permanent(f"{path}: cannot be opened: {error.strerror}") from error
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    def _begin(self) -> None:
        path = self._path
        try:
            self.size = path.stat().st_size
            self._packed = self._raw.read(2) == _GZIP
            head = self._opened().read(_HEAD).removeprefix(_BOM).lstrip()
        except (OSError, EOFError, zlib.error) as error:
            raise Permanent(f"{path}: cannot be read: {error}") from error
        if not head:
            raise Permanent(f"{path}:1: the file is empty")
        self.format = "json" if head[:1] == b"{" else "csv"
        first = head.partition(b"\n")[0].decode("latin-1")
        self.published = published_on(first) if self.format == "csv" else None
        if head[:1] == b"[" or b"\0" in head:
            raise Permanent(f"{path}:1: neither the legacy CSV (`finess;etalab;…`) nor the JSON of structures")

    @property
    def position(self) -> int:
        """How many octets of the file were taken, for a progress bar."""
        return self.size if self._raw.closed else self._raw.tell()

    def sha256(self) -> str:
        """The digest of the file as it lies there."""
        with self._path.open("rb") as raw:
            return hashlib.file_digest(raw, "sha256").hexdigest()

    def establishments(self) -> Iterator[Establishment | Fault]:
        """Every site in the order of the file, or what is wrong at a place of it."""
        try:
            yield from self._csv() if self.format == "csv" else self._json()
        except (OSError, EOFError, zlib.error) as error:
            yield self._fault(f"cannot be read to its end: {error}")

    def close(self) -> None:
        """Give the file back."""
        self._raw.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _csv(self) -> Iterator[Establishment | Fault]:
        encoding = encoding_of(self._opened())
        with io.TextIOWrapper(self._opened(), encoding, errors="replace", newline="") as text:
            yield from read_csv(str(self._path), text)

    def _json(self) -> Iterator[Establishment | Fault]:
        with io.TextIOWrapper(self._opened(), "utf-8-sig", newline="") as text:
            try:
                yield from read_json(str(self._path), text, self._publish)
            except UnicodeDecodeError as error:
                yield self._fault(f"the text is not UTF-8: {error.reason}")

    def _publish(self, when: str) -> None:
        self.published = when[:60]

    def _fault(self, problem: str) -> Fault:
        return Fault(str(self._path), None, f"octet {self.position}", "…", problem, "fetch the file again")

    def _opened(self) -> BinaryIO:
        """The octets from the beginning, unpacked."""
        self._raw.seek(0)
        return cast(BinaryIO, gzip.GzipFile(fileobj=self._raw)) if self._packed else self._raw
