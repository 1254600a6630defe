"""Octets become text by declared charset, mark, UTF-8, detector, windows-1252, and the choice is told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.mime.charset import codec, decode
from bot.ingest.mime.encoded_words import parameters, readable

TEXT = "Signalement reçu à 8 h : coût 5 €, œuvre"


@pytest.mark.parametrize(
    ("charset", "declared", "mended"),
    [
        ("utf-8", "utf-8", False),
        ("cp1252", "windows-1252", False),
        ("iso-8859-15", "iso-8859-15", False),
        ("utf-7", "utf-7", False),
        ("utf-16", "utf-16", False),
        ("cp1252", "iso-8859-1", True),
        ("utf-8", "x-klingon", True),
        ("cp1252", None, True),
        ("cp1252", "us-ascii", True),
        ("utf-8", None, True),
        ("cp1252", "utf-8", True),
    ],
)
def test_it_reads_french_whatever_the_label_says(charset: str, declared: str | None, mended: bool) -> None:
    read = decode(TEXT.encode(charset), declared)
    assert read.text == TEXT
    assert (read.mended is not None) is mended


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("koi8-r", "Сообщение об инциденте информационной безопасности в больнице"),
        ("gb18030", "医院信息安全事件报告系统已经被加密请尽快联系我们"),
        ("iso2022_jp", "病院のサーバーが暗号化されました。至急連絡してください。"),
    ],
)
def test_it_reads_declared_foreign_charsets(charset: str, text: str) -> None:
    assert decode(text.encode(charset), charset).text == text


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=60),
    st.sampled_from([None, "utf-8", "us-ascii", "iso-8859-1", "utf-7", "utf-16", "idna", "base64", "gb2312"]),
)
def test_it_never_fails_and_never_gives_what_a_store_refuses(octets: bytes, declared: str | None) -> None:
    text = decode(octets, declared).text
    assert "\x00" not in text
    text.encode("utf-8")


def test_codecs_that_are_no_charsets_are_not_used() -> None:
    assert [codec(name) for name in ("unicode_escape", "base64", "rot13", "idna", "zlib")] == [None] * 5


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?B?w6k=?= =?utf-8?B?dMOp?=", "été"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=A9t=C3=A9?=", "été"),
        ("=?iso-8859-1?Q?d=E9clar=E9?= fin", "déclaré fin"),
        ("=?utf-8?Q?avec espace?=", "avec espace"),
        ("=?x-inconnu?Q?caf=E9?=", "café"),
        ("=?utf-8?q?R=C3=A9seau_coup=C3=A9", "Réseau coupé"),
        ("=?utf-8?q?R=C3=A9?= =?utf-8?q?seau?", "Réseau"),
        ("=?utf-8?q?", "=?utf-8?q?"),
        ("prix = ?b? =", "prix = ?b? ="),
    ],
)
def test_it_reads_encoded_words_as_mailers_write_them(written: str, read: str) -> None:
    assert readable(written) == read


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (
            "attachment; filename*0*=utf-8''d%C3%A9claration%20; filename*1*=incident%20n%C2%B0; filename*2=42.pdf",
            "déclaration incident n°42.pdf",
        ),
        ('attachment; filename="=?iso-8859-1?Q?d=E9claration.pdf?="', "déclaration.pdf"),
        ("attachment; filename=un plan.pdf; size=3", "un plan.pdf"),
        ('attachment; filename="a\\"b.txt"; filename="c.txt"', 'a"b.txt'),
    ],
)
def test_it_reads_file_names_in_every_dialect(value: str, name: str) -> None:
    assert parameters(value)[1]["filename"] == name
