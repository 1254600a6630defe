"""Encrypted archives and files that could run are flagged, and never opened."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from bot.ingest.archive import warnings


def zipped(names: dict[str, bytes], flag: int = 0) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, octets in names.items():
            archive.writestr(name, octets)
    marked = bytearray(made.getvalue())
    for at in range(len(marked) - 4):
        if marked[at : at + 4] == b"PK\x01\x02":
            marked[at + 8] |= flag
    return bytes(marked)


@pytest.mark.parametrize(
    ("octets", "flags"),
    [
        (zipped({"a.txt": b"x", "b.txt": b"y"}), set()),
        (zipped({"a.txt": b"x", "b.txt": b"y"}, flag=1), {"encrypted"}),
        (zipped({"word/document.xml": b"x", "word/vbaProject.bin": b"y"}), {"macros"}),
        (zipped({"a.txt": b"the name vbaProject.bin in a text is no macro"}), set()),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), {"macros"}),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), {"encrypted"}),
        (b"Rar!\x1a\x07\x01\x00" + bytes(4) + b"\x21\x04", {"encrypted"}),
        (b"Rar!\x1a\x07\x01\x00" + bytes(4) + b"\x21\x01", set()),
        (b"Rar!\x1a\x07\x00" + b"\0\0\x73\x80\0" + bytes(30), {"encrypted"}),
        (b"PK", set()),
        (b"PK\x01\x02" * 50_000, set()),
    ],
)
def test_archives_and_macros_are_flagged_by_their_directory_alone(octets: bytes, flags: set[str]) -> None:
    begun = time.process_time()
    assert warnings(octets) == flags
    assert time.process_time() - begun < 0.5
