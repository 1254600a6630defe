"""Address lists as they arrive."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.mime.encoded_words import readable
from bot.mail.address import addresses, first_spec, plausible


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ('"Dupont, Jean" <jean@ch.example>', [("Dupont, Jean", "jean@ch.example")]),
        ("undisclosed-recipients:;", []),
        (
            "Cellule: a@b.example, c@d.example; e@f.example",
            [("", "a@b.example"), ("", "c@d.example"), ("", "e@f.example")],
        ),
        ("<@relay.example:b@y.example>", [("", "b@y.example")]),
        ("=?utf-8?q?a=40evil=2Eexample?= <real@x.example>", [("a@evil.example", "real@x.example")]),
        ('"=?utf-8?Q?H=C3=B4pital?=" <h@x.example>', [("Hôpital", "h@x.example")]),
        ("c.morel@CH.Example (Claire Morel)", [("Claire Morel", "c.morel@ch.example")]),
        ("john . doe@ ex.example", [("", "john.doe@ex.example")]),
        ("<<a@b.example>>", [("", "a@b.example")]),
        ('"a b"@c.example', [("", '"a b"@c.example')]),
        ("me@x.example me2 <me3@z.example>", [("me@x.example me2", "me3@z.example")]),
        ("Mail Delivery System <>", []),
    ],
)
def test_it_reads_mailboxes_as_mailers_write_them(value: str, wanted: list[tuple[str, str]]) -> None:
    assert [(one.name, one.address) for one in addresses(value, readable)] == wanted


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='ab@<>(),;:"\\. é', max_size=80))
def test_it_never_fails_and_gives_no_empty_address(value: str) -> None:
    assert all(one.address for one in addresses(value))


def test_it_reads_a_hostile_list_in_bounds() -> None:
    assert len(addresses("a@b.example," * 20_000)) == 500


def test_it_finds_the_first_addr_spec_of_a_text() -> None:
    assert first_spec("écrire à <X.Y@CH.Example> ou non") == "X.Y@ch.example"
    assert first_spec("personne") is None


def test_it_tells_what_could_be_written_to() -> None:
    assert plausible("a@ch.example")
    assert not plausible("a@b@c.example")
    assert not plausible("@ch.example")
