"""Encrypted archives and files that could run are flagged, and never opened."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from bot.ingest.containers.archive import warnings
from bot.ingest.containers.attachments import attachment
from bot.ingest.containers.file_type import real_type


def zipped(names: dict[str, bytes], flag: int = 0, method: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
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


PROGRAM = b"MZ" + bytes(100)


@pytest.mark.parametrize(
    ("octets", "name", "kind", "flags"),
    [
        (b"%PDF-1.7\n", "rapport.pdf", "application/pdf", ()),
        (b"\x89PNG\r\n\x1a\n", "capture.jpg", "image/png", ()),
        (b"bonjour", "note.txt", "", ()),
        (PROGRAM, "outil.exe", "application/vnd.microsoft.portable-executable", ("executable",)),
        (PROGRAM, "facture.pdf", "application/vnd.microsoft.portable-executable", ("disguised", "executable")),
        (PROGRAM, "facture.pdf.exe", "application/vnd.microsoft.portable-executable", ("disguised", "executable")),
        (b"WScript.Run()", "photo.jpg      .js", "", ("disguised", "executable")),
        (b"x", "facture\u202efdp.doc", "", ("disguised",)),
        (b"L\0\0\0\x01\x14\x02\0", "Documents.lnk", "application/x-ms-shortcut", ("executable",)),
        (bytes(32_769) + b"CD001", "livraison.img", "application/x-iso9660-image", ("executable",)),
        (b"<html><script>", "facture.htm", "text/html", ()),
        (
            zipped({"[Content_Types].xml": b"", "word/document.xml": b"x"}),
            "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            (),
        ),
        (
            zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}),
            "a.odt",
            "application/vnd.oasis.opendocument.text",
            (),
        ),
        (zipped({"META-INF/MANIFEST.MF": b""}), "a.zip", "application/java-archive", ("disguised", "executable")),
        (zipped({"a.txt": b""}), "a.zip", "application/zip", ()),
    ],
)
def test_a_file_is_what_its_octets_say(octets: bytes, name: str, kind: str, flags: tuple[str, ...]) -> None:
    kept = attachment(octets, name, "application/octet-stream", "1", False)
    assert (kept.real_type, kept.flags) == (kind, flags)


def test_an_archive_that_would_fill_a_disk_is_flagged_and_never_unpacked() -> None:
    made = bytearray(zipped({"a": bytes(2_000_000)}, method=zipfile.ZIP_DEFLATED))
    assert warnings(bytes(made)) == set()
    at = made.find(b"PK\x01\x02")
    made[at + 24 : at + 28] = (3_000_000_000).to_bytes(4, "little")
    assert warnings(bytes(made)) == {"bomb"}


@pytest.mark.parametrize("size", range(0, 60, 3))
def test_any_beginning_of_a_file_is_looked_at_without_fault(size: int) -> None:
    for octets in (zipped({"mimetype": b"application/epub+zip"}), zipped({"a": b"b"}), b"RIFF1234WEBP", PROGRAM):
        assert isinstance(real_type(octets[:size]), str)
